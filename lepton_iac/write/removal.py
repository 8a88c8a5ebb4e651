"""Whether a resource block may go: all its instances must, and nothing may refer to it any more."""

from collections.abc import Iterator, Sequence

from lepton_iac.write.context import Context
from lepton_iac.write.syntax import Attribute, Block, Body, GetAttribute, Literal, Name, attributes, walk
from lepton_iac.write.uses import Uses
from lepton_iac.write.wish import Planned

_PLAIN_REFERENCES = {"depends_on", "replace_triggered_by", "to", "from"}


def removal_objection(
    context: Context, uses: Uses, one: Planned, standing: Sequence[Planned]
) -> tuple[str, str] | None:
    """Why a resource block must stay; ``None`` when it may go, or is not to go."""
    if not one.change.removes:
        return None
    going = {other.change.address for other in standing if other.change.removes}
    where = context.where(one.block.place)
    for owner, _ in uses.owners.get(one.block.body.place, []):
        if owner not in going:
            return f"the block also makes {owner}, which is to stay", where
    blocks = {other.block.place for other in standing if other.change.removes}
    sources = [module.sources for module in context.folder.modules.values() if _holds(module.sources, one.block)]
    for source in (source for found in sources for source in found):
        for block, attribute in _everything(source.body):
            if block.place not in blocks and _refers(attribute, one.block):
                return f"it is referred to in {context.where(attribute.place)}", where
    return None


def _holds(sources: tuple[object, ...], block: Block) -> bool:
    return any(getattr(source, "path", "") == block.place.file for source in sources)


def _everything(body: Body) -> Iterator[tuple[Block, Attribute]]:
    for block in body.blocks:
        for attribute in attributes(block.body):
            yield block, attribute


def _refers(attribute: Attribute, block: Block) -> bool:
    kind, name = block.labels
    for found in walk(attribute.value):
        match found:
            case GetAttribute(Name(root), label) if (root, label) == (kind, name):
                return True
            case Literal(str(text), _, _) if attribute.name in _PLAIN_REFERENCES:
                if text == f"{kind}.{name}" or text.startswith((f"{kind}.{name}.", f"{kind}.{name}[")):
                    return True
            case _:
                continue
    return False
