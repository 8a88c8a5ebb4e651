"""Blobs in the hot tier that the declared reads do not need there.

https://learn.microsoft.com/azure/storage/blobs/access-tiers-overview
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.terms import Terms, Way, cheaper_terms

RULE = cheaper_terms(
    "azure-access-tier",
    "moves a storage account to the cool tier where its declared reads cost less there",
    ("azurerm_storage_account",),
    Terms(
        knob="access",
        today="the hot tier",
        prop="access",
        value="Hot",
        ways=(
            Way(
                (SetAttribute("access_tier", "Cool"),),
                "the cool tier",
                ("blobs deleted within 30 days, which are billed for 30", "blobs whose tier was set by hand"),
            ),
        ),
        why="the declared amount read back costs less than what storage saves",
        kept=("capacity_gib",),
    ),
    "https://learn.microsoft.com/azure/storage/blobs/access-tiers-overview",
)
