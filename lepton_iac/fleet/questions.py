"""What people ask of a fleet, each one a query over the results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lepton_iac.fleet.store import Store

_BY = (
    "SELECT coalesce({column}, '(not told)'), count(DISTINCT stack), count(*), money(monthly), min(complete)"
    " FROM resources GROUP BY 1 ORDER BY CAST(money(monthly) AS REAL) DESC, 1"
)
_SUMMED = ("stacks", "resources", "monthly", "complete")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what the columns are, and the query that answers it."""

    title: str
    columns: tuple[str, ...]
    query: str


QUESTIONS: Mapping[str, Question] = {
    "clouds": Question("Cost by cloud", ("cloud", *_SUMMED), _BY.format(column="provider")),
    "accounts": Question("Cost by account", ("account", *_SUMMED), _BY.format(column="provider || ' ' || account")),
    "owners": Question("Cost by owner", ("owner", *_SUMMED), _BY.format(column="owner")),
    "modules": Question(
        "Cost by module version",
        ("module", *_SUMMED),
        _BY.format(column="CASE module WHEN '' THEN '(own text)' ELSE module END"),
    ),
    "types": Question("Cost by type", ("type", *_SUMMED), _BY.format(column="type")),
    "stacks": Question(
        "Stacks by cost",
        ("stack", "resources", "unpriced", "monthly", "complete", "saving"),
        "SELECT stack, resources, unpriced, monthly, complete, saving FROM stacks WHERE error IS NULL"
        " ORDER BY CAST(monthly AS REAL) DESC, stack",
    ),
    "waste": Question(
        "The same waste across stacks",
        ("rule", "type", "before", "after", "stacks", "places", "saving"),
        "SELECT rule, type, before, after, count(DISTINCT stack), count(*), money(saving) FROM changes"
        " GROUP BY 1, 2, 3, 4 ORDER BY CAST(money(saving) AS REAL) DESC, 1, 2",
    ),
    "changes": Question(
        "Changes by saving per risk",
        ("stack", "address", "rule", "before", "after", "saving", "disruption", "breach"),
        "SELECT stack, address, rule, before, after, saving, disruption, breach FROM changes"
        " ORDER BY CAST(saving AS REAL) / ((1 + 100 * coalesce(breach, 0)) * CASE disruption WHEN 'none' THEN 1"
        " WHEN 'online' THEN 1 WHEN 'stop_start' THEN 2 WHEN 'replace' THEN 4 ELSE 8 END) DESC, stack, address",
    ),
    "findings": Question(
        "Findings across stacks",
        ("rule", "severity", "stacks", "places"),
        "SELECT rule, severity, count(DISTINCT stack), count(*) FROM findings GROUP BY 1, 2"
        " ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, 4 DESC, 1",
    ),
    "failures": Question(
        "Stacks that could not be read",
        ("stack", "error"),
        "SELECT stack, error FROM stacks WHERE error IS NOT NULL ORDER BY 1",
    ),
}
"""Name to question.

Saving per risk: the saving, divided by one plus the percent of hours in breach, and by 1, 2, 4 or 8 as a change is
online, restarts, replaces or loses data; an order of ours for reading, not a figure.
"""


def answer(store: Store, name: str, top: int = 0) -> Sequence[tuple[Any, ...]]:
    """The rows that answer a question, the first ``top`` of them where that is not 0."""
    limit = f" LIMIT {top}" if top else ""
    return store.ask(QUESTIONS[name].query + limit)


def total(store: Store) -> tuple[int, int, str, str, bool]:
    """Stacks, resources, monthly cost, saving, and whether the cost is complete."""
    found = store.ask(
        "SELECT count(*), coalesce(sum(resources), 0), money(monthly), money(saving), min(complete) FROM stacks"
        " WHERE error IS NULL"
    )[0]
    failed = store.ask("SELECT count(*) FROM stacks WHERE error IS NOT NULL")[0][0]
    return found[0], found[1], found[2], found[3], bool(found[4]) and not failed
