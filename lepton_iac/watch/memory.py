"""What has been said already, in one small file that is replaced whole: nothing is said twice, and nothing is lost."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.job.files import write_whole
from lepton_iac.watch.alert import Alert

FORM = 1


@dataclass(frozen=True, slots=True)
class Said:
    """One trouble that is known: since when, and when it was last said; ``None`` while it waits to be said."""

    alert: Alert
    since: datetime
    last: datetime | None


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


def read(path: Path) -> dict[str, Said]:
    """What was known at the last look; nothing where there was none.

    Raises:
        LeptonError: the file is not ours, or of another form.
    """
    if not path.exists():
        return {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return {one["key"]: _said(one) for one in document[f"known-{FORM}"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LeptonError(
            "not a memory of `watch`", where=str(path), mend="name another file with --memory, or delete this one"
        ) from error


def _said(one: Mapping[str, Any]) -> Said:
    alert = Alert(one["kind"], one["subject"], one["severity"], one["text"], one["labels"])
    last = datetime.fromisoformat(one["last"]) if one["last"] else None
    return Said(alert, datetime.fromisoformat(one["since"]), last)


def unsaid(known: Mapping[str, Said], alerts: Iterable[Alert]) -> dict[str, Said]:
    """The memory with some alerts marked as not said, so that the next look says them."""
    keys = {alert.key for alert in alerts}
    return {key: replace(said, last=None) if key in keys else said for key, said in known.items()}


def write(path: Path, known: Mapping[str, Said]) -> None:
    """Replace the memory, whole or not at all."""
    rows = [
        {
            "key": key,
            "kind": said.alert.kind,
            "subject": said.alert.subject,
            "severity": said.alert.severity,
            "text": said.alert.text,
            "labels": dict(said.alert.labels),
            "since": said.since.isoformat(),
            "last": said.last.isoformat() if said.last else None,
        }
        for key, said in sorted(known.items())
    ]
    write_whole(path, json.dumps({f"known-{FORM}": rows}, indent=1) + "\n")
