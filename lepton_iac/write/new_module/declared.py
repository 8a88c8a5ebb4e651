"""What templates declare while they are written: variables, outputs, and the pools of a cluster."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of the module; ``required`` ones have no default."""

    name: str
    description: str
    type: str = "string"
    default: str = ""
    sensitive: bool = False

    @property
    def required(self) -> bool:
        return not self.default


@dataclass(frozen=True, slots=True)
class Output:
    name: str
    description: str
    value: str
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """Equal nodes of a cluster."""

    label: str
    name: str
    sku: str
    count: int
    disk_gib: int
    spot: bool
    arch: str = "x86_64"
    most: int = 0

    @property
    def scales(self) -> bool:
        """Whether it may grow beyond the nodes it has."""
        return self.most > self.count
