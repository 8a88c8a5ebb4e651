"""Measured counts and sizes become the monthly usage that is billed: requests and storage, with p10 and p90.

A month's amount is the level of the weekly mean in the middle of that month, along its trend (``growth``). Weekly
means take the week's rhythm out; their spread around the trend is wider than that of a whole month, so the quantiles
err on the wide side. Nothing is used from less than three weeks.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import numpy as np

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.canonical import Frame, Metrics
from lepton_iac.forecast.combine import by_address
from lepton_iac.forecast.growth import growth
from lepton_iac.forecast.series import HOURS_PER_DAY, Floats, Hourly
from lepton_iac.forecast.usage_metrics import MEASURES
from lepton_iac.kinds.load import spec_of
from lepton_iac.model import Note, Provenance, Quantity
from lepton_iac.units import SECONDS_PER_MONTH

MONTHS = 12
LEAST_WEEKS = 3
DAYS_PER_MONTH = 730 / 24
COVERED = 0.75
"""A day counts when its points cover this share of it; a size needs one point only."""

_FACTORS: Mapping[str, Decimal] = {
    "requests": SECONDS_PER_MONTH,
    "storage_gib": Decimal(1),
    "network_mbps": SECONDS_PER_MONTH * 125_000 / 2**30,
}
"""From the dimension's unit to a month's: requests from 1/s, transfer from Mbit/s; a billed GB has 2^30 bytes."""

_RATES = frozenset({"requests", "network_mbps"})
"""Dimensions that add up over a month, so that a day must be covered to count."""

_NEUTRAL = {"requests": "monthly_requests", "storage_gib": "storage_gb"}
_COUNTED = frozenset({"requests", "operations", "queries", "evaluations", "invocations", "executions", "runs"})

Known = Mapping[str, Mapping[str, Quantity]]
"""Address to usage key to quantity."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Measured usage of the next 730 hours, and of the months after it as far as the history reaches."""

    next: Known
    coming: tuple[Known, ...]
    notes: tuple[Note, ...]


def measured_usage(
    raw: Metrics,
    combined: Metrics,
    matches: Mapping[str, str],
    types: Mapping[str, str],
    as_of: datetime | None = None,
) -> Measured:
    """The usage keys that the metrics measure, from what was known at ``as_of``.

    Args:
        raw: the series as read; ``combined``: per address, as ``combine.by_address`` makes them.
        matches: series id to address; ``types``: address to Terraform type.
    """
    months: list[dict[str, dict[str, Quantity]]] = [defaultdict(dict) for _ in range(MONTHS + 1)]
    notes: list[Note] = []
    for address, key, dimension, names, rows in _keyed(raw, combined, matches, types, as_of):
        days = _weekly(_daily(rows, dimension))
        for ahead, month in enumerate(months):
            try:
                month[address][key] = _quantity(days, dimension, ahead, names)
            except LeptonError as error:
                if not ahead:
                    notes.append(Note(f"{dimension} is not used as {key}: {error.what}", address))
                break
    coming = [dict(month) for month in months[1:] if any(month.values())]
    return Measured(dict(months[0]), tuple(coming), tuple(notes))


def _keyed(
    raw: Metrics, combined: Metrics, matches: Mapping[str, str], types: Mapping[str, str], as_of: datetime | None
) -> Iterator[tuple[str, str, str, set[str], Frame]]:
    """Address, usage key, dimension, vendor's metrics and rows, first by the table of keys, then by the type's file."""
    done: set[tuple[str, str]] = set()
    for address in sorted(set(matches.values())):
        for measure in MEASURES.get(types.get(address, ""), ()):
            mine = {one: address for one in raw.info if matches.get(one) == address and measure.holds(raw.info[one])}
            if {raw.info[series].metric for series in mine} != measure.metrics:
                continue
            if len(mine) > len(measure.metrics):  # a total and its parts by zone look alike: adding would count twice
                continue
            for _, dimension, rows in _lines(by_address(raw, mine), as_of):
                if dimension == measure.dimension:
                    done.add((address, measure.key))
                    yield address, measure.key, dimension, set(measure.metrics), rows
    vendors = _vendor_names(raw, matches)
    for address, dimension, rows in _lines(combined, as_of):
        names = vendors.get((address, dimension), set())
        key = usage_key(types.get(address, ""), dimension, names)
        if key and (address, key) not in done:
            yield address, key, dimension, names, rows


def usage_key(type_name: str, dimension: str, metrics: set[str]) -> str:
    """The one usage key of a type that a dimension measures; empty when there is none, or more than one.

    Args:
        metrics: the vendor's names of the series behind it; a plain table has the neutral name or none.
    """
    spec = spec_of(type_name.partition("_")[0], type_name) if type_name else None
    if spec is None or len(metrics) > 1 or dimension not in _NEUTRAL:
        return ""
    name = next(iter(metrics), "")
    units = _COUNTED if dimension == "requests" else {"GB", "GiB"}
    found = [key for key, entry in spec.usage.items() if entry.metric == name and name and entry.unit in units]
    if len(found) == 1:
        return found[0]
    neutral = _NEUTRAL[dimension]
    plain = name in {"", dimension}
    return neutral if plain and neutral in spec.usage and spec.usage[neutral].unit in units else ""


def counted(type_name: str, key: str) -> bool:
    """Whether a usage key of a type counts things, so that only whole numbers make sense."""
    spec = spec_of(type_name.partition("_")[0], type_name) if type_name else None
    return spec is not None and key in spec.usage and spec.usage[key].unit in _COUNTED


def _vendor_names(raw: Metrics, matches: Mapping[str, str]) -> dict[tuple[str, str], set[str]]:
    pairs = raw.frame[["series", "metric"]].drop_duplicates()
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for series, metric in zip(pairs["series"].astype(str), pairs["metric"].astype(str), strict=True):
        if series in matches:
            info = raw.info.get(series)
            found[matches[series], metric].add(info.metric if info else "")
    return found


def _lines(combined: Metrics, as_of: datetime | None) -> Iterator[tuple[str, str, Frame]]:
    frame = combined.frame
    usable = frame[frame["metric"].isin(list(_FACTORS)) & (frame["statistic"] == "average")]
    if as_of is not None:
        usable = usable[usable["time"] <= as_of]
    for (series, metric), rows in usable.groupby(["series", "metric"], observed=True):
        yield str(series), str(metric), rows


def _daily(rows: Frame, dimension: str) -> Hourly:
    """The mean of each day as one day of equal hours; days the points do not cover are NaN."""
    days = rows["time"].dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    grouped = rows.assign(day=days).groupby("day")
    means = grouped["value"].mean()
    covered = grouped["period_s"].sum() / 86_400
    if dimension in _RATES:
        means = means[covered >= COVERED]
    if not len(means):
        return Hourly(0, np.empty(0))
    first, last = int(means.index.min()), int(means.index.max())
    levels = np.full(last - first + 1, np.nan)
    levels[means.index.to_numpy() - first] = means.to_numpy()
    return Hourly(first * HOURS_PER_DAY, np.repeat(levels, HOURS_PER_DAY))


def _weekly(days: Hourly) -> Hourly:
    """The mean of the seven days up to each; NaN where one of them is missing."""
    levels: Floats = days.values[::HOURS_PER_DAY]
    if len(levels) < 7:
        return Hourly(days.start, np.empty(0))
    means = np.convolve(levels, np.full(7, 1 / 7), mode="valid")
    return Hourly(days.start + 6 * HOURS_PER_DAY, np.repeat(means, HOURS_PER_DAY))


def _quantity(days: Hourly, dimension: str, ahead: int, names: set[str]) -> Quantity:
    known = int(np.isfinite(days.values).sum()) // HOURS_PER_DAY + 6
    if known < LEAST_WEEKS * 7:
        raise LeptonError(
            f"{known if known > 6 else 0} whole days in a row tell no month; {LEAST_WEEKS * 7} are needed"
        )
    found = growth(days, (ahead + 0.5) * DAYS_PER_MONTH)
    factor = _FACTORS[dimension]
    low, expected, high = (_scaled(level, factor) for level in (found.low, found.expected, found.high))
    what = "/".join(sorted(filter(None, names))) or dimension
    detail = f"measured: {what}, {found.words}"
    return Quantity(expected, min(low, expected), max(high, expected), Provenance.MEASURED, detail)


def _scaled(level: float, factor: Decimal) -> Decimal:
    """Six significant digits: no measurement knows more, and the last bits of a float are nobody's usage."""
    return Decimal(f"{level:.6g}") * factor
