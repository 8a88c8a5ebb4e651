"""A standby of Azure Database for PostgreSQL outside production.

https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-high-availability
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "postgresql-flexible-standby",
    "gives up the standby of a PostgreSQL flexible server outside production",
    ("azurerm_postgresql_flexible_server",),
    Bought(
        path="high_availability.0.mode",
        values=(),
        edits=(SetAttribute("high_availability.0", None),),
        after="no standby",
        kept=("capacity_gib", "engine", "sku"),
    ),
    "https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-high-availability",
)
