"""Zone redundancy of Azure SQL databases outside production.

https://learn.microsoft.com/azure/azure-sql/database/high-availability-sla-local-zone-redundancy
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "sql-database-zones",
    "gives up zone redundancy of an Azure SQL database outside production",
    (
        "azurerm_mssql_database",
        "azurerm_mssql_elasticpool",
    ),
    Bought(
        path="zone_redundant",
        values=("true",),
        edits=(SetAttribute("zone_redundant", False),),
        after="in one zone",
        kept=("sku", "capacity_gib", "vcpu"),
    ),
    "https://learn.microsoft.com/azure/azure-sql/database/high-availability-sla-local-zone-redundancy",
)
