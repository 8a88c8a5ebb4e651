"""Prices and machines of clouds that installed packages add: found only when an unknown provider is asked for.

A package names a callable under the entry point group ``lepton_iac.clouds``; it gives ``{"types": folder, "prices":
CSV file in the columns of the book, "machines": CSV file of machine types, "templates": folder}``, of which only
``types`` must be there.
"""

import sqlite3
from collections.abc import Callable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from lepton_iac.errors import PriceBookError
from lepton_iac.kinds.load import BUILT_IN, PLUGIN_GROUP
from lepton_iac.price.book_cells import row_cells, row_of
from lepton_iac.price.book_fill import fill
from lepton_iac.price.book_rows import line_of
from lepton_iac.price.refresh_store import packed_rows


@cache
def plugin_price_files() -> Mapping[str, Path]:
    """Provider to price file, of every installed cloud that brings prices.

    Raises:
        PriceBookError: a plugin cannot be loaded.
    """
    return plugin_files("prices")


def plugin_files(part: str) -> Mapping[str, Path]:
    """Provider to one file of the installed clouds that bring it: ``prices``, ``machines``.

    Raises:
        PriceBookError: a plugin cannot be loaded.
    """
    found: dict[str, Path] = {}
    for point in metadata.entry_points(group=PLUGIN_GROUP):
        try:
            cloud: Callable[[], Mapping[str, Any]] = point.load()
            file = cloud().get(part)
        except Exception as error:
            raise PriceBookError(
                f"the cloud plugin {point.name} cannot be loaded: {type(error).__name__}: {error}",
                where=point.value,
                mend="install it again, or remove it",
            ) from error
        if file is not None:
            found[point.name] = Path(file)
    return found


@cache
def plugin_store(provider: str) -> sqlite3.Connection | None:
    """The prices of a provider that is not built in, or ``None`` when no plugin brings them.

    Raises:
        PriceBookError: the plugin's prices cannot be read, or are those of another provider.
    """
    path = None if provider in BUILT_IN else plugin_price_files().get(provider)
    return None if path is None else _store(provider, path)


def _store(provider: str, path: Path) -> sqlite3.Connection:
    rows = [row_of(cells) for cells in packed_rows(path)]
    strange = next((row.provider for row in rows if row.provider != provider), None)
    if strange is not None:
        raise PriceBookError(
            f"prices of {strange} among those of {provider}", where=str(path), mend="correct the plugin's prices"
        )
    rows.sort(key=lambda row: (*line_of(row), row.region, row.tier_from))
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    fill(connection, (list(row_cells(row)) for row in rows))
    return connection
