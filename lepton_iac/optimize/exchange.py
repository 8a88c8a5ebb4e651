"""Exchanging one machine type for another: the search, the quote, and the words."""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Change, Disruption, InstanceSpec, Note, SetAttribute
from lepton_iac.optimize.constraints import Objective
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.evidence import Fit
from lepton_iac.optimize.explained import explained
from lepton_iac.optimize.families import generation_note
from lepton_iac.optimize.generation import generation_rule
from lepton_iac.optimize.machine import Machine, on_sale
from lepton_iac.optimize.search import Candidate, Found, search
from lepton_iac.optimize.settle import judged, promised
from lepton_iac.units import HOURS_PER_MONTH, money

SOURCES = {
    "aws": "https://aws.amazon.com/ec2/instance-types/",
    "azurerm": "https://learn.microsoft.com/azure/virtual-machines/sizes/overview",
    "google": "https://cloud.google.com/compute/docs/machine-resource",
}


def exchange(context: Context, machine: Machine, known: Fit, rule: str, why: str) -> Iterator[Change | Note]:
    """The cheapest machine type that is enough and whose saving can be promised.

    Yields:
        one change; or one note, when candidates were found and none could be promised.
    """
    if context.turned(machine.holder.address, "sku"):
        return

    def passed(offer: Candidate) -> str:
        breach = known.breach(machine, offer)
        allowed = breach is None or breach <= context.constraints.max_breach
        return "" if allowed else f"demand would pass it in {breach:.2%} of the hours"

    listed = on_sale(context, machine)
    limits = context.constraints
    keep = len(listed) if limits.objective is Objective.RISK else 4
    found = search(listed, machine.spec, known.need, machine.row.price, limits, passed, keep)
    doubts = [] if found.fits else [words for words in found.lost if "would pass" in words]
    for offer in sorted(found.fits, key=lambda one: known.breach(machine, one) or 0) if keep > 4 else found.fits:
        breach = known.breach(machine, offer)
        drafted = _draft(context, machine, offer, rule, why, breach, _beaten(found, offer, doubts, context, machine))
        priced = promised(drafted, context)
        if isinstance(priced, Change) and (keep == 4 or priced.saving >= limits.min_saving):
            if not isinstance(outcome := judged(priced, context), Note):
                outcome = explained(outcome, offer, context, machine, known, found)
            yield outcome
            return
        if isinstance(priced, Change):
            continue
        doubts.append(priced.text)
    if not doubts and not found.fits and 2 * known.need.vcpu <= (machine.spec.vcpu or 0):
        doubts.append("less would be enough, but no cheaper type with a known price offers it" + _nearest(found))
    if doubts:
        yield Note(f"{rule}: {machine.sku} stays: {'; '.join(doubts[:2])}", machine.holder.address)


def _nearest(found: Found) -> str:
    return f" ({found.lost[-1]})" if found.lost else ""


def _draft(
    context: Context,
    machine: Machine,
    offer: Candidate,
    rule: str,
    why: str,
    breach: float | None,
    beaten: tuple[str, ...],
) -> Change:
    bounds = _bounds(machine, offer)
    return Change(
        rule=rule if _smaller(machine, offer) else generation_rule(machine, rule),
        address=machine.holder.address,
        knob="sku",
        before=_words(machine.sku, machine.spec),
        after=_words(offer.name, offer.spec),
        saving=Decimal(0),
        disruption=context.disruption(machine.holder, "sku", Disruption.REPLACE),
        why=why,
        edits=(SetAttribute(machine.path, offer.name),),
        saving_low=bounds[0],
        saving_high=bounds[1],
        breach_probability=breach,
        kept=_kept(machine, offer),
        not_compared=_not_compared(machine, offer, context),
        beaten=beaten,
        source=SOURCES.get(machine.row.provider, machine.row.source),
    )


def _smaller(machine: Machine, offer: Candidate) -> bool:
    today, new = machine.spec, offer.spec
    return (new.vcpu or 0) < (today.vcpu or 0) or (new.memory_gib or 0) < (today.memory_gib or 0)


def _words(name: str, spec: InstanceSpec) -> str:
    return f"{name} ({spec.vcpu or 0:f} vCPU, {spec.memory_gib or 0:f} GiB)"


def _bounds(machine: Machine, offer: Candidate) -> tuple[Decimal | None, Decimal | None]:
    """The saving at the smallest and the largest size of a group; hours scale, so prices do."""
    if machine.low == machine.high:
        return None, None
    share = 1 - offer.price / machine.row.price
    return machine.low * share, machine.high * share


def _kept(machine: Machine, offer: Candidate) -> tuple[str, ...]:
    today, new = machine.spec, offer.spec
    checks = (
        ("vcpu", (new.vcpu or 0) >= (today.vcpu or 0)),
        ("memory_gib", (new.memory_gib or 0) >= (today.memory_gib or 0)),
        ("arch", new.arch == today.arch),
        ("gpu_count", today.gpu_count is not None and (new.gpu_count or 0) >= today.gpu_count),
        ("os", True),
        ("local disk", today.local_storage_gb is not None),
        ("network", today.network_gbps is not None and new.network_gbps is not None),
    )
    return tuple(name for name, held in checks if held)


def _not_compared(machine: Machine, offer: Candidate, context: Context) -> tuple[str, ...]:
    missing = []
    if machine.spec.network_gbps is None or offer.spec.network_gbps is None:
        missing.append("network bandwidth")
    if machine.spec.local_storage_gb is None:
        missing.append("local disk")
    if context.kind(machine.users[0]) == "kubernetes_node_pool":
        missing.append("pods per node")
    if offer.spec.burstable and machine.spec.family == "t2":
        missing.append("processor credits (T3 starts in unlimited mode, T2 in standard)")
    return (*missing, *generation_note(machine.spec, offer.spec))


def _beaten(found: Found, offer: Candidate, doubts: list[str], context: Context, machine: Machine) -> tuple[str, ...]:
    count = machine.monthly / (machine.row.price * HOURS_PER_MONTH)
    stale = context.turned(machine.holder.address, "high_availability")
    dearer = [
        f"{other.name}: dearer"
        if stale
        else f"{other.name}: {money((other.price - offer.price) * HOURS_PER_MONTH * count)} a month more"
        for other in found.fits
        if other.price >= offer.price and other.name != offer.name
    ]
    return tuple([*doubts, *found.lost, *dearer][:3])
