"""Which method suits a fleet: every named one on the same past windows, each foretold from what came before."""

from collections.abc import Iterator, Sequence

import numpy as np

from lepton_iac.forecast.examples import MEMORY, Examples
from lepton_iac.forecast.features import HISTORY
from lepton_iac.forecast.global_model import BLENDED, blended, mixed, parts
from lepton_iac.forecast.learn import LEARNERS
from lepton_iac.forecast.panel import Panel, thinned
from lepton_iac.forecast.rules import CONTENDERS
from lepton_iac.forecast.scores import Score, score
from lepton_iac.forecast.series import Floats, Hours
from lepton_iac.forecast.standing import STANDING, by_name

MOST_WINDOWS, MOST_TRAINED = 1000, 5000
"""Windows that are scored, and windows a learner is trained on for it: more cost seconds and change little."""

LATER = 1 / 3
"""The share of the origins, the newest, that are scored."""

CLEARLY = 0.95
"""A method takes the default's place when it needs at least five percent less: smaller differences are noise."""

FAR = 3.0
"""A method that is passed three times as often as asked is too low to be mended by a factor."""


def contest(
    panel: Panel, examples: Examples, breaches: Sequence[float], methods: Sequence[str] = (*LEARNERS, *STANDING)
) -> tuple[Score, ...]:
    """Scores of methods on past windows: all of them, or the newest third where a learner needs the others first.

    A learner sees no window that ended after one that is scored starts.

    Args:
        examples: past windows of ``panel``.

    Returns:
        One score for each breach share and method that can be scored, uncalibrated; compare ``equal_risk``.
    """
    seen, asked = split(examples, LATER if set(methods) & set(LEARNERS) else 1.0)
    if not len(asked):
        return ()
    scored = examples.part(asked)
    found = []
    for breach in breaches:
        for name in methods:
            if name not in LEARNERS:
                found.append(_score(name, standing(panel, scored, name, breach), scored, breach))
            elif len(seen):
                found.append(_score(name, _learned(name, examples.part(seen), scored, breach), scored, breach))
    return tuple(found)


def winner(scores: Sequence[Score], default: str) -> str:
    """The method that clearly needs the least capacity at equal risk over all breach shares, else the default.

    One that was passed far more often than asked is no candidate: what it lacks would rest on a factor alone.
    """
    totals: dict[str, float] = {}
    far = {one.method for one in scores if one.violation > FAR * one.asked}
    for one in (one for one in scores if one.method not in far):
        totals[one.method] = totals.get(one.method, 0.0) + one.equal_risk
    known = {name: total for name, total in totals.items() if np.isfinite(total)}
    if not known:
        return default
    best = min(known, key=lambda name: known[name])
    return best if known[best] < CLEARLY * known.get(default, np.inf) else default


def words(scores: Sequence[Score], most: int = 20) -> str:
    """The score table in one line, best first, as multiples of the windows' peaks."""
    ranked = sorted((one for one in scores if np.isfinite(one.equal_risk)), key=lambda one: one.equal_risk)
    table = ", ".join(f"{one.method} {one.equal_risk:.2f}" for one in ranked[:most])
    return f"capacity over peak at equal risk on {ranked[0].windows} past windows: {table}" if ranked else ""


def split(examples: Examples, later: float = LATER) -> tuple[Hours, Hours]:
    """Rows to learn from and rows to score: no window of the first ends after one of the second starts."""
    origins = np.unique(examples.origins)
    cut = origins[-max(1, round(len(origins) * later))] if len(origins) else 0
    plain = examples.families != MEMORY if (examples.families != MEMORY).any() else examples.families >= 0
    asked = np.flatnonzero(plain & (examples.origins >= cut))
    seen = np.flatnonzero(plain & (examples.origins + examples.horizon <= cut))
    return thinned(seen, MOST_TRAINED), thinned(asked, MOST_WINDOWS)


def standing(panel: Panel, examples: Examples, name: str, breach: float) -> Floats:
    """What a method without training would have said in each window: shape (n,)."""
    found = np.empty(len(examples))
    for origin, rows in _by_origin(examples):
        series = examples.series[rows]
        recent = panel.part(series)
        raw = by_name(name, recent.histories(origin, HISTORY), recent.families, examples.horizon, breach)
        found[rows] = np.maximum(raw, recent.floors)
    return found


def _by_origin(examples: Examples) -> Iterator[tuple[int, Hours]]:
    for origin in np.unique(examples.origins):
        yield int(origin), np.flatnonzero(examples.origins == origin)


def _learned(name: str, seen: Examples, asked: Examples, breach: float) -> Floats:
    logs = [
        LEARNERS[name](seen.table, seen.target(level), quantile).predict(asked.table)
        for level, quantile in parts(breach)
    ]
    return blended(mixed(logs, asked.scale), asked.rules[:, CONTENDERS.index(BLENDED)], breach)


def _score(name: str, capacities: Floats, examples: Examples, breach: float) -> Score:
    return score(name, capacities, examples.actual, examples.top, breach)
