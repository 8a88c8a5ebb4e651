"""`lepton-iac demo`: the whole job on a sample stack that travels with the package."""

from dataclasses import replace
from pathlib import Path

import click

from lepton_iac.assets import folder
from lepton_iac.cli.session import price_book, priced, report_of
from lepton_iac.cli.show import Shown, print_report
from lepton_iac.errors import LeptonError
from lepton_iac.job.inputs import Inputs
from lepton_iac.job.patch import with_patch
from lepton_iac.model import Project
from lepton_iac.optimize import equivalents, optimize
from lepton_iac.pipeline import propose
from lepton_iac.report.options import View
from lepton_iac.write import unified_diff


@click.command()
@click.argument("stack", default="developer_environments/aws")
@click.option("--list", "list_stacks", is_flag=True, help="The sample stacks there are.")
def demo(stack: str, list_stacks: bool) -> None:
    """The whole job on a sample STACK: bill, forecast, proposals, three clouds, the diff, the pull-request comment.

    Works without account, network or credentials: prices, plan and metrics travel with the package.
    """
    root = folder("sample_stacks")
    stacks = sorted(str(path.parent.relative_to(root)) for path in root.glob("*/*/plan.json"))
    if list_stacks:
        click.echo("\n".join(stacks))
        return
    if stack not in stacks:
        raise LeptonError(f"no sample stack {stack!r}", mend=f"one of {', '.join(stacks)}")
    _show(root / stack)


def _show(place: Path) -> None:
    book = price_book()
    usage = place / "usage.yml"
    inputs = Inputs(
        path=str(place / "plan.json"),
        usage_file=usage if usage.is_file() else None,
        metrics=(place / "metrics.csv.gz",),
    )
    known = with_patch(propose(priced(inputs, book), optimize), place, replace(inputs, path=str(place)))
    project = replace(
        known.project,
        name="/".join(place.parts[-2:]),
        equivalents=equivalents(known.project.stack, known.market),
    )
    report = report_of(project, book=book)
    for title, views in (
        ("1. The bill", (View.BREAKDOWN,)),
        ("2. The forecast from 35 days of metrics", (View.FORECAST,)),
        ("3. Cheaper alternatives, with saving and risk", (View.PROPOSAL,)),
        ("4. The same stack on three clouds", (View.EQUIVALENTS,)),
    ):
        _heading(title)
        print_report(report, Shown(), views)
    _heading("5. The rewritten Terraform")
    _diff(project)
    _heading("6. The pull-request comment")
    print_report(report, Shown(format="markdown"), (View.DIFF,))


def _diff(project: Project) -> None:
    click.echo(unified_diff(project.patch) if project.patch is not None else "")


def _heading(title: str) -> None:
    click.echo(f"\n{title}\n{'=' * len(title)}\n")
