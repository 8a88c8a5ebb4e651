"""From priced projects to the report that every format renders."""

from collections.abc import Mapping
from datetime import datetime

from lepton_iac import __version__
from lepton_iac.model import Note, Project, Report
from lepton_iac.price.book import Book


def report_of(*projects: Project, book: Book, made: datetime, notes: tuple[Note, ...] = ()) -> Report:
    """The report of some projects; ``made`` is the one look at the clock, taken by the caller."""
    return Report(projects, made, __version__, book=book_words(book), notes=(*book.notes, *notes))


def book_words(book: Book) -> Mapping[str, str]:
    """The price book in words, for the foot of every report."""
    rows, oldest, newest = book.span()
    edition = f"embedded, refreshed {book.edition}" if book.edition else "embedded"
    own = {"private prices": book.private.source} if book.private is not None else {}
    return {**own, "edition": edition, "rows": f"{rows:,}", "oldest row": oldest, "newest row": newest}
