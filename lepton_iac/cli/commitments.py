"""`lepton-iac commitments`: what to commit to, over what will really run."""

import json
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.columns import narrow
from lepton_iac.cli.inputs import inputs_of, stack_options
from lepton_iac.cli.limits import constraints_of, limit_options
from lepton_iac.cli.session import emit, price_book, priced
from lepton_iac.model import EMPTY
from lepton_iac.optimize import optimize
from lepton_iac.optimize.commitments import Advice, Advised, Way
from lepton_iac.optimize.commitments import commitments as advise
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.pipeline import Priced, propose
from lepton_iac.units import money, plain


@click.command()
@stack_options
@limit_options
@click.option("--term", "longest", type=click.Choice(["12", "36"]), default="12", show_default=True,
              help="The longest commitment to advise, in months.")  # fmt: skip
@click.option(
    "--interruptible", multiple=True, help="Addresses (with *) that may run on spot; nothing else is advised to."
)
@click.option("--as-is", is_flag=True, help="Commit to the stack as it is, without right-sizing it first.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
def commitments(
    longest: str, interruptible: tuple[str, ...], as_is: bool, form: str, out: Path | None, **arguments: Any
) -> None:
    """Reserved instances, savings plans, committed use and spot: what to commit to, over the forecast distribution.

    The stack is right-sized first, so that nothing is committed to that will not run; --inventory holds what is
    committed already. Only prices of the price book count, each with its date; where it has none, that is said.

    \b
    Examples:
      lepton-iac commitments plan.json --metrics metrics.csv.gz
      lepton-iac commitments plan.json --interruptible 'aws_autoscaling_group.render*'
      lepton-iac commitments plan.json --inventory commitments.yml --term 36 --format json
    """
    limits = constraints_of(arguments)
    arguments["max_breach"] = str(limits.max_breach)
    known = priced(inputs_of(arguments), price_book())
    if not as_is:
        known = propose(known, partial(optimize, constraints=limits))
    found = _advised(known, limits, int(longest), interruptible)
    emit(_json(found) if form == "json" else _table(found), out)


def _advised(known: Priced, limits: Constraints, longest: int, interruptible: tuple[str, ...]) -> Advised:
    project = known.project
    bill = project.proposed or project.bill
    changes = project.proposal.changes if project.proposal else ()
    return advise(bill, known.market, changes, project.usage.demands or EMPTY, limits, longest, interruptible)


def _table(found: Advised) -> str:
    lines: list[str] = []
    for advice in found.advice:
        lines += [*_pool(advice), ""]
    for held in found.idle:
        lines.append(f"Paid for and not used by this stack: {plain(held.units)} x {held.sku} in {held.region}")
    best = [advice.best for advice in found.advice if advice.best]
    saving = sum((way.saving for way in best), start=Decimal(0))
    if not found.advice:
        lines.append("No machine here has a known price by the hour, so there is nothing to commit to.")
        return "\n".join(narrow(lines))
    lines.append(f"{len(best)} of {len(found.advice)} pools worth committing, saving {money(saving)} a month")
    lines.append("Expected at list prices over what is forecast to run; what a commitment binds outlasts the forecast.")
    return "\n".join(narrow(lines))


def _pool(advice: Advice) -> list[str]:
    row, load = advice.pool.row, advice.pool.load
    least, most = load.steps[0][1], load.steps[-1][1]
    runs = f"{load.mean:.2f} running on average, {least:.2f} to {most:.2f}"
    if least == most:
        runs = f"{plain(most)} running at all hours"
    lines = [f"{row.provider} {row.region} {row.service} {row.sku} ({row.component}): {runs}"]
    lines.append(f"  for {', '.join(advice.pool.addresses[:4])}{' and more' if len(advice.pool.addresses) > 4 else ''}")
    if advice.held:
        used = f", {advice.held_utilisation:.0%} of it used" if advice.held_utilisation is not None else ""
        lines.append(f"  {plain(advice.held)} paid for already{used}; this is about the rest")
    lines.append(f"  {'on demand':22} {money(advice.on_demand):>12} a month")
    for way in advice.ways:
        lines += _way(way, "advised" if way is advice.best else "")
    if advice.why:
        lines.append(f"  on demand stays: {advice.why}")
    return lines


def _way(way: Way, mark: str) -> list[str]:
    name = f"{plain(way.units)} x {way.row.purchase}" if way.months else way.row.purchase
    head = f"  {name:22} {money(way.cost):>12} a month, saves {money(way.saving)} ({way.savings_rate:.1%}) {mark}"
    lines = [head.rstrip()]
    if way.months:
        lines.append(
            f"    breaks even at {way.breakeven:.1%} of the hours, {way.utilisation:.1%} expected; "
            f"expected regret {money(way.regret)}, in the quietest hours {money(way.worst)} a month too much"
        )
    return [*lines, *([f"    {way.doubt}"] if way.doubt else [])]


def _json(found: Advised) -> str:
    return json.dumps(
        {
            "pools": [_pool_data(advice) for advice in found.advice],
            "idle": [{"provider": one.provider, "region": one.region, "sku": one.sku, "units": plain(one.units)}
                     for one in found.idle],
        },
        indent=2,
    )  # fmt: skip


def _pool_data(advice: Advice) -> dict[str, Any]:
    row = advice.pool.row
    return {
        "provider": row.provider, "region": row.region, "service": row.service, "component": row.component,
        "sku": row.sku, "addresses": list(advice.pool.addresses), "interruptible": advice.pool.interruptible,
        "load": [{"share": plain(share), "units": plain(units)} for share, units in advice.pool.load.steps],
        "held": plain(advice.held),
        "heldUtilisation": None if advice.held_utilisation is None else plain(advice.held_utilisation),
        "onDemandPrice": plain(row.price), "onDemandDate": row.effective, "onDemandCost": plain(advice.on_demand),
        "ways": [_way_data(way, way is advice.best) for way in advice.ways], "why": advice.why,
    }  # fmt: skip


def _way_data(way: Way, advised: bool) -> dict[str, Any]:
    return {
        "purchase": way.row.purchase, "price": plain(way.row.price), "priceDate": way.row.effective,
        "source": way.row.source, "months": way.months, "units": plain(way.units), "advised": advised,
        "breakEvenUtilisation": plain(way.breakeven), "expectedUtilisation": plain(way.utilisation),
        "expectedCost": plain(way.cost), "saving": plain(way.saving), "expectedRegret": plain(way.regret),
        "worstRegret": plain(way.worst), "effectiveSavingsRate": plain(way.savings_rate), "doubt": way.doubt,
    }  # fmt: skip
