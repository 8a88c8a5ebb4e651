"""Machines that do nothing.

https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html
"""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Change, Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import settle

SOURCE = "https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html"


def _idle(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """Removal of a machine whose processor was next to unused for two weeks; only where losing data is allowed.

    Less than 3 % at the 99th percentile over 14 days follows the idle check of AWS Compute Optimizer (peak below 5 %
    over 14 days), with a margin: https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html
    """
    if context.kind(resource) != "compute":
        return
    demand = context.demand(resource.address, "cpu_fraction")
    limits = context.constraints
    if demand is None or demand.refused or demand.history_days < limits.idle_days:
        return
    if demand.observed_max >= limits.idle_level or (demand.capacity or 1.0) >= limits.idle_level:
        return
    drafted = Change(
        rule="idle-machine",
        address=resource.address,
        knob="existence",
        before="machine that does next to nothing",
        after="removed",
        saving=Decimal(0),
        disruption=Disruption.DATA_LOSS,
        why=f"processor at most {demand.observed_max:.2%} in {demand.history_days:.3g} days ({demand.method}); "
        "an image of its disks first keeps the data",
        removes=True,
        not_compared=("what it may be kept ready for", "data on its disks"),
        source=SOURCE,
    )
    yield settle(drafted, context)


RULE = Rule(
    "idle-machine",
    "removes a machine whose processor was next to unused for two weeks",
    SOURCE,
    Disruption.DATA_LOSS,
    Stage.UNUSED,
    _idle,
)
