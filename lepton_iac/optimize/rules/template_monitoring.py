"""Metrics every minute of the machines of a template outside production.

https://docs.aws.amazon.com/autoscaling/ec2/userguide/enable-as-instance-metrics.html
"""

from lepton_iac.model import Disruption, SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "template-monitoring",
    "goes back to free metrics every five minutes for groups outside production",
    ("aws_launch_template",),
    Bought(
        path="monitoring.0.enabled",
        values=("true",),
        edits=(SetAttribute("monitoring.0.enabled", False),),
        after="metrics every five minutes, which are free",
        kept=("sku",),
        why="where metrics every five minutes show enough",
    ),
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/enable-as-instance-metrics.html",
    Disruption.NONE,
)
