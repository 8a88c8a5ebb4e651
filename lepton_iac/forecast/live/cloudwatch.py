"""Read CloudWatch through GetMetricData: up to 500 queries a call, paged, kept on disk.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.forecast.live.http import ATTEMPTS, PAGES, backoff
from lepton_iac.forecast.live.store import instant, stored
from lepton_iac.model import EMPTY

BATCH = 500
PASSING = frozenset(
    {"Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded", "TooManyRequestsException"}
    | {
        "InternalServiceError",
        "InternalServiceFault",
        "InternalFailure",
        "ServiceUnavailable",
        "LimitExceededException",
    }
)
"""Error codes that pass by themselves."""


@dataclass(frozen=True, slots=True)
class Query:
    """One metric to fetch; ``statistic`` in CloudWatch's words, ``Maximum`` or ``p99``."""

    namespace: str
    metric: str
    dimensions: Mapping[str, str] = EMPTY
    statistic: str = "Maximum"
    period_s: int = 300

    def request(self, identity: str) -> dict[str, Any]:
        """The query as the API takes it."""
        pairs = [{"Name": name, "Value": value} for name, value in sorted(self.dimensions.items())]
        metric = {"Namespace": self.namespace, "MetricName": self.metric, "Dimensions": pairs}
        return {"Id": identity, "MetricStat": {"Metric": metric, "Period": self.period_s, "Stat": self.statistic}}


def client(region: str, profile: str | None = None, url: str = "") -> Any:
    """A CloudWatch client of the user's own AWS configuration.

    Args:
        url: another endpoint than AWS's own, such as a VPC endpoint.

    Raises:
        ReadError: the profile is unknown or the configuration is broken.
    """
    import boto3
    from botocore.exceptions import BotoCoreError

    try:
        return boto3.Session(profile_name=profile, region_name=region).client("cloudwatch", endpoint_url=url or None)
    except (BotoCoreError, ValueError) as error:
        raise ReadError(
            f"AWS cannot be reached: {type(error).__name__}", mend="check the region and profile"
        ) from error


def fetch(
    cloudwatch: Any,
    queries: Sequence[Query],
    start: datetime,
    end: datetime,
    folder: Path,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[Path, ...]:
    """Files with the answers, request beside result; files of an earlier run with the same request are used again.

    Args:
        cloudwatch: a boto3 CloudWatch client.
        start, end: aware times; the region of the client is part of what names a file.

    Raises:
        ReadError: CloudWatch refuses, or keeps throttling; finished batches stay on disk.
        WriteError: the folder cannot be written.
    """
    paths: list[Path] = []
    for first in range(0, len(queries), BATCH):
        asked = [query.request(f"m{place}") for place, query in enumerate(queries[first : first + BATCH])]
        window = {"StartTime": instant(start), "EndTime": instant(end)}
        request = {"region": cloudwatch.meta.region_name, **window, "MetricDataQueries": asked}

        def answer(asked: list[dict[str, Any]] = asked) -> Mapping[str, Any]:
            results = _merged(_pages(cloudwatch, asked, start, end, sleep))
            incomplete = any(result["StatusCode"] != "Complete" for result in results)
            return {"MetricDataQueries": asked, "MetricDataResults": results, "partial": incomplete}

        paths.append(stored(folder, "cloudwatch", request, answer))
    return tuple(paths)


def _pages(
    cloudwatch: Any, asked: list[dict[str, Any]], start: datetime, end: datetime, sleep: Callable[[float], None]
) -> Iterator[Mapping[str, Any]]:
    token: dict[str, str] = {}
    for _ in range(PAGES):
        span = {"StartTime": start, "EndTime": end, "ScanBy": "TimestampAscending"}
        page = patiently(partial(cloudwatch.get_metric_data, MetricDataQueries=asked, **span, **token), sleep)
        yield page
        if not page.get("NextToken"):
            return
        token = {"NextToken": page["NextToken"]}
    raise ReadError(f"CloudWatch answered more than {PAGES} pages", mend="ask for a shorter time or a longer period")


def patiently(call: Callable[[], Mapping[str, Any]], sleep: Callable[[float], None]) -> Mapping[str, Any]:
    """The answer of one call, tried again while CloudWatch is busy or out of reach.

    Raises:
        ReadError: CloudWatch refuses, or patience is at its end; no message of the service is shown.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    for attempt in range(ATTEMPTS):
        try:
            return call()
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", "an error"))
            if code not in PASSING:
                raise ReadError(
                    f"CloudWatch answered {code}", mend="allow cloudwatch:GetMetricData and cloudwatch:ListMetrics"
                ) from None
            trouble = f"CloudWatch answered {code}"
        except BotoCoreError as error:
            trouble = f"CloudWatch cannot be reached: {type(error).__name__}"
        if attempt + 1 < ATTEMPTS:
            sleep(backoff(attempt))
    raise ReadError(f"{trouble}, {ATTEMPTS} times", mend="try again later; finished batches are kept")


def _merged(pages: Iterator[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One result per query, in the order they came; the last page's status counts."""
    found: dict[str, dict[str, Any]] = {}
    for page in pages:
        for result in page.get("MetricDataResults", ()):
            fresh = {"Id": result["Id"], "Label": result.get("Label", ""), "Timestamps": [], "Values": []}
            one = found.setdefault(result["Id"], fresh)
            one["Timestamps"] += [instant(moment) for moment in result.get("Timestamps", ())]
            one["Values"] += result.get("Values", ())
            one["StatusCode"] = result.get("StatusCode", "Complete")
            one["Messages"] = one.get("Messages", []) + result.get("Messages", [])
    return list(found.values())
