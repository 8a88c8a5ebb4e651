"""Google Cloud list prices: the Cloud Billing Catalog, page by page, with the user's API key.

https://cloud.google.com/billing/docs/reference/rest/v1/services.skus/list
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lepton_iac.errors import PriceBookError
from lepton_iac.model import PriceRow
from lepton_iac.price.fetch_batch import Batch, Task
from lepton_iac.price.fetch_google_names import Name, name_of
from lepton_iac.price.fetch_http import Http
from lepton_iac.units import decimal

BASE = "https://cloudbilling.googleapis.com"
BASE_VARIABLE = "LEPTON_IAC_GOOGLE_PRICES_URL"
KEY_VARIABLES = ("GOOGLE_CLOUD_API_KEY", "LEPTON_IAC_GOOGLE_API_KEY")
SOURCE = "Cloud Billing Catalog"

SERVICES: Mapping[str, str] = {
    "Compute Engine": "services/6F81-5844-456A",
    "Cloud SQL": "services/9662-B51E-5089",
    "Cloud Storage": "services/95FF-2EF5-5EA1",
}
"""Display name to resource name: https://cloud.google.com/skus."""

Sku = Mapping[str, Any]


def key_headers(environ: Mapping[str, str]) -> dict[str, str]:
    """The API key as a header, so that it is part of no address.

    Raises:
        PriceBookError: there is no key.
    """
    key = next((environ[name] for name in KEY_VARIABLES if environ.get(name)), "")
    if not key:
        raise PriceBookError(
            "the Cloud Billing Catalog needs an API key",
            mend=f"set {KEY_VARIABLES[0]} to a key that may call the Cloud Billing API; it is stored nowhere",
        )
    return {"X-Goog-Api-Key": key}


def tasks(http: Http, regions: Sequence[str], services: Sequence[str], currency: str, today: str) -> list[Task]:
    """One task per service; ``regions`` keeps only those.

    Raises:
        PriceBookError: a service is unknown.
    """
    unknown = sorted(set(services) - set(SERVICES))
    if unknown:
        raise PriceBookError(f"no such Google service: {', '.join(unknown)}", mend=f"one of {', '.join(SERVICES)}")
    return [_task(http, name, frozenset(regions), currency, today) for name in (services or SERVICES)]


def _task(http: Http, service: str, regions: frozenset[str], currency: str, today: str) -> Task:
    path = f"/v1/{SERVICES[service]}/skus"

    def fetch(cursor: str) -> Batch:
        params = {"currencyCode": currency, "pageSize": "5000", **({"pageToken": cursor} if cursor else {})}
        page = http.json(path, params)
        if not isinstance(page, dict) or not isinstance(page.get("skus", []), list):
            raise PriceBookError("the answer is no page of the catalog", where=http.base, mend="run the update again")
        unmapped: Counter[str] = Counter()
        rows = list(page_rows(page.get("skus", []), service, currency, today, unmapped))
        http.tell(f"google {service}", len(rows), None)
        kept = [row for row in rows if not regions or row.region in regions]
        return Batch(kept, unmapped, str(page.get("nextPageToken") or ""))

    return Task(f"google {service} {' '.join(sorted(regions))} {currency} {today}", fetch)


def page_rows(
    skus: Sequence[Sku], service: str, currency: str, today: str, unmapped: Counter[str]
) -> Iterator[PriceRow]:
    """The rows of one page; what the book has no name for is counted by resource group."""
    for sku in skus:
        try:
            name = name_of(service, sku)
            rows = list(_rows(sku, name, currency, today)) if name is not None else []
        except (KeyError, IndexError, TypeError, ValueError, ArithmeticError):
            unmapped["Google: SKUs that lack a field"] += 1
            continue
        if not rows:
            category = sku.get("category") or {}
            unmapped[f"Google {service}: {category.get('resourceGroup')} {category.get('usageType')}"] += 1
        yield from rows


def _rows(sku: Sku, name: Name, currency: str, today: str) -> Iterator[PriceRow]:
    expression = sku["pricingInfo"][-1]["pricingExpression"]
    rates = expression["tieredRates"]
    if expression["usageUnit"] not in name.published or any(_currency(rate) != currency for rate in rates):
        return
    ends = [decimal(rate["startUsageAmount"]) for rate in rates[1:]]
    for region in sku["serviceRegions"]:
        for rate, end in zip(rates, [*ends, None], strict=True):
            yield PriceRow(
                provider="google",
                region=str(region),
                service=name.service,
                component=name.component,
                sku=name.sku,
                unit=name.unit,
                price=_amount(rate["unitPrice"]),
                tier_from=decimal(rate["startUsageAmount"]),
                tier_to=end,
                purchase=name.purchase,
                currency=currency,
                effective=today,
                source=SOURCE,
            )


def _currency(rate: Mapping[str, Any]) -> str:
    return str(rate["unitPrice"].get("currencyCode", ""))


def _amount(price: Mapping[str, Any]) -> Decimal:
    """Whole units and billionths: https://cloud.google.com/billing/docs/reference/rest/Shared.Types/Money."""
    return decimal(price.get("units") or 0) + decimal(price.get("nanos") or 0) / Decimal(10**9)
