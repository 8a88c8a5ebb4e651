"""The cheapest machine type that is at least as good: one pass over a price-sorted list."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.model import InstanceSpec
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.families import lends_processor, maker, may_replace


@dataclass(frozen=True, slots=True)
class Candidate:
    """A machine type on sale; ``name`` is the word Terraform wants, which may differ from the fact table's."""

    price: Decimal
    name: str
    spec: InstanceSpec
    vcpu: Decimal
    memory_gib: Decimal


@dataclass(frozen=True, slots=True)
class Need:
    """What the new machine must offer at least.

    Attributes:
        vcpu, memory_gib: as forecast, or as it is today where no forecast allows less.
        network_gbps: ``None`` when it cannot be compared.
    """

    vcpu: Decimal
    memory_gib: Decimal
    network_gbps: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The cheapest that fits, the next ones, and the cheaper ones that do not fit with the reason."""

    fits: tuple[Candidate, ...]
    lost: tuple[str, ...]


def candidates(
    prices: Mapping[str, Decimal], facts: Mapping[str, InstanceSpec], spec_name: Callable[[str], str]
) -> tuple[Candidate, ...]:
    """All machine types with price and facts, cheapest first, ties by name; worth caching, it is the slow part."""
    found = []
    for name, price in prices.items():
        spec = facts.get(spec_name(name))
        if spec is not None and spec.vcpu is not None and spec.memory_gib is not None and price > 0:
            found.append(Candidate(price, name, spec, spec.vcpu, spec.memory_gib))
    return tuple(sorted(found, key=lambda one: (one.price, one.name)))


def search(
    listed: Iterable[Candidate],
    today: InstanceSpec,
    need: Need,
    ceiling: Decimal,
    constraints: Constraints,
    passes: Callable[[Candidate], str] = lambda one: "",
    keep: int = 4,
) -> Found:
    """The cheapest machine types below ``ceiling`` (price per hour of today's) that offer what is needed.

    Args:
        passes: one more test, in words why an offer fails it.

    Returns:
        up to ``keep`` that fit, cheapest first, and up to two near misses just below the cheapest in words.
    """
    fits: list[Candidate] = []
    missed: deque[Candidate] = deque(maxlen=_REMEMBERED)
    for one in listed:
        if one.price >= ceiling or len(fits) == keep:
            break
        if one.vcpu < need.vcpu or one.memory_gib < need.memory_gib:
            if not fits:
                missed.append(one)
        elif one.spec.sku != today.sku and may_replace(today, one.spec, constraints):
            if not (shortfall(one.spec, today, need, constraints) or passes(one)):
                fits.append(one)
            elif not fits:
                missed.append(one)
    near = [one for one in missed if one.spec.sku != today.sku and may_replace(today, one.spec, constraints)][-2:]
    lost = (f"{one.name}: {shortfall(one.spec, today, need, constraints) or passes(one)}" for one in near)
    return Found(tuple(fits), tuple(lost))


_REMEMBERED = 40
"""So many of the last ones that fell short are looked at again for near misses worth naming."""


def shortfall(offer: InstanceSpec, today: InstanceSpec, need: Need, constraints: Constraints) -> str:
    """Why an offer is not good enough, in words; empty when it is."""
    vcpu, memory = offer.vcpu or Decimal(0), offer.memory_gib or Decimal(0)
    same_arch = offer.arch == today.arch
    network = need.network_gbps if offer.network_gbps is not None else None
    reasons = (
        (vcpu < need.vcpu, f"{vcpu:f} vCPU, {need.vcpu:.3g} needed"),
        (memory < need.memory_gib, f"{memory:f} GiB of memory, {need.memory_gib:.3g} needed"),
        (
            not same_arch and offer.arch not in constraints.allow_arch,
            f"architecture {offer.arch or 'not known'}, only {today.arch or 'the present one'} is allowed",
        ),
        (
            lends_processor(offer) and not lends_processor(today) and not constraints.allow_burstable,
            "its processor is only lent (burstable)",
        ),
        (
            (offer.gpu_count or 0) < (today.gpu_count or 0) or (today.gpu_count and offer.gpu_model != today.gpu_model),
            f"not the same {today.gpu_model or 'GPU'}",
        ),
        (
            not constraints.allow_maker and _no_smaller(today, offer) and maker(today) != maker(offer) and same_arch,
            "another maker's processor at the same size",
        ),
        ((today.local_storage_gb or 0) > (offer.local_storage_gb or 0), "less local disk"),
        (
            network is not None and (offer.network_gbps or 0) < network,
            f"{offer.network_gbps or 0:f} Gbit/s of network, {network or 0:.3g} needed",
        ),
    )
    return next((reason for failed, reason in reasons if failed), "")


def _no_smaller(today: InstanceSpec, offer: InstanceSpec) -> bool:
    return (offer.vcpu or 0) >= (today.vcpu or 0) and (offer.memory_gib or 0) >= (today.memory_gib or 0)
