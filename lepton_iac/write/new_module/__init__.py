"""A new Terraform module of another cloud from the neutral parts of a stack."""

from lepton_iac.write.new_module.deliver import deliver
from lepton_iac.write.new_module.module import NewModule, new_module
from lepton_iac.write.new_module.readme import CostLine, readme
from lepton_iac.write.new_module.target import TARGETS, Target

__all__ = ["TARGETS", "CostLine", "NewModule", "Target", "deliver", "new_module", "readme"]
