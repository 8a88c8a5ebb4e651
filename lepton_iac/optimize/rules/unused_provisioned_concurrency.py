"""Provisioned concurrency of functions that nobody calls.

https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
"""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Change, Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import settle

SOURCE = "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html"


def _unused(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """Only where the declared calls are none; how many at once a few calls need, no monthly figure tells."""
    item = context.item(resource)
    if item is None or item.get("usage.monthly_requests") != 0:
        return
    drafted = Change(
        rule="unused-provisioned-concurrency",
        address=resource.address,
        knob="existence",
        before="functions kept ready that nobody calls",
        after="removed",
        saving=Decimal(0),
        disruption=Disruption.NONE,
        why="no request a month is declared; without it a first call takes longer to start",
        removes=True,
        not_compared=("the time a first call takes to start",),
        source=SOURCE,
    )
    yield settle(drafted, context)


RULE = Rule(
    "unused-provisioned-concurrency",
    "removes provisioned concurrency that no request uses",
    SOURCE,
    Disruption.NONE,
    Stage.UNUSED,
    _unused,
    frozenset({"aws_lambda_provisioned_concurrency_config"}),
)
