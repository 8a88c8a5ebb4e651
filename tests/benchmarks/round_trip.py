"""How faithfully public Terraform is rewritten: bytes, syntax, no-ops, and why edits are refused.

``python tests/benchmarks/round_trip.py FOLDER [FOLDER ...] [--minutes 10] [--each 3]``: every folder with ``.tf`` files
is read as a stack; other values are asked for up to ``--each`` plain attributes of each resource (text gets a letter
more, a number one more, a flag turns). Prints Markdown; leaves with 1 when a law was broken.
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.model import Change, Disruption, Patch, Resource, SetAttribute, Stack
from lepton_iac.read import load
from lepton_iac.write import rewrite
from lepton_iac.write.source import parse_source, read_source

_PLACE = re.compile(r"\([^()]*:\d+\)|\"[^\"]*\"")
_CAUSES = (
    "also used by",
    "also configures",
    "also read by",
    "is remote",
    "would change too",
    "would not become",
    "is a computed value",
    "depends on",
    "differ in",
    "is made by a dynamic block",
    "ignore_changes",
    "prevent_destroy",
    "not declared in the files",
    "could be meant",
    "cannot be told for certain",
    "is not set in the files",
    "generated",
    "would not pass",
    "lies outside",
    "wanted values",
    "different values in one place",
    "cannot be worked out",
)


def main() -> int:
    """Measure and print; 1 when a law was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--each", type=int, default=3)
    arguments = parser.parse_args()
    count: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    broken: list[str] = []
    end = time.monotonic() + arguments.minutes * 60
    for folder in sorted({file.parent for top in arguments.folders for file in top.rglob("*.tf")}):
        if time.monotonic() > end:
            count["folders left for want of time"] += 1
            continue
        _measure(folder, arguments.each, count, causes, broken)
    print("\n".join(_told(count, causes, broken)))
    return 1 if broken else 0


def _measure(folder: Path, each: int, count: Counter[str], causes: Counter[str], broken: list[str]) -> None:
    files = sorted(folder.glob("*.tf"))
    count["files"] += len(files)
    bad = [file for file in files if read_source(file, file.name).problem == "the file holds a syntax error"]
    count["files with a syntax error"] += len(bad)
    count["folders"] += 1
    try:
        stack = load(folder)
        same = list(_changes(stack, each, other=False))
        wanted = list(_changes(stack, each, other=True))
        still = rewrite(folder, stack, same)
        patch = rewrite(folder, stack, wanted)
    except LeptonError as error:
        count["folders refused"] += 1
        causes[f"(folder) {_cause(error.what)}"] += 1
        return
    count["no-ops"] += len(same)
    if not still.empty:
        broken.append(f"{folder}: a no-op changed {len(still.edits)} places")
    broken += [f"{folder}: {fault}" for fault in _faults(patch)]
    count["edits asked"] += len(wanted)
    count["edits written"] += len(patch.written)
    count["files edited"] += len(patch.results)
    causes.update(_cause(refusal.reason) for refusal in patch.refused)


def _changes(stack: Stack, each: int, *, other: bool) -> Iterator[Change]:
    for resource in stack.managed():
        for name, value in [*_plain(resource)][:each]:
            edit = SetAttribute(name, _other(value) if other else value)
            yield Change("round-trip", resource.address, name, "", "", Decimal(0), Disruption.NONE, "measured", (edit,))


def _plain(resource: Resource) -> Iterator[tuple[str, Any]]:
    for name, value in sorted(resource.attributes.items()):
        if isinstance(value, str | bool | int | Decimal) and name not in {"id", "tags"} and "\n" not in str(value):
            yield name, value


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return f"{value}x" if isinstance(value, str) else value + 1


def _faults(patch: Patch) -> Iterator[str]:
    """Every byte outside the edits is as it was, every edit is what it says, and every file still parses."""
    for path, before in patch.originals.items():
        at, parts = 0, []
        for edit in sorted((one for one in patch.edits if one.path == path), key=lambda one: one.start):
            if before[edit.start : edit.start + len(edit.before)] != edit.before:
                yield f"{path}: an edit does not stand where it says"
            parts += [before[at : edit.start], edit.after]
            at = edit.start + len(edit.before)
        if b"".join([*parts, before[at:]]) != patch.results[path]:
            yield f"{path}: bytes outside the edits changed"
        if parse_source(patch.results[path], path).problem:
            yield f"{path}: does not parse any more"


def _cause(reason: str) -> str:
    found = next((words for words in _CAUSES if words in reason), None)
    return found or " ".join(_PLACE.sub("…", reason).split()[:8])


def _told(count: Counter[str], causes: Counter[str], broken: list[str]) -> Iterator[str]:
    yield "| what | count |\n|---|---:|"
    for name, number in count.items():
        yield f"| {name} | {number:,} |"
    asked = max(count["edits asked"], 1)
    yield f"| share written | {count['edits written'] / asked:.1%} |"
    yield f"| laws broken | {len(broken)} |"
    yield "\n| why not | count |\n|---|---:|"
    for name, number in causes.most_common(25):
        yield f"| {name} | {number:,} |"
    yield from broken[:20]


if __name__ == "__main__":
    sys.exit(main())
