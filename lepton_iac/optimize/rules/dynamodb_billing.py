"""Provisioned capacity of DynamoDB that the declared requests do not need.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.terms import Terms, Way, cheaper_terms

RULE = cheaper_terms(
    "dynamodb-billing",
    "bills a DynamoDB table by the request where the declared requests cost less",
    ("aws_dynamodb_table",),
    Terms(
        knob="billing",
        today="provisioned capacity",
        prop="billing",
        value="PROVISIONED",
        ways=(
            Way(
                (
                    SetAttribute("billing_mode", "PAY_PER_REQUEST"),
                    SetAttribute("read_capacity", None),
                    SetAttribute("write_capacity", None),
                ),
                "billed by the request",
                ("peaks beyond twice the highest traffic so far",),
            ),
        ),
        why="the declared requests of a month cost less than the capacity kept for them; capacity follows by itself",
    ),
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html",
)
