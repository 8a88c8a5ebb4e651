"""What the user has already committed to pay for: a small YAML file, so that nothing paid for is left unused."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.optimize.constraints import Committed
from lepton_iac.optimize.regions import PROVIDERS
from lepton_iac.plain_yaml import Node, read_yaml

_NEEDED = ("provider", "region", "sku", "units")
_ALLOWED = (*_NEEDED, "service", "purchase", "until")
_MEND = "a list `commitments:` of provider, region, sku, units, and if you like service, purchase, until"


def read_inventory(path: Path) -> tuple[Committed, ...]:
    """The commitments of an inventory file.

    Raises:
        LeptonError: not readable, a key missing or unknown, a value out of its range; with file and line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LeptonError(f"cannot read: {error.strerror}", where=str(path), mend="give a readable file") from error
    node = read_yaml(data, str(path))
    listed = node.value.get("commitments") if isinstance(node.value, dict) else node
    if listed is None or not isinstance(listed.value, list):
        raise LeptonError("there is no list of commitments", where=str(path), mend=_MEND)
    return tuple(_committed(one, f"{path}:{one.line}") for one in listed.value)


def _committed(node: Node, where: str) -> Committed:
    found = node.plain
    if not isinstance(found, dict) or any(name not in found for name in _NEEDED):
        raise LeptonError("a commitment lacks something", where=where, mend=_MEND)
    odd = next((name for name in found if name not in _ALLOWED), None)
    if odd is not None:
        raise LeptonError(f"a commitment has no {odd}", where=where, mend=_MEND)
    provider, units = found["provider"], found["units"]
    if provider not in PROVIDERS:
        raise LeptonError(f"no such provider: {provider!r}", where=where, mend=f"one of {', '.join(PROVIDERS)}")
    if isinstance(units, bool) or not isinstance(units, int | Decimal) or units <= 0:
        raise LeptonError(f"units is {units!r}", where=where, mend="write a number above 0")
    texts: dict[str, Any] = {name: str(value) for name, value in found.items() if name != "units" and value is not None}
    return Committed(units=Decimal(units), **texts)
