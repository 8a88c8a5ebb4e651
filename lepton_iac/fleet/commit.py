"""Where commitments would pay over all stacks together: what one stack runs too seldom, many run all the time."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lepton_iac.fleet.store import Store
from lepton_iac.model import EMPTY, PriceRow, Stack, Unpriced, Usage
from lepton_iac.optimize.commitments import Advice, advised
from lepton_iac.optimize.load import Load, Pool, together
from lepton_iac.pipeline import estimate
from lepton_iac.price.book import Book
from lepton_iac.price.market import Market
from lepton_iac.units import plain

COLUMNS = ("machine", "region", "stacks", "running", "commit", "purchase", "saving", "why")
_KEY = "provider, region, service, component, sku, purchase"
_HOURS = 2


@dataclass(frozen=True, slots=True)
class Together:
    """One machine type over a fleet: how many stacks run it, and what to do about it."""

    stacks: int
    advice: Advice


def fleet_commitments(store: Store, book: Book, longest: int = 12) -> tuple[Together, ...]:
    """What to commit to over all stacks, the largest saving first; machine types that should stay on demand are last.

    Busy hours of different stacks are taken to fall together, so that a sum is never smoother than the truth.

    Args:
        longest: months a commitment may bind.
    """
    found = list(_pools(store, book))
    advice = advised([pool for _, pool in found], _market(book), longest=longest).advice
    listed = (Together(stacks, one) for (stacks, _), one in zip(found, advice, strict=True))
    return tuple(sorted(listed, key=_rank))


def _rank(one: Together) -> tuple[Decimal, str]:
    best = one.advice.best
    return -best.saving if best is not None else Decimal(1), str(one.advice.pool.row)


def rows_of(found: Sequence[Together], top: int = 0) -> list[tuple[Any, ...]]:
    """The commitments that are advised, as rows of ``COLUMNS``."""
    told = [_row(one) for one in found if one.advice.best is not None]
    return told[:top] if top else told


def _row(one: Together) -> tuple[Any, ...]:
    way, pool = one.advice.best, one.advice.pool
    if way is None:
        raise ValueError(pool.row.sku)
    why = f"breaks even at {way.breakeven:.1%} of the hours, {way.utilisation:.1%} expected"
    doubt = f"; {way.doubt}" if way.doubt else ""
    machine = pool.row.sku if pool.row.service == "vm" else f"{pool.row.service} {pool.row.sku}"
    return (machine, pool.row.region, one.stacks, plain(round(pool.load.mean, _HOURS)), plain(way.units),
            way.row.purchase, str(way.saving), f"{why}; price of {way.row.effective}{doubt}")  # fmt: skip


def _pools(store: Store, book: Book) -> Iterator[tuple[int, Pool]]:
    """A pool for each machine type of the fleet whose price the book knows."""
    query = f"SELECT {_KEY}, count(DISTINCT stack), min(interruptible) FROM machines GROUP BY {_KEY} ORDER BY {_KEY}"  # nosec B608 # noqa: S608 - our own names
    for *key, stacks, interruptible in store.ask(query):
        row = _price(book, key)
        if row is not None:
            yield stacks, Pool(row, (), _load(store, key), bool(interruptible))


def _price(book: Book, key: Sequence[str]) -> PriceRow | None:
    provider, region, service, component, sku, purchase = key
    found = book.ladder(provider, region, service, component, sku, purchase)
    return None if isinstance(found, Unpriced) else found[0]


def _load(store: Store, key: Sequence[str]) -> Load:
    """Equal shares are summed first: a fleet has many stacks, and few ways in which they run."""
    where = " AND ".join(f"{name} = ?" for name in _KEY.split(", "))
    alike: dict[tuple[Decimal, ...], list[Decimal]] = {}
    for (text,) in store.ask(f"SELECT load FROM machines WHERE {where}", key):  # nosec B608 # noqa: S608 - our own names
        steps = [(Decimal(share), Decimal(units)) for share, units in json.loads(text)]
        known = alike.setdefault(tuple(share for share, _ in steps), [Decimal(0)] * len(steps))
        for at, (_, units) in enumerate(steps):
            known[at] += units
    return together([Load(tuple(zip(shares, units, strict=True))) for shares, units in alike.items()])


def _market(book: Book) -> Market:
    """A market without a stack: commitments ask it for prices alone."""
    return estimate("fleet", Stack(()), Usage(), lambda *_: EMPTY, book).market
