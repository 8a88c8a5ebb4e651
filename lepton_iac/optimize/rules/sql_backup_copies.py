"""Backups of Azure SQL databases in a second region outside production.

https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview#backup-storage-redundancy
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "sql-backup-copies",
    "keeps backups of an Azure SQL database outside production in one place",
    ("azurerm_mssql_database",),
    Bought(
        path="storage_account_type",
        values=("geo", "geozone"),
        edits=(SetAttribute("storage_account_type", "Local"),),
        after="backups in the same place",
        kept=("sku", "capacity_gib"),
        why="where the backups themselves stay",
    ),
    "https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview#backup-storage-redundancy",
)
