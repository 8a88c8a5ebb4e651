"""What machine types offer: the embedded table of instance specs."""

import csv
import io
import lzma
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lepton_iac.errors import PriceBookError
from lepton_iac.model import InstanceSpec

SPECS_DATA = Path(__file__).parent / "data" / "instances.csv.xz"


@cache
def embedded_specs(provider: str, path: Path = SPECS_DATA) -> Mapping[str, InstanceSpec]:
    """Machine types of one provider (``aws``, ``azurerm``, ``google``) by name.

    Raises:
        PriceBookError: the package's data is missing or damaged.
    """
    try:
        text = lzma.decompress(path.read_bytes()).decode()
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise PriceBookError(
            "the table of machine types cannot be read", where=path.name, mend="install lepton-iac again"
        ) from error
    rows = csv.DictReader(io.StringIO(text))
    return MappingProxyType({row["sku"]: _spec(row) for row in rows if row["provider"] == provider})


def _spec(row: Mapping[str, str]) -> InstanceSpec:
    return InstanceSpec(
        provider=row["provider"],
        sku=row["sku"],
        family=row["family"],
        vcpu=_number(row["vcpu"]),
        memory_gib=_number(row["memory_gib"]),
        arch=row["arch"],
        gpu_count=int(row["gpu_count"]) if row["gpu_count"] else None,
        gpu_model=row["gpu_model"],
        local_storage_gb=_number(row["local_storage_gb"]),
        network_gbps=_number(row["network_gbps"]),
        burstable=_flag(row["burstable"]),
        cpu_vendor=row["cpu_vendor"],
        current=_flag(row["current"]),
        source=row["source"],
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _flag(text: str) -> bool | None:
    return text == "1" if text else None
