"""VPN and ExpressRoute gateways of Azure without a connection.

https://learn.microsoft.com/azure/advisor/advisor-reference-cost-recommendations#networking
"""

from lepton_iac.model import Disruption
from lepton_iac.optimize.shapes.unused import Thing, unused

RULE = unused(
    "unused-vpn-gateway",
    "removes an Azure VPN or ExpressRoute gateway without a connection",
    ("azurerm_virtual_network_gateway",),
    Thing(
        "gateway",
        "without a connection",
        why="making it again takes most of an hour",
        held_by=("vpn_client_configuration",),  # single computers dial in without a connection of their own
    ),
    "https://learn.microsoft.com/azure/advisor/advisor-reference-cost-recommendations#networking",
    Disruption.REPLACE,
)
