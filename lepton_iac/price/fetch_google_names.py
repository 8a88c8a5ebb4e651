"""Names of the Cloud Billing Catalog to the book's: by category and description, and nothing else.

SKUs and their descriptions: https://cloud.google.com/skus.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lepton_iac.price.fetch_google_machines import FAMILIES, PARTS

PURCHASES: Mapping[str, str] = {
    "OnDemand": "on_demand",
    "Preemptible": "spot",
    "Commit1Yr": "cud_1y",
    "Commit3Yr": "cud_3y",
}


@dataclass(frozen=True, slots=True)
class Name:
    """What a SKU is found under, and the units it may be published in."""

    service: str
    component: str
    sku: str
    unit: str
    purchase: str
    published: frozenset[str]


_HOUR, _MONTH = frozenset({"h", "GiBy.h"}), frozenset({"GiBy.mo"})
_PART = re.compile(
    r"(?:Spot Preemptible )?(?P<series>[A-Z]\d[A-Z]?)(?: Predefined| AMD| Arm)* Instance"
    r" (?P<what>Core|Ram) running in .+"
)
_COMMITTED = re.compile(r"Commitment v1: (?P<series>[A-Z]\d[A-Z]?)(?: AMD| Arm)* (?P<what>Cpu|Ram) in .+ for [13] Year")
_SMALL = {"Micro Instance with burstable CPU": "f1-micro", "Small Instance with 1 VCPU": "g1-small"}
_SMALL_NAME = re.compile(
    r"(?:Spot Preemptible )?(?P<name>Micro Instance with burstable CPU|Small Instance with 1 VCPU) running in .+"
)

_DISKS: Mapping[str, str] = {
    "Storage PD Capacity": "pd_standard_storage",
    "SSD backed PD Capacity": "pd_ssd_storage",
    "Balanced PD Capacity": "pd_balanced_storage",
    "Extreme PD Capacity": "pd_extreme_storage",
    "Regional Storage PD Capacity": "pd_standard_regional_storage",
    "Regional SSD backed PD Capacity": "pd_ssd_regional_storage",
    "Regional Balanced PD Capacity": "pd_balanced_regional_storage",
    "Storage PD Snapshot": "pd_snapshot_storage",
    "SSD backed Local Storage": "local_ssd_storage",
}
_ADDRESSES: Mapping[str, str] = {
    "External IP Charge on a Standard VM": "external_ip_vm_hours",
    "Static Ip Charge": "external_ip_unused_hours",
}
_DATABASE = re.compile(
    r"Cloud SQL for (?P<engine>MySQL|PostgreSQL|SQL Server): (?P<place>Zonal|Regional) - (?P<what>[\w ]+?) in .+"
)
_ENGINES = {"MySQL": "mysql", "PostgreSQL": "postgres", "SQL Server": "sqlserver"}
_DATABASE_PARTS = {
    "vCPU": ("db-custom-per-vcpu", "h"),
    "RAM": ("db-custom-per-gib", "GiBy.h"),
    "Micro instance": ("db-f1-micro", "h"),
    "Small instance": ("db-g1-small", "h"),
}
_DATABASE_STORAGE = {"Standard storage": "cloud_sql_ssd_storage", "Low cost storage": "cloud_sql_hdd_storage"}
_CLASSES: Mapping[str, tuple[str, str]] = {
    "RegionalStorage": ("Standard Storage", "gcs_standard_storage"),
    "NearlineStorage": ("Nearline Storage", "gcs_nearline_storage"),
    "ColdlineStorage": ("Coldline Storage", "gcs_coldline_storage"),
    "ArchiveStorage": ("Archive Storage", "gcs_archive_storage"),
}


def name_of(service: str, sku: Mapping[str, Any]) -> Name | None:
    """The book's name of a catalog SKU, or ``None`` when it has none."""
    description, category = str(sku["description"]), sku["category"]
    purchase = PURCHASES.get(str(category["usageType"]))
    return _SERVICES[service](description, category, purchase) if purchase is not None else None


def _compute(description: str, category: Mapping[str, Any], purchase: str) -> Name | None:
    match = _PART.fullmatch(description) or _COMMITTED.fullmatch(description)
    if match is not None and match["series"] in FAMILIES:
        what = "ram" if match["what"] == "Ram" else "core"
        return Name(PARTS, what, match["series"].lower(), "hours", purchase, _HOUR)
    small = _SMALL_NAME.fullmatch(description)
    if small is not None:
        return Name("vm", "linux", _SMALL[small["name"]], "hours", purchase, frozenset({"h"}))
    bare = description.partition(" in ")[0].removesuffix(" attached to Spot Preemptible VMs")
    if category.get("resourceFamily") == "Storage" and bare in _DISKS and purchase in {"on_demand", "spot"}:
        return Name("persistent_disk", _DISKS[bare], "", "GB-month", purchase, _MONTH)
    if bare in _ADDRESSES and purchase == "on_demand":
        return Name("external_ip", _ADDRESSES[bare], "", "hours", purchase, frozenset({"h"}))
    return None


def _database(description: str, category: Mapping[str, Any], purchase: str) -> Name | None:  # noqa: ARG001 - one shape for all
    match = _DATABASE.fullmatch(description)
    if match is None or purchase != "on_demand":
        return None
    place, what = match["place"].lower(), match["what"]
    if what in _DATABASE_PARTS:
        sku, unit = _DATABASE_PARTS[what]
        return Name("cloudsql", f"{_ENGINES[match['engine']]}/{place}", sku, "hours", purchase, frozenset({unit}))
    if what in _DATABASE_STORAGE:
        return Name("cloud_sql", _DATABASE_STORAGE[what], f"{place} {match['engine']}", "GB-month", purchase, _MONTH)
    return None


def _buckets(description: str, category: Mapping[str, Any], purchase: str) -> Name | None:
    words, component = _CLASSES.get(str(category.get("resourceGroup")), ("", ""))
    plain = component and description.startswith(f"{words} ") and purchase == "on_demand"
    if not plain or any(
        word in description for word in ("Dual", "Multi", "Early", "Retrieval", "Operations", "Autoclass")
    ):
        return None
    return Name("cloud_storage", component, "", "GB-month", purchase, _MONTH)


_SERVICES: Mapping[str, Callable[[str, Mapping[str, Any], str], Name | None]] = {
    "Compute Engine": _compute,
    "Cloud SQL": _database,
    "Cloud Storage": _buckets,
}
