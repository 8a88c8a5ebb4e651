"""JSON over HTTPS to one host: bounded retries, rate limits kept, refusals explained, tokens never shown."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lepton_iac.comment.address import same_host
from lepton_iac.comment.redact import redact
from lepton_iac.comment.refusal import refusal
from lepton_iac.comment.wait import LONGEST_WAIT, seconds_to_wait
from lepton_iac.errors import LeptonError

ATTEMPTS = 5
MOST_PAGES = 1_000
TIMEOUT = (10, 60)
PASSING = frozenset({429, 500, 502, 503, 504})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: the status, its headers, and the JSON (None where there was none)."""

    status: int
    headers: Mapping[str, str]
    json: Any


class ConflictError(LeptonError):
    """Somebody altered the comment between our look and our word."""


class GoneError(LeptonError):
    """What was asked for is not there, or not visible to this token."""


class RefusedError(LeptonError):
    """The token may not do this."""


_KIND: Mapping[int, type[LeptonError]] = {
    401: RefusedError,
    403: RefusedError,
    404: GoneError,
    409: ConflictError,
    410: GoneError,
    412: ConflictError,
}


@dataclass(frozen=True)
class Http:
    """One way to one host.

    Attributes:
        root: scheme, host and path every address belongs to.
        headers: sent along; they hold the token and are never shown.
        secrets: texts that no message may hold.
        scopes: what the token must be allowed to do, in the host's words, for the mend of a refusal.
        sleep: waits some seconds; the tests count instead.
        now: seconds since 1970, to read when a limit ends.
    """

    root: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    scopes: str = ""
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time

    def ask(self, method: str, path: str, *, params: Mapping[str, str] | None = None, body: Any = None) -> Answer:
        """One request, repeated while the failure may pass.

        Raises:
            LeptonError: refused, not found, or still failing after the last attempt.
        """
        url = path if "://" in path else f"{self.root}/{path}"
        if not same_host(url, self.root):
            raise LeptonError("the server points to another host", where=self.root, mend="check --api-url")
        last = ""
        for attempt in range(ATTEMPTS):
            answer = self._once(method, url, params, body)
            if isinstance(answer, Answer) and not _limited(answer) and answer.status not in PASSING:
                return self._checked(answer, method, url)
            last = answer if isinstance(answer, str) else f"status {answer.status}"
            if attempt + 1 < ATTEMPTS:
                self.sleep(self._wait(answer, attempt, url))
        raise self._error(f"no answer: {last} ({ATTEMPTS} attempts)", url, "try again later; the cost result is kept")

    def pages(self, path: str, params: Mapping[str, str], follow: Callable[[Answer], str]) -> Iterator[Any]:
        """The JSON of each page; ``follow`` gives the next page's address, or an empty text."""
        answer = self.ask("GET", path, params=params)
        for _ in range(MOST_PAGES):
            yield answer.json
            following = follow(answer)
            if not following:
                return
            answer = self.ask("GET", following)
        raise self._error(f"more than {MOST_PAGES} pages of comments", path, "delete old comments")

    def _once(self, method: str, url: str, params: Mapping[str, str] | None, body: Any) -> Answer | str:
        import requests

        try:
            got = requests.request(
                method,
                url,
                params=params,
                json=body,
                headers={"User-Agent": "lepton-iac", "Accept": "application/json", **self.headers},
                auth=_as_it_is,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except (requests.RequestException, OSError, ValueError) as error:
            return type(error).__name__
        try:
            content = json.loads(got.content) if got.content else None
        except (ValueError, RecursionError):
            if got.status_code in {200, 201}:
                return "the answer is no JSON"
            content = None
        return Answer(got.status_code, {name.lower(): text for name, text in got.headers.items()}, content)

    def _wait(self, answer: Answer | str, attempt: int, url: str) -> float:
        told = seconds_to_wait(answer.headers, self.now()) if isinstance(answer, Answer) else None
        if told is not None and told > LONGEST_WAIT:
            raise self._error("the rate limit is used up", url, f"run again in {told:.0f} seconds")
        return told if told is not None else 2.0**attempt

    def _checked(self, answer: Answer, method: str, url: str) -> Answer:
        # Azure answers a wrong token with 203 and a page to sign in at.
        status = 401 if answer.status == 203 else answer.status
        if 200 <= status < 300:
            return answer
        what, mend = refusal(status, self.said(answer.json), self.scopes)
        raise self._error(what, f"{method} {url}", mend, _KIND.get(status, LeptonError))

    def _error(self, what: str, where: str, mend: str, kind: type[LeptonError] = LeptonError) -> LeptonError:
        return kind(self.clean(what), where=self.clean(where.partition("?")[0]), mend=mend)

    def rows(self, content: Any, where: str) -> list[Any]:
        """A list of a server's answer; what is no list is never taken for an empty one.

        Raises:
            LeptonError: it is no list.
        """
        if isinstance(content, list):
            return content
        raise self._error("the answer is no list of comments", where, "check --api-url")

    def said(self, content: Any) -> str:
        """What a server gave as its reason, clean; empty when it gave none."""
        return self.clean(_said(content))

    def clean(self, text: str) -> str:
        """One line without secrets and without characters that steer a terminal."""
        return _CONTROL.sub(" ", redact(text, self.secrets))


def _as_it_is(request: Any) -> Any:
    """An authorization that adds nothing: without it, a .netrc of the runner would replace our header."""
    return request


def _limited(answer: Answer) -> bool:
    """A refusal that is a rate limit.

    Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    used_up = answer.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in answer.headers
    return answer.status == 403 and used_up


def _said(content: Any) -> str:
    """What a server gave as its reason, wherever these hosts put it."""
    for key in ("message", "error_description", "error", "errors"):
        reason = content.get(key) if isinstance(content, dict) else None
        while isinstance(reason, (dict, list)) and reason:
            reason = reason[0] if isinstance(reason, list) else reason.get("message")
        if isinstance(reason, str) and reason:
            return reason[:200]
    return ""
