"""Methods that need nothing but the series itself, by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from lepton_iac.errors import LeptonError
from lepton_iac.forecast import linear, profile, seasonal, windows
from lepton_iac.forecast.calibrate import violation
from lepton_iac.forecast.level import QUANTILES, Level, Question
from lepton_iac.forecast.rules import RULES, named
from lepton_iac.forecast.series import HOURS_PER_DAY, HOURS_PER_WEEK, Floats, Hourly

HISTORY = 28 * HOURS_PER_DAY
Method = Callable[[Hourly, Question], Level]


def pooled(history: Hourly, capacity: float) -> dict[float, float]:
    """Quantiles of the last 28 days' hours: the plain estimate of the coming hours; none passes a lower capacity."""
    row = history.values[None, -HISTORY:]
    found = windows.quantiles(row, QUANTILES)[0]
    return {level: float(value) for level, value in zip(QUANTILES, found, strict=True)} if capacity >= 0 else {}


def by_rule(name: str, history: Hourly, question: Question) -> Level:
    """A named rule exactly as its tool would apply it, with what it would have breached in the past."""
    rule = named(name)
    capacity = float(rule.apply(history.values[None, :], question.family)[0])
    past = rolled(name, history.values, question)
    seen = f"; it would have been passed in {violation(*past):.2%} of past hours" if len(past[0]) else ""
    why = f"{name}: {rule.words(question.family)}, not calibrated{seen} ({rule.source})"
    return Level(capacity, pooled(history, capacity), name, why)


def rolled(name: str, values: Floats, question: Question) -> tuple[Floats, Floats]:
    """A rule at daily rolling origins: capacities (n,) and what then happened (n, horizon)."""
    step = max(HOURS_PER_DAY, question.horizon // 7)
    origins = windows.rolling_origins(len(values), first=HOURS_PER_WEEK, step=step, horizon=question.horizon)[-180:]
    if not origins:
        return np.empty(0), np.empty((0, question.horizon))
    rule = named(name)
    histories = windows.before(values, origins, rule.days * HOURS_PER_DAY)
    return rule.apply(histories, question.family), windows.after(values, origins, question.horizon)


def by_linear(history: Hourly, question: Question) -> Level:
    """R = b0 + b1 L + b2 H on this series, its coefficients in ``why``; a rule when there are too few windows."""
    model = linear.fit(history.values, question.horizon)
    if model is None:
        fallback = by_rule("p99-28d", history, question)
        why = f"linear needs {linear.LEAST_WINDOWS} past windows; {fallback.why}"
        return Level(fallback.capacity, fallback.quantiles, fallback.method, why, ("too few windows for linear",))
    load, past = linear.inputs(history.values, [len(history.values)])[0]
    expected = model.predict(float(load), float(past))
    capacity = max(0.0, expected + model.spread)
    why = f"linear: {model.words}; L {load:.4g}, H {past:.4g} give R {expected:.4g}"
    return Level(capacity, pooled(history, capacity), "linear", why)


def by_hour(history: Hourly, question: Question) -> Level:
    """The highest hour of the path of hour-of-day quantiles."""
    path = profile.path(history, question.horizon, (*QUANTILES, 1 - question.max_breach))
    return _of_path(path, "hour-of-day", "the busiest hour's level in the same hours of the last 14 days", question)


def by_season(history: Hourly, question: Question) -> Level:
    """The highest hour of the seasonal naive path with residual quantiles."""
    path = seasonal.path(history.values, question.horizon, (*QUANTILES, 1 - question.max_breach))
    return _of_path(path, "seasonal-naive", "last week repeated plus the quantile of week-on-week changes", question)


def _of_path(path: Floats, name: str, words: str, question: Question) -> Level:
    hours = path[:, : len(QUANTILES)]
    centre = np.sort(np.nanquantile(hours[:, 0], QUANTILES))
    spread = np.nanmean(hours - hours[:, :1], axis=0)
    quantiles = dict(zip(QUANTILES, (float(level) for level in centre + spread), strict=True))
    capacity = float(np.nanmax(path[:, -1])) if np.isfinite(path[:, -1]).any() else float("nan")
    why = f"{name}: {words}, at its {100 * (1 - question.max_breach):g} % level, not calibrated"
    return Level(capacity, quantiles, name, why)


def _rule(name: str) -> Method:
    return lambda history, question: by_rule(name, history, question)


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "linear": by_linear,
        "hour-of-day": by_hour,
        "seasonal-naive": by_season,
        **{name: _rule(name) for name in RULES},
    }
)
"""Methods that answer from one series alone, as they are."""


def by_method(history: Hourly, question: Question, method: str) -> Level:
    """The named method's level.

    Raises:
        LeptonError: the method is unknown.
    """
    if method not in METHODS:
        raise LeptonError(f"there is no forecast method {method!r}", mend=f"choose one of {', '.join(METHODS)}")
    return METHODS[method](history, question)
