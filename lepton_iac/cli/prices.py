"""`lepton-iac prices`: the price book itself."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import click

from lepton_iac.cli.prices_own import diff, import_
from lepton_iac.cli.prices_update import update
from lepton_iac.cli.session import data_dir, price_book
from lepton_iac.errors import GateError
from lepton_iac.price.book import Book
from lepton_iac.price.import_csv import CURRENCY
from lepton_iac.price.plugin_prices import plugin_price_files
from lepton_iac.price.refresh_store import currencies


@click.group()
def prices() -> None:
    """The price book: what it covers, how old it is, where it comes from, and whether it holds together."""


prices.add_command(update)
prices.add_command(diff)
prices.add_command(import_)


@prices.command()
@click.option("--format", type=click.Choice(["table", "json"]), default="table", show_default=True)
def info(format: str) -> None:  # noqa: A002 - the option's name
    """Coverage, dates and sources per provider."""
    book = price_book()
    found = book.info()
    if format == "json":
        click.echo(json.dumps(asdict(found), indent=2))
        return
    click.echo(f"{found.rows:,} price rows")
    for cloud in found.providers:
        click.echo(
            f"\n{cloud.provider}: {cloud.rows:,} rows, {cloud.regions} regions, {cloud.services} services, "
            f"{cloud.skus:,} SKUs; dated {cloud.oldest} to {cloud.newest}"
        )
        for source, rows in cloud.sources:
            click.echo(f"  {rows:>9,}  {source}")
    for line in _in_front(book):
        click.echo(line)


def _in_front(book: Book) -> Iterator[str]:
    """What stands in front of the embedded prices, or beside them."""
    if book.edition:
        refreshed = book.refreshed_info()
        yield f"\nrefreshed: edition {book.edition}, {refreshed.rows:,} rows in front of the embedded ones"
        for cloud in refreshed.providers:
            yield f"  {cloud.provider}: {cloud.rows:,} rows; dated {cloud.oldest} to {cloud.newest}"
    for currency in currencies(data_dir()):
        if currency != CURRENCY:
            yield f"\nrefreshed in {currency}: kept apart, not used for bills"
    if book.private is not None:
        yield f"\nprivate: {len(book.private.rules)} rules of {book.private.source} in front of the list prices"
    for provider, path in plugin_price_files().items():
        yield f"\nplugin: {provider}, {path.name}"


@prices.command()
def verify() -> None:
    """Prove the book: no duplicate keys, whole tiers, sane order between options and sizes, outliers listed."""
    from lepton_iac.kinds.load import BUILT_IN, spec_of, type_names
    from lepton_iac.price.verify import verify as check
    from lepton_iac.price.verify_keys import verify_keys

    book = price_book()
    problems = check(book.rows())
    for problem in problems:
        click.echo(str(problem))
    specs = [spec for provider in BUILT_IN for name in type_names(provider) if (spec := spec_of(provider, name))]
    keys = verify_keys(specs, book)
    for key in keys:
        click.echo(f"{key.type}, {key.charge}: {key.detail}")
    click.echo(f"{len(specs)} types, {len(keys)} charges in them or their examples without a price")
    hard = [problem for problem in problems if problem.hard]
    click.echo(f"{len(problems)} finding(s), {len(hard)} of them break a law of the book")
    if hard:
        raise GateError(f"{len(hard)} rows of the price book break its laws", mend="rebuild it or report them")
