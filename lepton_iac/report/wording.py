"""How figures and gaps read: one phrase per thing, shared by every format that people read."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from lepton_iac.model import (
    Bill,
    Change,
    Charge,
    Demand,
    Disruption,
    PriceRow,
    Proposal,
    Report,
    ResourceBill,
    Status,
    Unpriced,
)
from lepton_iac.report.exact import add, bill_total, bound
from lepton_iac.units import cents, money, plain

DISRUPTION = {
    Disruption.NONE: "no disruption",
    Disruption.ONLINE: "changes online",
    Disruption.STOP_START: "stops and starts",
    Disruption.REPLACE: "replaces it",
    Disruption.DATA_LOSS: "loses data",
}
_SINGLE = re.compile(r"([A-Za-z]+-)?(second|minute|hour|day|month|request|message|event)s")
_GAPS = (
    (Status.USAGE_UNKNOWN, "with a cost that depends on usage"),
    (Status.UNPRICED, "not priced"),
    (Status.UNAVAILABLE, "not available in the region"),
    (Status.UNSUPPORTED, "not supported yet"),
)


def rate(price: Decimal, currency: str) -> str:
    """A unit price with all its digits, at least cents: ``$0.0000002``, ``$0.10``."""
    digits = plain(abs(price))
    whole, _, fraction = digits.partition(".")
    figure = f"{int(whole):,}.{fraction.ljust(2, '0')}"
    sign = "-" if price < 0 else ""
    return f"{sign}${figure}" if currency == "USD" else f"{sign}{figure} {currency}"


def quantity(amount: Decimal | None) -> str:
    """A quantity for people: thousands separated, at most four decimals, a dash when it is not known."""
    if amount is None:
        return "–"
    digits = plain(amount.quantize(Decimal("0.0001"))) if abs(amount) < 10**20 else f"{amount:.4e}"
    if digits in {"0", "-0"} and amount:
        return f"{amount.normalize():.2e}"
    whole, dot, fraction = digits.partition(".")
    return f"{int(whole):,}{dot}{fraction}" if whole.lstrip("-").isdigit() and whole != "-0" else digits


def cost(amount: Decimal, currency: str) -> str:
    """Money to cents; what would round to nothing says so instead of reading as zero."""
    if amount and not cents(amount):
        return f"<{money(Decimal('0.01'), currency)}" if amount > 0 else f">-{money(Decimal('0.01'), currency)}"
    return money(amount, currency)


def signed(amount: Decimal, currency: str) -> str:
    """A change in money with its sign: ``+$3.00``."""
    return f"+{cost(amount, currency)}" if amount > 0 else cost(amount, currency)


def percent(before: Decimal, after: Decimal) -> str:
    """The relative change, ``+12.5%``; empty when there was nothing before."""
    if before <= 0:
        return ""
    change = (after - before) / before * 100
    return f"{change:+.0f}%" if abs(change) >= 100 else f"{change:+.1f}%"


def per(unit: str) -> str:
    """A displayed unit after "per": ``hours`` is ``hour``, ``1M requests`` stays."""
    return unit.removesuffix("s") if _SINGLE.fullmatch(unit) else unit


def label(charge: Charge) -> str:
    """The component's name with its tier."""
    return f"{charge.name} ({charge.tier})" if charge.tier and charge.tier not in charge.name else charge.name


def gap(charge: Charge, currency: str) -> str:
    """Why a component has no cost, in words; empty when it has one."""
    if not isinstance(charge.cost, Unpriced):
        return ""
    if charge.status is Status.USAGE_UNKNOWN:
        if charge.unit_price is not None:
            return f"cost depends on usage: {rate(charge.unit_price, currency)} per {per(charge.unit)}"
        return f"cost depends on usage; {charge.cost.reason}" if charge.cost.reason else "cost depends on usage"
    return reason(charge.status, charge.cost.reason)


def reason(status: Status, why: str) -> str:
    """A status with its reason."""
    words = {
        Status.USAGE_UNKNOWN: "cost depends on usage",
        Status.UNPRICED: "not priced",
        Status.UNAVAILABLE: "not available in this region",
        Status.UNSUPPORTED: "not supported yet",
        Status.FREE: "free",
        Status.PRICED: "priced",
    }[status]
    return f"{words}: {why}" if why else words


def unknown_status(line: ResourceBill) -> Status | None:
    """The first gap of a resource, ``None`` when its cost is fully known."""
    if line.status not in {Status.PRICED, Status.FREE}:
        return line.status
    return next((charge.status for charge in line.charges if isinstance(charge.cost, Unpriced)), None)


def total(bill: Bill) -> str:
    """The bill's monthly total: ``at least`` when a part of it is not known."""
    return known(bill_total(bill), bill.complete, bill.currency)


def known(amount: Decimal, complete: bool, currency: str) -> str:
    """An amount that reads ``at least`` unless it is complete."""
    return cost(amount, currency) if complete else f"at least {cost(amount, currency)}"


def gaps(bill: Bill, free: bool = True) -> str:
    """How many resources the total leaves something out of, and how many are free, in words."""
    counts = Counter(unknown_status(line) for line in bill.lines)
    parts = [f"{counts[status]:,} {words}" for status, words in _GAPS if counts[status]]
    count = bill.count(Status.FREE) if free else 0
    return ", ".join([*parts, *([f"{count:,} free"] if count else [])])


def plural(count: int, noun: str) -> str:
    """``1 resource``, ``2 resources``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def probability(value: float | None) -> str:
    """A share of hours: ``0.4% of hours``; a dash when no capacity changes or no forecast exists."""
    if value is None:
        return "–"
    if 0 < value < 0.0001:
        return "<0.01% of hours"
    return f"{value * 100:.2g}% of hours" if value < 0.1 else f"{value * 100:.0f}% of hours"


def saved(proposal: Proposal) -> Decimal:
    """The exact saving of all changes per month."""
    return add(change.saving for change in proposal.changes) or Decimal(0)


def schedule_saving(changes: Iterable[Change]) -> Decimal:
    """The exact saving that added schedules promise: expected from the hours they stop, on no price list."""
    return add(change.saving for change in changes if change.additions) or Decimal(0)


def proven_saving(changes: Iterable[Change]) -> Decimal:
    """The exact saving that pricing the changed stack again proves."""
    return add(change.saving for change in changes if not change.additions) or Decimal(0)


def savings(changes: Sequence[Change], currency: str) -> str:
    """``saving $1.00 a month at list prices, and $2.00 expected of schedules``."""
    schedules = schedule_saving(changes)
    proven = f"saving {cost(proven_saving(changes), currency)} a month at list prices"
    if not schedules:
        return proven
    later = f"{cost(schedules, currency)} expected of schedules"
    return f"{proven}, and {later}" if proven_saving(changes) else f"saving {later} a month"


def saving_range(change: Change, currency: str) -> str:
    """``from $1.00 to $2.00 per month``; empty when the saving has no range."""
    low, high = change.saving_low, change.saving_high
    if low is None or high is None or low == high:
        return ""
    return f"from {cost(low, currency)} to {cost(high, currency)} per month"


def sum_words(charge: Charge, currency: str) -> str:
    """``730 hours × $0.096 = $70.08``; empty when a factor or the cost is not known."""
    if charge.quantity is None or charge.unit_price is None or not isinstance(charge.cost, Decimal):
        return ""
    factors = f"{quantity(charge.quantity)} {charge.unit} × {rate(charge.unit_price, currency)}"
    low, high = bound(charge, "low"), bound(charge, "high")
    words = f"{factors} = {cost(charge.cost, currency)}"
    if low is None or high is None or low == high:
        return words
    return f"{words} (from {cost(low, currency)} to {cost(high, currency)})"


def tier_words(row: PriceRow) -> str:
    """``from 0 to 51,200 GB per month``; empty when the price has one tier only."""
    if not row.tier_from and row.tier_to is None:
        return ""
    upper = f"to {quantity(row.tier_to)}" if row.tier_to is not None else "up"
    return f"from {quantity(row.tier_from)} {upper} {row.unit} per month"


def basis(report: Report) -> str:
    """What every figure rests on: list prices, a month of 730 hours, and the price book."""
    book = ", ".join(f"{key} {value}" for key, value in report.book.items())
    return f"List prices in {report.currency}, a month of 730 hours{f'; price book: {book}' if book else ''}."


def all_projects(report: Report) -> str:
    """The total of all projects per month."""
    total = add(bill_total(project.bill) for project in report.projects) or Decimal(0)
    return known(total, all(project.bill.complete for project in report.projects), report.currency)


def search_words(line: ResourceBill) -> str:
    """What a search over resources looks at: address, type, services, region, status and known tags."""
    found = line.resource
    services = dict.fromkeys(f"{found.provider} {charge.row.service}" for charge in line.charges if charge.row)
    tags = (f"{key} {value}" for key, value in found.tags.items() if isinstance(value, str))
    status = unknown_status(line) or Status.PRICED
    words = (found.address, found.type, found.provider, found.region or "", reason(status, ""))
    return " ".join((*words, *services, *tags))


_CONTEST = "capacity over peak at equal risk"


def contests(demands: Iterable[Demand]) -> list[str]:
    """How the methods did on past windows, each table once: all series of a fleet share one."""
    clauses = (clause for demand in demands for clause in demand.why.split("; "))
    return list(dict.fromkeys(clause for clause in clauses if clause.startswith(_CONTEST)))


def method(demand: Demand) -> str:
    """The method and why it was chosen, its name said once; how all the others did is said by ``contests``."""
    why = "; ".join(clause for clause in demand.why.split("; ") if not clause.startswith(_CONTEST))
    return why if why.startswith((f"{demand.method}:", f"{demand.method},")) else f"{demand.method}: {why}"
