"""Production tiers of API Management outside production.

https://learn.microsoft.com/azure/api-management/api-management-features
"""

from lepton_iac.model import Disruption, SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "api-management-developer",
    "moves API Management outside production to the tier made for development",
    ("azurerm_api_management",),
    Bought(
        path="sku_name",
        values=("standard_1", "basic_1", "premium_1"),
        edits=(SetAttribute("sku_name", "Developer_1"),),
        after="the developer tier, without a promised uptime",
        kept=(),
        why="where the tier made for development is enough",
    ),
    "https://learn.microsoft.com/azure/api-management/api-management-features",
    Disruption.STOP_START,
)
