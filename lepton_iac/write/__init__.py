"""Byte-exact edits to Terraform files, and new modules."""

from lepton_iac.write.apply import apply, apply_to
from lepton_iac.write.copy import patched_copy, reached
from lepton_iac.write.diff import unified_diff
from lepton_iac.write.locate import Located, Locator, NotLocated, locate, open_locator
from lepton_iac.write.module import relative
from lepton_iac.write.resume import finish, unfinished
from lepton_iac.write.rewrite import rewrite

__all__ = [
    "Located",
    "Locator",
    "NotLocated",
    "apply",
    "apply_to",
    "finish",
    "locate",
    "open_locator",
    "patched_copy",
    "reached",
    "relative",
    "rewrite",
    "unfinished",
    "unified_diff",
]
