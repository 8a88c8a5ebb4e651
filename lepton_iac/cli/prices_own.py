"""`lepton-iac prices diff` and `prices import`: what changed between editions, and the user's own prices."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import click

from lepton_iac.cli.session import cache_dir, data_dir
from lepton_iac.errors import LeptonError
from lepton_iac.price.book import open_book
from lepton_iac.price.book_diff import Difference, compare, edition
from lepton_iac.price.import_csv import check_against, private_path, read_private, store_private
from lepton_iac.units import plain


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--format", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--limit", default=50, show_default=True, help="Rows shown; the counts are always whole.")
@click.option("--currency", default="USD", show_default=True)
def diff(before: str, after: str, format: str, limit: int, currency: str) -> None:  # noqa: A002 - the option's name
    """What changed between two editions: `embedded`, `current`, a date or time stamp, or a file.

    \b
    Examples:
      lepton-iac prices diff embedded current
      lepton-iac prices diff 2026-11-01 2026-11-23
    """
    found = list(compare(edition(before, data_dir(), currency.upper()), edition(after, data_dir(), currency.upper())))
    if format == "json":
        click.echo(json.dumps([_record(each) for each in found], indent=2))
        return
    counts = Counter(each.kind for each in found)
    click.echo(f"{before} to {after}: {counts['changed']:,} changed, {counts['new']:,} new, {counts['gone']:,} gone")
    ranked = sorted(found, key=lambda each: (each.percent is None, -abs(each.percent or Decimal(0))))
    for each in ranked[:limit]:
        click.echo(f"  {_line(each)}")
    if len(found) > limit:
        click.echo(f"  ... and {len(found) - limit:,} more (--limit)")


def _line(each: Difference) -> str:
    name = " ".join(word for word in each.key if word)
    tier = "" if each.tier_from == "0" else f" from {each.tier_from}"
    before, after = (plain(price) if price is not None else "none" for price in (each.before, each.after))
    percent = "" if each.percent is None else f" ({each.percent:+.1f} %)"
    dates = " -> ".join(date for date in each.dates if date)
    return f"{each.kind}: {name}{tier}: {before} -> {after} {each.currency} per {each.unit}{percent}; {dates}"


def _record(each: Difference) -> dict[str, str | None]:
    names = ("provider", "service", "component", "sku", "purchase", "region")
    return {
        "kind": each.kind,
        **dict(zip(names, each.key, strict=True)),
        "tierFrom": each.tier_from,
        "before": None if each.before is None else plain(each.before),
        "after": None if each.after is None else plain(each.after),
        "percent": None if each.percent is None else f"{each.percent:.2f}",
        "unit": each.unit,
        "currency": each.currency,
    }


@click.command(name="import")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--remove", is_flag=True, help="Forget the private prices.")
def import_(file: Path | None, remove: bool) -> None:
    """Use your own prices: percent off, or a price per SKU; the list price stays visible beside them.

    FILE is CSV: provider,service,region,component,sku,purchase,percent,price,unit. It stays on this machine.
    """
    if remove == (file is not None):
        raise LeptonError("give either a file or --remove", mend="lepton-iac prices import FILE")
    if file is None:
        private_path(data_dir()).unlink(missing_ok=True)
        click.echo("private prices removed; list prices are used")
        return
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LeptonError(f"the file cannot be read: {error}", where=str(file), mend="save it as UTF-8 CSV") from error
    private = read_private(text, file.name)
    check_against(private, open_book(cache_dir()).ladder)
    path = store_private(data_dir(), private, text)
    click.echo(f"{len(private.rules)} private prices in use, kept in {path}")
