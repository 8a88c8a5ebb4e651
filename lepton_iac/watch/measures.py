"""What the watch tells Prometheus about itself and the money it looks at.

The names follow https://prometheus.io/docs/practices/naming/.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.job.files import write_whole
from lepton_iac.model import Project
from lepton_iac.watch.alert import Alert
from lepton_iac.watch.conditions import counted


def registry(projects: Iterable[Project], alerts: Iterable[Alert], failed: int, now: datetime, seconds: float) -> Any:
    """A registry with the figures of one look.

    Raises:
        LeptonError: prometheus_client is not installed.
    """
    client = _client()
    found = client.CollectorRegistry()

    def gauge(name: str, says: str, values: Mapping[Any, float], labels: tuple[str, ...] = ()) -> None:
        one = client.Gauge(f"lepton_iac_{name}", says, labels, registry=found)
        for key, value in values.items():
            (one.labels(*key) if labels else one).set(value)

    known = list(projects)
    dollars = {(one.name,): float(one.bill.total) for one in known}
    whole = {(one.name,): float(one.bill.complete) for one in known}
    gauge("monthly_cost_dollars", "Known part of the estimated monthly cost.", dollars, ("project",))
    gauge("cost_complete", "1 where no part of the cost is unknown.", whole, ("project",))
    chances = {
        (one.name, f"{outlook.budget.scope} {outlook.budget.name}".strip()): outlook.probability
        for one in known
        for outlook in one.budgets
        if outlook.probability is not None
    }
    gauge("budget_passed_probability", "Chance of a month above the budget.", chances, ("project", "scope"))
    alarms = {key: float(number) for key, number in counted(alerts).items()}
    gauge("alerts", "Alerts that are known now.", alarms, ("kind", "severity"))
    gauge("failed_deliveries", "Targets that the last look could not reach.", {(): float(failed)})
    gauge("last_look_timestamp_seconds", "When the last look ended.", {(): now.timestamp()})
    gauge("last_look_duration_seconds", "How long it took.", {(): seconds})
    return found


def write_text(found: Any, path: Path) -> None:
    """The registry as a file for the node exporter's textfile collector, replaced whole."""
    write_whole(path, _client().generate_latest(found).decode())


def _client() -> Any:
    try:
        import prometheus_client
    except ImportError as error:
        raise LeptonError("figures for Prometheus need its client", mend='pip install "lepton-iac[watch]"') from error
    return prometheus_client
