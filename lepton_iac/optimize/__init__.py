"""Cheaper configurations that keep every promise; pure functions over neutral properties."""

from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.equivalents import equivalents
from lepton_iac.optimize.frontier import choose as optimize

__all__ = ["Constraints", "equivalents", "optimize"]
