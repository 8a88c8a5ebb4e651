"""Which Prometheus series a stack has: the exporters' names of the table, on the addresses of its machines.

Source: https://prometheus.io/docs/prometheus/latest/querying/basics/
"""

import re
from collections.abc import Iterable
from pathlib import Path

from lepton_iac.errors import ReadError
from lepton_iac.forecast.identifiers import NAMES, values_at
from lepton_iac.forecast.live.prometheus import Query, fetch
from lepton_iac.forecast.live.request import Answers, Request, each, states
from lepton_iac.forecast.metric_names import MetricName, metrics_of
from lepton_iac.model import Stack

TOGETHER = 50
"""Machines in one expression, so that no answer is larger than a server likes."""

STEP_S = 300


def ask(request: Request, stack: Stack) -> Answers:
    """Fetch every known series whose ``instance`` is a machine of the stack, or a name in the mapping file.

    Raises:
        ReadError: no server is named, no machine has an address, or the server refuses; what was fetched is kept.
        WriteError: the folder cannot be written.
    """
    if not request.url:
        raise ReadError("no Prometheus server is named", mend="--from-url https://prometheus.example:9090")
    machines = sorted({*addresses(stack), *request.names})
    if not machines:
        mend = "give a plan with its state, or a --mapping file with lines such as instance=10.0.0.5,aws_instance.web"
        raise ReadError("no machine of the stack has an address that Prometheus would name", mend=mend)
    jobs = [
        expression(row, machines[first : first + TOGETHER])
        for row in metrics_of("prometheus")
        for first in range(0, len(machines), TOGETHER)
    ]

    def run(text: str) -> Iterable[Path]:
        return fetch(
            request.url,
            [Query(text)],
            request.start,
            request.end,
            request.folder,
            step_s=STEP_S,
            access=request.access,
        )

    return Answers(each(request, jobs, run))


def addresses(stack: Stack) -> Iterable[str]:
    """The private addresses and names under which the stack's machines are scraped."""
    places = NAMES["instance"]
    for resource, state in states(stack):
        for type_, path in places:
            if type_ == resource.type:
                yield from values_at(state.attributes, path)


def expression(row: MetricName, machines: Iterable[str]) -> str:
    """A selector of one metric on some machines, with or without the port they are scraped on."""
    listed = "|".join(re.escape(name) for name in machines)
    chosen = [f'instance=~"(?:{_quoted(listed)})(?::[0-9]+)?"']
    name, differs, value = row.where.partition("!=")
    if not differs:
        name, _, value = row.where.partition("=")
    if name:
        chosen.append(f'{name}{"!=" if differs else "="}"{_quoted(value)}"')
    return f"{row.metric}{{{','.join(chosen)}}}"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
