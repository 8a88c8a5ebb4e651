"""Plans, states and folders of Terraform become a Stack."""

from lepton_iac.read.load import load
from lepton_iac.read.spans import spans, with_spans

__all__ = ["load", "spans", "with_spans"]
