"""Metrics every minute of machines outside production.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html
"""

from lepton_iac.model import Disruption, SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "detailed-monitoring",
    "goes back to free metrics every five minutes outside production",
    ("aws_instance",),
    Bought(
        path="monitoring",
        values=("true",),
        edits=(SetAttribute("monitoring", False),),
        after="metrics every five minutes, which are free",
        kept=("sku",),
        why="where metrics every five minutes show enough",
    ),
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html",
    Disruption.NONE,
)
