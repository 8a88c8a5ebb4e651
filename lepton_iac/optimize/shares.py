"""One service on several clouds or regions: who serves which share of it for least.

The objective, with s(i) the share of the demand that site i serves:

    minimise    sum units(i) price(i) s(i)
    subject to  sum of s(i) = 1
                units(i) s(i) <= capacity(i)  and  s(i) <= most(i)
                per latency class: sum of s(i) over its sites >= the share that class must serve

``units(i)`` is how many units site i would need to serve the whole demand alone, so sites may differ in strength.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.errors import LeptonError
from lepton_iac.units import plain

_STEP = Decimal("0.000000001")


@dataclass(frozen=True, slots=True)
class Site:
    """One place a service can be served from.

    Attributes:
        units: that serve the whole demand alone.
        price: per unit.
        capacity: the most units there are; ``None`` for as many as are asked.
        most: the largest share of the demand it may serve.
        latency_class: the word for how far it is from the users; empty where that does not matter.
    """

    name: str
    units: Decimal
    price: Decimal
    capacity: Decimal | None = None
    most: Decimal = Decimal(1)
    latency_class: str = ""

    @property
    def alone(self) -> Decimal:
        """The cost of serving everything from here."""
        return self.units * self.price

    @property
    def limit(self) -> Decimal:
        """The largest share it can serve."""
        held = self.most
        return held if self.capacity is None or not self.units else min(held, self.capacity / self.units)


@dataclass(frozen=True, slots=True)
class Shares:
    """Who serves what.

    Attributes:
        shares: by site, in the order given; they sum to one.
        cost: of all units together, exact for these shares.
        tied: sites that would serve part of another's share at the same cost.
        binding: the limits without which it would be cheaper, in words.
    """

    shares: Mapping[str, Decimal]
    cost: Decimal
    tied: tuple[str, ...]
    binding: tuple[str, ...]
    why: str


def spread(sites: Sequence[Site], least: Mapping[str, Decimal] | None = None) -> Shares:
    """The shares that cost least; of sites that cost the same the one with fewer units, then the first by name.

    Args:
        least: latency class to the share of the demand that sites of this class must serve.

    Raises:
        LeptonError: there is no site, two have one name, or the limits leave part of the demand unserved.
    """
    wanted = least or {}
    _check(sites, wanted)
    ranked = sorted(sites, key=lambda one: (one.alone, one.units, one.name))
    shares = dict.fromkeys((site.name for site in ranked), Decimal(0))
    for name, share in wanted.items():
        _fill(shares, [site for site in ranked if site.latency_class == name], share, f"latency class {name}")
    _fill(shares, ranked, 1 - sum(shares.values(), Decimal(0)), "the demand")
    cost = sum((site.alone * shares[site.name] for site in ranked), Decimal(0))
    tied = _tied(ranked, shares)
    given = {site.name: shares[site.name] for site in sites}
    return Shares(given, cost, tied, tuple(_binding(ranked, shares, wanted)), _why(ranked, shares, tied))


def _check(sites: Sequence[Site], wanted: Mapping[str, Decimal]) -> None:
    names = [site.name for site in sites]
    if not sites or len(set(names)) < len(names):
        raise LeptonError("a service needs sites, each with a name of its own", mend="list them under `sites:`")
    if sum(wanted.values()) > 1:
        raise LeptonError("the latency classes ask for more than the whole demand", mend="let their shares sum to 1")


def _fill(shares: dict[str, Decimal], ranked: Sequence[Site], amount: Decimal, what: str) -> None:
    """Give out an amount, cheapest site first; per site cost grows in a straight line, so that is least."""
    left = amount
    for site in ranked:
        more = min(left, site.limit - shares[site.name])
        if more > 0:
            shares[site.name] += more
            left -= more
    if left > _STEP:
        raise LeptonError(
            f"{plain((left * 100).quantize(Decimal('0.1')))} % of {what} is served by nobody within the limits",
            mend="raise a capacity, a largest share, or add a site",
        )


def _tied(ranked: Sequence[Site], shares: Mapping[str, Decimal]) -> tuple[str, ...]:
    return tuple(
        other.name
        for other in ranked
        if any(
            site is not other
            and site.alone == other.alone
            and site.latency_class == other.latency_class
            and shares[site.name] > 0
            and shares[other.name] < other.limit
            for site in ranked
        )
    )


def _binding(ranked: Sequence[Site], shares: Mapping[str, Decimal], wanted: Mapping[str, Decimal]) -> list[str]:
    dearest = max(site.alone for site in ranked if shares[site.name] > 0)
    found = []
    for site in ranked:
        if shares[site.name] == site.limit and site.alone < dearest and site.limit < 1:
            word = "capacity" if site.capacity is not None and site.limit < site.most else "largest share"
            found.append(f"{site.name}: {word}")
    for name, share in wanted.items():
        own = [site for site in ranked if site.latency_class == name]
        served = sum(shares[site.name] for site in own)
        outside = [site for site in ranked if site not in own and shares[site.name] < site.limit]
        paid = max((site.alone for site in own if shares[site.name] > 0), default=Decimal(0))
        if served == share and any(site.alone < paid for site in outside):
            found.append(f"latency class {name}: at least {plain(share * 100)} %")
    return found


def _why(ranked: Sequence[Site], shares: Mapping[str, Decimal], tied: Sequence[str]) -> str:
    serving = [site for site in ranked if shares[site.name] > 0]
    text = ", ".join(f"{site.name} {plain(round(shares[site.name] * 100, 2))} %" for site in serving)
    if tied:
        text += f"; {' and '.join(tied)} would cost the same: fewer units come first, then the name"
    return text
