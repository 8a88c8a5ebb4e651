"""The module's README: what it costs against what there is, what is not carried over, how the data move."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac import assets
from lepton_iac.model import Change, Equivalent, Note
from lepton_iac.units import money
from lepton_iac.write.new_module.module import NewModule

_STEPS: Mapping[str, str] = {
    "block_volume": "Volumes: attach the new disk, copy with `rsync` while the old machine runs, stop writing, "
    "copy the rest, switch over.",
    "database": "Databases: create the schema, replicate with the engine's own replication or the cloud's migration "
    "service, compare row counts, stop writing, promote. A dump and restore does for small ones.",
    "object_storage": "Buckets: copy with `rclone sync` (or the cloud's transfer service), compare counts and "
    "sizes, copy again after writing has stopped. Leaving a cloud is billed as internet egress.",
    "queue": "Queues: point senders to the new queue, let receivers empty the old one.",
    "cache": "Caches: nothing to move; warm the new one before the switch.",
    "dns": "DNS: lower the time to live a day before, import the records, change the delegation last.",
    "kubernetes_cluster": "Kubernetes: deploy the workloads to the new cluster from their manifests; persistent "
    "volumes move like disks.",
    "secret": "Secrets: write each value into the new store by hand; none is in these files.",
}
_KINDS = ("secret", "block_volume", "database", "object_storage", "queue", "cache", "kubernetes_cluster", "dns")


@dataclass(frozen=True, slots=True)
class CostLine:
    """What one source resource costs, and what stands in for it; ``None`` is not known.

    Attributes:
        complete_before, complete_after: every charge of it is known; a cost that is not reads "at least".
        becomes: addresses in the new module; empty when it is not carried over.
        within: what stands in for it is part of another row's, which has the cost.
        dropped: it is not carried over because nothing of it is needed there, so that it costs nothing.
    """

    address: str
    before: Decimal | None
    complete_before: bool
    becomes: tuple[str, ...]
    after: Decimal | None
    complete_after: bool
    fit: Equivalent | None = None
    dropped: bool = False
    within: bool = False


def cost(amount: Decimal | None, complete: bool) -> str:
    """Money, "at least" money, or unknown."""
    if amount is None or (amount == 0 and not complete):
        return "unknown"
    return money(amount) if complete else f"at least {money(amount)}"


def readme(name: str, source: str, module: NewModule, lines: Sequence[CostLine], sized: Sequence[Change] = ()) -> str:
    """The README of a module.

    Args:
        source: the cloud the stack is on, in its provider's words.
        lines: in stack order; those of an empty address are what the module adds.
        sized: what the forecast made smaller or larger before anything was looked for on the other cloud.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(
        loader=FileSystemLoader(assets.folder("templates") / "new_module"),
        autoescape=False,  # nosec B701 # noqa: S701 - Markdown; texts of the stack go through the filter `cell`
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["cell"] = cell
    kinds = {part.kind for part in module.estate.parts}
    steps = [_STEPS[kind] for kind in _KINDS if kind in kinds]
    shown = [line for line in lines if line.before or line.after or not line.complete_before or not line.complete_after]
    text: str = env.get_template("README.md.j2").render(
        name=name, source=source, module=module, lines=shown, cost=cost, total=total, left=grouped(module.left),
        steps=steps, weaker=_matches(lines), sized=sized,
    )  # fmt: skip
    return text.rstrip() + "\n"


def total(lines: Iterable[CostLine], after: bool) -> str:
    """The sum of one column."""
    listed = tuple(lines)
    amounts = [(line.after if after else line.before) or Decimal(0) for line in listed]
    complete = all(line.complete_after if after else line.complete_before for line in listed)
    return cost(sum(amounts, Decimal(0)), complete)


def grouped(left: Iterable[Note]) -> list[tuple[str, list[str]]]:
    """Reasons in order, each with the addresses it holds for."""
    found: dict[str, list[str]] = {}
    for note in left:
        found.setdefault(note.text, []).append(note.where)
    return [(text, [where for where in addresses if where]) for text, addresses in found.items()]


def _matches(lines: Iterable[CostLine]) -> list[tuple[str, str, str]]:
    """(address, what stands in, what is better, worse or not compared) of each machine, disk, database and cache."""
    found = []
    for line in lines:
        if line.fit is not None and line.becomes and line.fit.description:
            words = ", ".join(f"{name} {word}" for name, word in line.fit.matched.items() if word != "same")
            alike = "all the same" if line.fit.matched else "chosen by size; its price is not known"
            found.append((line.address, line.fit.description, words or alike))
    return found


def cell(text: object) -> str:
    """Text in a table's cell or a code span, whatever it holds."""
    return str(text).replace("|", "\\|").replace("`", "'").replace("\n", " ").replace("<", "&lt;")
