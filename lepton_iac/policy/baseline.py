"""A file of known findings: what is in it is not told again, what is gone from the stack is said."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lepton_iac.errors import LeptonError
from lepton_iac.model import Finding

VERSION = 1
MAX_BYTES = 50_000_000
Key = tuple[str, str, str]
"""Rule, address and file: lines move, these stay."""


@dataclass(frozen=True)
class Compared:
    """New findings, how many were known, and the entries that no longer occur."""

    new: tuple[Finding, ...]
    known: int
    vanished: tuple[Key, ...]


def key(finding: Finding) -> Key:
    """What tells a finding from the others."""
    return finding.rule, finding.address, finding.span.path if finding.span else ""


def written(findings: Iterable[Finding]) -> str:
    """The text of a baseline, sorted, one entry a line, so that its diffs are short."""
    entries = [
        json.dumps(dict(zip(("rule", "address", "path"), one, strict=True))) for one in sorted(map(key, findings))
    ]
    body = ",\n    ".join(dict.fromkeys(entries))
    return f'{{\n  "version": {VERSION},\n  "findings": [{f"{chr(10)}    {body}{chr(10)}  " if body else ""}]\n}}\n'


def read(data: bytes, where: str) -> frozenset[Key]:
    """The keys of a baseline.

    Raises:
        LeptonError: the file is not a baseline.
    """
    mend = "write it anew with --write-baseline"
    if len(data) > MAX_BYTES:
        raise LeptonError("the baseline is too large", where=where, mend=mend)
    try:
        document = json.loads(data)
        entries = document["findings"] if document["version"] == VERSION else None
        keys = frozenset((entry["rule"], entry["address"], entry["path"]) for entry in entries)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise LeptonError("the file is not a baseline", where=where, mend=mend) from error
    if not all(isinstance(part, str) for one in keys for part in one):
        raise LeptonError("the file is not a baseline", where=where, mend=mend)
    return keys


def compare(findings: Sequence[Finding], known: frozenset[Key]) -> Compared:
    """Leave out what the baseline knows."""
    new = tuple(finding for finding in findings if key(finding) not in known)
    vanished = known - {key(finding) for finding in findings}
    return Compared(new, len(findings) - len(new), tuple(sorted(vanished)))
