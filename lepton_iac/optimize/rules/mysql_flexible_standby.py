"""A standby of Azure Database for MySQL outside production.

https://learn.microsoft.com/azure/mysql/flexible-server/concepts-high-availability
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "mysql-flexible-standby",
    "gives up the standby of a MySQL flexible server outside production",
    ("azurerm_mysql_flexible_server",),
    Bought(
        path="high_availability.0.mode",
        values=(),
        edits=(SetAttribute("high_availability.0", None),),
        after="no standby",
        kept=("capacity_gib", "engine", "sku"),
    ),
    "https://learn.microsoft.com/azure/mysql/flexible-server/concepts-high-availability",
)
