"""What every command shares: arguments that say what to read, and the stages run on them."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from lepton_iac import __version__
from lepton_iac.cli.inputs import Inputs
from lepton_iac.errors import LeptonError
from lepton_iac.model import Note, Project, Quantity, Report, Stack, Usage
from lepton_iac.pipeline import Priced, estimate
from lepton_iac.price.book import Book, open_book
from lepton_iac.read import load
from lepton_iac.read.given_region import parse_regions, with_regions


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


def stack_at(inputs: Inputs) -> Stack:
    """The stack the user named: a plan, a state, a folder, or ``-`` for standard input."""
    stdin = sys.stdin.buffer.read() if inputs.path == "-" else None
    given = parse_regions(inputs.default_region)
    stack = load(inputs.path, stdin=stdin, var_files=inputs.var_files, workspace=inputs.workspace)
    return with_regions(stack, given)


def usage_at(inputs: Inputs, stack: Stack) -> Usage:
    """Declared usage and, where metrics are given, forecasts matched to the stack."""
    usage = Usage()
    if inputs.usage_file is not None:
        from lepton_iac.forecast.usage_file import read_usage

        usage = read_usage(inputs.usage_file)
        for note in usage.notes:
            click.echo(f"note: {note.where}: {note.text}", err=True)
    if not inputs.metrics:
        return usage
    from lepton_iac.cli.measured import demands_of

    demands, notes = demands_of(inputs, stack)
    return replace(usage, demands=demands, unmatched=notes)


def usage_lookup(usage: Usage) -> Callable[[str, str], Mapping[str, Quantity | str]]:
    """(address, type) to the declared quantities and options of a resource."""
    if not usage.declared and not usage.by_type and not usage.options:
        return lambda address, type_name: {}
    from lepton_iac.forecast.usage_file import options_for, usage_for

    return lambda address, type_name: {**options_for(usage, address, type_name), **usage_for(usage, address, type_name)}


def priced(inputs: Inputs, book: Book) -> Priced:
    """Read, forecast and price what the user named."""
    stack = stack_at(inputs)
    usage = usage_at(inputs, stack)
    return estimate(_name(inputs.path), stack, usage, usage_lookup(usage), book)


def _name(path: str) -> str:
    if path == "-":
        return "standard input"
    here = Path(path)
    return here.resolve().name if path in {".", ".."} else str(here)


def report_of(*projects: Project, book: Book, notes: tuple[Note, ...] = ()) -> Report:
    """The report, with the one look at the clock (``SOURCE_DATE_EPOCH`` fixes it for reproducible output)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    made = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC).replace(microsecond=0)
    return Report(projects, made, __version__, book=book_words(book), notes=(*book.notes, *notes))


def book_words(book: Book) -> Mapping[str, str]:
    """The price book in words, for the foot of every report."""
    rows, oldest, newest = book.span()
    edition = f"embedded, refreshed {book.edition}" if book.edition else "embedded"
    own = {"private prices": book.private.source} if book.private is not None else {}
    return {**own, "edition": edition, "rows": f"{rows:,}", "oldest row": oldest, "newest row": newest}


def emit(text: str, out: Path | None = None) -> None:
    """Print a result, or write it to a file whole or not at all."""
    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    from lepton_iac.cli.files import write_whole

    write_whole(out, text if text.endswith("\n") else text + "\n")


def wanted(name: str, formats: Mapping[str, Any]) -> Any:
    """A format by its name.

    Raises:
        LeptonError: there is no such format.
    """
    if name not in formats:
        raise LeptonError(f"no such format {name!r}", mend=f"one of {', '.join(formats)}")
    return formats[name]
