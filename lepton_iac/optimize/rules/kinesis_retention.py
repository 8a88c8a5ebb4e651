"""Records of a stream kept for longer than a day outside production.

https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html
"""

from lepton_iac.model import Disruption, SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "kinesis-retention",
    "keeps the records of a stream outside production for a day",
    ("aws_kinesis_stream",),
    Bought(
        path="retention_period",
        values=("48", "72", "96", "120", "144", "168"),
        edits=(SetAttribute("retention_period", 24),),
        after="records kept for one day",
        kept=(),
        why="where no old record is read again",
    ),
    "https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html",
    Disruption.DATA_LOSS,
)
