"""Why figures differ from the public expectations: the judge's misses by provider and cause.

``python tests/benchmarks/oracle_misses.py MISSES.csv FOLDER [--list CAUSE]``

MISSES.csv is what the judge writes (suite, fixture, resource, component, monthly_qty, monthly_cost, cause, our_name,
our_quantity, our_price); FOLDER holds ``expected.csv`` and ``<suite>/<fixture>/plan.json.gz``. Each stack with a miss
is priced again, and data decides the cause: the bill's own status and reason, the date of the price against the date of
the expectation. Only where the vendor's rule speaks against the expectation does ``oracle_reasons.csv`` say so, with
the rule's address; what nothing explains stays "rule differs".
"""

import argparse
import csv
import gzip
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from lepton_iac.cli.main import run

Row = Mapping[str, str]
REASONS = Path(__file__).with_name("oracle_reasons.csv")
WE_ARE_RIGHT = "we are right"
RULE_DIFFERS = "rule differs"
UNREADABLE = "expectation not readable"
"""The expectation's own columns ran into each other: its component holds the quantity and unit behind a gap."""


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV with a heading."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def components(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every cost component of a resource, those of its parts included."""
    yield from found.get("costComponents") or ()
    for part in found.get("subresources") or ():
        yield from components(part)


def bill(folder: Path, suite: str, fixture: str) -> Mapping[str, Any]:
    """Address to what our bill says of a resource; empty when there is no plan."""
    packed = folder / suite / fixture / "plan.json.gz"
    if not packed.is_file():
        return {}
    usage = folder / suite / fixture / "usage.yml"
    with tempfile.TemporaryDirectory() as place:
        plan, out = Path(place) / "plan.json", Path(place) / "out.json"
        plan.write_bytes(gzip.decompress(packed.read_bytes()))
        more = ["--usage-file", str(usage)] if usage.is_file() else []
        run(["breakdown", str(plan), *more, "--format", "json", "--out", str(out)])
        (project,) = json.loads(out.read_text(encoding="utf-8"))["projects"]
    breakdown = project["breakdown"]
    lists = ("resources", "freeResources", "unsupportedResources")
    return {one["name"]: one for key in lists for one in breakdown[key]}


def reason_for(miss: Row, reasons: Sequence[Row]) -> Row | None:
    """The first reason whose patterns fit the miss."""
    kind = miss["resource"].split("[")[0].split(".")[-2] if "." in miss["resource"] else miss["resource"]
    for entry in reasons:
        fits = entry["suite"] == miss["suite"] and fnmatchcase(kind, entry["type"])
        if fits and fnmatchcase(miss["component"], entry["component"]) and entry["miss"] in {"", kind_of(miss)}:
            return entry
    return None


def kind_of(miss: Row) -> str:
    """``price``, ``quantity``, ``no component`` or ``usage should be unknown``."""
    return miss["cause"]


def cause(miss: Row, ours: Mapping[str, Any] | None, recorded: str, reasons: Sequence[Row]) -> tuple[str, str]:
    """The cause of one miss and a sentence with the evidence."""
    if re.search(r"\S {2,}[\d,.]+ {2,}\S", miss["component"]):
        return UNREADABLE, miss["component"]
    if ours is None or ours.get("status") == "unsupported":
        return "type not supported", "" if ours is None else ours.get("reason", "")
    if known := reason_for(miss, reasons):
        return WE_ARE_RIGHT, f"{known['reason']} {known['rule']}"
    if kind_of(miss) != "price":
        return RULE_DIFFERS, f"ours: {miss['our_name'] or 'none'} {miss['our_quantity']}".strip()
    return _price(miss, ours, recorded)


def _price(miss: Row, ours: Mapping[str, Any], recorded: str) -> tuple[str, str]:
    named = [one for one in components(ours) if one["name"] == miss["our_name"]]
    mine = next((one for one in named if one["price"] == miss["our_price"]), named[0] if named else None)
    if mine is None:
        return RULE_DIFFERS, "no component of ours has the name"
    if mine["price"] is None:
        cause = "no price row in the region" if mine["status"] == "unavailable_in_region" else "no price row"
        return cause, mine["reason"]
    row = mine["priceSource"] or {}
    dated = f"ours {mine['price']} of {mine['priceDate']} ({row.get('source', '')}), theirs of {recorded}"
    if not mine["priceDate"] or mine["priceDate"][:7] == recorded[:7]:
        return RULE_DIFFERS, dated
    return ("newer price in the book" if mine["priceDate"] > recorded else "older price in the book"), dated


def causes(misses: Sequence[Row], folder: Path, reasons: Sequence[Row]) -> Iterator[tuple[Row, str, str]]:
    """Each miss with its cause and the evidence; every stack is priced once."""
    keys = ("suite", "fixture", "resource", "component")
    recorded = {tuple(row[key] for key in keys): row["recorded"] for row in read(folder / "expected.csv")}
    bills: dict[tuple[str, str], Mapping[str, Any]] = {}
    for miss in misses:
        stack = (miss["suite"], miss["fixture"])
        if stack not in bills:
            bills[stack] = bill(folder, *stack)
        date = recorded.get(tuple(miss[key] for key in keys), "")
        yield miss, *cause(miss, bills[stack].get(miss["resource"]), date, reasons)


def table(found: Sequence[tuple[Row, str, str]]) -> str:
    """Provider, cause and how many."""
    counted = Counter((miss["suite"], why) for miss, why, _ in found)
    lines = [f"{suite:<8}{why:<30}{count:>6}" for (suite, why), count in sorted(counted.items())]
    return "\n".join([f"{'cloud':<8}{'cause':<30}{'misses':>6}", *lines])


def main(words: Sequence[str] | None = None) -> int:
    """Print the table, and with ``--list`` the misses of one cause with their evidence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("misses", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", action="append", default=[], help="aws, azure or google; may be given again")
    parser.add_argument("--list", default="", help="also list the misses of this cause")
    given = parser.parse_args(words)
    if not given.misses.is_file():
        print(f"no {given.misses}: run the judge with --misses first", file=sys.stderr)
        return 1
    misses = [row for row in read(given.misses) if not given.only or row["suite"] in given.only]
    found = list(causes(misses, given.folder, read(REASONS)))
    print(table(found))
    for miss, why, evidence in found:
        if why == given.list:
            print(f"{miss['resource']} / {miss['component']}: {evidence}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
