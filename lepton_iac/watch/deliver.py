"""Where alerts go: Slack, any webhook, e-mail, Alertmanager; addresses and passwords come from the environment alone.

Shapes: https://api.slack.com/messaging/webhooks, https://prometheus.io/docs/alerting/latest/clients/.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from lepton_iac.errors import LeptonError
from lepton_iac.watch.alert import Alert
from lepton_iac.watch.memory import News, Said

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


def deliver(targets: Targets, fresh: News, known: Mapping[str, Said], now: datetime) -> tuple[str, ...]:
    """Send what is new to every target; a target that fails never keeps the others from theirs.

    Returns:
        What failed, in words without addresses or secrets; the caller keeps such alerts as unsaid.
    """
    failed: list[str] = []
    if targets.alertmanager:  # it is told the whole state each time, and forgets what is not repeated
        address = f"{targets.alertmanager.rstrip('/')}/api/v2/alerts"
        _try(failed, "alertmanager", lambda: _post(address, alertmanager(known, fresh.over, now)))
    if fresh.now or fresh.over:
        if targets.slack:
            _try(failed, "slack", lambda: _post(targets.slack, slack(fresh)))
        if targets.webhook:
            _try(failed, "webhook", lambda: _post(targets.webhook, plain(fresh, now)))
        if targets.smtp and targets.mail_to:
            _try(failed, "e-mail", lambda: _mail(targets, fresh))
    return tuple(failed)


def _try(failed: list[str], name: str, send: Any) -> None:
    import requests

    try:
        send()
    except (requests.RequestException, OSError, LeptonError) as error:
        what = error.what if isinstance(error, LeptonError) else type(error).__name__
        failed.append(f"{name}: {what}")


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
