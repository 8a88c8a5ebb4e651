"""NAT gateways of Azure without a subnet.

https://learn.microsoft.com/azure/nat-gateway/nat-overview
"""

from lepton_iac.model import Disruption
from lepton_iac.optimize.shapes.unused import Thing, unused

_ADDRESSES = frozenset(
    {"azurerm_nat_gateway_public_ip_association", "azurerm_nat_gateway_public_ip_prefix_association"}
)

RULE = unused(
    "unused-azure-nat",
    "removes an Azure NAT gateway without a subnet",
    ("azurerm_nat_gateway",),
    Thing("NAT gateway", "without a subnet", _ADDRESSES, "its addresses stay"),
    "https://learn.microsoft.com/azure/nat-gateway/nat-overview",
    Disruption.NONE,
)
