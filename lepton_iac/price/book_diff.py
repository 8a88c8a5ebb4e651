"""What changed between two editions of the prices: rows that are new, gone or of another price."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from lepton_iac.errors import PriceBookError
from lepton_iac.price.book_fill import unpacked
from lepton_iac.price.book_store import embedded_data
from lepton_iac.price.refresh_store import Cells, edition_paths, open_current, packed_rows, stored_cells

Edition = Callable[[], Iterator[Cells]]
"""Gives the rows of an edition, sorted by key and tier, each time it is called."""

Place = tuple[str, str, str, str]
"""Provider, service, purchase option, region: what an update asks about as a whole."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of one edition that the other does not have, or has at another price.

    Attributes:
        kind: ``new``, ``gone`` or ``changed``.
        key: provider, service, component, SKU, purchase option, region.
        before, after: price per one unit; ``None`` where there is none.
        currency: of both; editions in different currencies are not compared.
    """

    kind: str
    key: tuple[str, ...]
    tier_from: str
    before: Decimal | None
    after: Decimal | None
    unit: str
    currency: str
    dates: tuple[str, str]

    @property
    def percent(self) -> Decimal | None:
        """The change in percent of the earlier price; ``None`` where it has none, or it was zero."""
        if self.before is None or self.after is None or self.before == 0:
            return None
        return (self.after - self.before) / self.before * 100


def edition(name: str, folder: Path, currency: str = "USD") -> Edition:
    """The edition of a name: ``embedded``, ``current``, a time stamp or the start of one, or a file.

    Raises:
        PriceBookError: there is no such edition.
    """
    if name == "embedded":
        return lambda: unpacked(embedded_data())
    if name == "current":
        return lambda: _current(folder, currency)
    path = Path(name)
    if path.is_file():
        return lambda: iter(sorted(packed_rows(path), key=_place))
    stamp = name.replace("-", "").replace(":", "")
    found = [path for path in edition_paths(folder, currency) if path.name.startswith(stamp)]
    if not found or not stamp:
        known = ", ".join(path.name.partition("-")[0] for path in edition_paths(folder, currency))
        raise PriceBookError(
            f"no such edition {name!r}", mend=f"embedded, current, a file, or one of: {known or '(none yet)'}"
        )
    return lambda: packed_rows(found[-1])


def _current(folder: Path, currency: str) -> Iterator[Cells]:
    store = open_current(folder, currency)
    if store is None:
        raise PriceBookError("no prices were refreshed yet", mend="`lepton-iac prices update`")
    return stored_cells(store)


def compare(before: Edition, after: Edition) -> Iterator[Difference]:
    """The differences, by key; what the later edition does not ask about is not called gone.

    Raises:
        PriceBookError: the two are in different currencies, or a row is damaged.
    """
    asked = {_asked(cells) for cells in after()}
    old, new = before(), after()
    was, now = next(old, None), next(new, None)
    while was is not None or now is not None:
        order = _order(was, now)
        if order < 0 and was is not None:
            if _asked(was) in asked:
                yield _difference("gone", was, None)
            was = next(old, None)
        elif order > 0 and now is not None:
            yield _difference("new", None, now)
            now = next(new, None)
        elif was is not None and now is not None:
            if Decimal(was[8]) != Decimal(now[8]) or was[9:11] != now[9:11]:
                yield _difference("changed", was, now)
            was, now = next(old, None), next(new, None)


def _asked(cells: Cells) -> Place:
    return cells[0], cells[1], cells[4], cells[5]


def _place(cells: Cells) -> tuple[list[str], Decimal]:
    try:
        return cells[:6], Decimal(cells[6])
    except ArithmeticError:
        raise PriceBookError(f"not a price row: {','.join(cells)}", mend="correct the line") from None


def _order(was: Cells | None, now: Cells | None) -> int:
    if was is None or now is None:
        return 1 if was is None else -1
    left, right = _place(was), _place(now)
    return (left > right) - (left < right)


def _difference(kind: str, was: Cells | None, now: Cells | None) -> Difference:
    shown = now if now is not None else was
    if shown is None:
        raise ValueError("a difference is about a row")
    if was is not None and now is not None and was[10] != now[10]:
        raise PriceBookError(
            f"prices in {was[10]} and in {now[10]} are not compared",
            where=",".join(shown[:6]),
            mend="name one currency",
        )
    unit = shown[9] if was is None or now is None or was[9] == now[9] else f"{was[9]} -> {now[9]}"
    return Difference(
        kind,
        tuple(shown[:6]),
        shown[6],
        Decimal(was[8]) if was is not None else None,
        Decimal(now[8]) if now is not None else None,
        unit,
        shown[10],
        (was[11] if was is not None else "", now[11] if now is not None else ""),
    )
