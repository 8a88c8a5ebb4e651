"""Builds the embedded price book from gathered list prices: ``python -m lepton_iac.price.book_build FACTS_DIR``."""

import csv
import gzip
import io
import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from lepton_iac.errors import PriceBookError
from lepton_iac.model import PriceRow
from lepton_iac.price import book_aliases as names
from lepton_iac.price.book_ladders import Key, choose_ladder, key_of, tier_end
from lepton_iac.price.book_units import exact_quotient, single_unit
from lepton_iac.units import plain

COLUMNS: tuple[str, ...] = (
    "provider",
    "service",
    "component",
    "sku",
    "purchase",
    "region",
    "tier_from",
    "tier_to",
    "price",
    "unit",
    "currency",
    "effective",
    "source",
    "derived",
)
"""The columns of ``book.csv.xz``, in the order its rows are sorted by."""

DATA_DIR = Path(__file__).parent / "data"


@dataclass
class Draft:
    """A book being made: rows taken so far, and a count of the rows left out by cause."""

    rows: list[PriceRow] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def read_facts(path: Path) -> Iterator[dict[str, str]]:
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


def compute_row(fact: dict[str, str]) -> PriceRow:
    """A machine, database or cache price: per hour of one unit of its SKU."""
    component, deployment = fact["os_or_engine"], fact["deployment"]
    return PriceRow(
        provider=names.PROVIDERS[fact["provider"]],
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


def service_row(fact: dict[str, str]) -> PriceRow | str:
    """A service price per ONE unit, or the cause why it has no place in the book."""
    provider = names.PROVIDERS[fact["provider"]]
    service = names.SERVICES.get((provider, fact["service"]), fact["service"])
    component = names.component_name(provider, service, fact["component"], fact["tier_start"])
    unit, count = single_unit(fact["unit"])
    price = exact_quotient(Decimal(fact["usd_per_unit"]), count)
    if price is None:
        return "price per single unit is not a finite decimal"
    if (provider, fact["region"]) in names.REFUSED_REGIONS:
        return "pseudo-region"
    lost_bound = fact["tier_start"] == "unknown"
    above_baseline = (provider, service, component) in names.ABOVE_BASELINE
    return PriceRow(
        provider=provider,
        region=names.region_name(provider, service, fact["region"]),
        service=service,
        component=component,
        sku=names.sku_name(provider, service, component, fact["sku_or_tier"], fact["usd_per_unit"]),
        unit=unit,
        price=price,
        tier_from=Decimal(0) if lost_bound or above_baseline else Decimal(fact["tier_start"] or 0),
        tier_to=tier_end(fact["tier_end"]),
        purchase=fact["purchase"],
        currency="USD",
        effective="undated" if "undated" in fact["as_of"] else fact["as_of"],
        source=fact["source"] + ("; tier bound unknown" if lost_bound else ""),
    )


def add_services(draft: Draft, facts: Iterable[dict[str, str]]) -> None:
    """Add one ladder per key of the service prices to the draft."""
    by_key: dict[Key, dict[str, list[PriceRow]]] = {}
    for fact in facts:
        row = service_row(fact)
        if isinstance(row, str):
            draft.dropped[row] += 1
            continue
        sources = by_key.setdefault(key_of(row), {})
        sources.setdefault(fact["source"], []).append(row)
    for sources in by_key.values():
        best, lost = choose_ladder(sources)
        for source, cause in lost.items():
            draft.dropped[cause] += len(sources[source])
        draft.rows.extend(sources[best] if best is not None else ())


def make_book(facts_dir: Path) -> Draft:
    """All rows of the book, sorted by key and tier."""
    draft = Draft([compute_row(fact) for fact in read_facts(facts_dir / "compute.csv.gz")])
    add_services(draft, read_facts(facts_dir / "services.csv.gz"))
    draft.rows.sort(key=lambda row: (*key_of(row), row.tier_from))
    return draft


def book_csv(rows: Iterable[PriceRow]) -> str:
    """The rows as CSV text; decimals are plain, an open end is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        end = "" if row.tier_to is None else plain(row.tier_to)
        key = (row.provider, row.service, row.component, row.sku, row.purchase, row.region)
        price = (plain(row.tier_from), end, plain(row.price))
        writer.writerow((*key, *price, row.unit, row.currency, row.effective, row.source, row.derived))
    return text.getvalue()


def write_xz(path: Path, text: str) -> int:
    """Write text compressed, the same bytes for the same text; returns the size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = lzma.compress(text.encode(), check=lzma.CHECK_CRC32, preset=9 | lzma.PRESET_EXTREME)
    partial = path.with_suffix(".part")
    partial.write_bytes(packed)
    partial.replace(path)
    return len(packed)


def main(arguments: list[str]) -> int:
    """Build the data files and print what was left out and why."""
    if len(arguments) != 1:
        raise PriceBookError("the folder of gathered prices is missing", mend="python -m … book_build FACTS_DIR")
    facts_dir = Path(arguments[0])
    draft = make_book(facts_dir)
    size = write_xz(DATA_DIR / "book.csv.xz", book_csv(draft.rows))
    with gzip.open(facts_dir / "instances.csv.gz", "rt", encoding="utf-8") as stream:
        specs = stream.read()
    for theirs, ours in names.PROVIDERS.items():
        specs = specs.replace(f"\n{theirs},", f"\n{ours},")
    specs_size = write_xz(DATA_DIR / "instances.csv.xz", specs)
    lines = [f"{len(draft.rows)} rows, {size} bytes; specs {specs_size} bytes", "left out:"]
    lines += [f"  {count:6} {cause}" for cause, count in draft.dropped.most_common()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
