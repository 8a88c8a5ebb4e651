"""A standby of Cloud SQL outside production.

https://cloud.google.com/sql/docs/mysql/high-availability
"""

from lepton_iac.model import Disruption, SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "cloud-sql-standby",
    "gives up the standby of a Cloud SQL instance outside production",
    ("google_sql_database_instance",),
    Bought(
        path="settings.0.availability_type",
        values=("regional",),
        edits=(SetAttribute("settings.0.availability_type", "ZONAL"),),
        after="no standby in a second zone",
        kept=("capacity_gib", "engine", "sku"),
    ),
    "https://cloud.google.com/sql/docs/mysql/high-availability",
    Disruption.STOP_START,
)
