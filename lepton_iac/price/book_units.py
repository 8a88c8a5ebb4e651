"""Units of a price list turned into single things: ``1M-requests`` at 0.20 is ``requests`` at 0.0000002."""

import re
from decimal import Decimal
from functools import lru_cache

_COUNTED = re.compile(r"^(?P<number>\d+)(?P<scale>[kKM]?)[ -]+(?P<noun>[A-Za-z].*)$")
_SCALES = {"": Decimal(1), "k": Decimal(1000), "K": Decimal(1000), "M": Decimal(1_000_000)}

ODD_UNITS: dict[str, tuple[str, Decimal]] = {
    "1": ("unit", Decimal(1)),
    "1 GB/Hour": ("GB-hours", Decimal(1)),
    "1 GiB/Month": ("GiB-month", Decimal(1)),
    "100 GB (per day)": ("GB-per-day", Decimal(100)),
    "100/Month": ("unit-month", Decimal(100)),
    "RU/s x 100": ("RU/s", Decimal(100)),
    "hours (0.0625 DPUs)": ("DPU-hours", Decimal("0.0625")),
    "hours (1 DPU)": ("DPU-hours", Decimal(1)),
    "hours (10 DPUs)": ("DPU-hours", Decimal(10)),
    "hours (20 DPUs)": ("DPU-hours", Decimal(20)),
    "ms@128MB": ("GB-seconds", Decimal("0.000125")),
}
"""Units that carry a hidden multiplier; the price is divided by it."""

SYNONYMS: dict[str, str] = {
    "ACU-Hr": "ACU-hours",
    "ACU-Months": "ACU-month",
    "API Calls": "calls",
    "Alarms": "alarms",
    "CR-Hr": "CR-hours",
    "Count": "unit",
    "Events": "events",
    "Gbps-hrs": "Gbps-hours",
    "GigaBytes": "GB",
    "IOPS": "IOPS-month",
    "LCU-Hours": "LCU-hours",
    "MB/s": "MBps",
    "MBps": "MBps-month",
    "Metric Update": "metric-updates",
    "Metrics": "metrics",
    "Requests": "requests",
    "Rule-Hour": "rule-hours",
    "Runs": "runs",
    "RuleGroups": "rule-groups",
    "Units": "unit",
    "connection": "connections",
    "consumer-shard hour": "consumer-shard-hours",
    "hour": "hours",
    "image": "images",
    "instance": "instances",
    "message": "messages",
    "months": "month",
    "node": "nodes",
    "request": "requests",
    "resource": "resources",
    "rule": "rules",
    "tag-mo": "tag-month",
    "test": "tests",
    "units": "unit",
    "user": "users",
    "vCPU-Hours": "vCPU-hours",
    "vCPU-Months": "vCPU-month",
}
"""One spelling per unit; ``unit`` means that the source names none (look at the component's name)."""


@lru_cache(maxsize=1024)
def single_unit(unit: str) -> tuple[str, Decimal]:
    """The single thing a published unit counts, and how many of it the published price buys."""
    if unit in ODD_UNITS:
        return ODD_UNITS[unit]
    match = _COUNTED.match(unit)
    if match is None:
        return SYNONYMS.get(unit, unit), Decimal(1)
    noun = match["noun"]
    return SYNONYMS.get(noun, noun), Decimal(match["number"]) * _SCALES[match["scale"]]


def exact_quotient(amount: Decimal, divisor: Decimal) -> Decimal | None:
    """``amount / divisor`` when that is a finite decimal, else ``None``: a rounded price is never stored."""
    quotient = amount / divisor
    return quotient if quotient * divisor == amount else None
