"""`lepton-iac kubernetes`: manifests beside the plan that builds the nodes."""

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.clustered import json_of, table_of
from lepton_iac.cli.rewritten import resumed, summary, tell
from lepton_iac.cli.session import emit, price_book, priced
from lepton_iac.job.cluster import Cluster, cluster_of
from lepton_iac.job.deliver import Outcome, copied, in_place, raised
from lepton_iac.job.inputs import Inputs
from lepton_iac.job.patch import with_patch
from lepton_iac.job.spans import share
from lepton_iac.model import Proposal
from lepton_iac.pipeline import Priced, propose
from lepton_iac.write import unified_diff

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
@click.option("--terraform", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="The Terraform of the plan: print the patch that resizes its node pools.")  # fmt: skip
@click.option("--in-place", is_flag=True, help="Change these files, whole or not at all.")
@click.option("--out-dir", type=click.Path(path_type=Path, file_okay=False), help="Write a changed copy here instead.")
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
      lepton-iac kubernetes plan.json shop.yaml --terraform . > nodes.patch
      lepton-iac kubernetes plan.json shop.yaml --terraform . --in-place
    """
    inputs = Inputs(plan, usage_file=arguments["usage_file"], default_region=arguments["default_region"])
    way = Way(arguments["terraform"], arguments["out_dir"], in_place=arguments["in_place"])
    way.check(form)
    known = priced(inputs, price_book())
    names = ("cluster", "namespace", "metrics", "horizon", "max_breach")
    found = cluster_of(
        known,
        manifests,
        headroom=Decimal(str(share(arguments["headroom"]))),
        **{name: arguments[name] for name in names},
    )
    if way.terraform is not None:
        _write(known, found, inputs, way, out)
        return
    emit(json_of(found) if form == "json" else "\n".join(table_of(found)), out)


@dataclass(frozen=True)
class Way:
    """Where the patch of the node pools goes: printed, into the files, or into a copy."""

    terraform: Path | None
    out_dir: Path | None
    in_place: bool

    def check(self, form: str) -> None:
        """Only one of the ways can be gone, and only with the Terraform."""
        writes = self.in_place or self.out_dir is not None
        if writes and self.terraform is None:
            raise click.UsageError("--in-place and --out-dir need --terraform")
        if self.in_place and self.out_dir is not None:
            raise click.UsageError("--in-place does not go with --out-dir")
        if form == "json" and self.terraform is not None:
            raise click.UsageError("--format json does not go with --terraform, which prints a patch")


def _write(known: Priced, found: Cluster, inputs: Inputs, way: Way, out: Path | None) -> None:
    """The patch of the pools' changes, proven like every other; what could not be written is told."""
    folder = way.terraform or Path()
    resumed((folder,), writes=way.in_place)
    proposed = propose(known, lambda *_: Proposal(found.changes))
    outcome: Outcome = with_patch(proposed, folder, replace(inputs, path=str(folder)))
    if way.in_place:
        (outcome,) = in_place([outcome])
    if way.out_dir is not None:
        (outcome,), places = copied([found.name], [outcome], way.out_dir)
        for place in places:
            tell(f"a whole copy is in {place}")
    patch = raised(outcome).project.patch
    if patch is not None and not way.in_place and way.out_dir is None:
        emit(unified_diff(patch), out)
    summary(raised(outcome).project)
