"""`lepton-iac prices`: the price book itself."""

import json
from dataclasses import asdict

import click

from lepton_iac.cli.session import price_book
from lepton_iac.errors import GateError


@click.group()
def prices() -> None:
    """The price book: what it covers, how old it is, where it comes from, and whether it holds together."""


@prices.command()
@click.option("--format", type=click.Choice(["table", "json"]), default="table", show_default=True)
def info(format: str) -> None:  # noqa: A002 - the option's name
    """Coverage, dates and sources per provider."""
    found = price_book().info()
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


@prices.command()
def verify() -> None:
    """Prove the book: no duplicate keys, whole tiers, sane order between options and sizes, outliers listed."""
    from lepton_iac.price.verify import verify as check

    problems = check(price_book().rows())
    for problem in problems:
        click.echo(str(problem))
    hard = [problem for problem in problems if problem.hard]
    click.echo(f"{len(problems)} finding(s), {len(hard)} of them break a law of the book")
    if hard:
        raise GateError(f"{len(hard)} rows of the price book break its laws", mend="rebuild it or report them")
