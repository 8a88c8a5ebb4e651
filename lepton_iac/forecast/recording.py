"""What a source hands over: one metric of one thing as its vendor names it, with nothing yet converted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lepton_iac.model import EMPTY

STATISTICS: Mapping[str, str] = {
    "avg": "average",
    "mean": "average",
    "average": "average",
    "max": "maximum",
    "maximum": "maximum",
    "min": "minimum",
    "minimum": "minimum",
    "sum": "sum",
    "total": "sum",
    "samplecount": "count",
    "count": "count",
}
"""The words vendors use for a statistic, in lower case, and ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Raw points of one vendor metric.

    Attributes:
        vendor: which names of ``metric_names.csv`` apply: ``aws``, ``azure``, ``google``, ``prometheus``,
            ``datadog``, ``plain``.
        times: int64 array of epoch nanoseconds in UTC, in any order.
        values: float64 array as long; NaN where the vendor said nothing.
        statistic: ours; ``counter`` for an ever-growing total; empty when the file does not tell.
        unit: as the file says it, empty when it does not.
        period_s: as the file says it, 0 when it does not.
        series: an id the file gives itself; empty makes one of namespace, metric and dimensions.
    """

    vendor: str
    metric: str
    statistic: str
    times: Any
    values: Any
    namespace: str = ""
    unit: str = ""
    dimensions: Mapping[str, str] = EMPTY
    period_s: int = 0
    source: str = ""
    series: str = ""

    @property
    def identity(self) -> str:
        """The series id: what was measured, without the statistic."""
        if self.series:
            return self.series
        pairs = ",".join(f"{name}={value}" for name, value in sorted(self.dimensions.items()))
        return " ".join(part for part in (self.namespace, self.metric, pairs) if part)


def statistic(word: str) -> str:
    """Our word for a vendor's statistic: ``Maximum`` is ``maximum``, ``p99.00`` is ``p99``; others in lower case."""
    lowered = word.strip().lower()
    if lowered.startswith("p") and lowered[1:].replace(".", "", 1).isdigit():
        return f"p{float(lowered[1:]):g}"
    return STATISTICS.get(lowered, lowered)
