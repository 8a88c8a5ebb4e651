"""ECS services on Fargate outside production that nobody uses at night.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-schedulescaling.html
"""

from lepton_iac.optimize.running_cost import hourly_saving
from lepton_iac.optimize.schedule_blocks import service_schedule
from lepton_iac.optimize.shapes.night_stop import Stop, night_stop

RULE = night_stop(
    "ecs-night-stop",
    "scales ECS services on Fargate outside production to nothing at night",
    ("aws_ecs_service",),
    Stop(
        blocks=service_schedule,
        saved=hourly_saving,
        scheduled_by=frozenset({"aws_appautoscaling_target", "aws_scheduler_schedule"}),
        not_compared=("a plan made at night, which sees the service scaled to nothing",),
    ),
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-schedulescaling.html",
)
