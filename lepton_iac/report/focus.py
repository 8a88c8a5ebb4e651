"""The ``focus`` format: rows in the shape of the FinOps Open Cost and Usage Specification, marked as estimates.

Source: https://focus.finops.org/focus-specification/v1-2/
"""

import json
from datetime import datetime

from lepton_iac.model import Charge, Project, Report, Resource, ResourceBill
from lepton_iac.report import exact
from lepton_iac.report.document.bill import tags
from lepton_iac.report.escape import cell
from lepton_iac.report.options import DEFAULT, Options
from lepton_iac.report.rows import Row, entries, sheet, status
from lepton_iac.report.wording import label

COLUMNS = tuple(
    "BilledCost BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory ChargeDescription ChargeFrequency "
    "ChargePeriodEnd ChargePeriodStart ContractedCost EffectiveCost ListCost ListUnitPrice PricingCategory "
    "PricingQuantity PricingUnit ProviderName RegionId ResourceId ResourceName ResourceType ServiceName SkuId Tags "
    "x_Estimate x_Status x_Reason x_Project x_PriceDate".split()
)
_PROVIDERS = {"aws": "AWS", "azurerm": "Microsoft", "google": "Google Cloud"}


def render(report: Report, options: Options = DEFAULT) -> str:  # noqa: ARG001 - one signature for all formats
    """One row per component for the month the report was made in.

    Only list cost is filled in: nothing has been billed and no contract is known, so ``BilledCost``,
    ``ContractedCost`` and ``EffectiveCost`` stay empty.
    """
    period = _month(report.made)
    return sheet(COLUMNS, (_row(*entry, period) for entry in entries(report)))


def _row(project: Project, line: ResourceBill, charge: Charge | None, period: tuple[str, str]) -> Row:
    word, reason = status(line, charge)
    row = {
        "BillingCurrency": cell(project.bill.currency),
        "BillingPeriodStart": period[0],
        "BillingPeriodEnd": period[1],
        "ChargePeriodStart": period[0],
        "ChargePeriodEnd": period[1],
        "ChargeCategory": "Usage",
        "ChargeFrequency": "Usage-Based",
        **_resource(line.resource),
        "x_Estimate": "true",
        "x_Status": word,
        "x_Reason": reason,
        "x_Project": cell(project.name),
    }
    return row if charge is None else {**row, **_charge(charge)}


def _resource(found: Resource) -> Row:
    return {
        "ProviderName": cell(_PROVIDERS.get(found.provider, found.provider)),
        "RegionId": cell(found.region or ""),
        "ResourceId": cell(found.address),
        "ResourceName": cell(found.name),
        "ResourceType": cell(found.type),
        "Tags": json.dumps(tags(found.tags)),
    }


def _charge(charge: Charge) -> Row:
    row = charge.row
    return {
        "ChargeDescription": cell(" / ".join((*charge.part, label(charge)))),
        "ListCost": exact.text(exact.cost(charge)),
        "ListUnitPrice": exact.text(charge.unit_price),
        "PricingQuantity": exact.text(charge.quantity),
        "PricingUnit": cell(charge.unit),
        "PricingCategory": _category(row.purchase) if row else "",
        "ServiceName": cell(row.service) if row else "",
        "SkuId": cell(row.sku) if row else "",
        "x_PriceDate": cell(row.effective) if row else "",
    }


def _category(purchase: str) -> str:
    """FOCUS's word for how a price is bought."""
    if purchase == "on_demand":
        return "Standard"
    return "Dynamic" if purchase == "spot" else "Committed"


def _month(made: datetime) -> tuple[str, str]:
    """The first instant of the month and of the next, in UTC."""
    start = made.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return start.strftime("%Y-%m-%dT%H:%M:%SZ"), end.strftime("%Y-%m-%dT%H:%M:%SZ")
