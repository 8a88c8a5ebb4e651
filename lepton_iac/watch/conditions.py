"""What is worth an alert: a budget in danger, a day out of the ordinary, drift, a machine too small."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from lepton_iac.model import BudgetOutlook, Project, Stack
from lepton_iac.reconcile.anomalies import Anomaly
from lepton_iac.reconcile.compare import Reconciled
from lepton_iac.units import money
from lepton_iac.watch.alert import Alert

LIKELY = 0.5
"""A budget more likely passed than not is critical."""

BIAS = Decimal("0.25")
"""Estimate and bill of a service that differ by more are drift."""

FULL = 0.98
"""A forecast this near to what a machine has leaves nothing for the next hour."""

LEAST = Decimal(10)
RECENT = timedelta(days=7)


def of_budgets(project: Project, threshold: float) -> Iterator[Alert]:
    """Budgets that are passed already by the estimate, or whose chance of being passed is above the threshold."""
    for one in project.budgets:
        scope = f"{one.budget.scope} {one.budget.name}".strip() or "project"
        labels = {"scope": scope, "limit": str(one.budget.limit)}
        over = one.cost > one.budget.limit
        likely = one.probability is not None and one.probability >= threshold
        if over or likely:
            grave = over or (one.probability or 0) >= LIKELY
            yield Alert("budget", project.name, "critical" if grave else "warning", _budget(one, scope), labels)
        elif one.month_p90:
            text = (
                f"budget of {money(one.budget.limit)} ({scope}) may be passed in {one.month_p90}, along today's trend"
            )
            yield Alert("budget", project.name, "info", text, {**labels, "when": "later"})


def _budget(one: BudgetOutlook, scope: str) -> str:
    least = "" if one.complete else "at least "
    chance = "" if one.probability is None else f", passed with a chance of {one.probability:.0%}"
    day = one.day or one.day_p90
    when = f", and passed on {day} at this rate" if day else ""
    return f"budget of {money(one.budget.limit)} ({scope}): {least}{money(one.cost)} a month is estimated{chance}{when}"


def of_anomalies(found: Iterable[Anomaly], today: date) -> Iterator[Alert]:
    """Days out of the ordinary in the last week; older ones are history."""
    for one in found:
        if one.day >= today - RECENT:
            more = one.cost > one.expected
            text = (
                f"{money(one.cost)} on {one.day} instead of {money(one.expected)}"
                f"; {one.address or one.cause or 'no resource named'}"
            )
            labels = {"day": one.day.isoformat(), "provider": one.provider}
            yield Alert("anomaly", one.service, "warning" if more else "info", text, labels)


def of_bill(result: Reconciled) -> Iterator[Alert]:
    """Services whose bill has left the estimate behind."""
    for service in result.services:
        gap = service.matched - service.estimated
        if service.bias is not None and abs(service.bias) > BIAS and abs(gap) > LEAST:
            text = f"{service.name}: billed {money(service.matched)} a month, estimated {money(service.estimated)}"
            yield Alert("drift", service.name, "warning", text, {"between": "bill and estimate"})


def of_state(project: str, plan: Stack, state: Stack) -> Iterator[Alert]:
    """Resources that the plan and the state do not share: planned and not made, or there and no longer planned."""
    planned = {one.address: one for one in plan.managed()}
    made = {one.address: one for one in state.managed()}
    for title, missing in (("planned, but not in the state", planned.keys() - made.keys()),
                           ("in the state, but no longer planned", made.keys() - planned.keys())):  # fmt: skip
        if missing:
            some = ", ".join(sorted(missing)[:5])
            more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
            yield Alert("drift", project, "warning", f"{len(missing)} {title}: {some}{more}", {"between": title})


def of_capacity(project: Project) -> Iterator[Alert]:
    """Machines whose forecast passes what they have: the other side of saving."""
    for address, demands in sorted(project.usage.demands.items()):
        for demand in demands:
            level = max(demand.quantiles.values(), default=0.0)
            if demand.dimension.endswith("_fraction") and level >= FULL:
                what = demand.dimension.removesuffix("_fraction")
                text = f"{address}: {what} is forecast to reach {level:.0%} of what it has ({demand.method})"
                yield Alert("capacity", address, "warning", text, {"dimension": demand.dimension})


def of_failure(name: str, what: str) -> Alert:
    """A stack that could not be looked at is news too: silence would look like peace."""
    return Alert("stack", name, "warning", f"could not be looked at: {what}", {})


def counted(alerts: Iterable[Alert]) -> Mapping[tuple[str, str], int]:
    """How many alerts of each kind and severity there are."""
    found: dict[tuple[str, str], int] = {}
    for alert in alerts:
        found[alert.kind, alert.severity] = found.get((alert.kind, alert.severity), 0) + 1
    return found
