"""Write the measured usage of every sample stack: deterministic, from ``series.csv``, standard library only.

``python sample_stacks/make_metrics.py`` rewrites each ``metrics.csv.gz``: hourly points that end on
2026-11-23T00:00:00Z, a Monday, so that 35 days are five whole weeks. One stack gets some of the same series as
``metrics.cloudwatch.json`` too, in the shape of CloudWatch's GetMetricData:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
"""

import csv
import gzip
import io
import json
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
END = datetime(2026, 11, 23, tzinfo=UTC)
HEADER = ("series_id", "timestamp", "metric", "unit", "value", "statistic", "period_s")
UNITS = {
    "cpu_utilization": "percent",
    "memory_utilization": "percent",
    "storage_used": "GiB",
    "connections": "count",
    "disk_iops": "iops",
    "disk_throughput": "MiB/s",
}
CLOUDWATCH_STACK = "enterprise_it/aws"
CLOUDWATCH = (
    ("aws_db_instance.erp", "cpu_utilization", "AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", "erp"),
    ("aws_db_instance.erp", "connections", "AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", "erp"),
    ("aws_db_instance.erp_test", "cpu_utilization", "AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", "erp-test"),
    (
        "module.intranet_development.aws_autoscaling_group.this",
        "cpu_utilization",
        "AWS/EC2",
        "CPUUtilization",
        "AutoScalingGroupName",
        "intranet-development",
    ),
    ("aws_instance.erp_app", "cpu_utilization", "AWS/EC2", "CPUUtilization", "InstanceId", "i-0123456789abcdef0"),
)


@dataclass(frozen=True, slots=True)
class Series:
    """One row of ``series.csv``: a shape between ``low`` and ``high``, in the unit of the metric, over ``days``."""

    stack: str
    series_id: str
    metric: str
    shape: str
    low: float
    high: float
    days: int


def office(hour: int, dice: random.Random) -> float:
    """Weekdays from 8 to 18 UTC, with a dip at lunch."""
    weekday, clock = hour // 24 % 7, hour % 24
    if weekday > 4 or not 8 <= clock < 18:
        return dice.uniform(0, 0.06)
    return 0.72 + 0.2 * math.sin((clock - 8) / 10 * math.pi) - (0.15 if clock == 12 else 0)


def nightly(hour: int, dice: random.Random) -> float:
    """A batch window from 22 to 5 UTC, every night."""
    return dice.uniform(0.75, 1) if hour % 24 >= 22 or hour % 24 < 5 else dice.uniform(0, 0.08)


def bursts(hour: int, dice: random.Random) -> float:
    """Render jobs: about one six-hour block in four is full, the others are empty."""
    busy = random.Random(f"{hour // 6}").random() < 0.25  # noqa: S311 - a job fills its whole block
    return dice.uniform(0.9, 1) if busy else dice.uniform(0, 0.05)


def lectures(hour: int, dice: random.Random) -> float:
    """Courses on Monday to Thursday, 9 to 12 and 14 to 17 UTC; dark outside them."""
    weekday, clock = hour // 24 % 7, hour % 24
    taught = weekday < 4 and (9 <= clock < 12 or 14 <= clock < 17)
    return dice.uniform(0.6, 1) if taught else dice.uniform(0, 0.03)


def idle(_hour: int, dice: random.Random) -> float:
    """Nothing but the operating system."""
    return dice.uniform(0, 1)


def steady(hour: int, dice: random.Random) -> float:
    """A service used around the clock with a mild daily wave."""
    return 0.5 + 0.3 * math.sin((hour % 24 - 8) / 24 * 2 * math.pi) + dice.uniform(-0.15, 0.15)


def saturated(_hour: int, dice: random.Random) -> float:
    """At the ceiling: what it would use with more is not known."""
    return 1.0 if dice.random() < 0.93 else dice.uniform(0, 1)


def shift(hour: int, dice: random.Random) -> float:
    """A new level from the 22nd day on, when other machines' work moved here."""
    return dice.uniform(0.8, 1) if hour >= 21 * 24 else dice.uniform(0, 0.12)


def growth(hour: int, dice: random.Random) -> float:
    """Storage that fills up in a straight line."""
    return min(1.0, hour / (35 * 24) + dice.uniform(0, 0.004))


SHAPES: dict[str, Callable[[int, random.Random], float]] = {
    shape.__name__: shape for shape in (office, nightly, bursts, lectures, idle, steady, saturated, shift, growth)
}


def values(series: Series) -> Iterator[tuple[datetime, float]]:
    """Hourly points of one series; the seed is its address and metric, so that rows do not disturb each other."""
    dice = random.Random(f"{series.stack} {series.series_id} {series.metric}")  # noqa: S311 - a seeded shape
    span = series.high - series.low
    for hour in range((35 - series.days) * 24, 35 * 24):
        level = series.low + span * SHAPES[series.shape](hour, dice)
        noise = 0.0 if series.shape in {"growth", "saturated"} else dice.gauss(0, 0.025 * span)
        value = round(min(max(level + noise, series.low), series.high), 1)
        yield END - timedelta(days=35) + timedelta(hours=hour), value


def recipes() -> list[Series]:
    """The rows of ``series.csv``."""
    with (HERE / "series.csv").open(newline="") as handle:
        return [
            Series(
                stack=row["stack"],
                series_id=row["series_id"],
                metric=row["metric"],
                shape=row["shape"],
                low=float(row["low"]),
                high=float(row["high"]),
                days=int(row["days"]),
            )
            for row in csv.DictReader(handle)
        ]


def table(stack: str) -> str:
    """The CSV text of one stack's metrics."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for series in recipes():
        if series.stack != stack:
            continue
        for when, value in values(series):
            stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ")
            writer.writerow(
                (series.series_id, stamp, series.metric, UNITS[series.metric], f"{value:.1f}", "maximum", 3600)
            )
    return text.getvalue()


def stacks() -> list[str]:
    """The stacks that have metrics, in the order of ``series.csv``."""
    return list(dict.fromkeys(series.stack for series in recipes()))


def cloudwatch() -> str:
    """Some series of one stack as GetMetricData queries and results, newest point first as CloudWatch answers."""
    queries, results = [], []
    by_name = {(each.series_id, each.metric): each for each in recipes() if each.stack == CLOUDWATCH_STACK}
    for number, (address, metric, namespace, name, dimension, value) in enumerate(CLOUDWATCH, start=1):
        stat = {"Namespace": namespace, "MetricName": name, "Dimensions": [{"Name": dimension, "Value": value}]}
        query = {"Id": f"m{number}", "MetricStat": {"Metric": stat, "Period": 3600, "Stat": "Maximum"}}
        points = list(values(by_name[address, metric]))[::-1]
        queries.append(query)
        results.append(
            {
                "Id": f"m{number}",
                "Label": f"{value} {name}",
                "Timestamps": [when.isoformat() for when, _ in points],
                "Values": [amount for _, amount in points],
                "StatusCode": "Complete",
            }
        )
    return json.dumps({"MetricDataQueries": queries, "MetricDataResults": results}, separators=(",", ":")) + "\n"


def main() -> None:
    for stack in stacks():
        (HERE / stack / "metrics.csv.gz").write_bytes(gzip.compress(table(stack).encode(), 9, mtime=0))
    (HERE / CLOUDWATCH_STACK / "metrics.cloudwatch.json").write_text(cloudwatch(), encoding="utf-8")


if __name__ == "__main__":
    main()
