"""What a price source hands over: tasks, each of one or more batches, rows that are mapped and those that are not."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from lepton_iac.model import PriceRow


@dataclass(frozen=True)
class Batch:
    """One file or page of a price list.

    Attributes:
        rows: those the book has a key for; read once, while they are stored.
        unmapped: what the book has no key for, by its published name; complete once ``rows`` are read.
        cursor: where the next batch starts; empty after the last one.
        spent: a file to delete once the rows are stored.
    """

    rows: Iterable[PriceRow]
    unmapped: Counter[str] = field(default_factory=Counter)
    cursor: str = ""
    spent: Path | None = None


@dataclass(frozen=True)
class Task:
    """One part of an update that is done or not: a file, or a query of many pages.

    Attributes:
        name: the same for the same part in a later run, which goes on where this one stopped.
        fetch: the batch at a cursor; the first one at the empty cursor.
    """

    name: str
    fetch: Callable[[str], Batch]
