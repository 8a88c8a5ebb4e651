"""Builds the embedded price book from gathered list prices: ``python -m lepton_iac.price.book_build FACTS_DIR``."""

import csv
import io
import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lepton_iac.errors import PriceBookError
from lepton_iac.model import PriceRow
from lepton_iac.price.book_aliases import EXPECTATIONS, PROVIDERS
from lepton_iac.price.book_cells import COLUMNS, row_cells
from lepton_iac.price.book_facts import Fact, compute_row, member_row, read_facts, service_row, with_allowance
from lepton_iac.price.book_labelled import labelled_facts, superseded
from lepton_iac.price.book_ladders import LESS_PREFERRED, Key, choose_ladder, key_of, tidy_ladder
from lepton_iac.price.book_tier_words import merged_tiers
from lepton_iac.price.verify import verify

DATA_DIR = Path(__file__).parent / "data"
WORDED_SOURCE = "awsprice-pages"
EXPECTED_LINES = "infracost_golden_components.csv.gz"
"""The public expectations line by line; a folder without them makes a book without their labelled prices."""


@dataclass
class Draft:
    """A book being made: the rows taken, the rows set aside with the cause, and how many others were left out."""

    rows: list[PriceRow] = field(default_factory=list)
    quarantine: list[tuple[str, PriceRow]] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)

    def set_aside(self, cause: str, rows: Iterable[PriceRow]) -> None:
        """Keep rows out of the book, to be looked at."""
        self.quarantine.extend((cause, row) for row in rows)


def add_services(draft: Draft, facts: Iterable[Fact]) -> None:
    """Add one ladder per key of the service prices to the draft."""
    by_key: dict[Key, dict[str, list[PriceRow]]] = {}
    feeds = merged_tiers(facts, WORDED_SOURCE)
    for fact in merged_tiers(feeds, EXPECTATIONS, keep_unproven=True):
        row = service_row(fact)
        if isinstance(row, str):
            draft.dropped[row] += 1
            continue
        if "fault" in fact:
            draft.set_aside(fact["fault"], [row])
            continue
        for each in filter(None, (row, member_row(row))):
            by_key.setdefault(key_of(each), {}).setdefault(fact["source"], []).append(each)
    known = {key_of(row) for row in draft.rows}
    for sources in (by_key[key] for key in by_key if key not in known):
        add_ladder(draft, {source: with_allowance(tidy_ladder(rows)) for source, rows in sources.items()})


def service_facts(facts_dir: Path) -> Iterator[Fact]:
    """The gathered service prices, and the public expectations whose own words name what they price.

    Raises:
        PriceBookError: the gathered prices cannot be read.
    """
    yield from (fact for fact in read_facts(facts_dir / "services.csv.gz") if not superseded(fact))
    lines = facts_dir / EXPECTED_LINES
    yield from labelled_facts(read_facts(lines)) if lines.is_file() else ()


def add_ladder(draft: Draft, sources: dict[str, list[PriceRow]]) -> None:
    """Add the best whole ladder of one key; faulty ones are set aside only where none is whole."""
    best, lost = choose_ladder(sources)
    for source, cause in lost.items():
        if best is None:
            draft.set_aside(cause, sources[source])
        else:
            draft.dropped[cause if cause == LESS_PREFERRED else f"{cause}; another source has it whole"] += len(
                sources[source]
            )
    draft.rows.extend(sources[best] if best is not None else ())


def make_book(facts_dir: Path) -> Draft:
    """All rows of the book, sorted by key and tier; those that break a law between prices are set aside.

    Raises:
        PriceBookError: the gathered prices cannot be read.
    """
    draft = Draft([compute_row(fact) for fact in read_facts(facts_dir / "compute.csv.gz")])
    add_services(draft, service_facts(facts_dir))
    for problem in verify(draft.rows):
        draft.set_aside(f"{problem.law}: {problem.detail}", [problem.row])
    refused = {id(row) for _, row in draft.quarantine}
    draft.rows = [row for row in draft.rows if id(row) not in refused]
    draft.rows.sort(key=lambda row: (*key_of(row), row.tier_from))
    draft.quarantine.sort(key=lambda pair: (pair[0], *key_of(pair[1]), pair[1].tier_from, pair[1].price))
    return draft


def csv_text(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Rows as CSV text with Unix line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def write_packed(path: Path, text: str) -> int:
    """Write text compressed, the same bytes for the same text; returns the size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = lzma.compress(text.encode(), check=lzma.CHECK_CRC32, preset=9 | lzma.PRESET_EXTREME)
    partial = path.with_suffix(".part")
    partial.write_bytes(packed)
    partial.replace(path)
    return len(packed)


def write_book(draft: Draft, facts_dir: Path, data_dir: Path = DATA_DIR) -> str:
    """Write the data files; returns what was written and left out, in words.

    Raises:
        PriceBookError: the gathered machine types cannot be read.
    """
    size = write_packed(data_dir / "book.csv.xz", csv_text(COLUMNS, map(row_cells, draft.rows)))
    specs = [{**fact, "provider": PROVIDERS[fact["provider"]]} for fact in read_facts(facts_dir / "instances.csv.gz")]
    specs_text = csv_text(tuple(specs[0]), [tuple(spec.values()) for spec in specs])
    specs_size = write_packed(data_dir / "instances.csv.xz", specs_text)
    aside = [(cause, *row_cells(row)) for cause, row in draft.quarantine]
    (data_dir / "quarantine.csv").write_text(csv_text(("cause", *COLUMNS), aside), encoding="utf-8")
    causes = Counter(cause.partition(":")[0] for cause, _ in draft.quarantine)
    lines = [f"{len(draft.rows)} rows in {size} bytes; {len(specs)} machine types in {specs_size} bytes"]
    lines += [f"{count:7} dropped: {cause}" for cause, count in draft.dropped.most_common()]
    lines += [f"{count:7} set aside: {cause}" for cause, count in causes.most_common()]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Build the data files and print what was left out and why."""
    if len(arguments) != 1:
        raise PriceBookError("the folder of gathered prices is missing", mend="python -m … book_build FACTS_DIR")
    facts_dir = Path(arguments[0])
    sys.stdout.write(write_book(make_book(facts_dir), facts_dir) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
