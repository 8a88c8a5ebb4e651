"""A bill as data: resources, components, sub-resources."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from lepton_iac.model import Bill, Charge, PriceRow, Resource, ResourceBill, Span, Status, Unknown, Unpriced
from lepton_iac.report import exact
from lepton_iac.report.part import Part, nest
from lepton_iac.report.wording import label

_LISTED_BRIEFLY = {Status.FREE: "freeResources", Status.UNSUPPORTED: "unsupportedResources"}


def breakdown(bill: Bill) -> dict[str, Any]:
    """All resources with their components and the totals; free and unsupported ones are listed briefly."""
    full = [line for line in bill.lines if line.status not in _LISTED_BRIEFLY or line.charges]
    brief = [line for line in bill.lines if line.status in _LISTED_BRIEFLY and not line.charges]
    charges = [charge for line in full for charge in line.charges]
    return {
        "resources": [resource(line) for line in full],
        **{key: [_brief(line) for line in brief if line.status is status] for status, key in _LISTED_BRIEFLY.items()},
        "totalHourlyCost": exact.hourly(exact.bill_total(bill)),
        "totalMonthlyCost": exact.text(exact.bill_total(bill)),
        "totalMonthlyUsageCost": exact.text(usage_cost(charges) or Decimal(0)),
        "lowMonthlyCost": exact.text(exact.bill_bound(bill, "low")),
        "highMonthlyCost": exact.text(exact.bill_bound(bill, "high")),
        "complete": bill.complete,
    }


def resource(line: ResourceBill) -> dict[str, Any]:
    """One resource; its cost is the exact sum of its components and sub-resources."""
    tree = nest(line.charges, lambda charge: charge.part)
    return {
        **identity(line.resource),
        "status": line.status.value,
        "complete": line.complete,
        "reason": line.reason,
        "source": line.source,
        **_costs(line.charges),
        **_range(line.charges),
        "costComponents": [component(charge) for charge in tree.lines],
        "subresources": [_part(part) for part in tree.parts.values()],
    }


def identity(found: Resource) -> dict[str, Any]:
    """What a resource is called and where it stands."""
    return {
        "name": found.address,
        "resourceType": found.type,
        "provider": found.provider,
        "region": found.region,
        "tags": tags(found.tags),
        "metadata": place(found.span),
    }


def component(charge: Charge) -> dict[str, Any]:
    """One cost component; ``price`` stays when only the quantity is not known."""
    return {
        "name": label(charge),
        "unit": charge.unit,
        "hourlyQuantity": exact.hourly(charge.quantity),
        "monthlyQuantity": exact.text(charge.quantity),
        "price": exact.text(charge.unit_price),
        **_costs((charge,), usage=False),
        "usageBased": bool(charge.usage_keys),
        "priceNotFound": charge.unit_price is None,
        "status": charge.status.value,
        "reason": charge.cost.reason if isinstance(charge.cost, Unpriced) else "",
        "tier": charge.tier,
        "low": exact.text(exact.bound(charge, "low")),
        "high": exact.text(exact.bound(charge, "high")),
        "usageKeys": list(charge.usage_keys),
        "assumptions": list(charge.assumptions),
        "formula": charge.formula,
        "priceDate": charge.row.effective if charge.row else None,
        "priceSource": _row(charge.row) if charge.row else None,
    }


def usage_cost(charges: Iterable[Charge]) -> Decimal | None:
    """The known cost of the components that depend on usage."""
    return exact.add(exact.cost(charge) for charge in charges if charge.usage_keys)


def tags(found: Mapping[str, Any]) -> dict[str, str | None]:
    """Tags as text; a value that is sensitive or not known yet is ``None``."""
    return {
        str(key): None if isinstance(value, Unknown) or value is None else str(value) for key, value in found.items()
    }


def place(span: Span | None) -> dict[str, Any]:
    """Where the block stands, in the words of Infracost's metadata."""
    if span is None:
        return {}
    lines = {"filename": span.path, "startLine": span.first_line, "endLine": span.last_line}
    return {**lines, "calls": [lines]}


def _part(part: Part[Charge]) -> dict[str, Any]:
    return {
        "name": part.name,
        **_costs(tuple(part.every())),
        "costComponents": [component(charge) for charge in part.lines],
        "subresources": [_part(child) for child in part.parts.values()],
    }


def _costs(charges: tuple[Charge, ...], usage: bool = True) -> dict[str, str | None]:
    known = exact.add(exact.cost(charge) for charge in charges)
    costs = {"hourlyCost": exact.hourly(known), "monthlyCost": exact.text(known)}
    return {**costs, "monthlyUsageCost": exact.text(usage_cost(charges))} if usage else costs


def _range(charges: tuple[Charge, ...]) -> dict[str, str | None]:
    """Both ends of the known cost where a component has a range; nothing elsewhere."""
    ends = [exact.add(exact.bound(charge, name) for charge in charges) for name in ("low", "high")]
    return {} if ends[0] == ends[1] else {"lowMonthlyCost": exact.text(ends[0]), "highMonthlyCost": exact.text(ends[1])}


def _brief(line: ResourceBill) -> dict[str, Any]:
    found = line.resource
    return {"name": found.address, "resourceType": found.type, "status": line.status.value, "reason": line.reason}


def _row(row: PriceRow) -> dict[str, Any]:
    """The price row behind a component, ``price`` per one ``unit`` of its own."""
    return {
        "provider": row.provider,
        "region": row.region,
        "service": row.service,
        "component": row.component,
        "sku": row.sku,
        "unit": row.unit,
        "price": exact.text(row.price),
        "tierFrom": exact.text(row.tier_from),
        "tierTo": exact.text(row.tier_to),
        "purchase": row.purchase,
        "currency": row.currency,
        "effective": row.effective,
        "source": row.source,
        "derived": row.derived,
    }
