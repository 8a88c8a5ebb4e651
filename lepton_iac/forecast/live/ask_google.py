"""Which Google Cloud metrics a stack has: those of the table, restricted to the ids of its resources.

Source: https://cloud.google.com/monitoring/api/resources
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from lepton_iac.forecast.identifiers import values_at
from lepton_iac.forecast.live.google_monitoring import ADDRESS, Query, fetch
from lepton_iac.forecast.live.request import Answers, Request, each, states
from lepton_iac.forecast.metric_names import MetricName, metrics_of
from lepton_iac.model import Note, Stack

LABELS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "google_compute_instance": ("instance_id", "instance_id", ("compute.googleapis.com/", "agent.googleapis.com/")),
    "google_sql_database_instance": ("database_id", "project:name", ("cloudsql.googleapis.com/",)),
    "google_cloud_run_service": ("service_name", "name", ("run.googleapis.com/",)),
    "google_cloud_run_v2_service": ("service_name", "name", ("run.googleapis.com/",)),
    "google_cloudfunctions_function": ("function_name", "name", ("cloudfunctions.googleapis.com/",)),
    "google_redis_instance": ("instance_id", "id", ("redis.googleapis.com/",)),
    "google_storage_bucket": ("bucket_name", "name", ("storage.googleapis.com/",)),
    "google_container_cluster": ("cluster_name", "name", ("kubernetes.io/node/",)),
}
"""Resource type to the label that names it, the attribute that holds its value, and how its metrics begin."""

TOGETHER = 20
"""Values in one filter; a filter may hold 2,048 characters."""

HOUR_S, FINE_S, DAY_S = 3600, 300, 86_400
FINE_DAYS = 42
"""Six weeks are kept as they were written, then by ten minutes.
Source: https://cloud.google.com/monitoring/quotas#data_retention_policy
"""

Group = tuple[str, str, tuple[str, ...]]
"""Project, label, and how the metrics begin."""


def ask(request: Request, stack: Stack) -> Answers:
    """Fetch the metrics of the stack's Google Cloud resources, project by project.

    Raises:
        ReadError: Google Cloud refuses or is out of reach; what was fetched is kept.
        WriteError: the folder cannot be written.
    """
    groups, notes = found_in(stack)
    jobs = [(project, query) for project, query in _queries(groups, request.days)]

    def run(job: tuple[str, Query]) -> Iterable[Path]:
        project, query = job
        address = request.url or ADDRESS
        return fetch(project, [query], request.start, request.end, request.folder, request.access, address=address)

    return Answers(each(request, jobs, run), tuple(notes))


def found_in(stack: Stack) -> tuple[Mapping[Group, list[str]], list[Note]]:
    """The values of each label to ask for, and a note for each resource that cannot be asked for."""
    found: dict[Group, list[str]] = defaultdict(list)
    notes: list[Note] = []
    for resource, state in states(stack):
        if resource.type not in LABELS:
            continue
        label, path, begins = LABELS[resource.type]
        value = next(values_at(state.attributes, path), "")
        project = next(values_at(state.attributes, "project"), "")
        if value and project and '"' not in value and "\\" not in value:
            found[project, label, begins].append(value)
        else:
            missing = path if project else "project"
            notes.append(Note(f"not asked for: the plan does not know its {missing}", resource.address))
    return found, notes


def _queries(groups: Mapping[Group, list[str]], days: float) -> Iterable[tuple[str, Query]]:
    for (project, label, begins), values in groups.items():
        for row in metrics_of("google"):
            if not row.metric.startswith(begins):
                continue
            aligner, period = aligned(row, days)
            for first in range(0, len(values), TOGETHER):
                among = (label, tuple(values[first : first + TOGETHER]))
                yield project, Query(row.metric, aligner, period, among)


def aligned(row: MetricName, days: float) -> tuple[str, int]:
    """How the points of a metric are put together: the rate of what is counted, the highest of a level."""
    if row.dimension == "storage_gib" and row.metric.startswith("storage."):
        return "ALIGN_MEAN", DAY_S
    if row.metric.endswith("_count"):
        return "ALIGN_RATE", FINE_S if days <= FINE_DAYS else HOUR_S
    if row.metric.endswith("utilizations"):
        return "ALIGN_PERCENTILE_99", HOUR_S
    return "ALIGN_MEAN" if row.dimension in {"storage_gib", "memory_total_gib"} else "ALIGN_MAX", HOUR_S
