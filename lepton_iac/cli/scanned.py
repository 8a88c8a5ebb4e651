"""What `lepton-iac scan` prints: one table for each question, within 80 columns; or JSON, or CSV."""

import csv
import io
import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lepton_iac.fleet.commit import COLUMNS, fleet_commitments, rows_of
from lepton_iac.fleet.questions import QUESTIONS, answer
from lepton_iac.fleet.store import Store
from lepton_iac.price.book import Book
from lepton_iac.units import money

ASKED = (*QUESTIONS, "commitments")
WIDTH = 80
_MONEY = frozenset({"monthly", "saving"})
_BELOW = ("before", "after", "disruption", "breach", "error", "why")
"""What is too long for a column stands below its row."""
Totals = tuple[int, int, str, str, bool]


@dataclass(frozen=True)
class Answer:
    """The rows that answer one question."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]

    @property
    def named(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def answers_of(store: Store, book: Book, names: Sequence[str], top: int, term: int) -> list[Answer]:
    """Each question answered, the first ``top`` rows of it where that is not 0."""
    return [_answer(store, book, name, top, term) for name in names]


def _answer(store: Store, book: Book, name: str, top: int, term: int) -> Answer:
    if name == "commitments":
        found = rows_of(fleet_commitments(store, book, term), top)
        return Answer(name, "Commitments over all stacks together, after the changes", COLUMNS, found)
    question = QUESTIONS[name]
    return Answer(name, question.title, question.columns, answer(store, name, top))


def rendered(totals: Totals, answers: Sequence[Answer], form: str) -> str:
    """The answers as table, json or csv."""
    stacks, resources, monthly, saving, complete = totals
    match form:
        case "json":
            known = {"stacks": stacks, "resources": resources, "monthly": monthly, "saving": saving,
                     "complete": complete}  # fmt: skip
            return json.dumps({"totals": known, **{one.name: one.named for one in answers}}, indent=1)
        case "csv":
            return "\n".join(map(_csv, answers))
    least = "" if complete else "at least "
    head = textwrap.wrap(
        f"{stacks:,} stacks, {resources:,} resources: {least}{money(Decimal(monthly))} a month;"
        f" proposed changes save {money(Decimal(saving))}",
        WIDTH,
    )
    return "\n\n".join(["\n".join(head), *("\n".join(_table(one)) for one in answers if one.rows)])


def _csv(one: Answer) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("question", *one.columns))
    writer.writerows((one.name, *row) for row in one.rows)
    return text.getvalue()


def _table(one: Answer) -> Iterator[str]:
    """Figures to the right; whether a cost is complete is in its words; long names lose their middle."""
    cells = [_cells(row) for row in one.named]
    columns = [name for name in one.columns if name != "complete" and name not in _BELOW]
    right = {name for name in columns if name in _MONEY or all(_figure(row[name]) for row in cells)}
    widths = _widths(columns, cells, right)

    def line(row: Mapping[str, str]) -> str:
        shown = ((name, _cut(row[name], widths[name])) for name in columns)
        each = (text.rjust(widths[name]) if name in right else text.ljust(widths[name]) for name, text in shown)
        return "  ".join(each).rstrip()

    yield one.title
    yield line({name: name for name in columns})
    for row in cells:
        yield line(row)
        if words := _below(row):
            yield from textwrap.wrap(words, WIDTH, initial_indent="    ", subsequent_indent="      ")


def _figure(text: str) -> bool:
    return text.replace(".", "", 1).replace(",", "").isdigit()


def _widths(columns: Sequence[str], cells: Sequence[Mapping[str, str]], right: set[str]) -> dict[str, int]:
    """Columns as wide as they need; words are cut, the widest first, until a row fits."""
    widths = {name: max(len(name), *(len(row[name]) for row in cells)) for name in columns}
    while sum(widths.values()) + 2 * (len(columns) - 1) > WIDTH:
        widest = max((name for name in columns if name not in right), key=lambda name: widths[name], default="")
        if not widest or widths[widest] <= len(widest):
            break
        widths[widest] -= 1
    return widths


def _cut(text: str, width: int) -> str:
    if len(text) <= width:
        return text
    head = (width - 1) // 2
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"


def _below(row: Mapping[str, str]) -> str:
    change = f"{row['before']} -> {row['after']}" if "before" in row else ""
    risk = f"breach {row['breach']} of hours" if row.get("breach") else ""
    return ", ".join(filter(None, (change, row.get("disruption"), risk, row.get("error"), row.get("why"))))


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    least = "≥ " if row.get("complete") == 0 else ""
    return {name: _cell(name, value, least) for name, value in row.items()}


def _cell(name: str, value: Any, least: str) -> str:
    if value is None:
        return "unknown" if name in _MONEY else ""
    if name in _MONEY:
        return (least if name == "monthly" else "") + money(Decimal(value))
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.2%}" if isinstance(value, float) else " ".join(str(value).split())
