"""The same stack on several providers: one row per resource, one column per provider and region."""

from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.model import Equivalent, Project
from lepton_iac.report import exact

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One resource; ``cost`` as it is planned, ``options`` what it would be elsewhere."""

    address: str
    cost: Decimal | None
    complete: bool
    options: dict[Place, Equivalent]

    def comparable(self, places: tuple[Place, ...]) -> bool:
        """Fully priced as it is and in every place."""
        found = [self.options.get(place) for place in places]
        return self.complete and all(entry is not None and _whole(entry) for entry in found)

    def gap(self, place: Place) -> str:
        """Why this resource has no (whole) cost there; empty when it has."""
        entry = self.options.get(place)
        if entry is None:
            return "no equivalent was looked for"
        if entry.cost is None:
            return entry.reason or "no equivalent"
        return f"not priced: {', '.join(entry.unpriced)}" if entry.unpriced else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows; totals are made over the rows that are comparable in every place, so that like meets like."""

    places: tuple[Place, ...]
    rows: tuple[Row, ...]

    @property
    def compared(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.comparable(self.places))

    @property
    def left_out(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.comparable(self.places))

    def planned(self) -> Decimal | None:
        """The compared rows as they are planned, per month; ``None`` when no row is comparable."""
        return exact.add(row.cost for row in self.compared)

    def total(self, place: Place) -> Decimal | None:
        """The compared rows in one place, per month; ``None`` when no row is comparable."""
        return exact.add(row.options[place].cost for row in self.compared)


def comparison(project: Project) -> Comparison:
    """The project's equivalents by resource and place, in the order they come."""
    places: dict[Place, None] = {}
    options: dict[str, dict[Place, Equivalent]] = {}
    for entry in project.equivalents:
        place = (entry.provider, entry.region)
        places.setdefault(place)
        options.setdefault(entry.address, {}).setdefault(place, entry)
    rows = tuple(_row(project, address, found) for address, found in options.items())
    return Comparison(tuple(places), rows)


def _row(project: Project, address: str, options: dict[Place, Equivalent]) -> Row:
    line = project.bill.by_address.get(address)
    if line is None:
        return Row(address, None, False, options)
    return Row(address, exact.line_total(line), line.complete, options)


def _whole(entry: Equivalent) -> bool:
    return entry.cost is not None and not entry.unpriced
