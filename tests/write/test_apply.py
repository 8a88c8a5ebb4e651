"""A patch is put on the disk whole or not at all."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from lepton_iac.errors import WriteError
from lepton_iac.model import Patch
from lepton_iac.write import apply, apply_to, rewrite
from tests.write.making import change, folder, stack

OLD = {
    "main.tf": 'module "m" {\n  source = "./m"\n}\nresource "aws_instance" "a" {\n  instance_type = "m5.large"\n}\n',
    "m/main.tf": 'resource "aws_instance" "b" {\n  instance_type = "m5.large"\n}\n',
}
ADDRESSES = ("aws_instance.a", "module.m.aws_instance.b")


def _patch(place: Path) -> Patch:
    known = stack({address: {"instance_type": "m5.large"} for address in ADDRESSES})
    wishes = [change(address, {"instance_type": "t3.large"}) for address in ADDRESSES]
    return rewrite(folder(place, OLD), known, wishes)


def _disk(place: Path) -> dict[str, str]:
    return {name: (place / name).read_text("utf-8") for name in OLD}


def _new() -> dict[str, str]:
    return {name: text.replace("m5.large", "t3.large") for name, text in OLD.items()}


def test_rewriting_alone_alters_nothing(tmp_path: Path) -> None:
    assert len(_patch(tmp_path).edits) == 2
    assert _disk(tmp_path) == OLD


def test_applying_writes_every_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    apply(_patch(tmp_path))
    assert _disk(tmp_path) == _new()
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["m", "main.tf", "main.tf"]


def test_permissions_are_kept(tmp_path: Path) -> None:
    patch = _patch(tmp_path)
    (tmp_path / "main.tf").chmod(0o640)
    apply(patch)
    assert stat.S_IMODE((tmp_path / "main.tf").stat().st_mode) == 0o640


def test_an_empty_patch_is_applied_by_doing_nothing(tmp_path: Path) -> None:
    folder(tmp_path, OLD)
    apply(rewrite(tmp_path, stack({}), []))
    assert _disk(tmp_path) == OLD


def test_a_file_that_has_changed_since_stops_everything(tmp_path: Path) -> None:
    patch = _patch(tmp_path)
    (tmp_path / "m/main.tf").write_text("# mine\n")
    with pytest.raises(WriteError, match="has changed since"):
        apply(patch)
    assert (tmp_path / "main.tf").read_text() == OLD["main.tf"]
    assert (tmp_path / "m/main.tf").read_text() == "# mine\n"


def test_a_file_that_is_gone_stops_everything(tmp_path: Path) -> None:
    patch = _patch(tmp_path)
    (tmp_path / "m/main.tf").unlink()
    with pytest.raises(WriteError, match="cannot be read"):
        apply(patch)
    assert (tmp_path / "main.tf").read_text() == OLD["main.tf"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    place = folder(tmp_path, {"real.txt": OLD["main.tf"], "m/main.tf": OLD["m/main.tf"]})
    (place / "main.tf").symlink_to(place / "real.txt")
    known = stack({address: {"instance_type": "m5.large"} for address in ADDRESSES})
    apply(rewrite(place, known, [change(ADDRESSES[0], {"instance_type": "t3.large"})]))
    assert (place / "main.tf").is_symlink()
    assert (place / "real.txt").read_text() == _new()["main.tf"]


def test_when_one_file_cannot_be_replaced_the_others_are_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patch = _patch(tmp_path)
    true_replace = Path.replace
    seen: list[str] = []

    def failing(self: Path, target: Path) -> Path:
        seen.append(target.name)
        if seen.count("main.tf") == 2 and seen[-1] == "main.tf":
            raise OSError(28, "No space left on device", str(target))
        return true_replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(WriteError, match="No space left"):
        apply(patch)
    assert seen.count("main.tf") == 3
    assert _disk(tmp_path) == OLD
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["m", "main.tf", "main.tf"]


def test_a_patch_can_go_into_another_folder(tmp_path: Path) -> None:
    patch = _patch(tmp_path / "stack")
    apply_to(patch, tmp_path / "out")
    assert _disk(tmp_path / "out") == _new()
    assert _disk(tmp_path / "stack") == OLD


def test_the_other_folder_is_a_whole_stack_without_its_state(tmp_path: Path) -> None:
    stack = tmp_path / "stack"
    patch = _patch(stack)
    (stack / "unchanged.tfvars").write_text("a = 1\n")
    (stack / "terraform.tfstate").write_text("{}")
    (stack / "modules/own").mkdir(parents=True)
    (stack / "modules/own/main.tf").write_text("# nothing\n")
    apply_to(patch, stack / "out")
    assert (stack / "out/unchanged.tfvars").read_text() == "a = 1\n"
    assert (stack / "out/modules/own/main.tf").exists()
    assert not (stack / "out/terraform.tfstate").exists()
    assert not (stack / "out/out").exists()


def test_a_copy_of_nothing_changed_is_still_whole(tmp_path: Path) -> None:
    stack = tmp_path / "stack"
    _patch(stack)
    assert apply_to(replace(_patch(stack), results={}, originals={}, edits=()), tmp_path / "out") == tmp_path / "out"
    assert _disk(tmp_path / "out") == OLD


def test_modules_and_files_beside_the_stack_come_along(tmp_path: Path) -> None:
    stack = tmp_path / "repo/envs/a"
    text = b'module "m" {\n  source = "../../m"\n}\nlocals {\n  a = file("${path.module}/../common.txt")\n}\n'
    files = {"envs/a/main.tf": text, "envs/common.txt": b"x", "m/main.tf": b"# old\n", "other/main.tf": b""}
    folder(tmp_path / "repo", {**files, ".git/HEAD": b""})
    patch = Patch({"../../m/main.tf": b"# old\n"}, {"../../m/main.tf": b"# new\n"}, folder=str(stack))
    assert apply_to(patch, tmp_path / "out") == tmp_path / "out/envs/a"
    found = {str(file.relative_to(tmp_path / "out")) for file in (tmp_path / "out").rglob("*") if file.is_file()}
    assert found == {"envs/a/main.tf", "envs/common.txt", "m/main.tf"}
    assert (tmp_path / "out/m/main.tf").read_bytes() == b"# new\n"
    assert (tmp_path / "repo/m/main.tf").read_bytes() == b"# old\n"


def test_what_a_copy_would_not_find_is_told(tmp_path: Path) -> None:
    folder(tmp_path, {"stack/main.tf": b'locals {\n  a = file("../key.txt")\n}\n', "key.txt": b"x"})
    with pytest.raises(WriteError, match=r"\.\./key\.txt, which a copy would not find"):
        apply_to(Patch(folder=str(tmp_path / "stack")), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_copy_never_mixes_with_what_is_there(tmp_path: Path) -> None:
    patch = _patch(tmp_path / "stack")
    folder(tmp_path / "out", {"old.tf": b"# old\n"})
    with pytest.raises(WriteError, match="something here already"):
        apply_to(patch, tmp_path / "out")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["old.tf"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out", "stack"]


def test_a_copy_is_never_the_folder_itself(tmp_path: Path) -> None:
    patch = _patch(tmp_path / "stack")
    with pytest.raises(WriteError, match="in-place"):
        apply_to(patch, tmp_path / "stack")
    assert _disk(tmp_path / "stack") == OLD


@pytest.mark.parametrize("path", ["../escape.tf", "/escape.tf"])
def test_nothing_is_written_outside_the_other_folder(tmp_path: Path, path: str) -> None:
    patch = _patch(tmp_path / "stack")
    wicked = replace(patch, results={path: b"x"}, originals={path: b""})
    with pytest.raises(WriteError, match="outside the folder"):
        apply_to(wicked, tmp_path / "out")
    assert not (tmp_path / "escape.tf").exists()
    assert not (tmp_path / "out").exists()


def test_a_patch_without_a_folder_is_not_applied_to_some_folder(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="which folder"):
        apply(replace(_patch(tmp_path), folder=""))
    assert _disk(tmp_path) == OLD
