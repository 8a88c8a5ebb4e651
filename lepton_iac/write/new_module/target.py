"""The three clouds a module can be written for, and where their templates put each kind."""

from collections.abc import Mapping
from dataclasses import dataclass

ZONES: Mapping[str, str] = {"europe-west1": "bcd", "us-east1": "bcd"}
"""Regions of Google whose zones do not begin with a, https://cloud.google.com/compute/docs/regions-zones"""
FILES: Mapping[str, str] = {
    "network": "network", "subnet": "network", "firewall": "network", "nat_gateway": "network",
    "load_balancer": "network", "dns": "network", "compute": "compute", "scale_group": "compute",
    "kubernetes_cluster": "kubernetes", "container_service": "compute", "block_volume": "storage",
    "object_storage": "storage", "queue": "storage", "database": "data", "cache": "data",
    "log_store": "monitoring", "secret": "identity", "identity": "identity", "monitoring": "monitoring",
    "budget": "monitoring", "key_management": "keys",
}  # fmt: skip
"""Kind to file; what is not here has a file of its own name."""


@dataclass(frozen=True, slots=True)
class Target:
    """One cloud: what people call it, its provider, and what its Terraform names the place of a resource."""

    name: str
    provider: str
    title: str


TARGETS: Mapping[str, Target] = {
    "azure": Target("azure", "azurerm", "Azure"),
    "google": Target("google", "google", "Google Cloud"),
    "aws": Target("aws", "aws", "AWS"),
}


def zone(region: str, index: int | None) -> str:
    """The letter of a region's zone, the first one where the source names none."""
    letters = ZONES.get(region, "abc")
    return letters[(index or 0) % len(letters)]
