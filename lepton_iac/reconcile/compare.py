"""Estimate against bill: by address where the bill names the resource, by service for all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lepton_iac.reconcile.identity import address_of
from lepton_iac.reconcile.ledger import Key, Ledger

DAYS_A_MONTH = Decimal(730) / 24
"""Estimates are for 730 hours."""

FEWEST_DAYS = 7
"""A bill of fewer days says too little about a month."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What was expected of one resource in a month; ``complete`` is false where a part of it was unknown."""

    address: str
    monthly: Decimal | None
    low: Decimal
    high: Decimal
    complete: bool


@dataclass(frozen=True, slots=True)
class Match:
    """One resource in the estimate and in the bill; ``billed`` is for a month of 730 hours at the days' average."""

    address: str
    service: str
    estimate: Estimate
    billed: Decimal
    days: int

    @property
    def error(self) -> Decimal | None:
        """Estimate less bill; None where nothing was estimated."""
        return None if self.estimate.monthly is None else self.estimate.monthly - self.billed

    @property
    def inside(self) -> bool | None:
        """Whether the bill lies in the estimate's interval; None where it had none."""
        one = self.estimate
        return None if one.low == one.high else one.low <= self.billed <= one.high


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the bill.

    Attributes:
        billed: all of it, a month; ``matched`` is the part whose resources are in the estimate.
        estimated: what was expected of those.
        bias: (estimated - matched) / matched; the sign says too high or too low.
        error: the same without the sign, resource by resource.
        coverage: share of the intervals that held; None where no estimate had one.
    """

    provider: str
    name: str
    billed: Decimal
    matched: Decimal
    estimated: Decimal
    bias: Decimal | None
    error: Decimal | None
    coverage: Decimal | None
    resources: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The whole comparison; ``months`` is the error share of each calendar month, for drift."""

    matches: tuple[Match, ...]
    services: tuple[Service, ...]
    missing: tuple[Estimate, ...]
    months: Mapping[str, Decimal]
    fixes: tuple[str, ...]


def reconcile(ledger: Ledger, estimates: Iterable[Estimate], known: Mapping[tuple[str, str], str]) -> Reconciled:
    """Hold every estimate against the bill.

    Args:
        known: (provider, identifier) to address, from the plan or state.
    """
    expected = {one.address: one for one in estimates}
    billed: dict[str, dict[Key, dict[date, Decimal]]] = defaultdict(dict)
    for key, days in ledger.days.items():
        address = address_of(known, key[0], key[2])
        if address in expected:
            billed[str(address)][key] = days
    matches = tuple(_match(expected[address], keys) for address, keys in sorted(billed.items()))
    missing = tuple(one for address, one in expected.items() if address not in billed and one.monthly)
    services = _services(ledger, matches, billed)
    return Reconciled(matches, services, missing, _months(billed, expected), tuple(_fixes(matches, services, missing)))


def a_month(days: Mapping[date, Decimal]) -> Decimal:
    """Daily costs as a month of 730 hours, from the first day to the last; days without a line cost nothing."""
    whole = (max(days) - min(days)).days + 1
    return sum(days.values(), Decimal(0)) / whole * DAYS_A_MONTH


def _match(estimate: Estimate, keys: Mapping[Key, Mapping[date, Decimal]]) -> Match:
    together: dict[date, Decimal] = defaultdict(Decimal)
    for days in keys.values():
        for day, cost in days.items():
            together[day] += cost
    main = max(keys, key=lambda key: (sum(keys[key].values()), key))
    return Match(estimate.address, main[1], estimate, a_month(together), (max(together) - min(together)).days + 1)


def _services(
    ledger: Ledger, matches: Iterable[Match], billed: Mapping[str, Mapping[Key, Mapping[date, Decimal]]]
) -> tuple[Service, ...]:
    span = ledger.span
    if span is None:
        return ()
    scale = DAYS_A_MONTH / ((span[1] - span[0]).days + 1)
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for (provider, service, _), days in ledger.days.items():
        totals[provider, service] += sum(days.values(), Decimal(0)) * scale
    grouped: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in matches:
        provider = next(iter(billed[match.address]))[0]
        grouped[provider, match.service].append(match)
    found = (_service(key, total, grouped.get(key, [])) for key, total in totals.items())
    return tuple(sorted(found, key=lambda one: (-one.billed, one.provider, one.name)))


def _service(key: tuple[str, str], total: Decimal, matches: list[Match]) -> Service:
    compared = [one for one in matches if one.error is not None]
    matched = sum((one.billed for one in compared), Decimal(0))
    estimated = sum((one.estimate.monthly or Decimal(0) for one in compared), Decimal(0))
    wrong = sum((abs(one.error or Decimal(0)) for one in compared), Decimal(0))
    intervals = [one.inside for one in matches if one.inside is not None]
    return Service(
        *key,
        total,
        matched,
        estimated,
        (estimated - matched) / matched if matched else None,
        wrong / matched if matched else None,
        Decimal(sum(intervals)) / len(intervals) if intervals else None,
        len(matches),
    )


def _months(
    billed: Mapping[str, Mapping[Key, Mapping[date, Decimal]]], expected: Mapping[str, Estimate]
) -> Mapping[str, Decimal]:
    """(estimate - bill) / bill of the matched resources, for each calendar month with a week of days or more."""
    months: dict[str, dict[str, dict[date, Decimal]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(Decimal)))
    for address, keys in billed.items():
        for days in keys.values():
            for day, cost in days.items():
                months[f"{day:%Y-%m}"][address][day] += cost
    found: dict[str, Decimal] = {}
    for month, costs in sorted(months.items()):
        seen = {day for days in costs.values() for day in days}
        whole = (max(seen) - min(seen)).days + 1
        actual = sum((sum(days.values(), Decimal(0)) for days in costs.values()), Decimal(0)) / whole * DAYS_A_MONTH
        meant = sum((expected[address].monthly or Decimal(0) for address in costs), Decimal(0))
        if whole >= FEWEST_DAYS and actual:
            found[month] = (meant - actual) / actual
    return found


def _fixes(matches: Iterable[Match], services: Iterable[Service], missing: Iterable[Estimate]) -> Iterable[str]:
    """What would bring estimate and bill together, the dearest first."""
    worth: list[tuple[Decimal, str]] = []
    for one in matches:
        gap = one.billed - (one.estimate.monthly or Decimal(0))
        if gap > 1 and not one.estimate.complete:
            worth.append(
                (gap, f"{one.address}: declare or measure its usage; {gap:.2f} a month was billed beyond the estimate")
            )
        elif abs(gap) > max(Decimal(1), one.billed / 10):
            way = "more" if gap > 0 else "less"
            worth.append(
                (
                    abs(gap),
                    f"{one.address}: billed {abs(gap):.2f} {way} a month than estimated, with its usage declared",
                )
            )
    for service in services:
        beyond = service.billed - service.matched
        if beyond > max(Decimal(1), service.billed / 10):
            worth.append((beyond, f"{service.name}: {beyond:.2f} a month is billed to resources that no estimate has"))
    for estimate in missing:
        cost = estimate.monthly or Decimal(0)
        worth.append((cost, f"{estimate.address}: {cost:.2f} a month was estimated, and the bill does not name it"))
    return [text for _, text in sorted(worth, key=lambda pair: (-pair[0], pair[1]))]
