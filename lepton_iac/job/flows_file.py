"""How much data flows between the resources of a stack, as a small YAML file."""

from decimal import Decimal
from pathlib import Path

from lepton_iac.errors import LeptonError
from lepton_iac.optimize.joint import Edge
from lepton_iac.plain_yaml import Node, read_yaml

_MEND = "`flows:` with from, to (an address, or internet), gb (per month), and if they stand in two zones, zones: true"


def read_flows(path: Path) -> tuple[Edge, ...]:
    """The flows of a file, GB per month.

    Raises:
        LeptonError: not readable, a key missing or unknown, no number; with file and line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LeptonError(f"cannot read: {error.strerror}", where=str(path), mend="give a readable file") from error
    root = read_yaml(data, str(path))
    listed = root.value.get("flows") if isinstance(root.value, dict) else root
    if listed is None or not isinstance(listed.value, list):
        raise LeptonError("there is no list of flows", where=str(path), mend=_MEND)
    return tuple(_flow(one, f"{path}:{one.line}") for one in listed.value)


def _flow(node: Node, where: str) -> Edge:
    found = node.plain
    if not isinstance(found, dict) or not {"from", "to", "gb"} <= set(found) <= {"from", "to", "gb", "zones"}:
        raise LeptonError("a flow lacks something, or has too much", where=where, mend=_MEND)
    amount = found["gb"]
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal) or amount < 0:
        raise LeptonError(f"gb is {amount!r}", where=where, mend="write a number of at least 0")
    return Edge(str(found["from"]), str(found["to"]), Decimal(amount), found.get("zones") is True)
