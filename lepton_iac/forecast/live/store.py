"""Answers on disk under the digest of their request: what is there is not fetched again, nothing is half-written."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lepton_iac.errors import ReadError, WriteError
from lepton_iac.whole_file import whole_file


def stored(folder: Path, kind: str, request: Mapping[str, Any], fetch: Callable[[], Mapping[str, Any]]) -> Path:
    """The file that holds the answer to a request, fetched only when it is not there.

    Args:
        request: everything that determines the answer, and no secret; its SHA-256 names the file.
        fetch: makes the answer; one with a true ``"partial"`` is kept under a name that the next run does not trust.

    Raises:
        WriteError: the folder cannot be written.
    """
    digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()[:32]
    path = folder / f"{kind}-{digest}.json"
    if path.is_file():
        return path
    answer = dict(fetch())
    if answer.pop("partial", False):
        path = folder / f"{kind}-{digest}.partial.json"
    _replace(path, json.dumps(answer))
    return path


def instant(moment: datetime) -> str:
    """An aware time as ``2026-11-23T10:00:00Z``, whole seconds.

    Raises:
        ReadError: the time has no zone.
    """
    if moment.tzinfo is None:
        raise ReadError(f"the time {moment.isoformat()} has no zone", mend="add Z or an offset such as +02:00")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _replace(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path, private=True) as partial:
            partial.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WriteError(f"the answer cannot be kept: {error.strerror or error}", where=str(path.parent)) from error
