"""Quiet hours: nobody is woken for money, unless it is critical."""

import re
from datetime import datetime, time

from lepton_iac.errors import LeptonError

_HOURS = re.compile(r"^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})(?:\s+(\S+))?$")


def is_quiet(text: str, now: datetime) -> bool:
    """Whether ``22:00-07:00 Europe/Berlin`` holds now; hours may pass midnight; without a zone they are UTC.

    Raises:
        LeptonError: it is no span of hours, or there is no such zone.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if not text:
        return False
    found = _HOURS.match(text.strip())
    hours = found.groups() if found is not None else ("no", "hours", "at", "all", "")
    try:
        start, end = time(int(hours[0]), int(hours[1])), time(int(hours[2]), int(hours[3]))
        here = now.astimezone(ZoneInfo(hours[4] or "UTC")).time()
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise LeptonError(f"not quiet hours: {text!r}", mend='write "22:00-07:00 Europe/Berlin"') from error
    return start <= here < end if start <= end else here >= start or here < end
