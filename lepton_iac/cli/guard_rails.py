"""`lepton-iac guard-rails`: budgets and alarms as code, from the bill and the forecast."""

from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.inputs import inputs_of, stack_options
from lepton_iac.cli.moving import stack_name
from lepton_iac.cli.session import emit, now, price_book, priced
from lepton_iac.job.files import write_whole
from lepton_iac.job.guard_rails import rails_of
from lepton_iac.write.guard_rails import FILE, guard_rails


@click.command("guard-rails")
@stack_options
@click.option(
    "--plan",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The plan of this folder; without it the folder is evaluated as it is.",
)
@click.option("--write", is_flag=True, help=f"Put {FILE} into the folder; without it the file is printed.")
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to another file instead.")
def rails(plan: Path | None, write: bool, out: Path | None, **arguments: Any) -> None:
    """Budgets and alarms for a folder of Terraform, as one new file beside it.

    Budgets come from the bill (the 90th percentile where usage has a spread), alarms from the forecast of the
    metrics (the 99th percentile of the hours to come). Where warnings go is a variable. No file is altered; a name
    that the folder declares already is refused.

    \b
    Examples:
      lepton-iac guard-rails . --plan plan.json --metrics metrics.csv.gz
      lepton-iac guard-rails . --plan plan.json --metrics metrics.csv.gz --usage-file usage.yml --write
    """
    folder = Path(arguments["path"])
    known = priced(inputs_of({**arguments, "path": str(plan or folder)}), price_book())
    found = rails_of(known, stack_name(folder), now().date())
    text = guard_rails(folder, found)
    if write:
        write_whole(folder / FILE, text)
        click.echo(f"{len(found.budgets)} budget(s) and {len(found.alarms)} alarm(s) in {folder / FILE}", err=True)
        return
    emit(text, out)
