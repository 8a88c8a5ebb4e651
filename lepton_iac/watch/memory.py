"""What has been said already, in one small file that is replaced whole: nothing is said twice, and nothing is lost."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lepton_iac.errors import LeptonError, WriteError
from lepton_iac.job.files import write_whole
from lepton_iac.model import EMPTY
from lepton_iac.watch.alert import Alert

FORM = 1


@dataclass(frozen=True, slots=True)
class Said:
    """One trouble that is known: since when, and when it was last said; ``None`` while it waits to be said."""

    alert: Alert
    since: datetime
    last: datetime | None


Owed = Mapping[str, "News"]


@dataclass(frozen=True, slots=True)
class News:
    """What this look brings: to be said now, held back until quiet hours end, and over since the last look."""

    now: tuple[Alert, ...]
    held: tuple[Alert, ...]
    over: tuple[Alert, ...]


def news(
    known: Mapping[str, Said], alerts: Iterable[Alert], now: datetime, repeat: timedelta, *, quiet: bool
) -> tuple[News, dict[str, Said]]:
    """What is to be said, and what is known afterwards.

    A trouble is said when it is new, when it was held back and quiet hours are over, when it has become graver, and
    again after ``repeat``. A clock that went backwards repeats nothing: only time that has really passed counts.
    """
    say, hold = [], []
    after: dict[str, Said] = {}
    for alert in alerts:
        before = known.get(alert.key)
        since = before.since if before is not None else now
        due = before is None or before.last is None or _graver(alert, before.alert) or now - before.last >= repeat
        if due and quiet and alert.severity != "critical":
            hold.append(alert)
            after[alert.key] = Said(alert, since, before.last if before is not None and before.last else None)
        elif due:
            say.append(alert)
            after[alert.key] = Said(alert, since, now)
        elif before is not None:
            after[alert.key] = replace(before, alert=alert)
    over = tuple(said.alert for key, said in known.items() if key not in after and said.last is not None)
    return News(tuple(say), tuple(hold), over), after


def _graver(new: Alert, old: Alert) -> bool:
    order = ("info", "warning", "critical")
    return order.index(new.severity) > order.index(old.severity)


def later(missed: News, fresh: News) -> News:
    """What a target has missed, with what is new: each trouble once, as it is now.

    What was never said there and is over meanwhile is not said at all.
    """
    now = {one.key: one for one in (*missed.now, *fresh.now)}
    over = {one.key: one for one in missed.over if one.key not in now}
    for one in fresh.over:
        if now.pop(one.key, None) is None:
            over[one.key] = one
    return News(tuple(now.values()), (), tuple(over.values()))


def read(path: Path) -> tuple[dict[str, Said], dict[str, News]]:
    """What was known at the last look, and what each target has missed; nothing where there was no look.

    Raises:
        LeptonError: the file is not ours, or of another form.
    """
    if not path.exists():
        return {}, {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        known = {one["key"]: _said(one) for one in document[f"known-{FORM}"]}
        return known, {name: _missed(one) for name, one in document.get("owed", {}).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LeptonError(
            "not a memory of `watch`", where=str(path), mend="name another file with --memory, or delete this one"
        ) from error


def _missed(one: Mapping[str, Any]) -> News:
    return News(tuple(map(_alert, one["now"])), (), tuple(map(_alert, one["over"])))


def _alert(one: Mapping[str, Any]) -> Alert:
    return Alert(one["kind"], one["subject"], one["severity"], one["text"], one["labels"])


def _said(one: Mapping[str, Any]) -> Said:
    last = datetime.fromisoformat(one["last"]) if one["last"] else None
    return Said(_alert(one), datetime.fromisoformat(one["since"]), last)


def write(path: Path, known: Mapping[str, Said], owed: Owed = EMPTY) -> None:
    """Replace the memory, whole or not at all.

    Raises:
        WriteError: the folder cannot be made or written to; the old memory is untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"cannot be made: {error.strerror}", where=str(path.parent), mend="choose --memory") from error
    rows = [
        {
            "key": key,
            **_row(said.alert),
            "since": said.since.isoformat(),
            "last": said.last.isoformat() if said.last else None,
        }
        for key, said in sorted(known.items())
    ]
    missed = {name: {"now": [*map(_row, one.now)], "over": [*map(_row, one.over)]} for name, one in owed.items()}
    write_whole(path, json.dumps({f"known-{FORM}": rows, "owed": missed}, indent=1) + "\n")


def _row(alert: Alert) -> dict[str, Any]:
    return {
        "kind": alert.kind,
        "subject": alert.subject,
        "severity": alert.severity,
        "text": alert.text,
        "labels": dict(alert.labels),
    }
