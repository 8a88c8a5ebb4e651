"""Days that cost more or less than days like them: robust, and aware of the week.

A day is held against the same weekdays of the eight weeks before it. The modified z-score of Iglewicz and Hoaglin
(How to Detect and Handle Outliers, 1993) with their limit of 3.5 decides; one or two earlier outliers do not move its
median. Small sums and small changes are no anomaly, however regular the days before were.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from lepton_iac.reconcile.identity import address_of
from lepton_iac.reconcile.ledger import Ledger

LIMIT = Decimal("3.5")
WEEKS = 8
FEWEST = 3
LEAST_MONEY = Decimal(5)
LEAST_SHARE = Decimal("0.2")
_SCALE = Decimal("0.6745")


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One day of one service that was out of the ordinary.

    Attributes:
        expected: the median of the same weekdays before.
        score: the modified z-score; None where all days before were equal.
        cause: the resource whose own change is the largest part, as the bill names it.
        address: its Terraform address, where the plan or state knows it.
    """

    day: date
    provider: str
    service: str
    cost: Decimal
    expected: Decimal
    score: Decimal | None
    cause: str
    address: str | None


def anomalies(ledger: Ledger, known: Mapping[tuple[str, str], str]) -> tuple[Anomaly, ...]:
    """The days out of the ordinary, the most money first."""
    span = ledger.span
    if span is None:
        return ()
    services: dict[tuple[str, str], dict[str, Mapping[date, Decimal]]] = defaultdict(dict)
    for (provider, service, resource), days in ledger.days.items():
        services[provider, service][resource] = days
    found = [one for key, parts in services.items() for one in _of_service(key, parts, span, known)]
    return tuple(sorted(found, key=lambda one: (-abs(one.cost - one.expected), one.day, one.service)))


def _of_service(
    key: tuple[str, str],
    parts: Mapping[str, Mapping[date, Decimal]],
    span: tuple[date, date],
    known: Mapping[tuple[str, str], str],
) -> Iterator[Anomaly]:
    total: dict[date, Decimal] = defaultdict(Decimal)
    for days in parts.values():
        for day, cost in days.items():
            total[day] += cost
    last = (span[1] - span[0]).days
    for day in (span[0] + timedelta(days=number) for number in range(last)):  # the last day is seldom whole
        before = _before(total, day, span[0])
        if len(before) < FEWEST:
            continue
        expected, score = _judged(total[day], before)
        if abs(total[day] - expected) < max(LEAST_MONEY, expected * LEAST_SHARE) or (
            score is not None and score < LIMIT
        ):
            continue
        cause = _cause(parts, day, span[0])
        yield Anomaly(day, *key, total[day], expected, score, cause, address_of(known, key[0], cause))


def _before(total: Mapping[date, Decimal], day: date, first: date) -> list[Decimal]:
    days = (day - timedelta(weeks=week) for week in range(1, WEEKS + 1))
    return [total.get(one, Decimal(0)) for one in days if one >= first]


def _judged(cost: Decimal, before: Sequence[Decimal]) -> tuple[Decimal, Decimal | None]:
    middle = median(before)
    spread = median([abs(one - middle) for one in before])
    return middle, None if spread == 0 else _SCALE * abs(cost - middle) / spread


def _cause(parts: Mapping[str, Mapping[date, Decimal]], day: date, first: date) -> str:
    def change(resource: str) -> Decimal:
        costs = parts[resource]
        return abs(costs.get(day, Decimal(0)) - median(_before(costs, day, first)))

    return max(sorted(parts), key=change)
