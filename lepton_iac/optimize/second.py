"""Where a second copy of a region's data may lie, in the same jurisdiction."""

from collections.abc import Iterable, Mapping

from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.regions import PLACES, jurisdictions, place_of

DEFAULT = Constraints()
AZURE_PAIRS: Mapping[str, str] = {
    "eastus": "westus", "westus": "eastus", "eastus2": "centralus", "centralus": "eastus2",
    "northcentralus": "southcentralus", "southcentralus": "northcentralus", "westus2": "westcentralus",
    "westcentralus": "westus2", "westus3": "eastus", "canadacentral": "canadaeast", "canadaeast": "canadacentral",
    "northeurope": "westeurope", "westeurope": "northeurope", "uksouth": "ukwest", "ukwest": "uksouth",
    "francecentral": "francesouth", "germanywestcentral": "germanynorth", "switzerlandnorth": "switzerlandwest",
    "swedencentral": "swedensouth", "norwayeast": "norwaywest", "uaenorth": "uaecentral",
    "southafricanorth": "southafricawest", "centralindia": "southindia", "southindia": "centralindia",
    "japaneast": "japanwest", "japanwest": "japaneast", "koreacentral": "koreasouth", "koreasouth": "koreacentral",
    "australiaeast": "australiasoutheast", "australiasoutheast": "australiaeast", "brazilsouth": "southcentralus",
    "southeastasia": "eastasia", "eastasia": "southeastasia",
}  # fmt: skip
"""The region that Azure itself copies to, https://learn.microsoft.com/azure/reliability/regions-paired"""
GOOGLE_LOCATIONS: Mapping[str, str] = {"EU": "EU", "US": "US", "JP": "ASIA1"}
"""Jurisdiction to the location of several regions inside it, https://cloud.google.com/storage/docs/locations"""


def second_places(
    regions: Iterable[str], provider: str, known: tuple[str, ...], limits: Constraints = DEFAULT
) -> Mapping[str, str]:
    """Each region to where its second copy lies; what has no such place is not in the answer.

    Args:
        known: the regions of the provider that prices are known for.
    """
    found = {region: _second(region, provider, known, limits) for region in regions}
    return {region: second for region, second in found.items() if second}


def _second(region: str, provider: str, known: tuple[str, ...], limits: Constraints) -> str:
    place = place_of(provider, region)
    if place is None:
        return ""
    if provider == "google":
        return "" if limits.regions else GOOGLE_LOCATIONS.get(place.jurisdiction, "")
    allowed = jurisdictions(place.jurisdiction, limits) & {place.jurisdiction}
    near = [name for one in PLACES if one.jurisdiction in allowed for name in one.of(provider) if name != region]
    near = [name for name in near if not limits.regions or name in limits.regions]
    if provider == "azurerm":
        pair = AZURE_PAIRS.get(region, "")
        return pair if pair in near else ""
    return next((name for name in near if name in known), "")
