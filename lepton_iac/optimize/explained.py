"""What kept a change from saving more: the limit that was binding, and what allowing more would save."""

from collections.abc import Iterator
from dataclasses import replace

from lepton_iac.model import Change
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.evidence import Fit
from lepton_iac.optimize.machine import Machine, on_sale
from lepton_iac.optimize.search import Candidate, Found, search
from lepton_iac.units import HOURS_PER_MONTH, money


def explained(change: Change, offer: Candidate, context: Context, machine: Machine, known: Fit, found: Found) -> Change:
    """The change with the limit that keeps the next cheaper type out, and what each relaxation would save on top.

    The figures are list-price differences of the machine hours alone; nothing is promised by them.
    """
    binding = found.lost[-1:] if found.lost else ()
    return replace(change, binding=binding, cheaper_if=tuple(_cheaper(offer, context, machine, known)))


def _cheaper(offer: Candidate, context: Context, machine: Machine, known: Fit) -> Iterator[str]:
    limits = context.constraints
    for words, relaxed in _relaxed(limits):

        def passed(one: Candidate, relaxed: Constraints = relaxed) -> str:
            breach = known.breach(machine, one)
            return "" if breach is None or breach <= relaxed.max_breach else "demand would pass it"

        better = search(on_sale(context, machine), machine.spec, known.need, offer.price, relaxed, passed, 1).fits
        if better:
            more = (offer.price - better[0].price) * HOURS_PER_MONTH * machine.count
            yield f"with {words}: {better[0].name}, about {money(more)} a month less"


def _relaxed(limits: Constraints) -> Iterator[tuple[str, Constraints]]:
    """Each limit on its own, lifted."""
    if "arm64" not in limits.allow_arch:
        yield "arm64 allowed", replace(limits, allow_arch=(*limits.allow_arch, "arm64"))
    if limits.no_burstable or not limits.allow_burstable:
        yield "burstable types allowed", replace(limits, allow_burstable=True, no_burstable=False)
    if not limits.allow_maker:
        yield "another maker's processor allowed", replace(limits, allow_maker=True)
    if limits.families:
        yield "all families allowed", replace(limits, families=())
