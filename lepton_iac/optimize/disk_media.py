"""Azure and Google disks to a cheaper media that is measured to be enough."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from lepton_iac.kinds.apply import edited
from lepton_iac.kinds.evaluate import item_of
from lepton_iac.kinds.spec import Knob
from lepton_iac.model import Change, Note, Resource, SetAttribute, Unknown
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.settle import judged, promised

_SOURCES = {
    "azurerm": "https://learn.microsoft.com/azure/virtual-machines/disks-types",
    "google": "https://cloud.google.com/compute/docs/disks/performance",
}
_GOOGLE: Mapping[str, tuple[str, str, str, str]] = {
    "pd-standard": ("0", "0.75", "0", "0.12"),
    "pd-balanced": ("3000", "6", "140", "0.28"),
    "pd-ssd": ("6000", "30", "240", "0.48"),
}
"""IOPS and MiB/s at nothing and per GiB (of hard disks the slower direction), before the machine's own limits."""


def cheaper_media(resource: Resource, context: Context, rule: str) -> Iterator[Change | Note]:
    """The cheapest media of the type file that reaches today's IOPS and throughput, or what the disk's metrics need."""
    spec = context.spec(resource)
    if spec is None or spec.kind != "block_volume" or spec.provider not in _SOURCES:
        return
    knob = next((one for one in spec.knobs if one.set == "media"), None)
    path = context.writable(resource, "media")
    if knob is None or path is None or context.turned(resource.address, "media"):
        return
    drafts = [_draft(resource, path, choice, knob, context, rule) for choice in knob.choices]
    priced = [promised(draft, context) for draft in drafts if isinstance(draft, Change)]
    worth = [one for one in priced if isinstance(one, Change)]
    if worth:
        yield judged(max(worth, key=lambda one: (one.saving, one.after)), context)
        return
    yield from sorted((draft for draft in drafts if isinstance(draft, Note)), key=lambda note: note.text)[:1]


def _draft(resource: Resource, path: str, choice: str, knob: Knob, context: Context, rule: str) -> Change | Note | None:
    after = edited(resource, (SetAttribute(path, choice),))
    before, new = _performance(resource, context), _performance(after, context)
    media = context.get(resource, "media")
    if media == choice or before is None or new is None:
        return None
    proof = []
    for unit, dimension, today, offered in zip(
        ("IOPS", "MiB/s"), ("disk_iops", "disk_mibps"), before, new, strict=True
    ):
        demand = context.demand(resource.address, dimension)
        if offered >= today:
            continue
        if demand is None and context.demands.get(resource.address):
            return Note(f"{rule}: {media} stays: {unit} of the disk are not measured", resource.address)
        if demand is None or demand.refused or demand.capacity is None or Decimal(str(demand.capacity)) > offered:
            return None
        proof.append(f"at most {demand.observed_max:.4g} {unit} in {demand.history_days:.3g} days ({demand.method})")
    return Change(
        rule=rule,
        address=resource.address,
        knob="media",
        before=f"{media}, up to {before[0]:f} IOPS and {before[1]:f} MiB/s",
        after=f"{choice}, up to {new[0]:f} IOPS and {new[1]:f} MiB/s",
        saving=Decimal(0),
        disruption=knob.disruption,
        why="; ".join(proof) or "no less IOPS and throughput for less money",
        edits=(SetAttribute(path, choice),),
        kept=tuple(name for name in knob.keep if name not in {"iops", "throughput_mibps"} or not proof),
        source=_SOURCES[resource.type.partition("_")[0]],
    )


def _performance(resource: Resource, context: Context) -> tuple[Decimal, Decimal] | None:
    """IOPS and MiB/s a disk reaches, from its type file or the vendor's formula; ``None`` when that is not known."""
    spec = context.spec(resource)
    if spec is None:
        return None
    item = item_of(spec, resource, context.world)
    if spec.provider == "google":
        return _google(item.get("media"), item.get("capacity_gib"))
    found = tuple(_number(item.get(name)) for name in ("iops", "throughput_mibps"))
    return (found[0], found[1]) if found[0] is not None and found[1] is not None else None


def _google(media: Any, capacity_gib: Any) -> tuple[Decimal, Decimal] | None:
    rates, size = _GOOGLE.get(str(media)), _number(capacity_gib)
    if rates is None or size is None:
        return None
    iops, per_gib, mibps, more = (Decimal(rate) for rate in rates)
    return iops + per_gib * size, mibps + more * size


def _number(value: Any) -> Decimal | None:
    if isinstance(value, Unknown) or value is None or isinstance(value, bool):
        return None
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) else None
