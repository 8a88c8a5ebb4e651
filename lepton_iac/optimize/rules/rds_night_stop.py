"""RDS databases outside production that nobody uses at night.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html
"""

from lepton_iac.optimize.running_cost import hourly_saving
from lepton_iac.optimize.schedule_blocks import database_schedule
from lepton_iac.optimize.shapes.night_stop import Stop, night_stop
from lepton_iac.optimize.stoppable import replicated

RULE = night_stop(
    "rds-night-stop",
    "stops RDS databases outside production at night by EventBridge schedules",
    ("aws_db_instance",),
    Stop(
        blocks=database_schedule,
        saved=hourly_saving,
        scheduled_by=frozenset({"aws_scheduler_schedule"}),
        unfit=replicated,
    ),
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html",
)
