"""EC2 instances outside production that nobody uses at night.

https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/solution-overview.html
"""

from lepton_iac.optimize.running_cost import machine_saving
from lepton_iac.optimize.schedule_blocks import instance_schedule
from lepton_iac.optimize.shapes.night_stop import Stop, night_stop

RULE = night_stop(
    "ec2-night-stop",
    "stops EC2 instances outside production at night by EventBridge schedules",
    ("aws_instance",),
    Stop(
        blocks=instance_schedule,
        saved=machine_saving,
        scheduled_by=frozenset({"aws_scheduler_schedule"}),
    ),
    "https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/solution-overview.html",
)
