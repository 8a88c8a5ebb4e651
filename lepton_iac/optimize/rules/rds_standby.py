"""A standby of Amazon RDS outside production.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "rds-standby",
    "gives up the standby of an RDS database outside production",
    ("aws_db_instance",),
    Bought(
        path="multi_az",
        values=("true",),
        edits=(SetAttribute("multi_az", False),),
        after="no standby in a second zone",
        kept=("capacity_gib", "engine", "sku"),
    ),
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html",
)
