"""Fargate tasks larger than what they are measured to use: the smallest pair of processor and memory that is enough.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from lepton_iac.model import Change, Demand, Disruption, Note, Resource, SetAttribute
from lepton_iac.optimize.breach import breach_probability
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import judged, promised

NAME = "fargate-task-size"
SOURCE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size"
_MEMORY = {
    256: (512, 1024, 2048),
    512: tuple(range(1024, 4097, 1024)),
    1024: tuple(range(2048, 8193, 1024)),
    2048: tuple(range(4096, 16_385, 1024)),
    4096: tuple(range(8192, 30_721, 1024)),
    8192: tuple(range(16_384, 61_441, 4096)),
    16_384: tuple(range(32_768, 122_881, 8192)),
}
"""CPU units to the MiB of memory that may go with them."""


def _size(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """Needs both forecasts of the one service that runs the task; a task of several services stays."""
    services = [one for one in context.referrers(resource) if one.type == "aws_ecs_service"]
    cpu, memory = (_units(resource.attributes.get(name)) for name in ("cpu", "memory"))
    if len(services) != 1 or not cpu or not memory or context.get(services[0], "fargate") is not True:
        return
    demands = [context.demand(services[0].address, name) for name in ("cpu_fraction", "memory_fraction")]
    known = [one for one in demands if one is not None and not one.refused and one.capacity is not None]
    if len(known) != len(demands):
        yield from (Note(f"{NAME}: the task stays: {one.refused}", resource.address) for one in demands if one)
        return
    sizes = ((pair, _breach(known, pair, (cpu, memory))) for pair in _smaller(cpu, memory))
    fits = [(pair, breach) for pair, breach in sizes if breach <= context.constraints.max_breach]
    drafts = [_draft(resource, (cpu, memory), pair, known, breach) for pair, breach in fits]
    worth = [one for one in (promised(draft, context) for draft in drafts) if isinstance(one, Change)]
    if worth:
        yield judged(max(worth, key=lambda one: (one.saving, one.after)), context)


def _units(value: Any) -> int:
    """CPU units or MiB; 0 where they are written in another way."""
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else 0


def _smaller(cpu: int, memory: int) -> Iterator[tuple[int, int]]:
    for vcpu, sizes in _MEMORY.items():
        yield from ((vcpu, mib) for mib in sizes if vcpu <= cpu and mib <= memory and (vcpu, mib) != (cpu, memory))


def _breach(known: list[Demand], new: tuple[int, int], today: tuple[int, int]) -> float:
    """The share of hours in which either passes the new size; 1 where less than the forecast capacity is offered."""
    shares = [size / now for size, now in zip(new, today, strict=True)]
    if any((one.capacity or 0) > share for one, share in zip(known, shares, strict=True)):
        return 1.0
    return sum(breach_probability(one, share, bounded=False) for one, share in zip(known, shares, strict=True))


def _draft(
    resource: Resource, today: tuple[int, int], new: tuple[int, int], known: list[Demand], breach: float
) -> Change:
    edits = [
        SetAttribute(name, str(value))
        for name, now, value in zip(("cpu", "memory"), today, new, strict=True)
        if value != now
    ]
    cpu, memory = known
    return Change(
        rule=NAME,
        address=resource.address,
        knob="task_size",
        before=f"{today[0]} CPU units, {today[1]} MiB",
        after=f"{new[0]} CPU units, {new[1]} MiB",
        saving=Decimal(0),
        disruption=Disruption.ONLINE,
        why=f"processor at most {cpu.observed_max:.1%}, memory at most {memory.observed_max:.1%} in "
        f"{cpu.history_days:.3g} days; {cpu.capacity:.1%} and {memory.capacity:.1%} forecast to be enough",
        edits=tuple(edits),
        breach_probability=breach,
        not_compared=("limits that single containers of the task set",),
        source=SOURCE,
    )


RULE = Rule(
    NAME,
    "moves a Fargate task to the smallest pair of processor and memory that is forecast to be enough",
    SOURCE,
    Disruption.ONLINE,
    Stage.SIZE,
    _size,
    frozenset({"aws_ecs_task_definition"}),
)
