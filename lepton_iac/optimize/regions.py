"""Which regions of three providers lie in the same place; a table to read, not a distance to compute.

Sources: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html,
https://learn.microsoft.com/azure/reliability/regions-list, https://cloud.google.com/compute/docs/regions-zones
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lepton_iac.optimize.constraints import Constraints

PROVIDERS = ("aws", "azurerm", "google")
DEFAULT = Constraints()


@dataclass(frozen=True, slots=True)
class Place:
    """One part of the world: its jurisdiction and the regions there, the first of each being the one moved to."""

    name: str
    jurisdiction: str
    aws: tuple[str, ...]
    azurerm: tuple[str, ...]
    google: tuple[str, ...]

    def of(self, provider: str) -> tuple[str, ...]:
        return {"aws": self.aws, "azurerm": self.azurerm, "google": self.google}.get(provider, ())


def _place(name: str, jurisdiction: str, aws: str, azurerm: str, google: str) -> Place:
    return Place(name, jurisdiction, tuple(aws.split()), tuple(azurerm.split()), tuple(google.split()))


PLACES: tuple[Place, ...] = (
    _place("Virginia", "US", "us-east-1", "eastus eastus2", "us-east4 us-east1"),
    _place("Ohio and Iowa", "US", "us-east-2", "centralus northcentralus", "us-central1 us-east5"),
    _place("Texas", "US", "", "southcentralus", "us-south1"),
    _place("California", "US", "us-west-1", "westus", "us-west2"),
    _place("Oregon", "US", "us-west-2", "westus2 westus3 westcentralus", "us-west1 us-west3 us-west4"),
    _place("Canada", "CA", "ca-central-1 ca-west-1", "canadacentral canadaeast",
           "northamerica-northeast1 northamerica-northeast2"),
    _place("Mexico", "MX", "mx-central-1", "mexicocentral", "northamerica-south1"),
    _place("Brazil", "BR", "sa-east-1", "brazilsouth brazilsoutheast", "southamerica-east1"),
    _place("Chile", "CL", "", "chilecentral", "southamerica-west1"),
    _place("Ireland", "EU", "eu-west-1", "northeurope", "europe-west1"),
    _place("London", "UK", "eu-west-2", "uksouth ukwest", "europe-west2"),
    _place("Paris", "EU", "eu-west-3", "francecentral francesouth", "europe-west9"),
    _place("Frankfurt", "EU", "eu-central-1", "germanywestcentral germanynorth", "europe-west3 europe-west10"),
    _place("Netherlands and Belgium", "EU", "", "westeurope belgiumcentral", "europe-west4"),
    _place("Zurich", "CH", "eu-central-2", "switzerlandnorth switzerlandwest", "europe-west6"),
    _place("Nordics", "EU", "eu-north-1", "swedencentral swedensouth", "europe-north1 europe-north2"),
    _place("Norway", "NO", "", "norwayeast norwaywest", ""),
    _place("Milan", "EU", "eu-south-1", "italynorth", "europe-west8 europe-west12"),
    _place("Madrid", "EU", "eu-south-2", "spaincentral", "europe-southwest1"),
    _place("Warsaw and Vienna", "EU", "", "polandcentral austriaeast", "europe-central2"),
    _place("Israel", "IL", "il-central-1", "israelcentral", "me-west1"),
    _place("Emirates", "AE", "me-central-1", "uaenorth uaecentral", ""),
    _place("Bahrain and Qatar", "QA", "me-south-1", "qatarcentral", "me-central1"),
    _place("South Africa", "ZA", "af-south-1", "southafricanorth southafricawest", "africa-south1"),
    _place("Mumbai", "IN", "ap-south-1 ap-south-2", "centralindia southindia westindia jioindiacentral jioindiawest",
           "asia-south1 asia-south2"),
    _place("Singapore", "SG", "ap-southeast-1", "southeastasia", "asia-southeast1"),
    _place("Jakarta", "ID", "ap-southeast-3", "indonesiacentral", "asia-southeast2"),
    _place("Malaysia", "MY", "ap-southeast-5", "malaysiawest", ""),
    _place("Hong Kong", "HK", "ap-east-1", "eastasia", "asia-east2"),
    _place("Taiwan", "TW", "ap-east-2", "", "asia-east1"),
    _place("Tokyo", "JP", "ap-northeast-1", "japaneast", "asia-northeast1"),
    _place("Osaka", "JP", "ap-northeast-3", "japanwest", "asia-northeast2"),
    _place("Seoul", "KR", "ap-northeast-2", "koreacentral koreasouth", "asia-northeast3"),
    _place("Sydney", "AU", "ap-southeast-2", "australiaeast australiacentral", "australia-southeast1"),
    _place("Melbourne", "AU", "ap-southeast-4", "australiasoutheast", "australia-southeast2"),
    _place("Auckland", "NZ", "ap-southeast-6", "newzealandnorth", ""),
)  # fmt: skip
_NEXT = {"Ireland": "Netherlands and Belgium", "Netherlands and Belgium": "Frankfurt", "Texas": "Ohio and Iowa",
         "Warsaw and Vienna": "Frankfurt"}  # fmt: skip
"""Where a place has no region of a provider: the next place of the same jurisdiction."""


def place_of(provider: str, region: str) -> Place | None:
    """Where a region lies; ``None`` for regions the table does not have, such as government clouds."""
    return next((place for place in PLACES if region in place.of(provider)), None)


def nearest(
    provider: str, region: str, other: str, known: tuple[str, ...], limits: Constraints = DEFAULT
) -> tuple[str | None, str]:
    """The region of another provider in the same place, or the next that is allowed, and why there is none.

    Args:
        known: the regions of the other provider that prices are known for.
        limits: without ``residency`` the jurisdiction stays; with ``regions`` only these are looked at.
    """
    place = place_of(provider, region)
    if place is None:
        return None, f"no place is known for {provider} {region}"
    allowed = jurisdictions(place.jurisdiction, limits)
    for one in (*_onwards(place), *(PLACES if limits.residency or limits.regions else ())):
        for name in one.of(other) if one.jurisdiction in allowed else ():
            if name in known and (not limits.regions or name in limits.regions):
                return name, ""
    words = " or ".join(sorted(allowed))
    only = f" among {', '.join(limits.regions)}" if limits.regions else ""
    return None, f"{other} has no region with known prices in the place of {region}{only}, and data stays in {words}"


def jurisdictions(own: str, limits: Constraints) -> frozenset[str]:
    """Where the data of a resource may lie: in the jurisdictions named, or in its own."""
    return frozenset(word.upper() for word in limits.residency) or frozenset({own})


def _onwards(place: Place) -> Iterator[Place]:
    """The place, then the next ones of the same jurisdiction."""
    here: Place | None = place
    while here is not None:
        yield here
        onwards = _NEXT.get(here.name)
        here = next((one for one in PLACES if one.name == onwards and one.jurisdiction == place.jurisdiction), None)


JURISDICTIONS = tuple(sorted({place.jurisdiction for place in PLACES}))
