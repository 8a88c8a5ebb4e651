"""Encodings, wrappers and garbage: each is read or ends in one error with place and mend."""

import json
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.errors import LeptonError, ReadError
from lepton_iac.read import load
from tests.read.documents import FIXTURES, change, plan, read

DOCUMENT = plan(change("aws_ebs_volume.a", ["create"], None, {"size": 8}))
TEXT = json.dumps(DOCUMENT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(encoding: str) -> None:
    assert len(load("-", stdin=TEXT.encode(encoding)).resources) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"[command]/bin/terraform show -json x\n{TEXT}\n::set-output name=exitcode::0\n",
        f"time=1 level=info prefix=[a] {TEXT}",
        f'{{"@level":"info","@message":"hello"}}\n{TEXT}\n',
        f"Warning: {{ not json }}\n{TEXT}%0A",
    ],
)
def test_wrapper_text_is_passed_over(text: str) -> None:
    assert len(load("-", stdin=text.encode()).resources) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"PK\x03\x04rest", "binary plan"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\xff\xfa\x00\x81", "not a text"),
        (b"hello", "no JSON object"),
        (b"[1, 2]", "a list"),
        (b'{"format_version": "1.2", "resource_changes": [', "cut off"),
        (b'{"format_version": "1.2", "planned_values": {"a', "cut off"),
        (b'{"format_version": "1.2",, "planned_values": {}}', "broken"),
        (b'{"name": "x", "dependencies": {}}', "a package file"),
        (b'{"AWSTemplateFormatVersion": "2010-09-09"}', "CloudFormation"),
        (b'{"format_version": "1.0", "provider_schemas": {}}', "providers schema"),
        (b'{"@level": "info", "@message": "x"}', "log of"),
        (b'{"one": 1, "two": 2}', "`one`, `two`"),
        (b'{"format_version": "2.0", "planned_values": {}}', "format version 2.0"),
        (b'{"format_version": 1, "planned_values": {}}', "not a version"),
        (b'{"format_version": "1.2", "planned_values": {"root_module": {"x": NaN}}}', "not a JSON number"),
        (b'{"format_version": "1.2", "planned_values": {"a": "\\ud800"}}', "lone surrogate"),
        (b'{"planned_values": ' + b'{"a":' * 100_000, "too deeply"),
        (b'{"format_version": "1.2", "resource_changes": {}}', "not a list"),
        (b'{"format_version": "1.2", "resource_changes": [{"address": 3}]}', "`address` is a number"),
    ],
)
def test_what_cannot_be_read_ends_in_one_clear_error(data: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=words) as caught:
        load("-", stdin=data)
    assert caught.value.where.startswith("standard input")
    assert caught.value.mend


def test_a_cut_off_plan_names_its_line() -> None:
    with pytest.raises(ReadError) as caught:
        load("-", stdin=b'{\n"format_version": "1.2",\n"planned_values": ')
    assert caught.value.where.startswith("standard input:3:")


def test_no_error_quotes_the_document() -> None:
    with pytest.raises(ReadError) as caught:
        load("-", stdin=TEXT.replace('"size": 8', '"password": "hush-hush" 8').encode())
    assert "hush" not in str(caught.value)


def test_a_newer_minor_version_is_read_and_noted() -> None:
    assert "newer" in read({**DOCUMENT, "format_version": "1.9"}).notes[0].text


def test_a_large_file_of_noise_is_refused_by_its_first_megabyte(tmp_path: Path) -> None:
    path = tmp_path / "noise.json"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(ReadError, match="nothing of a Terraform plan"):
        load(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be read"):
        load(tmp_path / "none.json")


def _survives(data: bytes) -> None:
    try:
        repr(load("-", stdin=data))
    except LeptonError as error:
        assert error.what  # noqa: PT017  # either outcome is right; only another exception is wrong


PLANS = [(FIXTURES / name).read_bytes() for name in ("shop/plan.json", "estate/plan.json")]
JUNK: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(string.printable, max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PLANS), st.data())
def test_truncated_or_scratched_bytes_raise_nothing_else(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    _survives(whole[:at])
    _survives(whole[:at] + data.draw(st.binary(min_size=1, max_size=4)) + whole[at + 1 :])


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(PLANS), st.data())
def test_a_wrong_value_anywhere_raises_nothing_else(whole: bytes, data: st.DataObject) -> None:
    document = json.loads(whole)
    node: Any = document
    while True:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        inner = node[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 5)) == 0:
            break
        node = inner
    node[key] = data.draw(JUNK)
    _survives(json.dumps(document).encode())


@pytest.mark.parametrize("name", ["shop/plan.json", "shop"])
def test_no_secret_survives_in_a_stack(name: str) -> None:
    stack = load(FIXTURES / name)
    assert "correct-horse" in (FIXTURES / "shop/main.tf").read_text()
    assert "correct-horse" not in repr(stack)
