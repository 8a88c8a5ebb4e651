"""Points of many series put into one canonical frame without repeating a single text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lepton_iac.forecast.canonical import COLUMNS, TEXT, Frame, empty


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """One series' values of one metric and statistic; ``times`` are ascending epoch nanoseconds, int64."""

    series: str
    metric: str
    statistic: str
    unit: str
    period_s: int
    times: Any
    values: Any


def assembled(lines: Sequence[Points]) -> Frame:
    """The canonical frame of points that are in order of series, metric and statistic."""
    import numpy as np
    import pandas as pd

    if not lines:
        return empty()
    lengths = [len(line.times) for line in lines]
    columns: dict[str, Any] = {
        "time": pd.DatetimeIndex(np.concatenate([line.times for line in lines]).view("M8[ns]")).tz_localize("UTC"),
        "period_s": np.repeat(np.array([line.period_s for line in lines], dtype="int64"), lengths),
        "value": np.concatenate([line.values for line in lines]),
    }
    for name in TEXT:
        words = [getattr(line, name) for line in lines]
        categories = sorted(set(words))
        place = {word: code for code, word in enumerate(categories)}
        codes = np.repeat(np.array([place[word] for word in words], dtype="int32"), lengths)
        columns[name] = pd.Categorical.from_codes(codes, categories=pd.Index(categories))
    return pd.DataFrame({name: columns[name] for name in COLUMNS})
