"""Spans, shares and times as people write them; light, for every command reads some."""

import re
from datetime import datetime

from lepton_iac.errors import LeptonError

_SPAN = re.compile(r"^(?P<number>\d+)\s*(?P<unit>h|d|w|mo)$")
_HOURS = {"h": 1, "d": 24, "w": 168, "mo": 730}


def hours(text: str) -> int:
    """``24h``, ``7d``, ``4w`` or ``12mo`` in hours.

    Raises:
        LeptonError: it is no span of time.
    """
    found = _SPAN.match(text.strip().lower())
    if found is None or int(found["number"]) == 0:
        raise LeptonError(f"not a span of time: {text!r}", mend="write 24h, 7d, 4w or 12mo")
    return int(found["number"]) * _HOURS[found["unit"]]


def share(text: str) -> float:
    """``1%`` or ``0.01`` as a share of one.

    Raises:
        LeptonError: it is no share above 0 and at most a half.
    """
    try:
        value = float(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        value = -1.0
    if not 0 < value <= 0.5:
        raise LeptonError(f"not a share of hours: {text!r}", mend="write 1% or 0.01; at most 50%")
    return value


def moment(text: str | None) -> datetime | None:
    """An ISO time with its zone, ``2026-11-01T00:00:00Z``.

    Raises:
        LeptonError: it is no such time, or carries no zone.
    """
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise LeptonError(f"not a time: {text!r}", mend="write 2026-11-01T00:00:00Z") from error
    if found.tzinfo is None:
        raise LeptonError(f"the time {text!r} carries no zone", mend="write 2026-11-01T00:00:00Z")
    return found
