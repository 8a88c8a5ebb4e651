"""A standby broker of Amazon MQ outside production.

https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/active-standby-broker-deployment.html
"""

from lepton_iac.model import Disruption, SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "mq-standby",
    "gives up the standby of an ActiveMQ broker outside production",
    ("aws_mq_broker",),
    Bought(
        path="deployment_mode",
        values=("active_standby_multi_az",),
        edits=(SetAttribute("deployment_mode", "SINGLE_INSTANCE"),),
        after="one broker",
        kept=("sku", "engine"),
        why="where messages may wait",
    ),
    "https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/active-standby-broker-deployment.html",
    Disruption.REPLACE,
)
