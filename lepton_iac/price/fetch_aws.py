"""AWS list prices: the bulk offer files of the Price List, read line by line; and today's EC2 spot prices.

https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html (bulk files).
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lepton_iac.errors import PriceBookError
from lepton_iac.model import PriceRow
from lepton_iac.price.book_units import exact_quotient
from lepton_iac.price.fetch_aws_names import USAGE, Name, Product, name_of, usage_type
from lepton_iac.price.fetch_aws_usage import FREE_FIRST
from lepton_iac.price.fetch_batch import Batch, Task
from lepton_iac.price.fetch_http import Http

BASE = "https://pricing.us-east-1.amazonaws.com"
BASE_VARIABLE = "LEPTON_IAC_AWS_PRICES_URL"
OFFERS = tuple(USAGE)
_TERMS = {"1yr": "1y", "1 yr": "1y", "3yr": "3y", "3 yr": "3y"}


def tasks(http: Http, folder: Path, regions: Sequence[str], offers: Sequence[str], currency: str) -> list[Task]:
    """One task per offer and region.

    Args:
        folder: where offer files lie while they are read.
        regions: such as ``eu-west-1``; ``offers`` such as ``AmazonEC2``, all known ones when empty.
        currency: rows in another one are counted as such and left out.

    Raises:
        PriceBookError: an offer is unknown, or the index cannot be read.
    """
    unknown = sorted(set(offers) - set(OFFERS))
    if unknown:
        raise PriceBookError(f"no such AWS service: {', '.join(unknown)}", mend=f"one of {', '.join(OFFERS)}")
    if not regions:
        raise PriceBookError("AWS prices are fetched region by region", mend="name one or more with --region")
    index = http.json("/offers/v1.0/aws/index.json")
    listed = [(offer, region) for offer in (offers or OFFERS) for region in regions]
    return [_task(http, folder, index, offer, region, currency) for offer, region in listed]


def _task(http: Http, folder: Path, index: Any, offer: str, region: str, currency: str) -> Task:
    def fetch(cursor: str) -> Batch:  # noqa: ARG001 - an offer file is one batch
        path = folder / f"{offer}-{region}.csv"
        folder.mkdir(parents=True, exist_ok=True)
        if not path.is_file():
            http.download(_address(http, index, offer, region), path)
        unmapped: Counter[str] = Counter()
        return Batch(offer_rows(path, offer, currency, unmapped), unmapped, spent=path)

    return Task(f"aws {offer} {region}", fetch)


def _address(http: Http, index: Any, offer: str, region: str) -> str:
    try:
        regional = http.json(str(index["offers"][offer]["currentRegionIndexUrl"]))
        found = str(regional["regions"][region]["currentVersionUrl"])
    except (KeyError, TypeError):
        raise PriceBookError(
            f"AWS publishes no {offer} prices for {region}", where=http.base, mend="check the region's name"
        ) from None
    return found.removesuffix(".json") + ".csv"


def offer_rows(path: Path, offer: str, currency: str, unmapped: Counter[str]) -> Iterator[PriceRow]:
    """The rows of one offer file in CSV, one line in memory at a time.

    Args:
        unmapped: counts what the book has no name for, while the rows are read.

    Raises:
        PriceBookError: the file is no offer file.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        lines = csv.reader(stream)
        published, header = _preamble(lines, path)
        source = f"AWS Price List, {offer}"
        for line in lines:
            if len(line) != len(header):
                raise PriceBookError("an offer file breaks off", where=f"{path.name}:{lines.line_num}", mend=_MEND)
            product = dict(zip(header, line, strict=True))
            row = _row(offer, product, published, source, currency)
            if isinstance(row, PriceRow):
                yield row
            else:
                unmapped[f"AWS {offer}: {row}"] += 1


_MEND = "delete the file and run the update again"


def _preamble(lines: Any, path: Path) -> tuple[str, list[str]]:
    """The publication date and the column names, which follow a few lines of name and value."""
    published = ""
    for line in lines:
        if line[:1] == ["Publication Date"] and len(line) > 1:
            published = line[1][:10]
        if line[:1] == ["SKU"]:
            return published or "undated", line
        if lines.line_num > 20:
            break
    raise PriceBookError("not an offer file of the AWS Price List", where=path.name, mend=_MEND)


def _row(offer: str, product: Product, published: str, source: str, currency: str) -> PriceRow | str:
    """The row of one line, or what it is called where the book has no name for it."""
    name = name_of(offer, product)
    if name is None:
        family = product.get("Product Family") or "no family"
        return f"{family}: {usage_type(product).partition(':')[0] or 'no usage type'}"
    purchase = _purchase(product)
    if purchase is None:
        return f"{product.get('PurchaseOption', '')} {product.get('OfferingClass', '')} reservations".strip()
    if product.get("Currency") != currency:
        return f"prices in {product.get('Currency')}"
    try:
        return _priced(name, product, purchase, published, source)
    except InvalidOperation:
        return "lines without a number"


def _priced(name: Name, product: Product, purchase: str, published: str, source: str) -> PriceRow | str:
    price = exact_quotient(Decimal(product["PricePerUnit"]), name.per)
    if price is None:
        return "prices that do not divide exactly"
    if name.service == "vm" and price == 0:
        return "machines at no price (paid for otherwise)"
    start, end = name.tier or _tier(product)
    if (name.service, name.component) in FREE_FIRST:
        if price == 0:
            return "free shares of an account"
        start = Decimal(0)
    return PriceRow(
        provider="aws",
        region=product.get("Region Code") or "global",
        service=name.service,
        component=name.component,
        sku=name.sku,
        unit=name.unit,
        price=price,
        tier_from=start,
        tier_to=end,
        purchase=purchase,
        currency=product["Currency"],
        effective=published,
        source=source,
    )


def _tier(product: Product) -> tuple[Decimal, Decimal | None]:
    start, end = product.get("StartingRange") or "0", product.get("EndingRange") or "Inf"
    return Decimal(start), None if end == "Inf" else Decimal(end)


def _purchase(product: Product) -> str | None:
    """The purchase option; only those without a payment up front cost so much an hour and nothing else."""
    if product.get("TermType") == "OnDemand":
        return "on_demand"
    term = _TERMS.get(product.get("LeaseContractLength", ""))
    kind = {"standard": "reserved", "convertible": "convertible"}.get(product.get("OfferingClass", ""))
    if product.get("PurchaseOption") != "No Upfront" or term is None or kind is None:
        return None
    return f"{kind}_{term}_no_upfront"


SPOT_SYSTEMS = {"Linux/UNIX": "linux", "Windows": "windows"}


def spot_task(client: Any, region: str, now: datetime) -> Task:
    """Today's spot prices of a region by boto3's ``describe_spot_price_history``, page by page.

    A region's price is that of its dearest zone: where a machine will run is not known beforehand.
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html
    """

    def fetch(cursor: str) -> Batch:
        asked = {"ProductDescriptions": list(SPOT_SYSTEMS), "StartTime": now}
        rows: dict[tuple[str, str], PriceRow] = {}
        token = cursor
        while True:
            page = client.describe_spot_price_history(**asked, **({"NextToken": token} if token else {}))
            for entry in page.get("SpotPriceHistory", ()):
                _dearest(rows, entry, region, now.date().isoformat())
            token = page.get("NextToken") or ""
            if not token:
                return Batch(list(rows.values()))

    return Task(f"aws spot {region} {now.date().isoformat()}", fetch)


def _dearest(rows: dict[tuple[str, str], PriceRow], entry: Any, region: str, today: str) -> None:
    system = SPOT_SYSTEMS.get(str(entry.get("ProductDescription")))
    if system is None:
        return
    price, sku = Decimal(str(entry["SpotPrice"])), str(entry["InstanceType"])
    row = PriceRow(
        *("aws", region, "vm", system, sku, "hours", price, Decimal(0), None, "spot", "USD", today),
        source="EC2 DescribeSpotPriceHistory",
        derived=f"the dearest zone of {region}, {entry.get('AvailabilityZone')}",
    )
    known = rows.get((system, sku))
    if known is None or known.price < price:
        rows[system, sku] = row
