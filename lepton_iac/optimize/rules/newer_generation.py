"""Newer generations: the same or more of everything for less."""

from collections.abc import Iterator
from dataclasses import replace

from lepton_iac.model import Change, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.evidence import Evidence, Fit, fit
from lepton_iac.optimize.exchange import exchange
from lepton_iac.optimize.machine import machines
from lepton_iac.optimize.search import Need


def newer_generation(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """A cheaper machine type with at least today's processors, memory, network and local disk.

    Where a forecast allows less, right-sizing has already looked at these types too.
    """
    for machine in machines(context).get(resource.address, ()):
        vcpu, memory = machine.spec.vcpu, machine.spec.memory_gib
        measured = fit(context, machine)
        if vcpu is None or memory is None or measured.lowered or measured.doubt:
            continue
        need = Need(vcpu, memory, machine.spec.network_gbps)
        known = Fit(need, Evidence((), "", vcpu), Evidence((), "", memory))
        why = f"at least the {vcpu:f} vCPU and {memory:f} GiB of {machine.sku}, for less"
        for found in exchange(context, machine, known, "newer-generation", why):
            yield replace(found, breach_probability=0.0) if isinstance(found, Change) else found
