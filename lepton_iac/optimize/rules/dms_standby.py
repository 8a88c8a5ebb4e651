"""A standby of a migration instance outside production.

https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.html
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "dms-standby",
    "gives up the standby of a DMS instance outside production",
    ("aws_dms_replication_instance",),
    Bought(
        path="multi_az",
        values=("true",),
        edits=(SetAttribute("multi_az", False),),
        after="no standby in a second zone",
        kept=("sku", "capacity_gib"),
        why="where a migration may start again",
    ),
    "https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.html",
)
