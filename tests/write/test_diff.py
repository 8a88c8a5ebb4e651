"""The diff is what git prints, and ``git apply`` takes it."""

import subprocess
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from lepton_iac.model import Patch
from lepton_iac.write import rewrite, unified_diff
from tests.write.making import change, folder, stack

FILES = {
    "main.tf": '# é\nmodule "m" {\n  source = "./m"\n}\n\n'
    'resource "aws_instance" "a" {\n  instance_type = "m5.large"\n}',
    "m/main.tf": 'resource "aws_instance" "b" {\n  instance_type = "m5.large"\n}\n',
}
ADDRESSES = ("aws_instance.a", "module.m.aws_instance.b")


def _patch(place: Path, newline: str) -> Patch:
    files = {name: text.replace("\n", newline) for name, text in FILES.items()}
    known = stack({address: {"instance_type": "m5.large"} for address in ADDRESSES})
    wishes = [change(address, {"instance_type": "t3.large"}) for address in ADDRESSES]
    return rewrite(folder(place, files), known, wishes)


def test_the_diff_reads_as_git_writes_it(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    assert unified_diff(_patch(tmp_path, "\n")) == snapshot


def test_an_empty_patch_has_an_empty_diff() -> None:
    assert unified_diff(Patch()) == ""


@pytest.mark.parametrize("context", [0, 1, 3])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_git_applies_the_diff_byte_for_byte(tmp_path: Path, newline: str, context: int) -> None:
    patch = _patch(tmp_path, newline)
    text = unified_diff(patch, context=context).encode("utf-8", "surrogateescape")
    command = ["git", "apply", "--whitespace=nowarn", "--unidiff-zero", "-"]
    subprocess.run(command, cwd=tmp_path, input=text, check=True)
    assert {name: (tmp_path / name).read_bytes() for name in FILES} == dict(patch.results)
