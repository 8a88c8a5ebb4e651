"""How results are shown: format, width, colour; the same options on every command that prints a report."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.session import emit, wanted
from lepton_iac.model import Report
from lepton_iac.report.figure import BARS
from lepton_iac.report.formats import FORMATS
from lepton_iac.report.options import Options, Show, View

Command = Callable[..., Any]


@dataclass(frozen=True)
class Shown:
    """How the user wants to see the result."""

    format: str = "table"
    out: Path | None = None
    show: str = "all"
    no_color: bool = False


def show_options(command: Command) -> Command:
    """``--format``, ``--out``, ``--show``, ``--no-color``."""
    options = (
        click.option("--format", default="table", show_default=True, help=f"One of {', '.join(FORMATS)}."),
        click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead."),
        click.option("--show", type=click.Choice([str(show) for show in Show]), default="all", help="Which resources."),
        click.option("--no-color", is_flag=True, help="No colours; NO_COLOR in the environment does the same."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def shown_of(arguments: Mapping[str, Any]) -> Shown:
    """The shared options out of a command's keyword arguments."""
    return Shown(**{name: arguments[name] for name in Shown.__dataclass_fields__})


def print_report(report: Report, shown: Shown, views: tuple[View, ...], **more: Any) -> None:
    """Render a report as the user wants it and print it or write it to a file."""
    terminal = sys.stdout.isatty() and shown.out is None
    colour = terminal and not shown.no_color and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((100, 24)).columns if terminal else 100
    options = Options(
        width=max(60, width),
        colour=colour,
        hyperlinks=colour,
        ascii=shown.out is None and not _has_blocks(sys.stdout.encoding),
        views=views,
        show=Show(shown.show),
    )
    emit(wanted(shown.format, FORMATS)(report, replace(options, **more)), shown.out)


def _has_blocks(encoding: str | None) -> bool:
    """Whether sparklines can be written in an encoding."""
    try:
        BARS.encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
