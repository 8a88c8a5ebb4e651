"""The rules: every module of this folder holds one as ``RULE``; they run by stage, then by name."""

from importlib import import_module
from pkgutil import iter_modules

from lepton_iac.optimize.rule import Rule

__all__ = ["RULES", "Rule"]

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (import_module(f"{__name__}.{module.name}").RULE for module in iter_modules(__path__)),
        key=lambda rule: (rule.stage, rule.name),
    )
)
