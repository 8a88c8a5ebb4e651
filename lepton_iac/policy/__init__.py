"""Rules in `policies/` against a stack before and after: findings."""

from lepton_iac.policy.evaluate import evaluate
from lepton_iac.policy.load import load_policies, load_policy
from lepton_iac.policy.rule import Findings, Policy, Undecided

__all__ = ["Findings", "Policy", "Undecided", "evaluate", "load_policies", "load_policy"]
