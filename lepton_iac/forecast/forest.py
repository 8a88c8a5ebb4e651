"""Boosted trees as plain numbers: evaluated with numpy, so that a stored model holds no code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_iac.forecast.series import Floats, Hours

CHUNK = 512


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees as arrays of shape (trees, nodes), padded; node 0 is the root, a leaf points to itself.

    Attributes:
        feature: column to look at; ``threshold``: go left when the value is at most this.
        left, right: node numbers; ``value``: what a leaf adds.
        start: prediction before the first tree.
        depth: steps that reach every leaf.
    """

    feature: Hours
    threshold: Floats
    left: Hours
    right: Hours
    value: Floats
    start: float
    depth: int

    def predict(self, rows: Floats) -> Floats:
        """Sum of the leaves for rows of features: shape (n, features) to (n,)."""
        parts = [self._chunk(rows[place : place + CHUNK]) for place in range(0, len(rows), CHUNK)]
        return np.concatenate(parts) if parts else np.empty(0)

    def _chunk(self, rows: Floats) -> Floats:
        trees = np.arange(len(self.feature))[None, :]
        node = np.zeros((len(rows), len(self.feature)), dtype=np.int64)
        for _ in range(self.depth):
            seen = np.take_along_axis(rows, self.feature[trees, node], axis=1)
            node = np.where(seen <= self.threshold[trees, node], self.left[trees, node], self.right[trees, node])
        total: Floats = self.start + self.value[trees, node].sum(axis=1)
        return total


def joined(forests: Sequence[Forest]) -> Forest:
    """One forest whose prediction is the mean of several."""
    widest = max(forest.feature.shape[1] for forest in forests)
    share = 1 / len(forests)
    return Forest(
        np.vstack([_wide(forest.feature, widest) for forest in forests]),
        np.vstack([_wide(forest.threshold, widest) for forest in forests]),
        np.vstack([_wide(forest.left, widest) for forest in forests]),
        np.vstack([_wide(forest.right, widest) for forest in forests]),
        np.vstack([_wide(forest.value, widest) for forest in forests]) * share,
        sum(forest.start for forest in forests) * share,
        max(forest.depth for forest in forests),
    )


def exported(fitted: Any) -> Forest:
    """The trees of a fitted scikit-learn ``HistGradientBoostingRegressor`` (numeric features, no missing values)."""
    trees = [stage[0].nodes for stage in fitted._predictors]
    shape = (len(trees), max(len(nodes) for nodes in trees))
    feature, left, right = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    threshold, value = np.zeros(shape), np.zeros(shape)
    for row, nodes in enumerate(trees):
        count, own, leaf = len(nodes), np.arange(len(nodes)), nodes["is_leaf"].astype(bool)
        feature[row, :count] = np.where(leaf, 0, nodes["feature_idx"])
        threshold[row, :count] = np.where(leaf, 0.0, nodes["num_threshold"])
        left[row, :count] = np.where(leaf, own, nodes["left"])
        right[row, :count] = np.where(leaf, own, nodes["right"])
        value[row, :count] = np.where(leaf, nodes["value"], 0.0)
    depth = max(int(nodes["depth"].max()) for nodes in trees)
    start = float(np.ravel(fitted._baseline_prediction)[0])
    return Forest(feature, threshold, left, right, value, start, depth)


def _wide(table: Any, width: int) -> Any:
    return np.pad(table, ((0, 0), (0, width - table.shape[1])))
