"""`lepton-iac scan`: a whole fleet of stacks."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.limits import constraints_of, limit_options
from lepton_iac.cli.scanned import ASKED, answers_of, rendered
from lepton_iac.cli.session import cache_dir, data_dir, emit, price_book
from lepton_iac.errors import LeptonError
from lepton_iac.fleet.find import StackAt, stacks_of_list, stacks_under
from lepton_iac.fleet.parquet import write_parquet
from lepton_iac.fleet.questions import total
from lepton_iac.fleet.run import Outcome, Tell
from lepton_iac.fleet.run import scan as run_scan
from lepton_iac.fleet.scan import Terms
from lepton_iac.fleet.store import Store
from lepton_iac.job.inputs import Inputs

_SHOWN = (
    "clouds", "accounts", "owners", "modules", "stacks", "waste", "changes", "commitments", "findings", "failures",
)  # fmt: skip


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, allow_dash=True))
@click.option("--results", type=click.Path(path_type=Path, dir_okay=False), default="lepton-iac-fleet.sqlite",
              show_default=True, help="Where results are kept, and where a stopped scan goes on.")  # fmt: skip
@click.option("--jobs", "-j", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="Processes; all cores.")
@click.option("--cluster", default="", help="A Dask scheduler instead, tcp://host:8786.")
@click.option("--fresh", is_flag=True, help="Look at every stack again, changed or not.")
@click.option("--exclude", multiple=True, help="Leave out paths that match this pattern, from SOURCE on.")
@click.option("--owner-tag", "tags", multiple=True, default=("team", "owner"), show_default=True,
              help="The tags that name an owner, first one that is set.")  # fmt: skip
@click.option("--policies", "folders", type=click.Path(path_type=Path, exists=True, file_okay=False), multiple=True,
              help="A folder of your own policies.")  # fmt: skip
@click.option("--default-region", multiple=True, help="CLOUD=REGION for resources whose region the plan does not tell.")
@click.option("--max-breach", default="1%", show_default=True, help="Share of hours demand may pass capacity.")
@click.option("--ask", multiple=True, type=click.Choice(ASKED), help="Only these questions.")
@click.option("--top", type=click.IntRange(min=0), default=10, show_default=True, help="Rows per question; 0 is all.")
@click.option("--term", type=click.Choice(["12", "36"]), default="12", show_default=True,
              help="The longest commitment to advise over all stacks, in months.")  # fmt: skip
@click.option("--parquet", type=click.Path(path_type=Path, file_okay=False), help="Also write the tables there.")
@click.option("--format", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
@limit_options
def scan(source: Path, **arguments: Any) -> None:
    """Read, price, forecast, check and improve every stack under a folder, or every one that a list names.

    SOURCE is a folder of repositories or plans, or a text file with one path, https:// or s3:// address a line. Usage
    files and metrics that lie beside a stack are used. A scan that was stopped goes on where it was; one bad stack
    never stops the rest.

    \b
    Examples:
      lepton-iac scan repositories --jobs 4
      lepton-iac scan plans.txt --cluster tcp://scheduler:8786 --parquet results
      lepton-iac scan repositories --ask waste --ask owners --format json
    """
    stacks = _stacks(source, arguments["exclude"])
    book = price_book()
    terms = Terms(
        cache_dir(),
        data_dir(),
        Inputs("", default_region=arguments["default_region"], max_breach=arguments["max_breach"]),
        constraints_of(arguments),
        arguments["folders"],
        arguments["tags"],
    )
    store = Store(arguments["results"])
    try:
        with _progress(len(stacks)) as tell:
            outcome = run_scan(
                stacks,
                terms,
                store,
                workers=arguments["jobs"],
                cluster=arguments["cluster"],
                fresh=arguments["fresh"],
                tell=tell,
            )
        _say(outcome)
        if arguments["parquet"] is not None:
            write_parquet(store, arguments["parquet"])
        answers = answers_of(store, book, arguments["ask"] or _SHOWN, arguments["top"], int(arguments["term"]))
        emit(rendered(total(store), answers, arguments["format"]), arguments["out"])
    finally:
        store.close()


def _stacks(source: Path, exclude: Sequence[str]) -> list[StackAt]:
    if str(source) == "-":
        found = list(stacks_of_list(sys.stdin.read(), "standard input", Path()))
    elif source.is_dir():
        found = list(stacks_under(source, exclude))
    else:
        found = list(stacks_of_list(source.read_text(encoding="utf-8"), str(source), source.parent))
    if not found:
        raise LeptonError("no stacks", where=str(source), mend="a folder with .tf files or plans, or a list of them")
    return found


@contextmanager
def _progress(whole: int) -> Iterator[Tell]:
    """Progress with the time left on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda number: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=120) as bar:
        task = bar.add_task("stacks", total=whole)
        yield lambda number: bar.advance(task, number)


def _say(outcome: Outcome) -> None:
    failed = f", {outcome.failed} of them could not be read" if outcome.failed else ""
    gone = f"; {outcome.gone} no longer there" if outcome.gone else ""
    click.echo(f"stacks scanned: {outcome.scanned}{failed}; known already: {outcome.known}{gone}", err=True)
