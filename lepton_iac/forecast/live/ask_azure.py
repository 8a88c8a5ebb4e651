"""Which Azure metrics a stack has: those of the table for the resource type that stands in each resource id."""

import re
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from lepton_iac.errors import ReadError
from lepton_iac.forecast.identifiers import values_at
from lepton_iac.forecast.live.azure_monitor import ADDRESS, fetch
from lepton_iac.forecast.live.request import Answers, Request, each, states
from lepton_iac.forecast.metric_names import metrics_of
from lepton_iac.model import Note, Stack

KEPT_DAYS = 93
"""Azure keeps platform metrics for 93 days, and answers at most 30 of them at once.
Source: https://learn.microsoft.com/en-us/azure/azure-monitor/metrics/data-platform-metrics
"""

SPAN = timedelta(days=30)
AGGREGATIONS = ("Average", "Maximum", "Minimum", "Total")
_PROVIDER = re.compile(r"/providers/(?P<space>[^/]+)/(?P<rest>.+)$", re.IGNORECASE)


def ask(request: Request, stack: Stack) -> Answers:
    """Fetch the metrics of every resource whose Azure id is known.

    Raises:
        ReadError: Azure refuses or is out of reach; what was fetched is kept.
        WriteError: the folder cannot be written.
    """
    if request.days > KEPT_DAYS:
        raise ReadError(f"Azure keeps {KEPT_DAYS} days, not {request.days:.0f}", mend="ask for less with --since")
    subjects, notes = found_in(stack)

    def run(subject: tuple[str, tuple[str, ...]]) -> Iterable[Path]:
        resource, metrics = subject
        first = request.start
        while first < request.end:
            last = min(first + SPAN, request.end)
            yield from fetch(
                [resource],
                metrics,
                first,
                last,
                request.folder,
                request.access,
                interval="PT1H",
                aggregations=AGGREGATIONS,
                address=request.url or ADDRESS,
            )
            first = last

    return Answers(each(request, subjects, run), tuple(notes))


def found_in(stack: Stack) -> tuple[list[tuple[str, tuple[str, ...]]], list[Note]]:
    """Resource ids with the metrics to ask for, and a note for each resource whose id the plan does not know."""
    found: dict[str, tuple[str, ...]] = {}
    notes: list[Note] = []
    for resource, state in states(stack):
        if not resource.type.startswith("azurerm_"):
            continue
        identity = next(values_at(state.attributes, "id"), "")
        metrics = tuple(row.metric for row in metrics_of("azure", namespace_of(identity)))
        if metrics:
            found[identity] = metrics
        elif not identity and resource.type in MEASURED:
            notes.append(Note("not asked for: the plan does not know its id", resource.address))
    return list(found.items()), notes


MEASURED = frozenset(
    f"azurerm_{name}"
    for name in (
        "linux_virtual_machine windows_virtual_machine virtual_machine linux_virtual_machine_scale_set "
        "windows_virtual_machine_scale_set mssql_database postgresql_flexible_server mysql_flexible_server redis_cache "
        "linux_web_app windows_web_app service_plan storage_account kubernetes_cluster"
    ).split()
)
"""Types whose metrics the table names, so that one without an id is worth a word."""


def namespace_of(identity: str) -> str:
    """The metric namespace of a resource id: ``Microsoft.Sql/servers/databases``."""
    found = _PROVIDER.search(identity)
    if found is None:
        return ""
    types = found["rest"].split("/")[::2]
    return "/".join([found["space"], *types])
