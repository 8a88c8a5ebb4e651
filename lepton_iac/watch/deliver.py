"""Where alerts go: Slack, any webhook, e-mail, Alertmanager; addresses and passwords come from the environment alone.

Shapes: https://api.slack.com/messaging/webhooks, https://prometheus.io/docs/alerting/latest/clients/.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from lepton_iac.errors import LeptonError
from lepton_iac.model import EMPTY
from lepton_iac.watch.alert import Alert
from lepton_iac.watch.memory import News, Owed, Said, later

_SECONDS = 20
_TRIES = 3


@dataclass(frozen=True)
class Targets:
    """Where to, each empty when not wanted.

    Attributes:
        smtp: ``smtp://user:password@host:587`` or ``smtps://…:465``; ``smtp`` begins TLS where the server offers it.
    """

    slack: str = ""
    webhook: str = ""
    alertmanager: str = ""
    smtp: str = ""
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Delivered:
    """What failed, in words without addresses or secrets, and what each target is still owed."""

    failed: tuple[str, ...]
    owed: Mapping[str, News]


def deliver(targets: Targets, fresh: News, known: Mapping[str, Said], now: datetime, owed: Owed = EMPTY) -> Delivered:
    """Send what is new, and what it has missed, to every target; one that fails keeps none of the others from theirs.

    Args:
        owed: what earlier looks could not deliver, by target; nothing is said twice to a target that got it.
    """
    failed: list[str] = []
    missed: dict[str, News] = {}
    for name, send in _senders(targets, known, now).items():
        news = later(owed.get(name, News((), (), ())), fresh)
        if (news.now or news.over or name == ALERTMANAGER) and (why := _failure(send, news)):
            failed.append(f"{name}: {why}")
            missed[name] = news
    return Delivered(tuple(failed), missed)


ALERTMANAGER = "alertmanager"
"""It is told the whole state each time, and forgets what is not repeated."""


def _senders(targets: Targets, known: Mapping[str, Said], now: datetime) -> Mapping[str, Callable[[News], None]]:
    address = f"{targets.alertmanager.rstrip('/')}/api/v2/alerts"
    found: dict[str, tuple[bool, Callable[[News], None]]] = {
        ALERTMANAGER: (bool(targets.alertmanager), lambda news: _post(address, alertmanager(known, news.over, now))),
        "slack": (bool(targets.slack), lambda news: _post(targets.slack, slack(news))),
        "webhook": (bool(targets.webhook), lambda news: _post(targets.webhook, plain(news, now))),
        "e-mail": (bool(targets.smtp and targets.mail_to), lambda news: _mail(targets, news)),
    }
    return {name: send for name, (wanted, send) in found.items() if wanted}


def _failure(send: Callable[[News], None], news: News) -> str:
    import requests

    try:
        send(news)
    except (requests.RequestException, OSError, LeptonError) as error:
        return error.what if isinstance(error, LeptonError) else type(error).__name__
    return ""


def _post(address: str, body: Any) -> None:
    import requests

    for attempt in range(_TRIES):
        answer = requests.post(address, json=body, timeout=_SECONDS)
        if answer.ok:
            return
        if answer.status_code < 500 and answer.status_code != 429:
            break
        if attempt + 1 < _TRIES:
            _pause(attempt)
    raise LeptonError(f"the server answered {answer.status_code}")


def _pause(attempt: int) -> None:
    from time import sleep

    sleep(0.5 * 2**attempt)


# ---------------------------------------------------------------- shapes


def slack(fresh: News) -> Mapping[str, Any]:
    """A Slack message; what people wrote is text there, never markup."""
    lines = [f"*{one.severity}* {_slack(one.subject)}: {_slack(one.text)}" for one in fresh.now]
    lines += [f"over: {_slack(one.subject)}: {_slack(one.text)}" for one in fresh.over]
    section = [{"type": "section", "text": {"type": "mrkdwn", "text": line[:2900]}} for line in lines[:45]]
    return {"text": f"lepton-iac: {len(fresh.now)} new, {len(fresh.over)} over", "blocks": section}


def _slack(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"{mark}\u200b" if mark in "*_~`" else mark for mark in " ".join(escaped.split()))


def plain(fresh: News, now: datetime) -> Mapping[str, Any]:
    """What any webhook gets."""
    return {
        "time": now.isoformat(),
        "alerts": [_row(one, "firing") for one in fresh.now] + [_row(one, "resolved") for one in fresh.over],
    }


def _row(alert: Alert, status: str) -> dict[str, Any]:
    return {
        "key": alert.key,
        "status": status,
        "kind": alert.kind,
        "subject": alert.subject,
        "severity": alert.severity,
        "text": alert.text,
        "labels": dict(alert.labels),
    }


def alertmanager(known: Mapping[str, Said], over: Sequence[Alert], now: datetime) -> list[dict[str, Any]]:
    """Alertmanager's alerts: all that are known, and those that are over with an end."""
    firing = [_manager(said.alert, said.since) for said in known.values()]
    return [*firing, *({**_manager(one, now), "endsAt": now.isoformat()} for one in over)]


def _manager(alert: Alert, since: datetime) -> dict[str, Any]:
    labels = {name.replace(" ", "_"): value for name, value in alert.labels.items()}
    base = {"alertname": f"lepton_iac_{alert.kind}", "subject": alert.subject, "severity": alert.severity}
    return {"labels": {**labels, **base}, "annotations": {"summary": alert.text}, "startsAt": since.isoformat()}


def _mail(targets: Targets, fresh: News) -> None:
    import smtplib

    place = urlsplit(targets.smtp)
    secure = place.scheme == "smtps"
    port = place.port or (465 if secure else 587)
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with kind(place.hostname or "localhost", port, timeout=_SECONDS) as server:
        if not secure and server.has_extn("starttls"):
            server.starttls()
        if place.username:
            from urllib.parse import unquote

            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(letter(targets, fresh))


def letter(targets: Targets, fresh: News) -> EmailMessage:
    """The e-mail: plain text, what is new before what is over."""
    message = EmailMessage()
    message["Subject"] = f"lepton-iac: {len(fresh.now)} new, {len(fresh.over)} over"
    message["From"] = targets.mail_from or targets.mail_to[0]
    message["To"] = ", ".join(targets.mail_to)
    lines = [f"[{one.severity}] {one.subject}: {one.text}" for one in fresh.now]
    lines += [f"[over] {one.subject}: {one.text}" for one in fresh.over]
    message.set_content("\n".join(" ".join(line.split()) for line in lines) + "\n")
    return message
