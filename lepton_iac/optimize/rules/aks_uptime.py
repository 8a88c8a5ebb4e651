"""The paid uptime promise of an AKS control plane outside production.

https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "aks-uptime",
    "moves the control plane of an AKS cluster outside production to the free tier",
    ("azurerm_kubernetes_cluster",),
    Bought(
        path="sku_tier",
        values=("standard", "paid"),
        edits=(SetAttribute("sku_tier", "Free"),),
        after="the free tier, without a promised uptime of its control plane",
        kept=(),
        why="where an outage of the control plane may wait",
    ),
    "https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers",
)
