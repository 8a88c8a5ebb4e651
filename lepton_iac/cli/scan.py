"""`lepton-iac scan`: a whole fleet of stacks."""

import csv
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.limits import constraints_of, limit_options
from lepton_iac.cli.session import cache_dir, data_dir, emit, price_book
from lepton_iac.errors import LeptonError
from lepton_iac.fleet.find import StackAt, stacks_of_list, stacks_under
from lepton_iac.fleet.parquet import write_parquet
from lepton_iac.fleet.questions import QUESTIONS, answer, total
from lepton_iac.fleet.run import Outcome, Tell
from lepton_iac.fleet.run import scan as run_scan
from lepton_iac.fleet.scan import Terms
from lepton_iac.fleet.store import Store
from lepton_iac.job.inputs import Inputs
from lepton_iac.units import money

_SHOWN = ("clouds", "owners", "modules", "stacks", "waste", "changes", "findings", "failures")
_MONEY = frozenset({"monthly", "saving"})
_WIDEST = 44


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
@click.option("--ask", multiple=True, type=click.Choice(list(QUESTIONS)), help="Only these questions.")
@click.option("--top", type=click.IntRange(min=0), default=10, show_default=True, help="Rows per question; 0 is all.")
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
    price_book()
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
        emit(_rendered(store, arguments["ask"] or _SHOWN, arguments["top"], arguments["format"]), arguments["out"])
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


# ---------------------------------------------------------------- output


def _rendered(store: Store, names: Sequence[str], top: int, form: str) -> str:
    match form:
        case "json":
            return json.dumps(
                {"totals": _totals(store), **{name: _named(store, name, top) for name in names}}, indent=1
            )
        case "csv":
            return "\n".join(_csv(store, name, top) for name in names)
    return "\n\n".join([_headline(store), *filter(None, (_table(store, name, top) for name in names))])


def _totals(store: Store) -> dict[str, Any]:
    stacks, resources, monthly, saving, complete = total(store)
    return {"stacks": stacks, "resources": resources, "monthly": monthly, "saving": saving, "complete": complete}


def _named(store: Store, name: str, top: int) -> list[dict[str, Any]]:
    return [dict(zip(QUESTIONS[name].columns, row, strict=True)) for row in answer(store, name, top)]


def _csv(store: Store, name: str, top: int) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("question", *QUESTIONS[name].columns))
    writer.writerows((name, *row) for row in answer(store, name, top))
    return text.getvalue()


def _headline(store: Store) -> str:
    stacks, resources, monthly, saving, complete = total(store)
    least = "" if complete else "at least "
    return (
        f"{stacks:,} stacks, {resources:,} resources: {least}{money(Decimal(monthly))} a month;"
        f" proposed changes save {money(Decimal(saving))}"
    )


def _table(store: Store, name: str, top: int) -> str:
    """A question as a table for people; columns of figures to the right; whether a cost is complete is in its words."""
    question = QUESTIONS[name]
    rows = [_cells(dict(zip(question.columns, row, strict=True))) for row in answer(store, name, top)]
    if not rows:
        return ""
    columns = [column for column in question.columns if column != "complete"]
    widths = {column: max(len(column), *(len(row[column]) for row in rows)) for column in columns}
    right = {column for column in columns if column in _MONEY or all(row[column].isdigit() for row in rows)}

    def line(row: dict[str, str]) -> str:
        cells = (row[one].rjust(widths[one]) if one in right else row[one].ljust(widths[one]) for one in columns)
        return "  ".join(cells).rstrip()

    return "\n".join([question.title, line({column: column for column in columns}), *map(line, rows)])


def _cells(row: dict[str, Any]) -> dict[str, str]:
    least = "≥ " if row.get("complete") == 0 else ""
    return {name: _cell(name, value, least) for name, value in row.items()}


def _cell(name: str, value: Any, least: str) -> str:
    if value is None:
        return "unknown" if name in _MONEY else ""
    if name in _MONEY:
        return (least if name == "monthly" else "") + money(Decimal(value))
    text = f"{value:.2%}" if isinstance(value, float) else " ".join(str(value).split())
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
