"""`lepton-iac kubernetes`: manifests beside the plan that builds the nodes."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.clustered import json_of, table_of
from lepton_iac.cli.session import emit, price_book, priced
from lepton_iac.job.cluster import cluster_of
from lepton_iac.job.inputs import Inputs
from lepton_iac.job.spans import share

_PATH = click.Path(path_type=Path, exists=True)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("plan", type=click.Path(allow_dash=True))
@click.argument("manifests", type=_PATH, nargs=-1, required=True)
@click.option("--metrics", type=_FILE, multiple=True, help="Container metrics (cAdvisor names); may be repeated.")
@click.option("--cluster", default="", help="Which cluster of the plan: its address or name.")
@click.option("--namespace", default="default", show_default=True, help="Of objects that name none.")
@click.option("--headroom", default="10%", show_default=True, help="Kept free on every node that is proposed.")
@click.option("--usage-file", type=_FILE, help="Declared usage, in Infracost's usage-file format.")
@click.option("--default-region", multiple=True, help="CLOUD=REGION where the plan does not tell the region.")
@click.option("--horizon", default="7d", show_default=True, help="How far to forecast: 24h, 7d, 30d.")
@click.option("--max-breach", default="1%", show_default=True, help="Share of hours use may pass the forecast.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
def kubernetes(plan: str, manifests: tuple[Path, ...], form: str, out: Path | None, **arguments: Any) -> None:
    """What runs on a cluster beside the plan that builds it: what each namespace costs, and nodes that fit better.

    PLAN is a plan, state or folder with node pools of EKS, AKS or GKE. MANIFESTS are files or folders of manifests,
    or the output of `helm template`. Requests are packed into nodes (first fit, largest first, with the gap to the
    lower bound); nothing is ever sized below what is asked for or, with --metrics, forecast.

    \b
    Examples:
      helm template shop ./chart > shop.yaml && lepton-iac kubernetes plan.json shop.yaml
      lepton-iac kubernetes plan.json manifests/ --metrics containers.json --format json
    """
    inputs = Inputs(plan, usage_file=arguments["usage_file"], default_region=arguments["default_region"])
    names = ("cluster", "namespace", "metrics", "horizon", "max_breach")
    found = cluster_of(
        priced(inputs, price_book()),
        manifests,
        headroom=Decimal(str(share(arguments["headroom"]))),
        **{name: arguments[name] for name in names},
    )
    emit(json_of(found) if form == "json" else "\n".join(table_of(found)), out)
