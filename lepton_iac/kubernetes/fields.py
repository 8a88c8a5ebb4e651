"""Looking into a manifest's nodes without trusting their shape."""

from collections.abc import Mapping

from lepton_iac.errors import LeptonError
from lepton_iac.plain_yaml import Node


def at(node: Node | None, *names: str) -> Node | None:
    """What stands under some keys; ``None`` where nothing does."""
    for name in names:
        if node is None or not isinstance(node.value, dict):
            return None
        node = node.value.get(name)
    return node if node is None or node.value is not None else None


def items(node: Node | None) -> list[Node]:
    """The items of a list; none where there is no list."""
    return [one for one in node.value if isinstance(one, Node)] if node and isinstance(node.value, list) else []


def text(node: Node | None) -> str:
    """A word or number as text; empty where there is none."""
    return "" if node is None or isinstance(node.value, dict | list | None) else _word(node.value)


def strings(node: Node | None) -> Mapping[str, str]:
    """A mapping of words."""
    return {key: text(value) for key, value in node.value.items()} if node and isinstance(node.value, dict) else {}


def count(node: Node | None, default: int, where: str) -> int:
    """A whole number from zero on; the default where nothing is written.

    Raises:
        LeptonError: something else is written, with file and line.
    """
    if node is None:
        return default
    if isinstance(node.value, bool) or not isinstance(node.value, int) or not 0 <= node.value <= MOST:
        path = where.rpartition(":")[0] or where
        raise LeptonError(f"not a number of pods: {text(node)[:60]!r}", where=f"{path}:{node.line}", mend=MEND)
    return node.value


MOST = 150_000
"""Pods in one cluster, https://kubernetes.io/docs/setup/best-practices/cluster-large/"""
MEND = f"write a whole number from 0 to {MOST}"


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
