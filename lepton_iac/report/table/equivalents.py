"""The equivalents view: the same stack on other providers, compared only where like meets like."""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Equivalent, Project
from lepton_iac.report import wording
from lepton_iac.report.comparison import Comparison, Place, Row, comparison
from lepton_iac.report.escape import visible
from lepton_iac.report.options import Options
from lepton_iac.report.table.screen import EMPTY, Block, Grid, Line, remark


def blocks(project: Project, options: Options) -> Iterator[Block]:  # noqa: ARG001 - one signature for all views
    """Per resource what it would be and cost elsewhere; totals over what is priced everywhere; what is left out."""
    if not project.equivalents:
        yield remark("No equivalents on other providers were worked out.")
        return
    found, currency = comparison(project), project.bill.currency
    for row in found.rows:
        yield from _row(row, found.places, currency)
        yield EMPTY
    yield _totals(found, currency)
    yield EMPTY
    if found.left_out:
        yield remark("Left out of these totals, because a cost is missing somewhere:")
    for row in found.left_out:
        yield Line(visible(row.address), branch="  ", below="    ")


def place_name(place: Place) -> str:
    """``aws eu-west-1``."""
    return visible(f"{place[0]} {place[1]}".strip())


def _row(row: Row, places: tuple[Place, ...], currency: str) -> Iterator[Line]:
    planned = "not known" if row.cost is None else wording.known(row.cost, row.complete, currency)
    yield Line(visible(row.address), remark=f"planned: {planned}", style="bold", below="  ")
    for place in places:
        entry = row.options.get(place)
        if entry is None and row.options:
            continue
        if entry is None or entry.cost is None:
            yield from _unpriced(place, entry, row)
            continue
        text = f"{place_name(place)}: {visible(entry.description)}"
        yield Line(text, remark=wording.known(entry.cost, not entry.unpriced, currency), branch="  ", below="    ")
        yield from _matched(entry)


def _unpriced(place: Place, entry: Equivalent | None, row: Row) -> Iterator[Line]:
    """A place without a cost; what would stand there is named all the same where that is known."""
    if entry is None or not entry.matched:
        yield Line(place_name(place), remark=visible(row.gap(place)), style="yellow", branch="  ", below="  ")
        return
    text = f"{place_name(place)}: {visible(entry.description)}"
    yield Line(text, remark="cost not compared", branch="  ", below="    ")
    yield from _matched(entry)
    yield Line(visible(row.gap(place)), style="yellow", branch="    ", below="    ")


_WORDS = ("same", "better", "worse but allowed", "not compared")


def _rank(group: tuple[str, list[str]]) -> int:
    return _WORDS.index(group[0]) if group[0] in _WORDS else len(_WORDS)


def _matched(entry: Equivalent) -> Iterator[Line]:
    grouped: dict[str, list[str]] = {}
    for name, words in entry.matched.items():
        grouped.setdefault(words, []).append(visible(name))
    if grouped:
        said = "; ".join(f"{visible(words)}: {', '.join(names)}" for words, names in sorted(grouped.items(), key=_rank))
        yield Line(said, style="dim", branch="    ", below="    ")
    for text in entry.unpriced:
        yield Line(f"not priced: {visible(text)}", style="yellow", branch="    ", below="    ")


def _totals(found: Comparison, currency: str) -> Block:
    count = f"{len(found.compared)} of {wording.plural(len(found.rows), 'resource')}"
    planned = found.planned()
    if planned is None:
        return remark("No resource is fully priced everywhere, so no totals are compared.")
    rows = [("as planned", wording.cost(planned, currency), "")]
    for place in found.places:
        total = found.total(place) or Decimal(0)
        rows.append((place_name(place), wording.cost(total, currency), wording.percent(planned, total)))
    return Grid((f"Total of {count}", "Per month", "Change"), tuple(rows), frozenset({1, 2}))
