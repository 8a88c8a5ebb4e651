"""Which vendor metric is which neutral dimension: ``metric_names.csv`` holds one row and its source for each."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO

from lepton_iac.assets import package_file


@dataclass(frozen=True, slots=True)
class MetricName:
    """One row of the table.

    Attributes:
        unit: the vendor's documented unit, of the rate when ``counter``; empty where the vendor leaves it open.
        part: which summand of the dimension it is: ``read``, ``write``, ``in``, ``out``.
        where: the row holds only for series whose dimension has (``state=used``) or has not (``device!=lo``) a value.
        counter: an ever-growing total.
        complement: it measures what is left over: the dimension is one minus it.
    """

    metric: str
    dimension: str
    unit: str
    part: str
    where: str
    counter: bool
    complement: bool
    source: str

    def holds(self, dimensions: Mapping[str, str]) -> bool:
        """The condition ``where`` is met."""
        name, differs, value = self.where.partition("!=")
        if differs:
            return dimensions.get(name) != value
        name, equals, value = self.where.partition("=")
        return not equals or dimensions.get(name) == value


def lookup(vendor: str, namespace: str, metric: str, dimensions: Mapping[str, str]) -> MetricName | None:
    """The row of a vendor's metric; case does not matter. ``None`` keeps the metric under the vendor's name."""
    name = metric.lower()
    for key in ((vendor, namespace.lower(), name), (vendor, "*", name), ("any", "*", name)):
        for row in _table().get(key, ()):
            if row.holds(dimensions):
                return row
    return None


def metrics_of(vendor: str, namespace: str = "*") -> tuple[MetricName, ...]:
    """The rows of one vendor and namespace, in the table's order."""
    return tuple(
        row
        for (known, space, _), rows in _table().items()
        for row in rows
        if (known, space) == (vendor, namespace.lower())
    )


@cache
def _table() -> Mapping[tuple[str, str, str], tuple[MetricName, ...]]:
    text = package_file("forecast", "metric_names.csv").read_text("utf-8")
    found: dict[tuple[str, str, str], tuple[MetricName, ...]] = {}
    for line in csv.DictReader(StringIO(text)):
        key = (line["vendor"], line["namespace"].lower(), line["metric"].lower())
        found[key] = (*found.get(key, ()), _row(line))
    return found


def _row(line: Mapping[str, str]) -> MetricName:
    how = line["how"].split()
    return MetricName(
        metric=line["metric"],
        dimension=line["dimension"],
        unit=line["unit"],
        part=line["part"],
        where=line["where"],
        counter="counter" in how,
        complement="complement" in how,
        source=line["source"],
    )
