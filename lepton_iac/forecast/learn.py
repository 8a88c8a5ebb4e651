"""Fit one quantile of a target on features: boosted trees, a linear model, one tree, or a small neural network."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from lepton_iac.forecast.features import MISSING
from lepton_iac.forecast.forest import Forest, exported
from lepton_iac.forecast.panel import thinned
from lepton_iac.forecast.series import Floats

ROWS_LINEAR, PASSES, RIDGE, CLOSE = 8000, 40, 1e-3, 1e-3
"""Rows and passes of the linear model, its penalty, and the residual below which a row counts no more."""

THREADS = 1
"""Boosting's threads wait for one another: on busy cores two of them took twenty times as long as one."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A linear quantile model on standardised features, clipped to where it was trained.

    Attributes:
        centre, spread, weight: shape (features,); ``bias``: the constant.
    """

    centre: Floats
    spread: Floats
    weight: Floats
    bias: float

    def predict(self, rows: Floats) -> Floats:
        """Shape (n, features) to (n,)."""
        standard = standardised(rows, self.centre, self.spread)
        answer: Floats = standard @ self.weight + self.bias
        return answer


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A network with one hidden layer of rectifiers whose output is raised by a residual quantile."""

    centre: Floats
    spread: Floats
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    bias: float

    def predict(self, rows: Floats) -> Floats:
        """Shape (n, features) to (n,)."""
        standard = standardised(rows, self.centre, self.spread)
        answer: Floats = np.maximum(standard @ self.hidden + self.hidden_bias, 0.0) @ self.output + self.bias
        return answer


Learned = Forest | Weights | Network
Learner = Callable[[Floats, Floats, float], Learned]


def boosted(rows: Floats, target: Floats, quantile: float) -> Forest:
    """Histogram gradient boosting with the pinball loss (Ke et al. 2017; scikit-learn), as plain numbers."""
    return exported(fitted_boosted(rows, target, quantile))


def fitted_boosted(rows: Floats, target: Floats, quantile: float) -> Any:
    """The same as scikit-learn's own object: many times faster on a million rows, but not to be stored."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships none

    model = HistGradientBoostingRegressor(
        loss="quantile",
        quantile=quantile,
        max_iter=150,
        learning_rate=0.06,
        max_leaf_nodes=15,
        min_samples_leaf=40,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=0,
    )
    with threadpool_limits(THREADS, user_api="openmp"):
        return model.fit(_varied(rows), target)


def linear_quantile(rows: Floats, target: Floats, quantile: float) -> Weights:
    """Linear quantile regression (Koenker and Bassett 1978), solved by reweighted least squares (Schlossmacher 1973).

    The linear programme of scikit-learn's ``QuantileRegressor`` gives the same fit but needs minutes for a fleet.
    """
    keep = thinned(np.arange(len(rows)), ROWS_LINEAR)
    centre, spread = _standard(rows)
    design = np.column_stack([np.ones(len(keep)), standardised(rows[keep], centre, spread)])
    wanted = target[keep]
    penalty = np.diag([0.0, *[RIDGE * len(keep)] * (design.shape[1] - 1)])
    fitted = np.linalg.solve(design.T @ design + penalty + 1e-9 * np.eye(len(penalty)), design.T @ wanted)
    for _ in range(PASSES):
        residual = wanted - design @ fitted
        weight = np.where(residual >= 0, quantile, 1 - quantile) / np.maximum(np.abs(residual), CLOSE)
        weighted = design * weight[:, None]
        fitted = np.linalg.solve(weighted.T @ design + penalty + 1e-9 * np.eye(len(penalty)), weighted.T @ wanted)
    return Weights(centre, spread, np.asarray(fitted[1:], dtype=np.float64), float(fitted[0]))


def tree(rows: Floats, target: Floats, quantile: float) -> Forest:
    """One decision tree whose leaves hold the quantile of their rows."""
    from sklearn.tree import DecisionTreeRegressor

    fitted = DecisionTreeRegressor(max_leaf_nodes=48, min_samples_leaf=60, random_state=0).fit(rows, target)
    inner = fitted.tree_
    leaves = fitted.apply(rows)
    value = np.zeros(inner.node_count)
    for leaf in np.unique(leaves):
        value[leaf] = np.quantile(target[leaves == leaf], quantile)
    is_leaf, own = inner.children_left < 0, np.arange(inner.node_count)
    return Forest(
        np.where(is_leaf, 0, inner.feature)[None, :].astype(np.int64),
        np.where(is_leaf, 0.0, inner.threshold)[None, :],
        np.where(is_leaf, own, inner.children_left)[None, :].astype(np.int64),
        np.where(is_leaf, own, inner.children_right)[None, :].astype(np.int64),
        value[None, :],
        0.0,
        int(fitted.get_depth()),
    )


def mlp(rows: Floats, target: Floats, quantile: float) -> Network:
    """A multi-layer perceptron of the expected target, raised by the quantile of its residuals."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor

    centre, spread = _standard(rows)
    standard = standardised(rows, centre, spread)
    model = MLPRegressor(hidden_layer_sizes=(24,), alpha=1e-2, max_iter=60, early_stopping=True, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # sixty passes are the budget, not a failure
        model.fit(standard, target)
    raised = float(np.quantile(target - model.predict(standard), quantile))
    hidden, output = (np.asarray(layer, dtype=np.float64) for layer in model.coefs_)
    hidden_bias, bias = (np.asarray(layer, dtype=np.float64) for layer in model.intercepts_)
    return Network(centre, spread, hidden, hidden_bias, output[:, 0], float(bias[0]) + raised)


LEARNERS: Mapping[str, Learner] = MappingProxyType(
    {"boosted": boosted, "linear-quantile": linear_quantile, "tree": tree, "mlp": mlp}
)


def standardised(rows: Floats, centre: Floats, spread: Floats) -> Floats:
    """Columns in deviations from their centre, clipped; a missing level counts as the typical one."""
    return np.where(rows <= MISSING, 0.0, np.clip((rows - centre) / spread, -4, 4))


def _standard(rows: Floats) -> tuple[Floats, Floats]:
    known = rows > MISSING
    counts = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, rows, 0.0).sum(axis=0) / counts
    spread = np.sqrt(np.where(known, (rows - centre) ** 2, 0.0).sum(axis=0) / counts)
    return centre, np.where(spread > 1e-6, spread, 1.0)


def _varied(rows: Floats) -> Floats:
    """The binning of boosted trees needs two distinct values in a column; a constant one gets a harmless second."""
    constant = rows.min(axis=0) == rows.max(axis=0)
    if not constant.any():
        return rows
    varied = rows.copy()
    varied[0, constant] += 1.0
    return varied
