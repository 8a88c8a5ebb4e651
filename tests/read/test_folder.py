"""A folder without a plan: what can be known is known, nothing is made up."""

from pathlib import Path

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.model import AFTER_APPLY, Action, Span, Stack, Unknown
from lepton_iac.read import load, spans, with_spans
from tests.read.documents import FIXTURES


@pytest.fixture(scope="module")
def remote() -> Stack:
    return load(FIXTURES / "remote")


def write(folder: Path, text: str, name: str = "main.tf") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return folder


def test_a_folder_is_all_creation_without_a_past() -> None:
    stack = load(FIXTURES / "estate")
    assert (stack.kind, stack.has_prior, stack.prior) == ("folder", False, ())
    assert {item.action for item in stack.managed()} == {Action.CREATE}


def test_a_plan_beside_the_files_is_not_read() -> None:
    assert load(FIXTURES / "shop").kind == "folder"


def test_remote_modules_are_noted_without_their_credentials(remote: Stack) -> None:
    texts = [note.text for note in remote.notes]
    assert "not priced: remote module git::https://example.com/network.git" in texts
    assert "hunter2" not in repr(remote)


def test_a_number_of_instances_that_depends_on_data_is_noted(remote: Stack) -> None:
    assert "aws_ebs_volume.per_zone" in {note.where for note in remote.notes}
    assert not [item for item in remote.resources if item.name == "per_zone"]


def test_a_variable_without_a_value_is_unknown(remote: Stack) -> None:
    assert remote.by_address["aws_ebs_volume.by_variable"].attributes["size"] == Unknown("variable size has no value")


def test_invented_arns_do_not_pass(remote: Stack) -> None:
    disks = remote.by_address["aws_instance.disks"]
    assert disks.attributes["user_data"] is AFTER_APPLY
    assert disks.references["user_data"] == ("aws_ebs_volume.by_variable",)


def test_dynamic_blocks_count_only_when_they_are_complete(remote: Stack) -> None:
    found = remote.by_address["aws_instance.disks"].attributes
    assert [block["volume_size"] for block in found["ebs_block_device"]] == [10, 20]
    assert isinstance(found["ephemeral_block_device"], Unknown)


def test_variable_files_in_terraforms_order(tmp_path: Path) -> None:
    write(tmp_path, 'variable "n" {}\nresource "aws_ebs_volume" "v" {\n  size = var.n\n}\n')
    write(tmp_path, "n = 1\n", "terraform.tfvars")
    write(tmp_path, "n = 2\n", "x.auto.tfvars")
    assert load(tmp_path).resources[0].attributes["size"] == 2
    write(tmp_path, "n = 3\n", "elsewhere/given.tfvars")
    given = tmp_path / "elsewhere/given.tfvars"
    assert load(tmp_path, var_files=[given]).resources[0].attributes["size"] == 3


def test_the_workspace_is_passed_on(tmp_path: Path) -> None:
    write(tmp_path, 'resource "aws_ebs_volume" "v" {\n  type = terraform.workspace\n}\n')
    assert load(tmp_path, workspace="prod").resources[0].attributes["type"] == "prod"


def test_broken_files_end_with_their_line(tmp_path: Path) -> None:
    write(tmp_path, 'module "m" {\n  source = "./m"\n}\n')
    write(tmp_path, 'resource "aws_eip" "x" {\n  a = = 3\n}\n', "m/main.tf")
    with pytest.raises(ReadError) as caught:
        load(tmp_path)
    assert caught.value.where == "m/main.tf:2"


@pytest.mark.parametrize("text", ["n = = 3\n", None])
def test_unreadable_variable_files_end_with_their_place(tmp_path: Path, text: str | None) -> None:
    write(tmp_path, 'resource "aws_eip" "x" {\n}\n')
    if text is not None:
        write(tmp_path, text, "given.tfvars")
    with pytest.raises(ReadError) as caught:
        load(tmp_path, var_files=[tmp_path / "given.tfvars"])
    assert "given.tfvars" in caught.value.where


def test_a_module_that_calls_itself_is_refused(tmp_path: Path) -> None:
    write(tmp_path, 'module "me" {\n  source = "./"\n}\n')
    with pytest.raises(ReadError, match="calls itself"):
        load(tmp_path)


def test_the_time_limit_stops_the_evaluation(tmp_path: Path) -> None:
    write(tmp_path, 'resource "aws_eip" "x" {\n}\n')
    with pytest.raises(ReadError, match="stopped"):
        load(tmp_path, timeout_s=0.001)


def test_counts_that_cannot_be_evaluated_make_no_instance_up(tmp_path: Path) -> None:
    write(tmp_path / "m", 'resource "aws_eip" "inside" {\n}\n')
    blocks = (
        'resource "aws_eip" "x" {\n  count',
        'resource "aws_eip" "y" {\n  for_each',
        'module "m" {\n  source = "./m"\n  count',
    )
    write(tmp_path, "".join(f"{block} = no_such_function(3)\n}}\n" for block in blocks))
    stack = load(tmp_path)
    assert stack.resources == ()
    assert sorted(note.where for note in stack.notes) == ["aws_eip.x", "aws_eip.y", "module.m"]


def test_instances_may_follow_those_of_another_resource() -> None:
    assert 'aws_volume_attachment.data["c\\"d"]' in load(FIXTURES / "shop").by_address


def test_override_files_are_refused(tmp_path: Path) -> None:
    write(tmp_path, 'resource "aws_eip" "x" {\n}\n')
    write(tmp_path, 'resource "aws_eip" "x" {\n}\n', "override.tf")
    with pytest.raises(ReadError, match="override"):
        load(tmp_path)


def test_files_in_other_syntaxes_are_noted(tmp_path: Path) -> None:
    write(tmp_path, 'resource "aws_eip" "x" {\n}\n')
    write(tmp_path, "{}", "more.tf.json")
    assert [note.where for note in load(tmp_path).notes] == ["more.tf.json"]


def test_a_folder_without_hcl_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"no \.tf files"):
        load(tmp_path)


def test_the_users_folder_is_not_imported_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 'resource "aws_eip" "x" {\n}\n')
    write(tmp_path, "raise SystemExit(9)\n", "json.py")
    monkeypatch.chdir(tmp_path)
    assert len(load(tmp_path).resources) == 1


def test_spans_of_resources_in_local_modules() -> None:
    found = spans(FIXTURES / "shop")
    assert found["", "aws_eip", "first"].path == "main.tf"
    assert found["module.web", "aws_eip", "shared"] == Span("web/main.tf", 26, 28)


def test_a_plan_learns_its_places_from_its_folder() -> None:
    stack = with_spans(load(FIXTURES / "shop/plan.json"), FIXTURES / "shop")
    assert all(item.span is not None for item in stack.resources)
    assert stack.by_address["module.web[1].aws_eip.shared"].span == Span("web/main.tf", 26, 28)


def test_blocks_within_blocks_are_lists_as_in_a_plan(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "aws_launch_template" "x" {\n  block_device_mappings {\n'
        "    ebs {\n      volume_size = 500\n    }\n  }\n}\n"
    )
    found = load(tmp_path).by_address["aws_launch_template.x"].attributes
    assert found["block_device_mappings"] == [{"ebs": [{"volume_size": 500}]}]
