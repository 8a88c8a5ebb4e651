"""`lepton-iac frontier`: what more risk or more disruption would save."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.inputs import inputs_of, stack_options
from lepton_iac.cli.limits import constraints_of, limit_options
from lepton_iac.cli.session import emit, price_book, priced
from lepton_iac.optimize.frontier import Point
from lepton_iac.optimize.frontier import frontier as frontier_of
from lepton_iac.units import money, plain


@click.command()
@stack_options
@limit_options
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
def frontier(form: str, out: Path | None, **arguments: Any) -> None:
    """Saving against the risk of too little capacity and against disruption: every answer that no other beats.

    The one that --objective cost, risk or disruption would take is marked; not to move at all is always among them.

    \b
    Examples:
      lepton-iac frontier plan.json --metrics metrics.csv.gz
      lepton-iac frontier plan.json --metrics metrics.csv.gz --objective risk --format json
    """
    limits = constraints_of(arguments)
    known = priced(inputs_of({**arguments, "max_breach": str(limits.max_breach)}), price_book())
    points = frontier_of(known.project.stack, known.market, known.project.usage.demands, limits)
    emit(_json(points) if form == "json" else _table(points), out)


def _table(points: Sequence[Point]) -> str:
    head = f"{'saves a month':>14} {'above capacity':>15} {'worst disruption':>17} {'changes':>8}"
    rows = [
        f"{money(point.saving):>14} {f'{point.breach:.2%} of hours':>15} {point.disruption.replace('_', ' '):>17} "
        f"{len(point.proposal.changes):>8}{_mark(point)}"
        for point in points
    ]
    return "\n".join([head, *rows])


def _mark(point: Point) -> str:
    words = [] if point.proposal.changes else ["do not move"]
    words += ["chosen"] if point.chosen else []
    words += [] if point.allowed else ["not allowed"]
    return f"  {', '.join(words)}" if words else ""


def _json(points: Sequence[Point]) -> str:
    return json.dumps(
        [
            {
                "saving": plain(point.saving),
                "breachProbability": point.breach,
                "disruption": str(point.disruption),
                "allowed": point.allowed,
                "chosen": point.chosen,
                "changes": [
                    {"address": one.address, "knob": one.knob, "before": one.before, "after": one.after,
                     "saving": plain(one.saving)}
                    for one in point.proposal.changes
                ],
            }
            for point in points
        ],
        indent=2,
    )  # fmt: skip
