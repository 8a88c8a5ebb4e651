"""The laws of rewriting, over generated files."""

import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.errors import LeptonError
from lepton_iac.model import Patch
from lepton_iac.write import Located, apply, locate, rewrite
from tests.write.making import Value, change, folder, stack

NAMES = st.sampled_from(["size", "type", "iops", "größe", "tier", "count_of"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
NUMBERS = st.integers(-(10**6), 10**6) | st.decimals(-1000, 1000, places=2)
VALUES: st.SearchStrategy[str | int | Decimal | bool] = TEXTS | NUMBERS | st.booleans()
BLANKS = st.sampled_from(["", " ", "\t", "  "])
COMMENTS = st.sampled_from(["", " # why", " // größer", " /* odd */"])
NEWLINES = st.sampled_from(["\n", "\r\n"])
QUOTES = str.maketrans({'"': '\\"', "\\": "\\\\"})


def _spelled(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.translate(QUOTES).replace("${", "$${").replace("%{", "%%{") + '"'
    return format(value, "f") if isinstance(value, Decimal) else str(value)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, dict[str, dict[str, Value]]]:
    """A file of resources with literal attributes, and what a stack of it holds."""
    newline, bom = draw(NEWLINES), draw(st.sampled_from(["", "\ufeff"]))
    lines: list[str] = []
    known: dict[str, dict[str, Value]] = {}
    for at in range(draw(st.integers(1, 4))):
        attributes = draw(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
        known[f"aws_thing.r{at}"] = dict(attributes)
        lines += [draw(st.sampled_from(["", "# lead", "/* a */"])), f'resource "aws_thing" "r{at}" {{{draw(COMMENTS)}']
        for name, value in attributes.items():
            blank = draw(BLANKS)
            lines.append(f"{blank}{name}{blank}={blank}{_spelled(value)}{draw(COMMENTS)}{blank}")
        lines.append("}")
    return bom + newline.join(lines) + draw(st.sampled_from(["", newline])), known


@st.composite
def wishes(draw: st.DrawFn) -> tuple[str, dict[str, dict[str, Value]], dict[tuple[str, str], Value]]:
    """A file, its stack, and new values for some of the attributes."""
    text, known = draw(files())
    places = [(address, name) for address, attributes in known.items() for name in attributes]
    chosen = draw(st.lists(st.sampled_from(places), min_size=1, max_size=5, unique=True))
    return text, known, {place: draw(VALUES) for place in chosen}


def _patch(place: Path, known: dict[str, dict[str, Value]], wanted: dict[tuple[str, str], Value]) -> Patch:
    changes = [change(address, {name: value}) for (address, name), value in wanted.items()]
    return rewrite(place, stack(known), changes)


@settings(max_examples=60, deadline=None)
@given(files())
def test_no_change_gives_an_empty_patch(made: tuple[str, dict[str, dict[str, Value]]]) -> None:
    text, known = made
    with tempfile.TemporaryDirectory() as name:
        place = folder(Path(name), {"main.tf": text})
        same = {(address, path): value for address, found in known.items() for path, value in found.items()}
        for patch in (rewrite(place, stack(known), []), _patch(place, known, same)):
            assert patch.empty
            assert (dict(patch.results), patch.refused, patch.written) == ({}, (), ())


@settings(max_examples=120, deadline=None)
@given(wishes())
def test_only_the_named_spans_change_and_reading_again_gives_the_new_values(
    made: tuple[str, dict[str, dict[str, Value]], dict[tuple[str, str], Value]],
) -> None:
    text, known, wanted = made
    with tempfile.TemporaryDirectory() as name:
        place = folder(Path(name), {"main.tf": text})
        patch = _patch(place, known, wanted)
        assert patch.refused == ()
        _check_spans(patch, text.encode("utf-8"))
        apply(patch)
        for (address, path), value in wanted.items():
            found = locate(place, address, path)
            assert isinstance(found, Located)
            assert _spelled(found.value).strip('"') == _spelled(value).strip('"') or _number(found.value, value)
        assert _patch(place, known, wanted).empty


def _check_spans(patch: Patch, original: bytes) -> None:
    at, rebuilt, kept = 0, b"", b""
    for edit in patch.edits:
        assert original[edit.start : edit.start + len(edit.before)] == edit.before
        rebuilt += original[at : edit.start] + edit.after
        kept += original[at : edit.start]
        at = edit.start + len(edit.before)
    assert not patch.edits or patch.results["main.tf"] == rebuilt + original[at:]
    assert b"\n" not in b"".join(edit.before + edit.after for edit in patch.edits)


def _number(left: Value, right: Value) -> bool:
    return Decimal(str(left)) == Decimal(str(right))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text('resource "a" {}=\n[]<EOT$%', max_size=120).map(str.encode))
def test_garbage_raises_nothing_but_our_errors(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = folder(Path(name), {"main.tf": data, "x.tf.json": data, "terraform.tfvars": data})
        try:
            patch = _patch(place, {"a.b": {"c": 1}}, {("a.b", "c"): 2})
        except LeptonError:
            return
        assert patch.empty


def test_a_thousand_changes_to_one_file_are_one_patch(tmp_path: Path) -> None:
    blocks = (f'resource "aws_thing" "r{at}" {{\n  size = {at} # {at}\n}}\n' for at in range(1000))
    known: dict[str, dict[str, Value]] = {f"aws_thing.r{at}": {"size": at} for at in range(1000)}
    place = folder(tmp_path, {"main.tf": "".join(blocks)})
    patch = _patch(place, known, {(address, "size"): -1 for address in known})
    assert (len(patch.edits), len(patch.written), patch.refused) == (1000, 1000, ())
    assert patch.results["main.tf"].count(b"  size = -1 # ") == 1000
