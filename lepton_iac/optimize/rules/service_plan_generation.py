"""App Service plans of the second generation: the third has more memory for less.

https://learn.microsoft.com/azure/app-service/app-service-configure-premium-v3-tier
"""

from collections.abc import Mapping

from lepton_iac.model import Disruption, Resource, SetAttribute
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Stage
from lepton_iac.optimize.shapes.terms import Terms, Way, cheaper_terms

_NEWER: Mapping[str, str] = {"P1v2": "P0v3", "P2v2": "P1v3", "P3v2": "P2v3"}
"""1, 2 and 4 vCPU with 3.5, 7 and 14 GiB to 1, 2 and 4 vCPU with 4, 8 and 16 GiB."""


def _newer(resource: Resource, context: Context) -> tuple[str, tuple[Way, ...]]:
    sku = str(context.get(resource, "sku"))
    newer = _NEWER.get(sku)
    if newer is None:
        return "", ()
    return sku, (Way((SetAttribute("sku_name", newer),), newer, ("whether the scale unit offers it",)),)


RULE = cheaper_terms(
    "service-plan-generation",
    "moves an App Service plan to the third generation, which has more memory for less",
    ("azurerm_service_plan",),
    Terms("sku", "as many processors and more memory for less", choose=_newer, kept=("count",)),
    "https://learn.microsoft.com/azure/app-service/app-service-configure-premium-v3-tier",
    Disruption.STOP_START,
    Stage.GENERATION,
)
