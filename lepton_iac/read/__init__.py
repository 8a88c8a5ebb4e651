"""Plans, states and folders of Terraform become a Stack."""

from lepton_iac.read.load import load

__all__ = ["load"]
