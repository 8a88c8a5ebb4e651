"""Copies of a storage account in a second region outside production.

https://learn.microsoft.com/azure/storage/common/storage-redundancy
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "storage-replication",
    "gives up the copies in a second region of a storage account outside production",
    ("azurerm_storage_account",),
    Bought(
        path="account_replication_type",
        values=("grs", "ragrs"),
        edits=(SetAttribute("account_replication_type", "LRS"),),
        after="three copies in one place, none in a second region",
        kept=("capacity_gib",),
        why="where what is stored can be made again",
    ),
    "https://learn.microsoft.com/azure/storage/common/storage-redundancy",
)
