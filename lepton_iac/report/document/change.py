"""A difference as data: every figure is after minus before, ``null`` where a side is not known."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from lepton_iac.model import Charge
from lepton_iac.report import exact
from lepton_iac.report.difference import ComponentChange, Difference, ResourceChange
from lepton_iac.report.document.bill import identity
from lepton_iac.report.part import Part, nest
from lepton_iac.report.wording import label


def difference(found: Difference) -> dict[str, Any]:
    """The resources that change, with totals; what stays the same is left out."""
    parts = [part for entry in found.changed for part in entry.components]
    low, high = found.bounds()
    return {
        "resources": [_resource(entry) for entry in found.changed],
        "totalHourlyCost": exact.hourly(found.delta),
        "totalMonthlyCost": exact.text(found.delta),
        "totalMonthlyUsageCost": exact.text(_usage(parts) or Decimal(0)),
        "lowMonthlyCost": exact.text(low),
        "highMonthlyCost": exact.text(high),
        "complete": found.complete,
    }


def _resource(entry: ResourceChange) -> dict[str, Any]:
    tree = nest(entry.components, lambda part: part.part)
    return {
        **identity(entry.line.resource),
        "previousAddress": entry.moved_from,
        "change": entry.change.value,
        "complete": entry.complete,
        "statusBefore": entry.before.status.value if entry.before else None,
        "status": entry.after.status.value if entry.after else None,
        "hourlyCost": exact.hourly(entry.delta),
        "monthlyCost": exact.text(entry.delta),
        "monthlyUsageCost": exact.text(_usage(entry.components)),
        "costComponents": [_component(part) for part in tree.lines],
        "subresources": [_part(part) for part in tree.parts.values()],
    }


def _part(part: Part[ComponentChange]) -> dict[str, Any]:
    delta = exact.add(entry.delta for entry in part.every())
    return {
        "name": part.name,
        "hourlyCost": exact.hourly(delta),
        "monthlyCost": exact.text(delta),
        "monthlyUsageCost": exact.text(_usage(part.every())),
        "costComponents": [_component(entry) for entry in part.lines],
        "subresources": [_part(child) for child in part.parts.values()],
    }


def _component(entry: ComponentChange) -> dict[str, Any]:
    return {
        "name": entry.name,
        "unit": entry.any.unit,
        "change": entry.change.value,
        "hourlyQuantity": exact.hourly(entry.quantity_delta),
        "monthlyQuantity": exact.text(entry.quantity_delta),
        "price": exact.text(entry.price_delta),
        "hourlyCost": exact.hourly(entry.delta),
        "monthlyCost": exact.text(entry.delta),
        "usageBased": bool(entry.any.usage_keys),
        "before": _side(entry.before) if entry.before else None,
        "after": _side(entry.after) if entry.after else None,
    }


def _side(charge: Charge) -> dict[str, Any]:
    """What a component was or will be; the breakdowns hold the rest."""
    return {
        "name": label(charge),
        "monthlyQuantity": exact.text(charge.quantity),
        "price": exact.text(charge.unit_price),
        "monthlyCost": exact.text(exact.cost(charge)),
        "status": charge.status.value,
    }


def _usage(parts: Iterable[ComponentChange]) -> Decimal | None:
    return exact.add(part.delta for part in parts if part.any.usage_keys)
