"""What machine types offer: the embedded table of instance specs, and those of clouds that plugins add."""

import csv
import io
import lzma
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lepton_iac.errors import PriceBookError
from lepton_iac.kinds.load import BUILT_IN
from lepton_iac.model import InstanceSpec
from lepton_iac.price.plugin_prices import plugin_files

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


@cache
def specs_of(provider: str) -> Mapping[str, InstanceSpec]:
    """Machine types of a provider by name, from the embedded table or from the plugin that adds the provider.

    A plugin's CSV has ``sku`` and any of the other fields of ``InstanceSpec``; an empty cell is not known.

    Raises:
        PriceBookError: a plugin cannot be loaded, or its machine types cannot be read.
    """
    path = None if provider in BUILT_IN else plugin_files("machines").get(provider)
    return embedded_specs(provider) if path is None else _plugin_specs(provider, path)


def _plugin_specs(provider: str, path: Path) -> Mapping[str, InstanceSpec]:
    found: dict[str, InstanceSpec] = {}
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                found[row["sku"]] = _spec({**row, "provider": provider})
    except (OSError, KeyError, ValueError, ArithmeticError, csv.Error) as error:
        raise PriceBookError(
            f"the machine types of {provider} cannot be read: {type(error).__name__}",
            where=f"{path}:{len(found) + 2}",
            mend="correct the plugin's table",
        ) from error
    return MappingProxyType(found)


def _spec(row: Mapping[str, str | None]) -> InstanceSpec:
    text: Mapping[str, str] = {name: value or "" for name, value in row.items()}
    return InstanceSpec(
        provider=text["provider"],
        sku=text["sku"],
        family=text.get("family", ""),
        vcpu=_number(text.get("vcpu", "")),
        memory_gib=_number(text.get("memory_gib", "")),
        arch=text.get("arch", ""),
        gpu_count=int(text["gpu_count"]) if text.get("gpu_count") else None,
        gpu_model=text.get("gpu_model", ""),
        local_storage_gb=_number(text.get("local_storage_gb", "")),
        network_gbps=_number(text.get("network_gbps", "")),
        burstable=_flag(text.get("burstable", "")),
        cpu_vendor=text.get("cpu_vendor", ""),
        current=_flag(text.get("current", "")),
        source=text.get("source", ""),
    )


def _number(text: str) -> Decimal | None:
    number = Decimal(text) if text else None
    if number is not None and not (number.is_finite() and number >= 0):
        raise ValueError(text)
    return number


def _flag(text: str) -> bool | None:
    return text == "1" if text else None
