"""One metrics file, opened as little as its format asks for: head, JSON document, or a stream of text."""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from lepton_iac.errors import ReadError

HEAD_BYTES = 1 << 16
LONGEST_PERIOD_S = 10**9


@dataclass(frozen=True)
class Content:
    """A file on disk, plain or gzip, UTF-8 with or without a byte order mark."""

    path: Path

    @property
    def name(self) -> str:
        """The path as it is said in messages."""
        return str(self.path)

    @cached_property
    def head(self) -> str:
        """The first 64 KiB; undecodable bytes of a binary format are replaced."""
        with self.failing(), self._bytes() as stream:
            start: bytes = stream.read(HEAD_BYTES)
            return start.decode("utf-8-sig", errors="replace")

    @cached_property
    def document(self) -> Any:
        """The whole file as JSON; ``None`` when it is not one JSON document."""
        if not self.head.lstrip().startswith(("{", "[")):
            return None
        with self.text() as stream:
            try:
                return json.load(stream)
            except json.JSONDecodeError:
                return None
            except (RecursionError, ValueError) as error:
                raise ReadError(f"the JSON cannot be read: {type(error).__name__}", where=self.name) from error

    @contextmanager
    def text(self) -> Iterator[TextIO]:
        """The file as text with universal line ends."""
        with self.failing(), self._bytes() as stream, TextIOWrapper(stream, encoding="utf-8-sig") as text:
            yield text

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Turn what a broken file raises into an error that names it."""
        try:
            yield
        except UnicodeDecodeError as error:
            raise ReadError("the file is not UTF-8 text", where=self.name, mend="save it as UTF-8") from error
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ReadError("the gzip file is damaged", where=self.name, mend="fetch it again") from error
        except OSError as error:
            raise ReadError(f"the file cannot be read: {error.strerror or error}", where=self.name) from error

    def _bytes(self) -> Any:
        with self.path.open("rb") as stream:
            packed = stream.read(2) == b"\x1f\x8b"
        return gzip.open(self.path, "rb") if packed else self.path.open("rb")


def table(value: Any, where: str) -> Mapping[str, Any]:
    """A JSON object.

    Raises:
        ReadError: it is something else.
    """
    if not isinstance(value, dict):
        raise ReadError(f"an object was expected, not {type(value).__name__}", where=where)
    return value


def items(value: Any, where: str) -> Sequence[Any]:
    """A JSON array; absent is empty.

    Raises:
        ReadError: it is something else.
    """
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ReadError(f"a list was expected, not {type(value).__name__}", where=where)
    return value


def text(value: Any) -> str:
    """A JSON scalar as text; absent is empty."""
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def texts(value: Any) -> Mapping[str, str]:
    """The scalar members of a JSON object as texts; anything else is empty."""
    if not isinstance(value, dict):
        return {}
    return {str(key): text(one) for key, one in value.items() if not isinstance(one, (dict, list))}


def number(value: Any, where: str) -> float:
    """A JSON number or numeric text (``"12"``, ``"NaN"``, ``"+Inf"``); absent is NaN.

    Raises:
        ReadError: it is no number.
    """
    if value is None:
        return float("nan")
    try:
        return float(str(value) if isinstance(value, bool) else value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ReadError(f"{str(value)[:40]!r} is not a number", where=where) from error


def period(value: Any, where: str) -> int:
    """A JSON number of seconds; 0, which says that it is not told, for absent and senseless ones.

    Raises:
        ReadError: it is no number.
    """
    seconds = number(value, where)
    return round(seconds) if 0 < seconds < LONGEST_PERIOD_S else 0


def numbers(values: Sequence[Any], where: str) -> Any:
    """A float64 array of JSON numbers.

    Raises:
        ReadError: one of them is no number.
    """
    import numpy as np

    return np.array([number(value, where) for value in values], dtype="float64")
