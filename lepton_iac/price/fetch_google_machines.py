"""Google bills a machine by its cores and its memory; the book keeps the sum under the machine's type."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from lepton_iac.model import InstanceSpec, PriceRow
from lepton_iac.price.specs import embedded_specs
from lepton_iac.units import plain

PARTS = "vm_parts"
"""The service that cores and memory are kept under between fetching and adding up; never in a book."""

FAMILIES = frozenset({"N1", "N2", "N2D", "N4", "E2", "C2D", "C3", "C3D", "C4", "C4A", "C4D", "T2A", "T2D"})
"""Series whose predefined machines cost their vCPUs and GiB: https://cloud.google.com/compute/vm-instance-pricing."""

BY_THE_SHARE = frozenset({"e2-micro", "e2-small", "e2-medium"})
"""Shared-core machines are billed for fewer vCPUs than they show: https://cloud.google.com/compute/vm-instance-pricing."""


def machines(parts: Iterable[PriceRow], unmapped: Counter[str]) -> Iterator[PriceRow]:
    """One row per machine type, region and purchase option whose core and memory prices are both known.

    Args:
        parts: rows of service ``vm_parts``: component ``core`` or ``ram``, the series as SKU.
        unmapped: counts series and regions of which one of the two is missing or said twice.
    """
    prices: dict[tuple[str, str, str], dict[str, set[Decimal]]] = {}
    sample: dict[tuple[str, str, str], PriceRow] = {}
    for row in parts:
        key = (row.sku, row.region, row.purchase)
        prices.setdefault(key, {}).setdefault(row.component, set()).add(row.price)
        sample[key] = row
    types = _types()
    for key, found in prices.items():
        if {component: len(amounts) for component, amounts in found.items()} != {"core": 1, "ram": 1}:
            unmapped[f"Google Compute Engine: {key[0]} without exactly one core and one memory price"] += 1
            continue
        for spec in types.get(key[0], ()):
            yield _sum(spec, sample[key], next(iter(found["core"])), next(iter(found["ram"])))


def _types() -> dict[str, list[InstanceSpec]]:
    """Series to the machines that consist of nothing but vCPUs and memory."""
    types: dict[str, list[InstanceSpec]] = {}
    for spec in embedded_specs("google").values():
        whole = spec.vcpu is not None and spec.memory_gib is not None
        if whole and not spec.gpu_count and not spec.local_storage_gb and spec.sku not in BY_THE_SHARE:
            series, _, shape = spec.sku.partition("-")
            if shape.startswith(("standard-", "highmem-", "highcpu-")) and not shape.endswith(("-lssd", "-metal")):
                types.setdefault(series, []).append(spec)
    return types


def _sum(spec: InstanceSpec, part: PriceRow, core: Decimal, ram: Decimal) -> PriceRow:
    vcpu, memory = spec.vcpu or Decimal(0), spec.memory_gib or Decimal(0)
    return PriceRow(
        *(part.provider, part.region, "vm", "linux", spec.sku, "hours"),
        *(vcpu * core + memory * ram, Decimal(0), None),
        *(part.purchase, part.currency, part.effective, part.source),
        derived=f"{plain(vcpu)} vCPU at {plain(core)} and {plain(memory)} GiB at {plain(ram)} an hour",
    )
