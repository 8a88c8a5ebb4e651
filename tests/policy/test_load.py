"""Policy files: what is wrong is told with file and line, and nothing in a file can do harm."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.errors import LeptonError
from lepton_iac.plain_yaml import MAX_BYTES, read_yaml
from lepton_iac.policy import load_policies, load_policy
from tests.policy.own_policy import CONDITION, GOOD

FAIL = "  fail: [{type: aws_instance, attributes: {instance_type: m4.large}}]\n"


def test_a_good_file() -> None:
    policy = load_policy(GOOD.encode(), "own.yaml")
    assert (policy.id, policy.place, len(policy.examples)) == ("own-rule", "own.yaml:6", 2)


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("severity: high", "severity: fatal", 3, "not one of"),
        ("category: cost", "category: style", 4, "not one of"),
        ("applies_to: [aws_instance]", "applies_to: aws_instance", 5, "not a list"),
        ("applies_to: [aws_instance]", "applies_to: ['; rm -rf /']", 5, "type or kind"),
        (CONDITION, "text(", 6, "not a CEL condition"),
        (CONDITION, "open('/etc/passwd')", 6, "no such function in a condition: open"),
        (CONDITION, "__import__ == 1", 6, "no such variable in a condition: __import__"),
        ("why: Because.", "why: &a Because.", 7, "anchor"),
        ("why: Because.", "why: !!python/object:os.system x", 7, "YAML tag"),
        ("why: Because.", "why: [a, b]", 7, "not a text"),
        ("source: https://example.com/rule", "source: http://example.com", 8, "https"),
        ("source: https://example.com/rule", "source: javascript:alert(1)", 8, "https"),
        ("fix: take another", "fix: take another\nfix: twice", 11, "twice"),
        ("fix: take another", "fixes: take another", 10, "unknown key 'fixes'"),
        ("fix: take another", "fix: {set: {'a b': 1}, words: x}", 10, "dotted paths"),
        (FAIL, "", 12, "lack fail"),
        ("pass: [{type", "pass: [{colour: red, type", 12, "unknown key 'colour'"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(old: str, new: str, line: int, word: str) -> None:
    assert old in GOOD
    with pytest.raises(LeptonError, match=re.escape(word)) as caught:
        load_policy(GOOD.replace(old, new).encode(), "own.yaml")
    assert caught.value.where == f"own.yaml:{line}"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00", b"\xff\xfe", b"[" * 60_000, b"{a: " * 15_000, b"- " * 30_000, b"? " * 30_000, b"a: &x [*x]",
        b"a" * (MAX_BYTES + 1), b"--- 1\n--- 2\n", b"a: [\n", b"%YAML 9.9\n---\na", b"? [a]\n: b", b"<<: {a: b}\n<<: 1",
        b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]",
    ],
    ids=range(15),
)  # fmt: skip
def test_hostile_yaml_is_refused(data: bytes) -> None:
    with pytest.raises(LeptonError):
        load_policy(data, "hostile.yaml")


@pytest.mark.parametrize(
    "deny",
    [
        "(" * 900 + "true" + ")" * 900,
        "true" + " || true" * 400,
        "[1,2].exists(a, [1,2].exists(b, [1,2].exists(c, [1,2].exists(d, a == b))))",
        "'" + "x" * 3000 + "' == ''",
        "after.__class__.__bases__(1)",
    ],
    ids=["deep", "long", "loops", "text", "dunder"],
)
def test_hostile_conditions_are_refused(deny: str) -> None:
    with pytest.raises(LeptonError):
        load_policy(GOOD.replace(CONDITION, deny).encode(), "hostile.yaml")


@given(st.binary(max_size=300))
def test_garbage_raises_nothing_but_our_error(data: bytes) -> None:
    with pytest.raises(LeptonError) as caught:
        load_policy(data, "garbage.yaml")
    assert caught.value.where.startswith("garbage.yaml")


@given(st.text(max_size=120))
def test_garbage_in_a_condition_raises_nothing_but_our_error(text: str) -> None:
    source = GOOD.replace(CONDITION, "'" + text.replace("'", "''") + "'").encode("utf-8", "replace")
    try:
        loaded = load_policy(source, "garbage.yaml").id
    except LeptonError as error:
        loaded = error.where
    assert loaded.startswith(("own-rule", "garbage.yaml"))


def test_words_that_other_yaml_readers_turn_into_truth_stay_words() -> None:
    read = read_yaml(b"a: no\nb: on\nc: 1_000\nd: 010\ne: 2026-01-01\nf: true\ng: 1.50\nh: '1'\n", "x").plain
    assert [read[key] for key in "abcde"] == ["no", "on", "1_000", "010", "2026-01-01"]
    assert (read["f"], str(read["g"]), read["h"]) == (True, "1.50", "1")


def test_a_users_policy_replaces_the_built_in_of_its_id(tmp_path: Path) -> None:
    (tmp_path / "gp2.yaml").write_text(GOOD.replace("own-rule", "aws-ebs-gp2"))
    found = {policy.id: policy for policy in load_policies([tmp_path])}
    assert found["aws-ebs-gp2"].title == "A rule"
    assert len(found) == len(load_policies())


def test_one_id_twice_in_a_folder_is_told(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD)
    with pytest.raises(LeptonError, match="twice"):
        load_policies([tmp_path])


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(LeptonError, match="no such folder"):
        load_policies([tmp_path / "nowhere"])
