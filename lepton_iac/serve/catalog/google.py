"""Google's machine types and disks in one region; disks are known by the words of https://cloud.google.com/skus."""

from collections.abc import Iterator, Mapping

from lepton_iac.price.book import Book
from lepton_iac.serve.catalog.product import Product, offers

VENDOR = "gcp"
SERVICE = "Compute Engine"
SERVICES = frozenset({SERVICE})
_MACHINES: Mapping[str, tuple[str, Mapping[str, str]]] = {"on_demand": ("on_demand", {}), "spot": ("preemptible", {})}
_DISKS: Mapping[str, tuple[str, Mapping[str, str]]] = {"on_demand": ("OnDemand", {}), "spot": ("Preemptible", {})}
_WORDS: Mapping[tuple[str, str], str] = {
    ("pd_standard_storage", "on_demand"): "Storage PD Capacity",
    ("pd_ssd_storage", "on_demand"): "SSD backed PD Capacity",
    ("pd_balanced_storage", "on_demand"): "Balanced PD Capacity",
    ("pd_extreme_storage", "on_demand"): "Extreme PD Capacity",
    ("hyperdisk_extreme_storage", "on_demand"): "Hyperdisk Extreme Capacity",
    ("pd_standard_regional_storage", "on_demand"): "Regional Storage PD Capacity",
    ("pd_ssd_regional_storage", "on_demand"): "Regional SSD backed PD Capacity",
    ("pd_balanced_regional_storage", "on_demand"): "Regional Balanced PD Capacity",
    ("pd_snapshot_storage", "on_demand"): "Storage PD Snapshot",
    ("local_ssd_storage", "on_demand"): "SSD backed Local Storage",
    ("local_ssd_storage", "spot"): "SSD backed Local Storage attached to Spot Preemptible VMs",
}


def products(book: Book, service: str, region: str) -> Iterator[Product]:  # noqa: ARG001 - one shape for all clouds
    """Every machine type and disk that the book has a price of in the region."""
    for purchase in _MACHINES:
        for row in book.search("google", "vm", "linux", region, purchase):
            attributes = {"machineType": (row.sku,)}
            found = offers([row], "hours", purchases=_MACHINES)
            yield Product(VENDOR, SERVICE, "Compute Instance", region, attributes, found)
        for row in book.search("google", "persistent_disk", None, region, purchase):
            words = _WORDS.get((row.component, purchase))
            if words is not None:
                described = {"description": (words,)}
                found = offers([row], "GiBy.mo", purchases=_DISKS)
                yield Product(VENDOR, SERVICE, "Storage", region, described, found)
