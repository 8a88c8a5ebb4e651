"""`lepton-iac watch`: look once (for cron) or again and again, and say what is new."""

import json
import os
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.inputs import stack_options, stacks_of
from lepton_iac.cli.session import data_dir, now, price_book
from lepton_iac.errors import LeptonError
from lepton_iac.job.estimate import project_name
from lepton_iac.job.files import folder_for
from lepton_iac.job.spans import hours, share
from lepton_iac.price.book import Book
from lepton_iac.watch import memory
from lepton_iac.watch.deliver import Targets, alertmanager, deliver
from lepton_iac.watch.look import Watched, look
from lepton_iac.watch.measures import registry, write_text
from lepton_iac.watch.quiet import is_quiet

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_NEW = click.Path(path_type=Path, dir_okay=False)


@click.command()
@stack_options
@click.option(
    "--budget", "budgets", multiple=True, help='Per month: 5000, "tag team=web 500"; may be given more than once.'
)
@click.option("--bill", "bills", type=_FILE, multiple=True, help="Billing exports, read anew at each look.")
@click.option("--state", type=_FILE, help="The state, for drift and for the ids of the bill.")
@click.option("--chance", default="20%", show_default=True, help="Chance of passing a budget that is an alert.")
@click.option("--every", help="Look again after 15m, 6h, 1d; without it once, for cron.")
@click.option("--repeat", default="7d", show_default=True, help="Say what is still so again after this time.")
@click.option("--quiet-hours", default="", help='Only critical alerts then: "22:00-07:00 Europe/Berlin".')
@click.option("--memory", "memory_file", type=_NEW, help="What was said already; in the data folder by default.")
@click.option("--mail-from", default="", help="The sender of e-mails.")
@click.option("--mail-to", multiple=True, help="A receiver of e-mails; may be given more than once.")
@click.option("--prometheus", type=_NEW, help="Write figures for the textfile collector.")
@click.option("--format", type=click.Choice(["table", "json", "alertmanager"]), default="table", show_default=True)
def watch(every: str | None, **arguments: Any) -> None:
    """Look at stacks, metrics and bills, and say what is new: budgets in danger, anomalies, drift, full machines.

    Alerts go to standard output and to LEPTON_IAC_SLACK_URL, LEPTON_IAC_WEBHOOK_URL, LEPTON_IAC_ALERTMANAGER_URL and
    LEPTON_IAC_SMTP_URL where these are set. A trouble is said once, again when it becomes graver or after --repeat,
    and once more when it is over. What a target could not be told is sent to
    it, and to no other, at the next look.

    \b
    Examples:
      lepton-iac watch plan.json --metrics metrics.csv --budget 5000
      lepton-iac watch --bill cur.csv.gz --state state.json --every 6h --quiet-hours "22:00-07:00 Europe/Berlin"
    """
    stacks = tuple((one.name or project_name(one.inputs.path), one.inputs) for one in stacks_of(arguments))
    watched = Watched(
        stacks,
        arguments["budgets"],
        arguments["bills"],
        arguments["state"],
        share(arguments["chance"]),
    )
    is_quiet(arguments["quiet_hours"], now())
    _targets(arguments)
    book = price_book()
    pause = _span(every) if every else None
    while True:
        _one(watched, book, arguments)
        if pause is None:
            return
        time.sleep(pause.total_seconds())


def _one(watched: Watched, book: Book, arguments: dict[str, Any]) -> None:
    started = time.monotonic()
    moment = now()
    path = arguments["memory_file"] or data_dir() / "watch.json"
    folder_for(path)
    known, owed = memory.read(path)
    projects, alerts = look(watched, book, moment.date())
    quiet = is_quiet(arguments["quiet_hours"], moment)
    fresh, after = memory.news(known, alerts, moment, _span(arguments["repeat"]), quiet=quiet)
    sent = deliver(_targets(arguments), fresh, after, moment, owed)
    memory.write(path, after, sent.owed)
    _print(fresh, after, arguments["format"], moment)
    for what in sent.failed:
        click.echo(f"not delivered: {what}; sent again at the next look", err=True)
    if arguments["prometheus"] is not None:
        figures = registry(projects, alerts, len(sent.failed), moment, time.monotonic() - started)
        write_text(figures, arguments["prometheus"])


def _targets(arguments: dict[str, Any]) -> Targets:
    def told(name: str) -> str:
        return os.environ.get(f"LEPTON_IAC_{name}_URL", "")

    found = Targets(told("SLACK"), told("WEBHOOK"), told("ALERTMANAGER"), told("SMTP"))
    if found.smtp and not arguments["mail_to"]:
        raise LeptonError(
            "LEPTON_IAC_SMTP_URL is set, but there is nobody to write to", mend="name them with --mail-to"
        )
    return replace(found, mail_from=arguments["mail_from"], mail_to=arguments["mail_to"])


def _print(fresh: memory.News, known: dict[str, memory.Said], form: str, moment: datetime) -> None:
    if form == "alertmanager":
        click.echo(json.dumps(alertmanager(known, fresh.over, moment), indent=1))
        return
    if form == "json":
        from lepton_iac.watch.deliver import plain

        click.echo(json.dumps(plain(fresh, moment), indent=1))
        return
    for one in fresh.now:
        click.echo(f"{one.severity:8} {one.subject}: {one.text}")
    for one in fresh.over:
        click.echo(f"{'over':8} {one.subject}: {one.text}")
    held = f", {len(fresh.held)} held until quiet hours end" if fresh.held else ""
    click.echo(f"known: {len(known)}, new: {len(fresh.now)}, over: {len(fresh.over)}{held}", err=True)


def _span(text: str) -> timedelta:
    """``15m`` besides what forecasts know.

    Raises:
        LeptonError: it is no span of time.
    """
    head, unit = text.strip()[:-1], text.strip()[-1:]
    if unit == "m" and head.isdigit() and int(head):
        return timedelta(minutes=int(head))
    try:
        return timedelta(hours=hours(text))
    except LeptonError as error:
        raise LeptonError(error.what, mend="write 15m, 6h, 1d or 4w") from error
