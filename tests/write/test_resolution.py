"""Where a value comes from: each case is a file, a path of ``aws_x.a``, its value, and the literal that decides it."""

from pathlib import Path

import pytest

from lepton_iac.model import Resource, Stack
from lepton_iac.write import rewrite
from tests.write.making import change, folder, only_reason, stack

OLD, NEW = "old-value", "new-value"


def _resource(expression: str, extra: str = "") -> str:
    return f'resource "aws_x" "a" {{\n  {extra}\n  v = {expression}\n}}\n'


def _local(expression: str) -> str:
    return f"locals {{\n  m = {expression}\n}}\n"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (_resource("each.value", f'for_each = {{ k = "{OLD}", l = "other" }}'), '["k"]'),
        (
            _resource("each.value.size", f'for_each = {{ for k, v in {{ k = "{OLD}" }} : k => {{ size = v }} }}'),
            '["k"]',
        ),
        (
            _resource("local.m[each.key]", 'for_each = toset(["k", "l"])')
            + f'locals {{\n  m = {{ k = "{OLD}", l = 1 }}\n}}\n',
            '["k"]',
        ),
        (_resource("local.m[count.index]", "count = 2") + f'locals {{\n  m = ["x", "{OLD}"]\n}}\n', "[1]"),
        (_resource("element(local.m, count.index + 2)", "count = 2") + f'locals {{\n  m = ["x", "{OLD}"]\n}}\n', "[1]"),
        (_resource(f'merge({{ a = 1, b = 2 }}, {{ b = "{OLD}" }}).b'), ""),
        (_resource(f'coalesce(null, "", "{OLD}")'), ""),
        (_resource(f'concat(["x"], ["{OLD}"])[1]'), ""),
        (_resource(f'values({{ z = "y", a = "{OLD}" }})[0]'), ""),
        (_resource(f'contains(["a"], "a") && !false ? tostring("{OLD}") : "x"'), ""),
        (_resource(f'length(["a"]) >= 1 ? "{OLD}" : "x"'), ""),
        (_resource(f'true ? false ? "x" : true ? "{OLD}" : "y" : "z"'), ""),
        (_resource("aws_x.b.v") + f'resource "aws_x" "b" {{\n  w = "{OLD}"\n  v = "keep"\n}}\n', None),
        (_resource("((var.a))") + f'variable "a" {{\n  default = "{OLD}"\n}}\n', ""),
        (
            _resource("[for s in local.m : s if s != local.no][0]")
            + f'locals {{\n  no = "x"\n  m = ["x", "{OLD}"]\n}}\n',
            "",
        ),
        (_resource("local.m.*.size[0]") + f'locals {{\n  m = [{{ size = "{OLD}" }}]\n}}\n', ""),
        (_resource("(local.m[*].size)[0]") + f'locals {{\n  m = [{{ size = "{OLD}" }}]\n}}\n', ""),
        (_resource("module.m.size") + 'module "m" {\n  source = "./m"\n}\n', ""),
    ],
)
def test_the_deciding_literal_is_found(tmp_path: Path, text: str, key: str | None) -> None:
    inner = f'output "size" {{\n  value = local.s\n}}\nlocals {{\n  s = "{OLD}"\n}}\n'
    files = {"main.tf": text, **({"m/main.tf": inner} if "module" in text else {})}
    address = f"aws_x.a{key or ''}"
    patch = rewrite(folder(tmp_path, files), stack({address: {"v": OLD}}), [change(address, {"v": NEW})])
    if key is None:
        assert patch.empty
        return
    assert patch.refused == ()
    assert [edit.before for edit in patch.edits] == [f'"{OLD}"'.encode()]
    assert [edit.after for edit in patch.edits] == [f'"{NEW}"'.encode()]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (_resource('lookup({ a = 1 }, "k", var.q)'), "there is no variable q"),
        (_resource('try(var.q, "old-value")'), "try()"),
        (_resource("[for k, v in var.q : v][0]"), "for expression"),
        (_resource('{ (var.q) = "old-value" }["k"]'), "key that cannot be worked out"),
        (_resource("path.module"), "path.module"),
        (_resource('["old-value"][var.q]'), "index that cannot"),
        (_resource('upper("OLD")'), "upper()"),
        (_resource("1 + 1"), "computed value"),
    ],
)
def test_what_is_not_certain_stays_unknown(tmp_path: Path, text: str, reason: str) -> None:
    place = folder(tmp_path, {"main.tf": text})
    assert reason in only_reason(rewrite(place, stack({"aws_x.a": {"v": OLD}}), [change("aws_x.a", {"v": NEW})]))


def test_a_child_module_gets_its_value_from_the_call(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  for_each = { k = "old-value" }\n  size = each.value\n}\n',
        "m/main.tf": 'variable "size" {\n  default = "old-value"\n}\n' + _resource("var.size"),
    }
    address = 'module.m["k"].aws_x.a'
    patch = rewrite(folder(tmp_path, files), stack({address: {"v": OLD}}), [change(address, {"v": NEW})])
    assert list(patch.results) == ["main.tf"]


def test_a_dynamic_block_that_makes_nothing_is_not_doubled(tmp_path: Path) -> None:
    text = 'resource "aws_x" "a" {\n  dynamic "disk" {\n    for_each = []\n    content {\n      v = 1\n    }\n  }\n}\n'
    wish = change("aws_x.a", {"disk.0.v": 2})
    assert "made by a dynamic block" in only_reason(
        rewrite(folder(tmp_path, {"main.tf": text}), stack({"aws_x.a": {}}), [wish])
    )


def test_the_workspace_decides_a_branch(tmp_path: Path) -> None:
    text = _resource('terraform.workspace == "prod" ? "old-value" : "dev"')
    place = folder(tmp_path, {"main.tf": text})
    known = Stack((Resource("aws_x.a", "aws_x", "a", "aws", {"v": OLD}),))
    wish = change("aws_x.a", {"v": NEW})
    assert rewrite(place, known, [wish], workspace="prod").written == (wish,)
    assert "older than the files" in only_reason(rewrite(place, known, [wish]))


def test_a_deeply_nested_attribute_is_reached(tmp_path: Path) -> None:
    text = 'resource "aws_x" "a" {\n' + "b {\n" * 8 + 'v = "old-value"\n' + "}\n" * 9
    attributes: dict[str, object] = {"v": OLD}
    for _ in range(8):
        attributes = {"b": [attributes]}
    wish = change("aws_x.a", {"b.0." * 8 + "v": NEW})
    patch = rewrite(folder(tmp_path, {"main.tf": text}), stack({"aws_x.a": attributes}), [wish])
    assert patch.results["main.tf"].decode() == text.replace(OLD, NEW)
