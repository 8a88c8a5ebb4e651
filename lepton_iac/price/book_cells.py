"""Price rows as text cells, in the order of the columns of ``book.csv.xz``."""

from collections.abc import Sequence
from decimal import Decimal

from lepton_iac.errors import PriceBookError
from lepton_iac.model import PriceRow
from lepton_iac.price.book_rows import line_of
from lepton_iac.units import plain

COLUMNS: tuple[str, ...] = (
    *("provider", "service", "component", "sku", "purchase", "region", "tier_from", "tier_to", "price"),
    *("unit", "currency", "effective", "source", "derived"),
)
"""The columns of ``book.csv.xz``; its rows are sorted by the first six and the tier."""


def row_cells(row: PriceRow) -> tuple[str, ...]:
    """A row as text in the order of the columns; decimals are plain, an open end is empty."""
    end = "" if row.tier_to is None else plain(row.tier_to)
    prices = (plain(row.tier_from), end, plain(row.price))
    return (*line_of(row), row.region, *prices, row.unit, row.currency, row.effective, row.source, row.derived)


def row_of(cells: Sequence[str]) -> PriceRow:
    """A row from its cells in the order of the book's columns.

    Raises:
        PriceBookError: a cell is no price.
    """
    try:
        provider, service, component, sku, purchase, region, start, end, price, *rest = cells
        unit, currency, effective, source, derived = rest
        bounds = (Decimal(price), Decimal(start), Decimal(end) if end else None)
    except (ValueError, ArithmeticError) as error:
        raise PriceBookError(f"not a price row: {','.join(cells)}", mend="correct the line") from error
    return PriceRow(
        *(provider, region, service, component, sku, unit), *bounds, *(purchase, currency, effective, source, derived)
    )
