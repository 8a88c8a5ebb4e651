"""Metrics straight from where they are measured: which source, and with which token."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from lepton_iac.cli.session import cache_dir, now
from lepton_iac.errors import LeptonError
from lepton_iac.forecast.live.http import Access
from lepton_iac.forecast.live.request import SOURCES, Request

Command = Callable[..., Any]

TOKENS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "prometheus": ("PROMETHEUS_TOKEN", ()),
    "azure": (
        "AZURE_ACCESS_TOKEN",
        ("az", "account", "get-access-token", "--resource", "https://management.azure.com/", "--query", "accessToken",
         "--output", "tsv"),
    ),
    "google": ("GOOGLE_OAUTH_ACCESS_TOKEN", ("gcloud", "auth", "application-default", "print-access-token")),
}  # fmt: skip
"""Source to the variable that holds its token, and the vendor's own command that gives one."""


def live_options(command: Command) -> Command:
    """``--from``, ``--from-url``, ``--since``, ``--save-metrics``."""
    options = (
        click.option(
            "--from",
            "source",
            type=click.Choice(SOURCES),
            help="Fetch the stack's metrics, read-only, with the credentials this machine has.",
        ),
        click.option("--from-url", help="The server to ask; Prometheus needs one."),
        click.option("--since", default="28d", show_default=True, help="How much history to fetch: 14d, 8w."),
        click.option(
            "--save-metrics",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Keep what was read as one CSV (.gz), to repeat the run offline.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def live_of(arguments: Mapping[str, Any]) -> Request | None:
    """The fetch that a command's options ask for, if any.

    Raises:
        LeptonError: an option is not understood, or there is no token.
    """
    source, url = arguments.get("source"), arguments.get("from_url") or ""
    if source is None:
        if url:
            raise LeptonError("--from-url without --from", mend=f"add --from {'|'.join(SOURCES)}")
        return None
    from lepton_iac.job.spans import hours, moment

    end = _whole_hour(moment(arguments["as_of"]) or now())
    start = end - timedelta(hours=hours(arguments["since"]))
    access = Access(_token(source, url))
    return Request(source, start, end, cache_dir() / "metrics", url, access, progress=_progress(source))


def _whole_hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)


def _token(source: str, url: str) -> str:
    """A token from the environment, else from the vendor's own command; it goes over no open line."""
    if source not in TOKENS:
        return ""
    variable, command = TOKENS[source]
    token = os.environ.get(variable, "").strip() or _printed(command, variable)
    parts = urlsplit(url)
    if token and parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise LeptonError("a token would go over a line that anyone can read", mend=f"use https, or unset {variable}")
    return token


def _printed(command: tuple[str, ...], variable: str) -> str:
    if not command:
        return ""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        words = " ".join(command[:3])
        raise LeptonError(
            f"there is no token: {variable} is not set, and `{words}` gives none", mend=f"set {variable}, or log in"
        ) from error
    return answer.stdout.strip()


def _progress(source: str) -> Callable[[int, int], None]:
    """A line that counts on a terminal, and one line at the end elsewhere; on standard error."""
    terminal = sys.stderr.isatty()

    def told(done: int, total: int) -> None:
        last = done == total
        if terminal:
            click.echo(f"\rfetching from {source}: {done} of {total}", err=True, nl=last)
        elif last:
            click.echo(f"fetched {total} answers from {source}", err=True)

    return told
