"""What stands after settling, turned into splices, and splices into new bytes."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from lepton_iac.model import FileEdit
from lepton_iac.write import layout
from lepton_iac.write.context import Context
from lepton_iac.write.layout import Splice
from lepton_iac.write.literal import spell
from lepton_iac.write.settle import groups
from lepton_iac.write.wish import Planned, Wish


def splices(context: Context, standing: Sequence[Planned]) -> list[Splice]:
    """The splices for all changes, in the order of the files."""
    firsts = [wishes[0] for wishes in groups(standing).values()]
    removed = {id(one.block): one.block for one in standing if one.change.removes}
    found = [
        *(_replacement(wish) for wish in firsts if wish.literal is not None),
        *(_removal(context, wish) for wish in firsts if wish.literal is None and wish.value is None),
        *_insertions(context, [wish for wish in firsts if wish.literal is None and wish.value is not None]),
        *(layout.remove_resource(context.source(block.place), block) for block in removed.values()),
        *_additions(context, standing),
    ]
    return _joined(sorted(found, key=lambda one: (one.path, one.start, one.end)))


def _joined(found: Sequence[Splice]) -> list[Splice]:
    """Insertions at one and the same byte become one, in their order."""
    joined: list[Splice] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and (last.path, last.start, last.end) == (one.path, one.start, one.end) and one.start == one.end:
            joined[-1] = Splice(one.path, one.start, one.end, last.after + one.after)
        else:
            joined.append(one)
    return joined


def _replacement(wish: Wish) -> Splice:
    literal = wish.literal
    if literal is None or literal.place is None:
        raise AssertionError("only literals are replaced")
    place = literal.place
    syntax = "json" if place.file.endswith(".json") else "hcl"
    return Splice(place.file, place.start, place.end, spell(wish.value, literal.form, syntax))


def _removal(context: Context, wish: Wish) -> Splice:
    source = context.source(wish.spot.body.place)
    if wish.spot.attribute is not None:
        return layout.remove_attribute(source, wish.spot.attribute, wish.spot.body)
    if wish.spot.nested is None:
        raise AssertionError("only what is there is removed")
    return layout.remove_nested(source, wish.spot.nested, wish.spot.body)


def _insertions(context: Context, wishes: Sequence[Wish]) -> Iterable[Splice]:
    """All that goes into one place goes there in one splice, in the order of the changes."""
    together: dict[tuple[object, str], list[Wish]] = {}
    for wish in wishes:
        name = wish.spot.rest[0] if len(wish.spot.rest) > 1 else ""
        together.setdefault((wish.spot.body.place, name), []).append(wish)
    for (_, name), found in sorted(together.items(), key=lambda item: item[0][1] != ""):
        body = found[0].spot.body
        source = context.source(body.place)
        new = [(wish.spot.rest[-1], spell(wish.value, "null", "hcl")) for wish in found]
        if name:
            yield from layout.insert_block(source, body, name, new)
        else:
            yield from layout.insert_attributes(source, body, new)


def _additions(context: Context, standing: Sequence[Planned]) -> Iterable[Splice]:
    texts: dict[int, tuple[Planned, dict[str, None]]] = {}
    for one in standing:
        if one.additions:
            _, found = texts.setdefault(id(one.block), (one, {}))
            found.update(dict.fromkeys(one.additions))
    for one, found in texts.values():
        yield layout.append_blocks(context.source(one.block.place), one.block, tuple(found))


def overlap(found: Sequence[Splice]) -> tuple[Splice, Splice] | None:
    """Two splices that touch the same bytes, if there are any."""
    for one, other in pairwise(found):
        if one.path == other.path and (other.start < one.end or (one.start, one.end) == (other.start, other.end)):
            return one, other
    return None


def spliced(data: bytes, found: Sequence[Splice]) -> bytes:
    """The bytes of one file with its splices made; they are in order and do not overlap."""
    parts: list[bytes] = []
    at = 0
    for one in found:
        parts.extend((data[at : one.start], one.after))
        at = one.end
    return b"".join([*parts, data[at:]])


def file_edit(one: Splice, data: bytes) -> FileEdit:
    """A splice as the patch tells it."""
    return FileEdit(one.path, one.start, data[one.start : one.end], one.after)
