"""Gathered list prices read into rows of the book: one fact, one row, or the cause why it has no place."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from lepton_iac.errors import PriceBookError
from lepton_iac.model import PriceRow
from lepton_iac.price import book_aliases as tables
from lepton_iac.price.book_ladders import tier_end
from lepton_iac.price.book_names import book_name, region_name
from lepton_iac.price.book_units import exact_quotient, single_unit

Fact = dict[str, str]


def read_facts(path: Path) -> Iterator[Fact]:
    """The rows of one gathered CSV file (gzip).

    Raises:
        PriceBookError: the file cannot be read.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)
    except (OSError, EOFError, csv.Error) as error:
        raise PriceBookError(
            "the gathered prices cannot be read", where=str(path), mend="point to the folder that holds them"
        ) from error


def compute_row(fact: Fact) -> PriceRow:
    """A machine, database or cache price: per hour of one unit of its SKU."""
    component, deployment = fact["os_or_engine"], fact["deployment"]
    return PriceRow(
        provider=tables.PROVIDERS[fact["provider"]],
        region=fact["region"],
        service=fact["service"],
        component=f"{component}/{deployment}" if deployment else component,
        sku=fact["sku"],
        unit="hours",
        price=Decimal(fact["usd_per_hour"]),
        tier_from=Decimal(0),
        tier_to=None,
        purchase=fact["purchase"],
        currency="USD",
        effective=fact["as_of"],
        source=fact["source"],
    )


def service_row(fact: Fact) -> PriceRow | str:
    """A service price per ONE unit, or the cause why it has no place in the book."""
    provider = tables.PROVIDERS[fact["provider"]]
    if (provider, fact["region"]) in tables.REFUSED_REGIONS:
        return "pseudo-region"
    unit, count = single_unit(fact["unit"])
    price = exact_quotient(Decimal(fact["usd_per_unit"]), count)
    if price is None:
        return "price per single unit is not a finite decimal"
    words = fact["sku_or_tier"]
    name = book_name(provider, fact["service"], fact["component"], words, unit, fact["usd_per_unit"])
    lost_bound = fact["tier_start"] == "unknown"
    from_zero = lost_bound or (provider, name.service, name.component) in tables.ABOVE_BASELINE
    return PriceRow(
        provider=provider,
        region=region_name(provider, name.service, name.component, fact["region"]),
        service=name.service,
        component=name.component,
        sku=name.sku,
        unit=name.unit,
        price=price,
        tier_from=Decimal(0) if from_zero else Decimal(fact["tier_start"] or 0),
        tier_to=tier_end(fact["tier_end"]),
        purchase=fact["purchase"],
        currency="USD",
        effective="undated" if "undated" in fact["as_of"] else fact["as_of"],
        source=fact["source"] + ("; tier bound unknown" if lost_bound else ""),
    )


def member_row(row: PriceRow) -> PriceRow | None:
    """The price of one member, for a row whose source multiplied it by a count; else ``None``."""
    member = tables.PER_MEMBER.get((row.provider, row.service, row.component))
    if member is None:
        return None
    component, count = member
    price = exact_quotient(row.price, Decimal(count))
    source = f"{row.source}; 1/{count} of {row.component}"
    return None if price is None else replace(row, component=component, price=price, source=source)


def with_allowance(ladder: list[PriceRow]) -> list[PriceRow]:
    """The ladder with the free allowance that its source leaves out and the vendor's page states."""
    first = ladder[0]
    stated = tables.ALLOWANCES.get((first.provider, first.service, first.component, first.sku))
    if stated is None or first.tier_from == 0:
        return ladder
    source = f"{first.source}; {stated}"
    free = replace(first, price=Decimal(0), tier_from=Decimal(0), tier_to=first.tier_from, source=source)
    return [free, *ladder]
