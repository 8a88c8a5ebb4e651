"""GET of JSON with bounded patience: 429 and 5xx are tried again, everything else is an error without its secrets."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from lepton_iac.errors import ReadError

ATTEMPTS = 5
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
TIMEOUT_S = 30.0
PAGES = 1000


@dataclass(frozen=True, slots=True)
class Access:
    """How to ask: the bearer token, which shows in no text of this object, and how to wait.

    Attributes:
        sleep: called with seconds between attempts.
    """

    token: str = field(default="", repr=False)
    attempts: int = ATTEMPTS
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)


def get_json(url: str, params: Mapping[str, str], access: Access) -> Mapping[str, Any]:
    """The JSON object at a URL; redirects are not followed, so that the token goes nowhere else.

    Raises:
        ReadError: no attempt gave an answer of status 200 that is a JSON object; names host and path only.
    """
    import requests

    place = public(url)
    trouble = "no attempt was made"
    for attempt in range(access.attempts):
        try:
            signed = _bearer(access.token)
            answer = requests.get(url, params=params, auth=signed, timeout=TIMEOUT_S, allow_redirects=False)
        except requests.RequestException as error:
            trouble, wait = f"{type(error).__name__}", backoff(attempt)
        else:
            if answer.status_code == 200:
                return _object(answer, place)
            if answer.status_code != 429 and answer.status_code < 500:
                raise ReadError(
                    f"the server answered {answer.status_code}", where=place, mend=_mend(answer.status_code)
                )
            trouble = f"the server answered {answer.status_code}"
            wait = asked_wait(answer.headers.get("Retry-After", "")) or backoff(attempt)
        if attempt + 1 < access.attempts:
            access.sleep(min(wait, LONGEST_WAIT_S))
    raise ReadError(
        f"{trouble}, {access.attempts} times", where=place, mend="try again later; what was fetched is kept"
    )


def public(url: str) -> str:
    """Scheme, host and path of a URL: no user, password or query.

    Raises:
        ReadError: it is no http or https URL.
    """
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise ReadError("the address of the server is not a URL", mend="write https://host:port") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ReadError("the address of the server is not an http or https URL", mend="write https://host:port")
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


def backoff(attempt: int) -> float:
    """Seconds to wait after the given attempt, counted from 0: 1, 2, 4, 8 ..."""
    return min(FIRST_WAIT_S * float(2**attempt), LONGEST_WAIT_S)


def asked_wait(header: str) -> float:
    """Seconds that a ``Retry-After`` header asks for, in either of its forms; 0 when it says nothing usable.

    Source: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    """
    text = header.strip()
    if text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _bearer(token: str) -> Callable[[Any], Any] | None:
    """Sets the header itself: a plain one would lose to a ``.netrc`` entry of the same host."""

    def signed(request: Any) -> Any:
        request.headers["Authorization"] = f"Bearer {token}"
        return request

    return signed if token else None


def _object(answer: Any, place: str) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except (ValueError, RecursionError) as error:
        raise ReadError("the answer is not JSON", where=place) from error
    if not isinstance(found, dict):
        raise ReadError("the answer is not a JSON object", where=place)
    return found


def _mend(status: int) -> str:
    if status in {401, 403}:
        return "give a token that is valid and may read metrics"
    return "check the address, the names and the time range"
