"""Cloud SQL instances outside production that nobody uses at night.

https://cloud.google.com/sql/docs/mysql/start-stop-restart-instance
"""

from lepton_iac.optimize.google_schedule import database_schedule
from lepton_iac.optimize.running_cost import hourly_saving
from lepton_iac.optimize.shapes.night_stop import Stop, night_stop

RULE = night_stop(
    "cloud-sql-night-stop",
    "stops Cloud SQL instances outside production at night by Cloud Scheduler",
    ("google_sql_database_instance",),
    Stop(
        blocks=database_schedule,
        saved=hourly_saving,
        scheduled_by=frozenset({"google_cloud_scheduler_job"}),
    ),
    "https://cloud.google.com/sql/docs/mysql/start-stop-restart-instance",
)
