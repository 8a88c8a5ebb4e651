"""Replicas of Azure AI Search outside production.

https://learn.microsoft.com/azure/search/search-capacity-planning
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "search-replicas",
    "keeps one replica of a search service outside production",
    ("azurerm_search_service",),
    Bought(
        path="replica_count",
        values=("2", "3", "4", "5", "6"),
        edits=(SetAttribute("replica_count", 1),),
        after="one replica, without a promised uptime of queries",
        kept=("sku",),
        why="where queries may wait",
    ),
    "https://learn.microsoft.com/azure/search/search-capacity-planning",
)
