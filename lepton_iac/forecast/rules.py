"""Lookback-quantile rules: the practice of the field's right-sizing tools, by name and with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from lepton_iac.errors import LeptonError
from lepton_iac.forecast import windows
from lepton_iac.forecast.series import HOURS_PER_DAY, Floats


@dataclass(frozen=True, slots=True)
class Rule:
    """Capacity = the ``quantile`` of the last ``days`` of hourly maxima, times ``factor``.

    Attributes:
        quantile: 0..1; 1 is the maximum.
        memory_quantile, memory_factor: what the tool does for memory, where it differs.
        note: what of the tool is not public or not imitated.
    """

    name: str
    quantile: float
    days: int
    factor: float
    source: str
    memory_quantile: float | None = None
    memory_factor: float | None = None
    note: str = ""

    def at(self, family: str) -> tuple[float, float]:
        """The quantile and the factor for a metric family."""
        if family != "memory":
            return self.quantile, self.factor
        quantile = self.quantile if self.memory_quantile is None else self.memory_quantile
        return quantile, self.factor if self.memory_factor is None else self.memory_factor

    def apply(self, histories: Floats, family: str) -> Floats:
        """Capacities for rows of history that end at the origin: shape (n, hours) to (n,)."""
        quantile, factor = self.at(family)
        recent = histories[:, -self.days * HOURS_PER_DAY :]
        level = windows.quantiles(recent, (quantile,))[:, 0] if quantile < 1 else _maximum(recent)
        return level * factor

    def words(self, family: str) -> str:
        """The rule in words, for ``why``."""
        quantile, factor = self.at(family)
        level = "maximum" if quantile >= 1 else f"p{100 * quantile:g}"
        return f"{level} of the last {self.days} days x {factor:g}"


_KRR = "https://github.com/robusta-dev/krr"
_AWS = "https://docs.aws.amazon.com/compute-optimizer/latest/ug/rightsizing-preferences.html"
_AZURE = "https://learn.microsoft.com/azure/advisor/advisor-cost-recommendations"
_GOOGLE = "https://cloud.google.com/compute/docs/instances/apply-machine-type-recommendations-for-instances"
_OURS = "https://en.wikipedia.org/wiki/Quantile"

_ALL = (
    Rule("krr", 0.95, 14, 1.0, _KRR, 1.0, 1.15, "simple strategy; its CPU request, memory peak with 15 % buffer"),
    Rule("compute-optimizer", 0.995, 14, 1.2, _AWS, note="default threshold and headroom, applied to every metric"),
    Rule("azure-advisor", 0.95, 7, 1.25, _AZURE, 1.0, 1.25, "80 % target of workloads that face no user"),
    Rule(
        "google-recommender", 1.0, 8, 1.0, _GOOGLE, note="8 days are public, the percentile is not: the maximum is used"
    ),
    Rule("p99-28d", 0.99, 28, 1.15, _OURS),
    Rule("max-28d", 1.0, 28, 1.0, _OURS),
    Rule("max-14d", 1.0, 14, 1.15, _KRR, note="krr's memory rule for every metric"),
    Rule("max-7d", 1.0, 7, 1.0, _OURS, note="last week's peak, the weekly naive forecast"),
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.name: rule for rule in _ALL})
CONTENDERS: tuple[str, ...] = ("p99-28d", "max-28d", "compute-optimizer", "max-14d")
"""The rules that ``auto`` lets compete: the four strongest of the published comparison on private-cloud traces."""


def named(name: str) -> Rule:
    """The rule of that name.

    Raises:
        LeptonError: there is none.
    """
    if name not in RULES:
        raise LeptonError(f"there is no rule {name!r}", mend=f"choose one of {', '.join(RULES)}")
    return RULES[name]


def _maximum(rows: Floats) -> Floats:
    peaks: Floats = np.max(rows, axis=1, initial=-np.inf, where=np.isfinite(rows))
    peaks[np.isneginf(peaks)] = np.nan
    return peaks
