"""Price lists over HTTPS: bounded retries, truncation noticed, downloads that go on where they stopped."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lepton_iac.errors import PriceBookError

Tell = Callable[[str, int, int | None], None]
"""Hears of progress: what is read, how much so far, and of how much where that is known."""

RETRIED = frozenset({429, 500, 502, 503, 504})
LONGEST_WAIT = 60.0
BLOCK = 1 << 18


class _Again(Exception):  # noqa: N818 - a signal between an attempt and the loop around it
    """The attempt failed in a way that may pass; the text never quotes a header."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.wait = wait


def quiet(what: str, done: int, whole: int | None) -> None:
    """Hears of progress and says nothing."""


@dataclass(frozen=True)
class Http:
    """One way to one price source.

    Attributes:
        base: scheme and host every address must belong to; a source cannot send us elsewhere.
        headers: sent along; they may hold a key and never appear in an error.
        attempts: how often one address is tried.
    """

    base: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    attempts: int = 5
    sleep: Callable[[float], None] = time.sleep
    tell: Tell = quiet

    def url(self, path: str) -> str:
        """A path, or a whole address of the same host, as an address.

        Raises:
            PriceBookError: the address belongs to another host.
        """
        if "://" not in path:
            return f"{self.base.rstrip('/')}/{path.lstrip('/')}"
        there, here = urlsplit(path), urlsplit(self.base)
        if (there.scheme, there.hostname) != (here.scheme, here.hostname):
            raise PriceBookError(
                f"the price source points to another host: {there.hostname}",
                where=here.hostname or self.base,
                mend="try again later; nothing was changed",
            )
        return path

    def json(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """The JSON document at an address.

        Raises:
            PriceBookError: it is not there, stays unreachable, or is no JSON.
        """
        url = self.url(path)
        return self._persist(url, lambda: self._json(url, params))

    def download(self, path: str, target: Path) -> None:
        """Bring a file to ``target``, going on with what an earlier run left in ``target.part``.

        Raises:
            PriceBookError: it is not there or stays unreachable; what has come so far is kept for the next run.
        """
        url = self.url(path)
        self._persist(url, lambda: self._download(url, target))

    def _persist(self, url: str, attempt: Callable[[], Any]) -> Any:
        place = url.partition("?")[0]
        last = ""
        for count in range(self.attempts):
            try:
                return attempt()
            except _Again as again:
                last = str(again)
                if count + 1 < self.attempts:
                    self.sleep(min(again.wait if again.wait is not None else 2.0**count, LONGEST_WAIT))
        raise PriceBookError(
            f"the price source cannot be read: {last} ({self.attempts} attempts)",
            where=place,
            mend="run the update again; it goes on where it stopped, and the prices in use are unchanged",
        )

    def _get(self, url: str, headers: Mapping[str, str], params: Mapping[str, str] | None = None) -> Any:
        import requests

        try:
            answer = requests.get(
                url,
                params=params,
                headers={**self.headers, "Accept-Encoding": "identity", **headers},
                timeout=(10, 60),
                stream=True,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise _Again(type(error).__name__) from None
        if answer.status_code in RETRIED:
            answer.close()
            raise _Again(f"status {answer.status_code}", _seconds(answer.headers.get("Retry-After")))
        if answer.status_code not in {200, 206, 416}:
            answer.close()
            mend = "check the key and what it may read" if answer.status_code in {400, 401, 403} else "check the name"
            raise PriceBookError(
                f"the price source answers with status {answer.status_code}", where=url.partition("?")[0], mend=mend
            )
        return answer

    def _json(self, url: str, params: Mapping[str, str] | None) -> Any:
        with self._get(url, {}, params) as answer:
            body = bytearray()
            _drain(answer, body.extend, lambda: len(body))
        try:
            return json.loads(bytes(body))
        except (ValueError, RecursionError):
            raise _Again("the answer is no JSON") from None

    def _download(self, url: str, target: Path) -> None:
        part, mark = target.with_name(f"{target.name}.part"), target.with_name(f"{target.name}.etag")
        etag = mark.read_text(encoding="utf-8") if mark.is_file() and part.is_file() else ""
        have = part.stat().st_size if etag else 0
        wanted = {"Range": f"bytes={have}-", "If-Range": etag} if have else {}
        with self._get(url, wanted) as answer:
            if answer.status_code == 416:
                part.unlink()
                raise _Again("the part that was kept does not fit the file any more", 0)
            have = have if answer.status_code == 206 else 0
            mark.write_text(answer.headers.get("ETag", ""), encoding="utf-8")
            whole = _length(answer, have)
            with part.open("ab" if have else "wb") as out:

                def add(block: bytes) -> None:
                    out.write(block)
                    self.tell(target.name, out.tell(), whole)

                _drain(answer, add, lambda: out.tell() - have)
        part.replace(target)
        mark.unlink()


def _drain(answer: Any, take: Callable[[bytes], object], taken: Callable[[], int]) -> None:
    """Read an answer to its end; an answer shorter than announced is a failure that may pass."""
    import requests

    try:
        for block in answer.iter_content(BLOCK):
            take(block)
    except requests.RequestException as error:
        raise _Again(f"the answer broke off ({type(error).__name__})") from None
    announced = answer.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) != taken():
        raise _Again(f"the answer broke off: {taken()} of {announced} bytes")


def _length(answer: Any, have: int) -> int | None:
    announced = answer.headers.get("Content-Length", "")
    return int(announced) + have if announced.isdigit() else None


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isdigit() else None
