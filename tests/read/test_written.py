"""Folders as they are written: literals are values, the rest is unknown."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.errors import ReadError
from lepton_iac.model import SENSITIVE, Resource
from lepton_iac.read.written import NEEDS_EVALUATION, Written, read_written


def written(tmp_path: Path, text: str) -> Written:
    (tmp_path / "main.tf").write_text(text)
    return read_written(tmp_path)


def only(tmp_path: Path, text: str) -> Resource:
    (found,) = written(tmp_path, text).stack.resources
    return found


def test_literals_are_values_and_the_rest_is_unknown(tmp_path: Path) -> None:
    found = only(
        tmp_path,
        'resource "azurerm_x" "a" {\n  text = "a b"\n  number = 8\n  low = -1\n  share = 0.5\n  on = true\n'
        '  none = null\n  list = ["a", 2]\n  map = { k = "v" }\n  var = var.x\n  call = max(1, 2)\n'
        '  part = "a${var.x}"\n  mixed = ["a", var.x]\n  odd = { (var.k) = 1 }\n  escaped = "$${a}"\n}\n',
    )
    assert found.attributes == {
        "text": "a b", "number": 8, "low": -1, "share": 0.5, "on": True, "none": None, "list": ["a", 2],
        "map": {"k": "v"}, "var": NEEDS_EVALUATION, "call": NEEDS_EVALUATION, "part": NEEDS_EVALUATION,
        "mixed": ["a", NEEDS_EVALUATION], "odd": NEEDS_EVALUATION, "escaped": NEEDS_EVALUATION,
    }  # fmt: skip


def test_blocks_are_lists_and_dynamic_ones_unknown(tmp_path: Path) -> None:
    found = only(
        tmp_path,
        'resource "azurerm_x" "a" {\n  disk {\n    size = 1\n  }\n  disk {\n    size = 2\n  }\n'
        '  dynamic "rule" {\n    for_each = var.r\n    content {\n      a = aws_b.c.id\n    }\n  }\n}\n',
    )
    assert found.attributes == {"disk": [{"size": 1}, {"size": 2}], "rule": NEEDS_EVALUATION}


def test_places_and_references(tmp_path: Path) -> None:
    found = only(
        tmp_path,
        '\n\nresource "azurerm_x" "a" {\n  id_ = azurerm_y.b[0].id\n  d = data.azurerm_z.c.id\n  s = "azurerm_y.q.id"\n'
        '  t = "${azurerm_y.t.id}"\n  disk {\n    k = azurerm_k.e.id\n  }\n}\n',
    )
    assert found.references == {"id_": ("azurerm_y.b",), "t": ("azurerm_y.t",), "disk.0.k": ("azurerm_k.e",)}
    assert found.span is not None
    assert (found.span.first_line, found.span.last_line) == (3, 11)


def test_default_tags_are_laid_under(tmp_path: Path) -> None:
    provider = 'provider "aws" {\n  region = "eu-west-1"\n  default_tags {\n    tags = { Owner = "a" }\n  }\n}\n'
    found = only(tmp_path, provider + 'resource "aws_x" "a" {\n  tags = { Name = "n" }\n}\n')
    assert (found.tags, found.region) == ({"Owner": "a", "Name": "n"}, "eu-west-1")


def test_default_tags_out_of_sight_are_unknown(tmp_path: Path) -> None:
    found = only(tmp_path, 'resource "aws_x" "a" {\n  tags = { Name = "n" }\n}\n')
    assert found.attributes["tags_all"] is NEEDS_EVALUATION
    provider = 'provider "aws" {\n  default_tags {\n    tags = var.t\n  }\n}\n'
    assert only(tmp_path, provider + 'resource "aws_x" "a" {}\n').attributes["tags_all"] is NEEDS_EVALUATION


def test_secrets_are_masked(tmp_path: Path) -> None:
    assert only(tmp_path, 'resource "aws_x" "a" {\n  password = "hunter2"\n}\n').attributes["password"] is SENSITIVE


def test_what_outputs_and_modules_hand_on(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        'resource "aws_x" "a" {}\noutput "o" {\n  value = aws_x.a.id\n}\n'
        'module "m" {\n  source = "./m"\n  b = aws_y.b.arn\n}\n',
    )
    assert found.exported == {"aws_x.a", "aws_y.b"}
    assert found.calls == (tmp_path / "m",)


def test_a_count_of_nought_is_nothing(tmp_path: Path) -> None:
    assert written(tmp_path, 'resource "aws_x" "a" {\n  count = 0\n}\n').stack.resources == ()


def test_a_broken_file_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        written(tmp_path, 'resource "aws_x" "a" {\n  size = \n}}}\n')
    assert caught.value.where.startswith(str(tmp_path / "main.tf") + ":")


def test_override_files_are_said(tmp_path: Path) -> None:
    (tmp_path / "override.tf").write_text('resource "aws_x" "a" {}\n')
    assert "override" in written(tmp_path, "").stack.notes[0].text


def test_files_of_other_forms_are_said(tmp_path: Path) -> None:
    (tmp_path / "more.tf.json").write_text("{}")
    assert [note.where for note in written(tmp_path, "").stack.notes] == [str(tmp_path / "more.tf.json")]


@given(st.text(max_size=200))
def test_garbage_raises_nothing_but_our_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("garbage")
    (folder / "main.tf").write_bytes(text.encode("utf-8", "replace"))
    try:
        found = [one.type for one in read_written(folder).stack.resources]
    except ReadError as error:
        found = [error.where]
    assert all(found)
