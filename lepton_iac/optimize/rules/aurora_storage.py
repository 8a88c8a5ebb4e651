"""Aurora clusters that pay for unlimited I/O and use little.

https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.StorageReliability.html
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.terms import Terms, Way, cheaper_terms

RULE = cheaper_terms(
    "aurora-storage",
    "moves an Aurora cluster to standard storage where its declared I/O costs less",
    ("aws_rds_cluster",),
    Terms(
        knob="storage_type",
        today="I/O-Optimized storage",
        prop="storage_type",
        value="aurora-iopt1",
        ways=(Way((SetAttribute("storage_type", "aurora"),), "standard storage, I/O billed as used"),),
        why="the declared reads and writes cost less than the surcharge for unlimited ones",
        kept=("engine", "encrypted"),
    ),
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.StorageReliability.html",
)
