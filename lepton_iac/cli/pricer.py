"""Another pricer's figures beside ours: the installed Infracost command, resource by resource."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import click

from lepton_iac.errors import LeptonError
from lepton_iac.job.inputs import Inputs
from lepton_iac.model import Bill, Charge, PriceRow, ResourceBill, Status, Unpriced
from lepton_iac.price.book_rows import line_of
from lepton_iac.price.book_units import exact_quotient
from lepton_iac.price.fetch_batch import Batch, Task
from lepton_iac.price.infracost import infracost_json
from lepton_iac.report.earlier import report_from
from lepton_iac.units import money, plain

CLOSE = Decimal("0.005")
"""Half a cent a month: figures that print the same are the same."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One resource priced twice.

    Attributes:
        ours, theirs: per month, each the sum of what is known; ``None`` where nothing is.
        why: what explains a difference; empty where the two agree.
    """

    address: str
    ours: Decimal | None
    theirs: Decimal | None
    why: tuple[str, ...]


def their_bill(path: str, usage_file: Path | None) -> Bill:
    """The bill Infracost makes of a plan or folder; several projects are put together.

    Raises:
        LeptonError: the command is missing or fails, or its answer is not understood.
    """
    report = report_from([(infracost_json(path, usage_file), "infracost")])
    lines = tuple(line for project in report.projects for line in project.bill.lines)
    return Bill(lines, report.currency)


def side_by_side(ours: Bill, theirs: Bill) -> list[Beside]:
    """Every resource either side knows, with why the two differ; ours in our order, then theirs alone.

    Raises:
        LeptonError: the two bills are in different currencies.
    """
    if ours.currency != theirs.currency:
        raise LeptonError(
            f"our bill is in {ours.currency}, Infracost's in {theirs.currency}",
            mend="`infracost configure set currency USD`",
        )
    addresses = dict.fromkeys([*ours.by_address, *theirs.by_address])
    return [_beside(address, ours.by_address.get(address), theirs.by_address.get(address)) for address in addresses]


def _beside(address: str, mine: ResourceBill | None, other: ResourceBill | None) -> Beside:
    ours = mine.total if mine is not None else None
    theirs = other.total if other is not None else None
    alike = (ours is None and theirs is None) or (
        ours is not None and theirs is not None and abs(ours - theirs) < CLOSE
    )
    alike = alike or (other is None and mine is not None and mine.status is Status.FREE)
    return Beside(address, ours, theirs, () if alike else tuple(_why(mine, other)) or ("the sums differ",))


def _why(mine: ResourceBill | None, other: ResourceBill | None) -> Iterator[str]:
    if mine is None:
        yield "not among our resources"
    elif mine.status in {Status.UNSUPPORTED, Status.FREE}:
        yield f"ours: {mine.reason or 'free'}"
    if other is None:
        yield "Infracost does not list it"
    elif other.status in {Status.UNSUPPORTED, Status.FREE}:
        yield f"Infracost: {other.reason or 'type not supported, or free'}"
    if mine is None or other is None:
        return
    left = {_name(charge): charge for charge in mine.charges}
    right = {_name(charge): charge for charge in other.charges}
    for name in dict.fromkeys([*left, *right]):
        yield from _charge(name, left.get(name), right.get(name))


def _name(charge: Charge) -> str:
    return " / ".join((*charge.part, charge.name))


def _charge(name: str, mine: Charge | None, other: Charge | None) -> Iterator[str]:
    if mine is None or other is None:
        known = mine or other
        if known is not None and (not isinstance(known.cost, Decimal) or known.cost != 0):
            yield f"{name}: only {'Infracost' if mine is None else 'we'} bill it"
        return
    for side, charge in (("ours", mine), ("Infracost", other)):
        if isinstance(charge.cost, Unpriced):
            yield f"{name}: {side}: {charge.cost.reason}"
    if not isinstance(mine.cost, Decimal) or not isinstance(other.cost, Decimal) or abs(mine.cost - other.cost) < CLOSE:
        return
    if mine.quantity is not None and other.quantity is not None and mine.quantity != other.quantity:
        yield f"{name}: other quantity, ours {plain(mine.quantity)}, Infracost's {plain(other.quantity)}"
    if mine.unit_price is not None and other.unit_price is not None and mine.unit_price != other.unit_price:
        dated = f" of {mine.row.effective} ({mine.row.source})" if mine.row is not None else ""
        yield f"{name}: other price, ours {plain(mine.unit_price)}{dated}, Infracost's {plain(other.unit_price)}"


def show(found: list[Beside]) -> None:
    """Print both figures and what explains the difference."""
    width = max((len(each.address) for each in found), default=8)
    click.echo(f"{'resource':<{width}}  {'ours':>14}  {'Infracost':>14}")
    for each in found:
        ours, theirs = (money(cost) if cost is not None else "unknown" for cost in (each.ours, each.theirs))
        click.echo(f"{each.address:<{width}}  {ours:>14}  {theirs:>14}")
        for reason in each.why:
            click.echo(f"{'':<{width}}    {reason}")
    apart = sum(bool(each.why) for each in found)
    click.echo(f"\n{len(found)} resources, {len(found) - apart} alike, {apart} not")


def show_infracost(inputs: Inputs, ours: Bill) -> None:
    """Print our bill beside Infracost's of the same path.

    Raises:
        LeptonError: the plan comes from standard input, or Infracost cannot be run.
    """
    if inputs.path == "-":
        raise LeptonError("Infracost reads files, not standard input", mend="name the plan's file")
    show(side_by_side(ours, their_bill(inputs.path, inputs.usage_file)))


SOURCE = "Infracost CLI"


def their_rows(ours: Bill, theirs: Bill, today: str) -> Iterator[PriceRow]:
    """Infracost's unit prices under our keys, for charges both bill by one name, from prices without tiers."""
    for address, mine in ours.by_address.items():
        other = theirs.by_address.get(address)
        prices = {_name(charge): charge.unit_price for charge in other.charges} if other is not None else {}
        for charge in mine.charges:
            row, price = charge.row, prices.get(_name(charge))
            if row is None or price is None or not charge.unit_price or row.tier_from or row.tier_to is not None:
                continue
            single = exact_quotient(price * row.price, charge.unit_price)
            if single is not None and single > 0 and row.currency == theirs.currency:
                yield replace(row, price=single, effective=today, source=SOURCE, derived="")


def infracost_task(ours: Bill, path: str, today: str) -> Task:
    """The unit prices Infracost uses for a plan or folder, as one part of an update."""

    def fetch(cursor: str) -> Batch:  # noqa: ARG001 - one answer is one batch
        theirs = their_bill(path, None)
        rows = {(*line_of(row), row.region): row for row in their_rows(ours, theirs, today)}
        lines = sum(len(line.charges) for line in theirs.lines)
        unmapped = Counter({"Infracost: charges we bill otherwise, in tiers or not at all": lines - len(rows)})
        return Batch(list(rows.values()), +unmapped)

    return Task(f"infracost {path} {today}", fetch)
