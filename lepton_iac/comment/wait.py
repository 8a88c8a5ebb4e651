"""How long a server asks us to wait."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 120.0
"""Seconds; who asks for more gets an error, for a pipeline's minutes are paid for."""


def seconds_to_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds until the next try, from ``Retry-After`` or the moment the limit is reset; None when nothing is said.

    Args:
        headers: with lower-case names.
        now: seconds since 1970.

    Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api,
    https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/
    """
    told = headers.get("retry-after", "").strip()
    if told:
        return _after(told, now)
    for name in ("x-ratelimit-reset", "ratelimit-reset"):
        moment = headers.get(name, "")
        if moment.isascii() and moment.isdigit() and headers.get(name.replace("reset", "remaining")) == "0":
            return max(float(moment[:15]) - now, 1.0)
    return None


def _after(text: str, now: float) -> float | None:
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(parsedate_to_datetime(text).timestamp() - now, 0.0)
    except (ValueError, TypeError, OverflowError):
        return None
