"""What every command shares: where things live, the book, the stages run on what the user named, and the clock."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from lepton_iac.errors import LeptonError
from lepton_iac.job import estimate
from lepton_iac.job import report as job_report
from lepton_iac.job.files import write_whole
from lepton_iac.job.inputs import Inputs
from lepton_iac.model import Note, Project, Report
from lepton_iac.pipeline import Priced
from lepton_iac.price.book import Book, open_book


def cache_dir() -> Path:
    """Where the built price book lives: ``LEPTON_IAC_CACHE``, or the user's cache folder."""
    chosen = os.environ.get("LEPTON_IAC_CACHE")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "lepton-iac"


def data_dir() -> Path:
    """Where refreshed and private prices live: ``LEPTON_IAC_DATA``, else beside a chosen cache, else with the user."""
    chosen = os.environ.get("LEPTON_IAC_DATA")
    if chosen:
        return Path(chosen)
    if os.environ.get("LEPTON_IAC_CACHE"):
        return cache_dir() / "data"
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "lepton-iac"


def price_book() -> Book:
    """The price book, built on first use; says so when that takes a moment."""
    folder = cache_dir()
    if not any(folder.glob("prices-*.sqlite")):
        click.echo("building the price book: first use, a few seconds", err=True)
    book = open_book(folder, data_dir=data_dir())
    for note in book.notes:
        click.echo(f"note: {note.text}", err=True)
    return book


def priced(inputs: Inputs, book: Book, name: str | None = None) -> Priced:
    """Read, forecast and price what the user named; what was noticed in the usage file is said on standard error."""
    found = estimate.priced(inputs, book, stdin=sys.stdin.buffer.read() if inputs.path == "-" else None)
    for note in found.project.usage.notes:
        click.echo(f"note: {note.where}: {note.text}", err=True)
    return found if name is None else replace(found, project=replace(found.project, name=name))


def now() -> datetime:
    """The one look at the clock; ``SOURCE_DATE_EPOCH`` fixes it for reproducible output."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC).replace(microsecond=0)


def report_of(*projects: Project, book: Book, notes: tuple[Note, ...] = ()) -> Report:
    """The report of this run."""
    return job_report.report_of(*projects, book=book, made=now(), notes=notes)


def emit(text: str, out: Path | None = None) -> None:
    """Print a result, or write it to a file whole or not at all."""
    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    write_whole(out, text if text.endswith("\n") else text + "\n")


def wanted(name: str, formats: Mapping[str, Any]) -> Any:
    """A format by its name.

    Raises:
        LeptonError: there is no such format.
    """
    if name not in formats:
        raise LeptonError(f"no such format {name!r}", mend=f"one of {', '.join(formats)}")
    return formats[name]
