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
    names = ("rule", "address", "path")
    entries = [json.dumps(dict(zip(names, one, strict=True))) for one in sorted(set(map(key, findings)))]
    body = ",".join(f"\n    {entry}" for entry in entries)
    return f'{{\n  "version": {VERSION},\n  "findings": [{body}\n  ]\n}}\n'


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
        if document["version"] != VERSION:
            raise LeptonError("the baseline is of another version", where=where, mend=mend)
        keys = frozenset((entry["rule"], entry["address"], entry["path"]) for entry in document["findings"])
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
