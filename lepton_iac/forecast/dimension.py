"""What a metric's name and unit say about how it may be treated: its family, and the level that counts as nothing."""

from functools import lru_cache

from lepton_iac.forecast.series import Floats

FAMILIES: tuple[str, ...] = ("cpu", "memory", "disk", "network", "other")
"""Metrics of one family share a calibration; the order is the code a trained model uses."""

_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("memory", ("mem", "ram", "swap", "heap")),
    ("cpu", ("cpu", "vcpu", "processor", "dtu")),
    ("disk", ("disk", "iops", "volume", "read", "write", "throughput", "mibps", "storage_io")),
    ("network", ("net", "rx", "tx", "bandwidth", "mbps", "ingress", "egress", "byte", "packet")),
)

FLOORS = {"fraction": 0.01, "%": 1.0, "percent": 1.0, "gib": 1 / 64, "mib": 16.0, "kib": 16384.0, "iops": 1.0}
"""Per unit, the least capacity worth naming: one percent of a machine, 16 MiB of memory, one operation a second."""

FULL = {"fraction": 1.0, "%": 100.0, "percent": 100.0}
GROWING = ("storage", "requests", "connections", "free_space", "size_gib")


@lru_cache(maxsize=4096)
def family(name: str) -> str:
    """The family of a dimension or metric name: ``cpu_fraction`` is ``cpu``, ``net_rx.max`` is ``network``."""
    lowered = name.lower()
    for found, words in _WORDS:
        if any(word in lowered for word in words):
            return found
    return "other"


def grows(name: str) -> bool:
    """Whether the quantity accumulates or trends, so that growth is asked for and not only a level."""
    return name.lower().startswith(GROWING)


def floor(unit: str) -> float:
    """The absolute floor of a capacity in ``unit``; 0 where no level is known to be negligible."""
    return FLOORS.get(unit.lower(), 0.0)


def ceiling(name: str, unit: str) -> float | None:
    """The level at which a CPU metric stops telling the demand; ``None`` where there is no such level."""
    return FULL.get(unit.lower()) if family(name) == "cpu" else None


def scale_of(recent: Floats, unit: str) -> Floats:
    """Positive scales for rows of levels: never below the floor, never zero."""
    return recent.clip(min=max(floor(unit), 1e-9))
