"""DynamoDB tables that hold much and are asked little.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.TableClasses.html
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.terms import Terms, Way, cheaper_terms

RULE = cheaper_terms(
    "dynamodb-table-class",
    "moves a DynamoDB table to the infrequent-access class where its declared use costs less there",
    ("aws_dynamodb_table",),
    Terms(
        knob="table_class",
        today="the standard class",
        prop="table_class",
        value="STANDARD",
        ways=(Way((SetAttribute("table_class", "STANDARD_INFREQUENT_ACCESS"),), "the infrequent-access class"),),
        why="the same table: storage costs less and requests more, and with the declared ones the sum is lower",
    ),
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.TableClasses.html",
)
