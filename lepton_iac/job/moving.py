"""A whole stack on another cloud: the module, what it costs by its own text, and which cloud is cheapest."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

from lepton_iac.errors import LeptonError
from lepton_iac.job.resized import resized
from lepton_iac.kinds.world import provider_of
from lepton_iac.model import Bill, Change, Equivalent, ResourceBill
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.moving import fits, places
from lepton_iac.optimize.second import second_places
from lepton_iac.optimize.services import service_equivalents
from lepton_iac.pipeline import Priced
from lepton_iac.read import load
from lepton_iac.units import money
from lepton_iac.write.new_module import TARGETS, CostLine, NewModule, Target, deliver, new_module, readme

DEFAULT = Constraints()
TITLES = {"aws": "AWS", "azurerm": "Azure", "google": "Google Cloud"}
_NOT_NEEDED = frozenset({"public_address", "nat_gateway", "firewall", "network", "subnet"})
_ROOM = Decimal("1.1")


@dataclass(frozen=True)
class Moved:
    """A stack on another cloud.

    Attributes:
        files: name to text, the README among them.
        bill: of the module's own text, read again.
        lines: the source's resources in order, then what the module adds, under an empty address.
        sized: what the forecast made smaller or larger before anything moved.
    """

    target: Target
    module: NewModule
    bill: Bill
    lines: tuple[CostLine, ...]
    files: Mapping[str, str]
    sized: tuple[Change, ...] = ()


def moved(name: str, known: Priced, target: Target, limits: Constraints = DEFAULT) -> Moved:
    """The module of a stack for one cloud, sized by its forecast where it has one, and priced by reading it again.

    Raises:
        LeptonError: the stack is on that cloud already, or nothing of it can be moved.
    """
    homes = providers(known)
    if homes == (target.provider,):
        raise LeptonError(f"the stack is on {target.title} already", mend="rewrite it in place, or name another cloud")
    today, (known, sized) = known, resized(known)
    stack = known.project.stack
    fit = fits(stack, known.market, target.provider, limits)
    place = places(stack, known.market, target.provider, limits)
    there = known.market.regions(target.provider, "vm")
    seconds = second_places((region for region, _ in place.values() if region), target.provider, there, limits)
    module = new_module(name, stack, known.market.properties, fit, place, target, seconds=seconds)
    if not any(part.kind != "network" for part in module.estate.parts):
        reason = next((note.text for note in module.left), "it is empty")
        raise LeptonError(f"nothing of the stack can be moved to {target.title}: {reason}")
    bill = _bill(known, module)
    budget = max(int((bill.total * _ROOM / 10).to_integral_value(ROUND_CEILING)) * 10, 10)
    module = new_module(name, stack, known.market.properties, fit, place, target, budget, seconds)
    services = {one.address: one for one in service_equivalents(stack, known.market, (target.provider,), limits)}
    lines = cost_lines(today, module, bill, {**services, **fit})
    source = ", ".join(TITLES.get(home, home) for home in homes)
    text = readme(name, source, module, lines, sized)
    return Moved(target, module, bill, lines, {**module.files, "README.md": text}, sized)


def providers(known: Priced) -> tuple[str, ...]:
    """The clouds that a stack is on, in order of first sight."""
    names = (provider_of(resource.type) for resource in known.project.stack.managed())
    return tuple(dict.fromkeys(name for name in names if name in TITLES))


def _bill(known: Priced, module: NewModule) -> Bill:
    """What the module costs, by reading its text as anybody would."""
    with tempfile.TemporaryDirectory(prefix="lepton-iac-") as scratch:
        folder = Path(scratch) / "module"
        deliver(module.files, folder)
        return known.market.rebill(load(folder))


def cost_lines(known: Priced, module: NewModule, bill: Bill, fit: Mapping[str, Equivalent]) -> tuple[CostLine, ...]:
    """What each source resource costs against what stands in for it."""
    found: dict[str, list[ResourceBill]] = {}
    for line in bill.lines:
        if line.resource.mode == "managed":
            found.setdefault(module.made_from.get(line.resource.address, ""), []).append(line)
    kinds = {part.address: part.kind for part in module.estate.parts}
    lines = []
    for line in known.market.bill.lines:
        address = line.resource.address
        if line.resource.mode == "managed":
            dropped = kinds.get(address) in _NOT_NEEDED or (line.total == 0 and line.complete)
            lines.append(_line(address, line, found.get(address, []), fit.get(address), dropped))
    seen = {line.address for line in lines}
    rest = [line for address, new in found.items() if address not in seen for line in new]
    pooled = _pooled(module, fit)
    lines = [_within(line, found[pooled[line.address]]) if _inside(line, pooled, found) else line for line in lines]
    return (*lines, _line("", None, rest, None, False))


def _pooled(module: NewModule, fit: Mapping[str, Equivalent]) -> Mapping[str, str]:
    """Node pools whose machines are known to their clusters: one of them may be the cluster's own pool."""
    return {
        pool.address: part.address
        for part in module.estate.of("kubernetes_cluster")
        for pool in part.settings["pools"]
        if (one := fit.get(pool.address)) is not None and one.sku
    }


def _inside(line: CostLine, pooled: Mapping[str, str], found: Mapping[str, list[ResourceBill]]) -> bool:
    return not line.becomes and line.address in pooled and pooled[line.address] in found


def _within(line: CostLine, cluster: Sequence[ResourceBill]) -> CostLine:
    whole = all(one.complete for one in cluster)
    becomes = tuple(one.resource.address for one in cluster if "cluster" in one.resource.type)[:1]
    return replace(line, becomes=becomes, after=Decimal(0), complete_after=whole, within=True)


def _line(
    address: str, old: ResourceBill | None, new: Sequence[ResourceBill], fit: Equivalent | None, dropped: bool
) -> CostLine:
    known = [line.total for line in new if line.total is not None]
    costly = tuple(line.resource.address for line in new if line.total != 0 or not line.complete)
    return CostLine(
        address=address,
        before=old.total if old is not None else Decimal(0),
        complete_before=old.complete if old is not None else True,
        becomes=costly or tuple(line.resource.address for line in new[-1:]),
        after=sum(known, Decimal(0)) if known or not new else None,
        complete_after=all(line.complete for line in new)
        and (bool(new) or not address or (dropped and old is not None and old.complete)),
        fit=fit,
        dropped=dropped and not new,
    )


def cheapest(name: str, known: Priced, limits: Constraints = DEFAULT) -> tuple[str, Moved | None]:
    """Why a cloud is the cheapest, and the module for it; ``None`` where that is staying.

    Costs are compared resource by resource, all at the sizes that the forecast asks for. What is known on one side
    only counts against the side where it is not known, because that cost may be anything; what is known nowhere is
    left out of all sides.

    Raises:
        LeptonError: unknown costs on one side could turn the order; it says which.
    """
    homes = providers(known)
    options = [moved(name, known, target, limits) for target in TARGETS.values() if (target.provider,) != homes]
    sides = {TITLES[one.target.provider]: _side(one.lines) for one in options}
    sides |= {f"staying on {', '.join(TITLES[home] for home in homes)}": _staying(known)}
    doubts = []
    for title, side in sides.items():
        rivals = {other: _against(side, cost) for other, cost in sides.items() if other != title}
        reason = next((doubt for other, one in rivals.items() if (doubt := _doubt(other, one))), "")
        if not reason:
            chosen = next((one for one in options if TITLES[one.target.provider] == title), None)
            return _why(title, rivals), chosen
        doubts.append(f"{title}: {reason}")
    what = "which cloud is cheapest cannot be told: " + "; ".join(doubts)
    mend = "name a cloud with --to, or add the missing prices (prices import) or usage (--usage-file)"
    raise LeptonError(what, mend=mend)


Side = Mapping[str, tuple[Decimal, bool]]


def _side(lines: Sequence[CostLine]) -> Side:
    """Address to the known cost and whether that is all of it."""
    return {line.address: (line.after or Decimal(0), line.complete_after) for line in lines}


def _staying(known: Priced) -> Side:
    """What the stack costs where it is, each resource as the forecast sizes it."""
    lines = resized(known)[0].market.bill.lines
    return {
        one.resource.address: (one.total or Decimal(0), one.complete) for one in lines if one.resource.mode == "managed"
    }


@dataclass(frozen=True, slots=True)
class Against:
    """One side against another.

    Attributes:
        saving: how much a month the other side costs more at least; negative where it may cost less.
        unknown: addresses whose cost is known on the other side only.
        nowhere: how many have a cost that is known on neither.
    """

    saving: Decimal
    unknown: tuple[str, ...]
    nowhere: int


def _against(side: Side, rival: Side) -> Against:
    saving, unknown, nowhere = Decimal(0), [], 0
    for address in {**side, **rival}:
        cost, whole = side.get(address, (Decimal(0), True))
        theirs, all_theirs = rival.get(address, (Decimal(0), True))
        if whole:
            saving += theirs - cost
        elif all_theirs:
            unknown.append(address or "what the module adds")
        else:
            nowhere += 1
    return Against(saving, tuple(unknown), nowhere)


def _doubt(other: str, one: Against) -> str:
    """Why a side is not surely as cheap as another; empty when it is."""
    if one.unknown:
        more = f" and {len(one.unknown) - 1} more" if len(one.unknown) > 1 else ""
        return f"the cost of {one.unknown[0]}{more} is not known, on the side of {other} it is"
    return f"{other} may be {money(-one.saving)} a month cheaper" if one.saving < 0 else ""


def _why(title: str, rivals: Mapping[str, Against]) -> str:
    """The verdict: how much the others cost more at least, and how many costs are known on neither side."""
    words = []
    for other, one in rivals.items():
        left = f" ({one.nowhere} resources aside, whose cost is known on neither side)" if one.nowhere else ""
        words.append(f"{other} costs at least {money(one.saving)} a month more{left}")
    return f"{title} is the cheapest: {', '.join(words)}"
