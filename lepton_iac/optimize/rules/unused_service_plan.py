"""App Service plans without an app.

https://learn.microsoft.com/azure/app-service/overview-manage-costs
"""

from lepton_iac.model import Disruption
from lepton_iac.optimize.shapes.unused import Thing, unused

RULE = unused(
    "unused-service-plan",
    "removes an App Service plan without an app",
    ("azurerm_service_plan", "azurerm_app_service_plan"),
    Thing("plan", "without an app", frozenset({"azurerm_monitor_autoscale_setting", "azurerm_monitor_metric_alert"})),
    "https://learn.microsoft.com/azure/app-service/overview-manage-costs",
    Disruption.REPLACE,
)
