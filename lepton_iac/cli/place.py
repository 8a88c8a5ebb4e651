"""`lepton-iac place`: which provider and region each resource should live in, chosen together."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.columns import narrow
from lepton_iac.cli.inputs import inputs_of, stack_options
from lepton_iac.cli.limits import constraints_of, place_options
from lepton_iac.cli.session import emit, price_book, priced
from lepton_iac.job.flows_file import read_flows
from lepton_iac.optimize.placement import Group, Plan, plan
from lepton_iac.optimize.somewhere import Somewhere
from lepton_iac.units import money, plain

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@stack_options
@place_options
@click.option("--flows", type=_FILE, help="YAML: `flows:` with from, to (an address or internet), gb a month, zones.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
def place(flows: Path | None, form: str, out: Path | None, **arguments: Any) -> None:
    """Which provider and region each resource should live in, moving together what talks together.

    Nodes, data transfer between them by tier, and one-off costs spread over the horizon are minimised together.
    What nobody told the traffic of stays where it is, with the traffic that would decide it.

    \b
    Examples:
      lepton-iac place plan.json --flows flows.yml --residency eu --horizon-months 24
      lepton-iac place plan.json --flows flows.yml --labour-hours 16 --labour-hour-price 90
      # flows:
      #   - {from: aws_instance.web, to: internet, gb: 500}
      #   - {from: 'aws_instance.web["a"]', to: aws_db_instance.app, gb: 120, zones: true}

    An address with brackets stands in single quotes.
    """
    limits = constraints_of(arguments)
    known = priced(inputs_of(arguments), price_book())
    found = plan(known.project.stack, known.market, read_flows(flows) if flows else (), limits)
    emit(_json(found) if form == "json" else "\n".join(narrow(_table(found))), out)


def _table(found: Plan) -> Iterator[str]:
    for group in found.groups:
        yield from _group(group)
        yield ""
    if found.groups:
        yield from _together(found)
    else:
        yield "Nothing here can be placed: no machine, disk, database or cache has a wholly known cost."
    yield from (f"Tie: {words}; today's place, then the cheaper list, comes first" for words in found.tied)
    yield from (f"Not placed: {address}: {why}" for address, why in found.unplaced)


def _together(found: Plan) -> Iterator[str]:
    yield f"As planned  {money(found.before)} a month, {money(found.transfer_before)} of it data transfer"
    yield f"As placed   {money(found.after)} a month, {money(found.transfer_after)} of it data transfer"
    if found.payback_months is None:
        yield "Do not move: nothing told so far is cheaper elsewhere, what moving costs included."
    else:
        yield f"One-off {money(found.one_off)}, paid back in {found.payback_months:.1f} months"
    yield "Proven best." if not found.gap else f"At most {found.gap:.2%} above the best there is (time limit)."


def _group(group: Group) -> Iterator[str]:
    more = f" and {len(group.addresses) - 4} more" if len(group.addresses) > 4 else ""
    verb = "stays in" if group.chosen == group.ways[0].place else "moves to"
    yield f"{', '.join(group.addresses[:4])}{more}: {verb} {group.chosen}"
    if not group.told:
        decides = f"; above {group.breakeven_gb:,.0f} GB a month to what stays it would not pay" \
            if group.breakeven_gb is not None else ""  # fmt: skip
        yield f"  its traffic is not told (--flows), so it stays{decides}"
    yield from (_way(way, "  ") for way in group.ways if way.cost is not None)
    reasons = dict.fromkeys(way.reason for way in group.ways if way.cost is None)
    yield from (f"  elsewhere not: {reason}" for reason in list(reasons)[:3])


def _way(way: Somewhere, indent: str) -> str:
    once = f", once {money(way.one_off.total)}" if way.one_off.total else ""
    return f"{indent}{way.place:28} {money(way.cost or Decimal(0)):>12} a month{once}"


def _json(found: Plan) -> str:
    return json.dumps(
        {
            "groups": [
                {
                    "addresses": list(group.addresses),
                    "chosen": group.chosen,
                    "trafficTold": group.told,
                    "breakEvenGb": None if group.breakeven_gb is None else plain(group.breakeven_gb),
                    "places": [_place(way) for way in group.ways],
                }
                for group in found.groups
            ],
            "monthlyCostBefore": plain(found.before), "monthlyCostAfter": plain(found.after),
            "transferBefore": plain(found.transfer_before), "transferAfter": plain(found.transfer_after),
            "oneOff": plain(found.one_off),
            "paybackMonths": None if found.payback_months is None else plain(found.payback_months),
            "gap": found.gap, "tied": list(found.tied),
            "unplaced": [{"address": address, "reason": why} for address, why in found.unplaced],
        },
        indent=2,
    )  # fmt: skip


def _place(way: Somewhere) -> dict[str, Any]:
    return {
        "place": way.place, "monthlyCost": None if way.cost is None else plain(way.cost), "reason": way.reason,
        "oneOff": {"data": plain(way.one_off.data), "dualRunning": plain(way.one_off.dual_running),
                   "labour": plain(way.one_off.labour)},
    }  # fmt: skip
