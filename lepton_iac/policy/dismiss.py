"""Findings dismissed in the code: ``# lepton-iac:ignore RULE_ID until=2027-01-01 reason`` on or above the block."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lepton_iac.model import Finding, Note

_COMMENT = re.compile(
    r"(?:^|\s)(?:#|//)\s*lepton-iac:ignore[ \t]+(?P<rules>[a-z0-9-]+(?:,[a-z0-9-]+)*)(?P<rest>[^\n]*)"
)
_UNTIL = re.compile(r"(?:^|\s)until=(\S*)")
_IS_COMMENT = re.compile(r"^\s*(?:#|//)")


@dataclass(frozen=True, slots=True)
class Dismissal:
    """One comment: which rules it dismisses, until when, why, and its line."""

    rules: tuple[str, ...]
    until: date | None
    reason: str
    line: int
    mistake: str = ""


@dataclass(frozen=True)
class Dismissed:
    """Findings that are left, those dismissed with their reasons, and what is wrong with comments."""

    left: tuple[Finding, ...]
    gone: tuple[tuple[Finding, str], ...]
    notes: tuple[Note, ...] = ()


def dismissals(text: str) -> tuple[Dismissal, ...]:
    """Every such comment of a file."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _COMMENT.search(line) if "lepton-iac:ignore" in line else None
        if match is not None:
            found.append(_dismissal(match, number))
    return tuple(found)


def _dismissal(match: re.Match[str], line: int) -> Dismissal:
    rest = match["rest"]
    given = _UNTIL.search(rest)
    reason = " ".join(_UNTIL.sub(" ", rest).replace("*/", " ").split())
    rules = tuple(match["rules"].split(","))
    if given is None:
        return Dismissal(rules, None, reason, line)
    try:
        return Dismissal(rules, date.fromisoformat(given[1]), reason, line)
    except ValueError:
        return Dismissal(rules, None, reason, line, f"until={given[1][:20]} is no date like 2027-01-01")


def without_dismissed(
    findings: Sequence[Finding], text_of: Callable[[str], str | None], today: date, known: Iterable[str] = ()
) -> Dismissed:
    """Take out what the code dismisses.

    Args:
        findings: with spans; one without a place cannot be dismissed in the code.
        text_of: a span's path to the file's text, ``None`` when it is not at hand.
        today: a dismissal holds up to and including its date.
        known: all rule ids, so that a misspelt one is told.

    Returns:
        What is left (expired dismissals are told in the message), what is gone, and notes on mistaken comments.
    """
    files: dict[str, tuple[tuple[Dismissal, ...], list[str]]] = {}
    left: list[Finding] = []
    gone: list[tuple[Finding, str]] = []
    for finding in findings:
        found = _of(finding, files, text_of)
        held = next((one for one in found if not one.mistake and (one.until is None or one.until >= today)), None)
        if held is not None:
            gone.append((finding, held.reason))
            continue
        expired = next((one.until for one in found if one.until is not None), None)
        told = f"{finding.message} (its dismissal expired on {expired})" if expired else finding.message
        left.append(replace(finding, message=told))
    return Dismissed(tuple(left), tuple(gone), tuple(_mistakes(files, set(known))))


def _of(
    finding: Finding,
    files: dict[str, tuple[tuple[Dismissal, ...], list[str]]],
    text_of: Callable[[str], str | None],
) -> list[Dismissal]:
    span = finding.span
    if span is None:
        return []
    if span.path not in files:
        text = text_of(span.path) or ""
        files[span.path] = (dismissals(text), text.splitlines())
    comments, lines = files[span.path]
    first = _first_comment(lines, span.first_line)
    return [one for one in comments if first <= one.line <= span.last_line and finding.rule in one.rules]


def _first_comment(lines: list[str], first_line: int) -> int:
    """The first of the comment lines that stand directly above a block."""
    number = first_line
    while number > 1 and number - 2 < len(lines) and _IS_COMMENT.match(lines[number - 2]):
        number -= 1
    return number


def _mistakes(files: dict[str, tuple[tuple[Dismissal, ...], list[str]]], known: set[str]) -> Iterable[Note]:
    for path, (comments, _) in sorted(files.items()):
        for one in comments:
            where = f"{path}:{one.line}"
            if one.mistake:
                yield Note(f"this dismissal does not count: {one.mistake}", where)
            for rule in one.rules if known else ():
                if rule not in known:
                    yield Note(f"this dismissal names no policy: {rule[:60]}", where)
