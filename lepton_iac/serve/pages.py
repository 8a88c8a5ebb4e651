"""Pages for people, from the templates; every value is escaped."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lepton_iac import assets
from lepton_iac.report.escape import visible
from lepton_iac.serve.auth.role import Role
from lepton_iac.serve.store.runs import Run
from lepton_iac.units import money


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(assets.folder("templates") / "serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value, 500) if type(value) is str else value,
    )
    found.globals.update({"money": dollars, "monthly": monthly, "when": when, "level": level, "Role": Role})
    return found


def page(name: str, **given: Any) -> str:
    """One page; ``person`` and ``here`` are known to all of them."""
    return _environment().get_template(f"{name}.html.j2").render({"person": None, "here": "", **given})


@cache
def static(name: str) -> str:
    """The style sheet or the script."""
    return (assets.folder("templates") / "serve" / name).read_text(encoding="utf-8")


def dollars(amount: str | Decimal) -> str:
    """Money for people."""
    return money(Decimal(amount))


def monthly(run: Run) -> str:
    """A month's cost; what is not wholly known is at least that."""
    return f"{'' if run.complete else '≥ '}{dollars(run.monthly)}"


def when(stamp: str) -> str:
    """A time for people, in UTC."""
    return f"{datetime.fromisoformat(stamp):%d %b %Y, %H:%M} UTC"


def curve(runs: Sequence[Run]) -> tuple[str, Decimal, Decimal]:
    """The points of the cost over some runs, newest first, in a box of 600 by 120; empty for a single run."""
    costs = [Decimal(run.monthly) for run in reversed(runs)]
    low, high = min(costs), max(costs)
    if len(costs) < 2:
        return "", low, high
    span = (high - low) or Decimal(1)
    points = (
        f"{600 * place / (len(costs) - 1):.1f},{110 - 100 * (cost - low) / span:.1f}"
        for place, cost in enumerate(costs)
    )
    return " ".join(points), low, high


def lines(project: dict[str, Any]) -> list[dict[str, str]]:
    """The bill's resources, dearest first, in words."""
    found = sorted(project["breakdown"]["resources"], key=lambda one: -Decimal(one["monthlyCost"] or 0))
    return [
        {
            "name": one["name"],
            "status": one["status"].replace("_", " "),
            "cost": f"{'' if one['complete'] else '≥ '}{dollars(one['monthlyCost'])}"
            if one["monthlyCost"]
            else "unknown",
        }
        for one in found
    ]


def changes(project: dict[str, Any]) -> list[dict[str, Any]]:
    """The proposed changes, in words."""
    proposal = project.get("proposal") or {}
    return [
        {**one, "saving": dollars(one["saving"]), "disruption": one["disruption"].replace("_", " ")}
        for one in proposal.get("changes", [])
    ]


def level(amount: float | None, dimension: str) -> str:
    """A level of demand for people: fractions as percent, large figures whole."""
    if amount is None:
        return "not known"
    if dimension.endswith("_fraction"):
        return f"{amount:.0%}" if amount >= 0.1 else f"{amount:.1%}"
    return f"{amount:,.0f}" if abs(amount) >= 100 else f"{amount:.3g}"


_UNITS = {"fraction": "", "count": "", "1/s": "a second"}
"""Units that people read otherwise, or that the figure itself shows."""


def demands(project: dict[str, Any], drawn: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """What each resource will need in each dimension, with the place of its picture where there is one."""
    places = {key: place for place, key in enumerate(drawn)}
    return [
        {
            **one,
            "words": re.sub("_(fraction|gib)$", "", one["dimension"]).replace("_", " "),
            "unit": _UNITS.get(one["unit"], one["unit"]),
            "picture": places.get((one["address"], one["dimension"])),
        }
        for one in (project.get("forecast") or {}).get("demands", [])
    ]
