"""Rules that exchange a machine type: for a smaller one that is forecast to be enough, or for a newer one."""

from collections.abc import Iterator
from dataclasses import replace

from lepton_iac.model import Change, Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.evidence import Evidence, Fit, fit, words
from lepton_iac.optimize.exchange import SOURCES, exchange
from lepton_iac.optimize.generation import generation_rule
from lepton_iac.optimize.machine import Machine, machines
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.search import Need


def right_size(name: str, what: str, kinds: tuple[str, ...], source: str) -> Rule:
    """A rule for a cheaper machine type that is enough for the forecast demand; memory is kept where not measured.

    Needed processors are the calibrated capacity (the level passed in at most ``max_breach`` of the hours) times
    today's processors, needed memory likewise. A refused forecast never lowers anything.
    """

    def look(resource: Resource, context: Context) -> Iterator[Change | Note]:
        for machine in machines(context).get(resource.address, ()):
            if context.kind(machine.users[0]) not in kinds:
                continue
            known = fit(context, machine)
            if known.doubt:
                yield Note(f"{name}: {machine.sku} stays: {known.doubt}", resource.address)
            elif known.lowered:
                yield from exchange(context, machine, known, name, _why(known))

    return Rule(name, what, source, Disruption.STOP_START, Stage.SIZE, look)


def _why(known: Fit) -> str:
    return "; ".join(part for part in (words(known.cpu, "processor"), words(known.memory, "memory")) if part)


def newer_generation(name: str, what: str, source: str = "") -> Rule:
    """A rule for a cheaper machine type with at least today's processors, memory, network and local disk.

    Where a forecast allows less, right-sizing has already looked at these types too.
    """

    def look(resource: Resource, context: Context) -> Iterator[Change | Note]:
        for machine in machines(context).get(resource.address, ()):
            if generation_rule(machine) == name:
                yield from _newer(context, machine, name)

    return Rule(name, what, source or SOURCES["aws"], Disruption.STOP_START, Stage.GENERATION, look)


def _newer(context: Context, machine: Machine, name: str) -> Iterator[Change | Note]:
    vcpu, memory = machine.spec.vcpu, machine.spec.memory_gib
    measured = fit(context, machine)
    if vcpu is None or memory is None or measured.lowered or measured.doubt:
        return
    need = Need(vcpu, memory, machine.spec.network_gbps)
    known = Fit(need, Evidence((), "", vcpu), Evidence((), "", memory))
    why = f"at least the {vcpu:f} vCPU and {memory:f} GiB of {machine.sku}, for less"
    for found in exchange(context, machine, known, name, why):
        yield replace(found, breach_probability=0.0) if isinstance(found, Change) else found
