"""What measured demand allows, in units of the machine, with the words that prove it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.model import Demand, Resource
from lepton_iac.optimize.breach import breach_probability
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.machine import Machine
from lepton_iac.optimize.search import Candidate, Need

CPU = ("cpu_fraction",)
MEMORY = ("memory_fraction", "memory_gib")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The demand of everything that runs on one machine type, in one dimension.

    Attributes:
        demands: one per user; empty when one of them has none, or when one was refused.
        refused: why nothing may be lowered in this dimension.
        level: the highest capacity any of them needs, in units of the whole machine (vCPU or GiB).
    """

    demands: tuple[Demand, ...]
    refused: str
    level: Decimal


def evidence(context: Context, users: Iterable[Resource], dimensions: tuple[str, ...], whole: Decimal) -> Evidence:
    """What all users need at the most; today's whole where one of them says nothing or too little."""
    found: list[Demand] = []
    for user in users:
        demand = context.demand(user.address, *dimensions)
        if demand is None:
            return Evidence((), f"{user.address}: no {dimensions[0].partition('_')[0]} metrics", whole)
        if demand.refused or demand.capacity is None:
            return Evidence((), f"{user.address}: {demand.refused or 'no level could be forecast'}", whole)
        found.append(demand)
    if not found:
        return Evidence((), "nothing runs on it", whole)
    return Evidence(tuple(found), "", max(_level(demand, whole) for demand in found))


def _level(demand: Demand, whole: Decimal) -> Decimal:
    capacity = Decimal(str(demand.capacity))
    return capacity if demand.dimension == "memory_gib" else capacity * whole


@dataclass(frozen=True, slots=True)
class Fit:
    """What a machine must offer, and why.

    Attributes:
        doubt: why the machine is better left as it is: its demand was refused, or is forecast to pass what it has.
    """

    need: Need
    cpu: Evidence
    memory: Evidence

    doubt: str = ""

    @property
    def lowered(self) -> bool:
        return bool(self.cpu.demands or self.memory.demands)

    def breach(self, today: Machine, offer: Candidate) -> float | None:
        """The share of hours in which processor or memory demand is expected to pass the offer; never understated."""
        if not self.lowered:
            return None
        sizes = ((today.spec.vcpu, offer.spec.vcpu), (today.spec.memory_gib, offer.spec.memory_gib))
        if all(whole and offered is not None and offered >= whole for whole, offered in sizes):
            return 0.0
        return min(1.0, sum(_breach(known, *size) for known, size in zip((self.cpu, self.memory), sizes, strict=True)))


def _breach(known: Evidence, whole: Decimal | None, offered: Decimal | None) -> float:
    """Counted for what stays as it is too: a machine must be judged the same whichever machine runs today."""
    if not whole or offered is None or (offered >= whole and not known.demands):
        return 0.0
    return max(
        (
            breach_probability(
                demand, float(offered if demand.dimension == "memory_gib" else offered / whole), bounded=False
            )
            for demand in known.demands
        ),
        default=1.0,
    )


LEAST_VCPU = Decimal(2)
"""A machine of several processors keeps two: samples hide short bursts in which one process would starve the rest, and
a cluster's own agents need their share of each node."""


def fit(context: Context, machine: Machine) -> Fit:
    """What measured demand needs of a machine; without evidence, what it has today."""
    vcpu, memory_gib = machine.spec.vcpu or Decimal(0), machine.spec.memory_gib or Decimal(0)
    cpu = evidence(context, machine.users, CPU, vcpu)
    memory = evidence(context, machine.users, MEMORY, memory_gib)
    needed = max(min(cpu.level, vcpu), min(vcpu, LEAST_VCPU))
    need = Need(needed, min(memory.level, memory_gib), machine.spec.network_gbps)
    return Fit(need, cpu, memory, _doubt(context, machine, cpu, memory))


def _doubt(context: Context, machine: Machine, cpu: Evidence, memory: Evidence) -> str:
    for user in machine.users:
        for demand in (context.demand(user.address, *CPU), context.demand(user.address, *MEMORY)):
            if demand is not None and demand.refused:
                return f"{user.address}: {demand.refused}"
    for known, whole, name in (
        (cpu, machine.spec.vcpu, "processor"), (memory, machine.spec.memory_gib, "memory"),
    ):  # fmt: skip
        if known.demands and whole is not None and known.level > whole:
            return f"{name} demand is forecast to pass what {machine.sku} has"
    return ""


def words(known: Evidence, name: str) -> str:
    """One clause of proof: ``processor p99 18.2 %, at most 21.0 % in 35 days (quantile_loss)``."""
    if not known.demands:
        return f"{name} is kept ({known.refused})" if known.refused else ""
    demand = max(known.demands, key=lambda one: one.capacity or 0.0)
    scale, unit = (1.0, "GiB") if demand.dimension == "memory_gib" else (100.0, "%")
    high = demand.quantiles.get(0.99)
    forecast = f"p99 {high * scale:.3g} {unit}, " if high is not None else ""
    return (
        f"{name} {forecast}at most {demand.observed_max * scale:.3g} {unit} in {demand.history_days:.3g} days, "
        f"{(demand.capacity or 0.0) * scale:.3g} {unit} forecast to be enough ({demand.method})"
    )
