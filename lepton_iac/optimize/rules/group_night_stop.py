"""Auto Scaling groups outside production that nobody uses at night.

https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html
"""

from lepton_iac.optimize.running_cost import machine_saving
from lepton_iac.optimize.schedule_blocks import scaling_schedule
from lepton_iac.optimize.shapes.night_stop import Stop, night_stop

RULE = night_stop(
    "group-night-stop",
    "scales Auto Scaling groups outside production to nothing at night",
    ("aws_autoscaling_group",),
    Stop(
        blocks=scaling_schedule,
        saved=machine_saving,
        scheduled_by=frozenset({"aws_autoscaling_schedule"}),
    ),
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html",
)
