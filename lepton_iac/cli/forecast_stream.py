"""`lepton-iac forecast` of a fleet of any size: rows go to the file as they are made, on processes or a cluster."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.read_metrics import recordings
from lepton_iac.forecast.row_file import FORMS, form_of, row_file
from lepton_iac.forecast.store import load
from lepton_iac.forecast.stream import Asked, stream
from lepton_iac.job.spans import hours, moment, share
from lepton_iac.model import Note

MOST_NOTES = 20
SILENT_S = 2.0
"""Progress is shown for what takes longer."""


def streams(arguments: dict[str, Any]) -> bool:
    """Whether the rows are to be streamed: several workers, or a result file of a form that only streaming writes."""
    out = arguments["out"]
    lined = out is not None and FORMS.get(out.suffix.lower()) in {"jsonl", "parquet"}
    return bool(arguments["cluster"]) or arguments["workers"] > 1 or lined


def streamed(paths: list[Path], arguments: dict[str, Any]) -> None:
    """Forecast every series of some metrics files that are sorted by series, and write the rows as they are made.

    Raises:
        LeptonError: no result file is named, or one of an unknown form.
    """
    out = arguments["out"]
    if out is None:
        raise LeptonError("streamed rows need a file", mend="name one: --out rows.csv, rows.jsonl or rows.parquet")
    asked = Asked(
        hours(arguments["horizon"]),
        share(arguments["max_breach"]),
        moment(arguments["as_of"]),
        arguments["method"],
        load(arguments["model"]) if arguments["model"] else None,
    )
    notes: list[Note] = []
    found = recordings(paths, arguments["zone"], None, notes)
    count = 0
    with _progress() as tell, row_file(out, form_of(out, arguments["format"])) as write:
        for answered in stream(found, asked, workers=arguments["workers"], cluster=arguments["cluster"]):
            write(answered.rows)
            notes += answered.notes if len(notes) < MOST_NOTES else ()
            count += len(answered.rows)
            tell(count)
    for note in list(dict.fromkeys(notes))[:MOST_NOTES]:
        click.echo(f"note: {note.where + ': ' if note.where else ''}{note.text}", err=True)
    click.echo(f"series forecast: {count:,}; {out}", err=True)


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """How many series are done and how many a second, on a terminal, once it takes long; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        begun = time.monotonic()
        task = bar.add_task("forecasting", total=None, visible=False)

        def tell(count: int) -> None:
            took = time.monotonic() - begun
            words = f"{count:,} series forecast, {count / max(took, 1e-9):,.0f} a second"
            bar.update(task, description=words, visible=took > SILENT_S)

        yield tell
