"""Redshift clusters outside production that nobody uses at night.

https://docs.aws.amazon.com/redshift/latest/mgmt/rs-mgmt-pause-resume-cluster.html
"""

from lepton_iac.optimize.running_cost import hourly_saving
from lepton_iac.optimize.schedule_blocks import warehouse_schedule
from lepton_iac.optimize.shapes.night_stop import Stop, night_stop

RULE = night_stop(
    "redshift-night-pause",
    "pauses Redshift clusters outside production at night",
    ("aws_redshift_cluster",),
    Stop(
        blocks=warehouse_schedule,
        saved=hourly_saving,
        scheduled_by=frozenset({"aws_redshift_scheduled_action"}),
    ),
    "https://docs.aws.amazon.com/redshift/latest/mgmt/rs-mgmt-pause-resume-cluster.html",
)
