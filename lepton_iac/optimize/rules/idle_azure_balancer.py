"""Load balancers of Azure without a backend: a note, because their rules are resources of their own.

https://learn.microsoft.com/azure/advisor/advisor-reference-cost-recommendations#networking
"""

from collections.abc import Iterator

from lepton_iac.model import Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage

SOURCE = "https://learn.microsoft.com/azure/advisor/advisor-reference-cost-recommendations#networking"
_POOL = "azurerm_lb_backend_address_pool"


def _idle(resource: Resource, context: Context) -> Iterator[Note]:
    """No pool, or only pools to which nothing belongs."""
    pools = [one for one in context.referrers(resource) if one.type == _POOL]
    members = [
        user for pool in pools for user in context.referrers(pool) if user.type not in {"azurerm_lb_rule", _POOL}
    ]
    if not members:
        yield Note(
            "idle-azure-balancer: nothing of this stack stands behind it; its rules and its address are billed, so "
            "they would have to go with it",
            resource.address,
        )


RULE = Rule(
    "idle-azure-balancer",
    "points at an Azure load balancer with nothing behind it",
    SOURCE,
    Disruption.NONE,
    Stage.UNUSED,
    _idle,
    frozenset({"azurerm_lb"}),
    notes_only=True,
)
