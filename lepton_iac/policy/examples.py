"""A policy's own examples as stacks: tests and documentation at once."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lepton_iac.model import (
    AFTER_APPLY,
    Action,
    Bill,
    Charge,
    Demand,
    Resource,
    ResourceBill,
    SetAttribute,
    Stack,
    Status,
)
from lepton_iac.policy.evaluate import evaluate
from lepton_iac.policy.rule import Example, Policy


def verdict(policy: Policy, example: Example) -> str:
    """What a policy says of an example's resource: ``pass``, ``fail`` or ``undecided``."""
    stack = _stack(example)
    subject = stack.resources[0]
    past = stack.prior[0] if stack.prior else subject
    found = evaluate(
        stack,
        [policy],
        bill=_bill(subject, example.cost),
        prior=_bill(past, example.old_cost),
        demands={subject.address: _demands(subject.address, example.demands)},
    )
    if any(finding.address == subject.address for finding in found.found):
        return "fail"
    return "undecided" if any(one.address == subject.address for one in found.undecided) else "pass"


def mended(policy: Policy, example: Example) -> Example:
    """The example after the policy's own edits."""
    attributes = dict(example.attributes)
    for edit in policy.edits:
        _set(attributes, edit)
    return replace(example, attributes=attributes)


def _set(attributes: dict[str, Any], edit: SetAttribute) -> None:
    """Give the attribute at a path its value, making the blocks on the way."""
    steps = edit.path.split(".")
    if len(steps) == 1:
        attributes[steps[0]] = edit.value
        return
    inner = list(attributes.get(steps[0]) or [{}])
    inner[0] = dict(inner[0])
    _set(inner[0], SetAttribute(".".join(step for step in steps[1:] if step != "0"), edit.value))
    attributes[steps[0]] = inner


def _stack(example: Example) -> Stack:
    attributes = {**example.attributes, **dict.fromkeys(example.unknown, AFTER_APPLY)}
    subject = _resource(example.type, example.name, attributes, {}, example.region)
    others = tuple(
        _resource(one["type"], one.get("name", "other"), one.get("attributes", {}), one.get("references", {}))
        for one in example.others
    )
    if example.before is None:
        return Stack((subject, *others), has_prior=True)
    past = replace(subject, attributes=example.before)
    return Stack((replace(subject, action=Action.UPDATE), *others), (past,), has_prior=True)


def _resource(
    type_: str, name: str, attributes: Mapping[str, Any], references: Mapping[str, list[str]], region: str | None = None
) -> Resource:
    return Resource(
        address=f"{type_}.{name}",
        type=type_,
        name=name,
        provider=type_.split("_", 1)[0],
        attributes=attributes,
        region=region,
        action=Action.CREATE,
        references={path: tuple(addresses) for path, addresses in references.items()},
    )


def _bill(resource: Resource, cost: Decimal | None) -> Bill | None:
    if cost is None:
        return None
    charge = Charge("example", "months", Decimal(1), Decimal(cost), Decimal(cost))
    return Bill((ResourceBill(resource, Status.PRICED, (charge,)),))


def _demands(address: str, figures: Mapping[str, Mapping[str, Decimal]]) -> tuple[Demand, ...]:
    return tuple(
        Demand(
            address, dimension, "", {float(level): float(figure) for level, figure in quantiles.items()},
            None, 0.01, 0.0, "example", "", 14.0, 168,
        )
        for dimension, quantiles in figures.items()
    )  # fmt: skip
