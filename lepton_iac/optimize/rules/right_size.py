"""Right-size machines to what is forecast, by processor and memory."""

from collections.abc import Iterator

from lepton_iac.model import Change, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.evidence import Fit, fit, words
from lepton_iac.optimize.exchange import exchange
from lepton_iac.optimize.machine import Machine, machines

RULE = {
    "database": "right-size-database",
    "cache": "right-size-cache",
}


def right_size(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """A cheaper machine type that is enough for the forecast demand; memory is kept where it is not measured.

    Needed processors are the calibrated capacity (the level passed in at most ``max_breach`` of the hours) times
    today's processors, needed memory likewise. A refused forecast never lowers anything.
    """
    for machine in machines(context).get(resource.address, ()):
        known = fit(context, machine)
        if known.doubt:
            yield Note(f"right-size: {machine.sku} stays: {known.doubt}", resource.address)
            continue
        if not known.lowered:
            continue
        yield from exchange(context, machine, known, rule(machine, context), _why(known))


def rule(machine: Machine, context: Context) -> str:
    return RULE.get(context.kind(machine.users[0]), "right-size-compute")


def _why(known: Fit) -> str:
    return "; ".join(part for part in (words(known.cpu, "processor"), words(known.memory, "memory")) if part)
