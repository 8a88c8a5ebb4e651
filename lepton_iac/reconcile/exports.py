"""The billing exports of the clouds and of FOCUS: which columns say what.

Sources: FOCUS 1.0 to 1.2 (https://focus.finops.org/focus-columns/), AWS Cost and Usage Report, legacy and 2.0
(https://docs.aws.amazon.com/cur/latest/userguide/data-dictionary.html), Azure usage details
(https://learn.microsoft.com/en-us/azure/cost-management-billing/automate/understand-usage-details-fields), Google Cloud
billing export (https://cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/standard-usage).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Export:
    """One form of export; each entry lists the names a column goes by, the best first.

    Attributes:
        provider: the cloud, or the column that names it.
        list_cost: cost at list prices, which is what estimates are made of; ``cost`` is taken where there is none.
        list_price: a unit price to be multiplied with ``quantity`` where no list cost is told.
        kind, usage: the column that tells usage from tax, credits and purchases, and the values that mean usage.
    """

    name: str
    provider: str
    day: tuple[str, ...]
    service: tuple[str, ...]
    resource: tuple[str, ...]
    cost: tuple[str, ...]
    currency: tuple[str, ...]
    list_cost: tuple[str, ...] = ()
    list_price: tuple[str, ...] = ()
    quantity: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    usage: frozenset[str] = frozenset()

    def fits(self, columns: frozenset[str]) -> bool:
        """Whether a file with these columns is such an export."""
        return all(any(name in columns for name in names) for names in (self.day, self.service, self.cost))


EXPORTS: tuple[Export, ...] = (
    Export(
        "FOCUS",
        "ProviderName",
        ("ChargePeriodStart",),
        ("ServiceName",),
        ("ResourceId",),
        ("EffectiveCost", "BilledCost"),
        ("BillingCurrency",),
        list_cost=("ListCost",),
        kind=("ChargeCategory",),
        usage=frozenset({"Usage"}),
    ),
    Export(
        "AWS Cost and Usage Report",
        "aws",
        ("lineItem/UsageStartDate", "line_item_usage_start_date"),
        ("product/ProductName", "lineItem/ProductCode", "line_item_product_code"),
        ("lineItem/ResourceId", "line_item_resource_id"),
        ("lineItem/UnblendedCost", "line_item_unblended_cost"),
        ("lineItem/CurrencyCode", "line_item_currency_code"),
        list_cost=("pricing/publicOnDemandCost", "pricing_public_on_demand_cost"),
        kind=("lineItem/LineItemType", "line_item_line_item_type"),
        usage=frozenset({"Usage", "DiscountedUsage", "SavingsPlanCoveredUsage"}),
    ),
    Export(
        "Azure usage details",
        "azurerm",
        ("Date", "date", "UsageDateTime", "UsageDate"),
        ("MeterCategory", "meterCategory", "ConsumedService"),
        ("ResourceId", "resourceId", "InstanceId", "InstanceName"),
        ("CostInBillingCurrency", "costInBillingCurrency", "PreTaxCost", "Cost"),
        ("BillingCurrency", "BillingCurrencyCode", "billingCurrency", "Currency"),
        list_price=("PayGPrice", "payGPrice"),
        quantity=("Quantity", "quantity"),
        kind=("ChargeType", "chargeType"),
        usage=frozenset({"Usage"}),
    ),
    Export(
        "Google Cloud billing export",
        "google",
        ("usage_start_time",),
        ("service.description",),
        ("resource.global_name", "resource.name"),
        ("cost",),
        ("currency",),
        list_cost=("cost_at_list",),
        kind=("cost_type",),
        usage=frozenset({"regular"}),
    ),
)
"""In the order they are tried."""

PROVIDERS: Mapping[str, str] = {
    "aws": "aws",
    "amazon web services": "aws",
    "microsoft": "azurerm",
    "azure": "azurerm",
    "microsoft azure": "azurerm",
    "google": "google",
    "google cloud": "google",
    "google cloud platform": "google",
    "gcp": "google",
}
"""How exports call a provider, in small letters, to how Terraform does."""
