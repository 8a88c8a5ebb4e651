"""`lepton-iac prices update`: fetch the vendors' list prices and put them in use, all or nothing."""

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.pricer import infracost_task
from lepton_iac.cli.session import cache_dir, data_dir, priced
from lepton_iac.errors import LeptonError
from lepton_iac.job.inputs import Inputs
from lepton_iac.price import fetch_aws, fetch_azure, fetch_google
from lepton_iac.price.book import open_book
from lepton_iac.price.fetch_batch import Task
from lepton_iac.price.fetch_http import Http, Tell, quiet
from lepton_iac.price.refresh import Refreshed, refresh

CLOUDS = ("aws", "azure", "google")
LONGEST_BREAK_SECONDS = 2 * 24 * 3600


@click.command()
@click.option("--cloud", "clouds", type=click.Choice(CLOUDS), multiple=True, help="May be repeated; all when left out.")
@click.option("--region", "regions", multiple=True, help="A region's own name, such as eu-west-1; may be repeated.")
@click.option("--service", "services", multiple=True, help="AmazonEC2, 'Virtual Machines', 'Cloud SQL' ...")
@click.option("--currency", default="USD", show_default=True, help="Kept apart: bills are in USD and mix none.")
@click.option("--spot", is_flag=True, help="Also today's EC2 spot prices, with your AWS credentials.")
@click.option(
    "--from",
    "source",
    type=click.Choice(["vendors", "infracost"]),
    default="vendors",
    show_default=True,
    help="Where from; `infracost` needs --path.",
)
@click.option("--path", type=click.Path(path_type=Path, exists=True), help="The plan whose prices `infracost` tells.")
def update(
    clouds: Sequence[str],
    regions: Sequence[str],
    services: Sequence[str],
    currency: str,
    spot: bool,
    source: str,
    path: Path | None,
) -> None:
    """Fetch list prices and put them in use, whole or not at all; run again, it goes on where it stopped.

    \b
    Examples:
      lepton-iac prices update --cloud aws --region eu-west-1 --service AmazonEC2
      lepton-iac prices update --cloud azure --region westeurope
      lepton-iac prices diff embedded current
    """
    now = _now()
    if (source == "infracost") != (path is not None):
        raise LeptonError("--from infracost and --path PLAN belong together", mend="give both or neither")
    _forget_old(data_dir() / "refreshed" / "unfinished", now)
    with _progress() as tell:
        if path is not None:
            asked = [_by_infracost(path, now)]
        else:
            asked = _tasks(clouds or CLOUDS, regions, services, currency.upper(), spot, now, tell)
        name = hashlib.sha256("\n".join(sorted(task.name for task in asked)).encode()).hexdigest()[:16]
        result = refresh(data_dir(), name, asked, f"{now:%Y%m%dT%H%M%SZ}", currency.upper())
    _say(result)


def _tasks(
    clouds: Sequence[str],
    regions: Sequence[str],
    services: Sequence[str],
    currency: str,
    spot: bool,
    now: datetime,
    tell: Tell,
) -> list[Task]:
    """The tasks of every cloud asked for; a service belongs to the cloud that knows it."""
    known: Mapping[str, Sequence[str]] = {
        "aws": fetch_aws.OFFERS,
        "azure": fetch_azure.SERVICES,
        "google": tuple(fetch_google.SERVICES),
    }
    strange = sorted(set(services) - {name for cloud in clouds for name in known[cloud]})
    if strange:
        names = ", ".join(name for cloud in clouds for name in known[cloud])
        raise LeptonError(f"no such service: {', '.join(strange)}", mend=f"one of {names}")
    found: list[Task] = []
    for cloud in clouds:
        wanted = [name for name in services if name in known[cloud]]
        if wanted or not services:
            found += _of_cloud(cloud, regions, wanted, currency, now, tell)
    if spot:
        found += [_spot(region, now) for region in regions]
    return found


def _of_cloud(
    cloud: str, regions: Sequence[str], services: Sequence[str], currency: str, now: datetime, tell: Tell
) -> list[Task]:
    today = now.date().isoformat()
    if cloud == "aws":
        http = Http(os.environ.get(fetch_aws.BASE_VARIABLE) or fetch_aws.BASE, tell=tell)
        return fetch_aws.tasks(http, data_dir() / "refreshed" / "unfinished" / "files", regions, services, currency)
    if cloud == "azure":
        http = Http(os.environ.get(fetch_azure.BASE_VARIABLE) or fetch_azure.BASE, tell=tell)
        return fetch_azure.tasks(http, regions, services, currency, today)
    headers = fetch_google.key_headers(os.environ)
    http = Http(os.environ.get(fetch_google.BASE_VARIABLE) or fetch_google.BASE, headers, tell=tell)
    return fetch_google.tasks(http, regions, services, currency, today)


def _spot(region: str, now: datetime) -> Task:
    import boto3

    client: Any = boto3.client("ec2", region_name=region)
    return fetch_aws.spot_task(client, region, now)


def _forget_old(folder: Path, now: datetime) -> None:
    """An update left off days ago starts anew: its pages would be of another day than the rest."""
    for path in folder.rglob("*"):
        if path.is_file() and now.timestamp() - path.stat().st_mtime > LONGEST_BREAK_SECONDS:
            path.unlink(missing_ok=True)


def _by_infracost(path: Path, now: datetime) -> Task:
    ours = priced(Inputs(str(path)), open_book(cache_dir())).project.bill
    return infracost_task(ours, str(path), now.date().isoformat())


@contextmanager
def _progress() -> Iterator[Tell]:
    """Progress on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield quiet
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        lines: dict[str, Any] = {}

        def tell(what: str, done: int, whole: int | None) -> None:
            if what not in lines:
                lines[what] = bar.add_task(what, total=whole)
            bar.update(lines[what], completed=done, total=whole)

        yield tell


def _say(result: Refreshed) -> None:
    click.echo(f"{result.rows:,} prices in use as edition {result.edition}; {result.kept:,} earlier ones kept")
    if result.currency != "USD":
        click.echo(f"they are in {result.currency}: kept apart, and not used for bills, which are in USD")
    for title, counted in (("no place in the price book", result.unmapped), ("left out", result.refused)):
        if counted:
            click.echo(f"{title}: {counted.total():,} rows")
        for name, rows in counted.most_common(20):
            click.echo(f"  {rows:>9,}  {name}")


def _now() -> datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
