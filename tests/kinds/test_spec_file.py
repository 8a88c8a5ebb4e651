"""What a type file may say about references and parts, tried on files written for the test."""

from pathlib import Path
from typing import Any

import pytest

from lepton_iac.errors import SpecError
from lepton_iac.kinds.evaluate import Item, item_of
from lepton_iac.kinds.load import load_file
from lepton_iac.kinds.parts import parts
from lepton_iac.kinds.spec import Spec
from lepton_iac.kinds.world import World
from lepton_iac.model import AFTER_APPLY, Resource, Stack, Unknown

HEAD = 'type = "aws_thing"\nkind = "other"\nsource = "https://aws.amazon.com/"\n'


def spec(folder: Path, text: str) -> Spec:
    path = folder / "aws_thing.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load_file(path, "aws")


def resource(address: str, attributes: dict[str, Any], **references: str) -> Resource:
    type_name, _, name = address.partition(".")
    found = {path: (target,) for path, target in references.items()}
    return Resource(address, type_name, name, "aws", attributes, region="us-east-1", references=found)


def item(folder: Path, text: str, *resources: Resource) -> Item:
    return item_of(spec(folder, text), resources[0], World(Stack(resources, source="test")))


def test_a_reference_may_start_from_another(tmp_path: Path) -> None:
    found = item(
        tmp_path,
        '[inputs]\nsize = { from = "disk:size" }\n[references]\n'
        'copied = { from = "source", type = "aws_copy" }\n'
        'disk = { through = "copied", from = "volume", type = "aws_disk" }\n',
        resource("aws_thing.one", {}, source="aws_copy.one"),
        resource("aws_copy.one", {}, volume="aws_disk.one"),
        resource("aws_disk.one", {"size": 7}),
    )
    assert found.get("size") == 7


def test_a_reference_that_starts_from_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="which is no reference"):
        spec(tmp_path, '[references]\ndisk = { through = "copied", from = "volume", type = "aws_disk" }\n')


MAPPINGS = """
[references]
template = { from = "template", type = "aws_launch_template" }
[[parts]]
name = "disk[{position}]"
each = "mappings"
from = "template"
like = "aws_ebs_volume"
rename = { size = "ebs.0.size" }
needs = "ebs.0"
key = "device"
hidden_by = "disks.*.device"
"""


def test_blocks_overridden_by_own_ones_or_without_a_volume_are_no_parts(tmp_path: Path) -> None:
    mappings = [
        {"device": "a", "ebs": [{"size": 1}]},
        {"device": "b", "ebs": [{"size": 2}]},
        {"device": "c", "ebs": []},
    ]
    found = item(
        tmp_path,
        MAPPINGS,
        resource("aws_thing.one", {"disks": [{"device": "a"}]}, template="aws_launch_template.one"),
        resource("aws_launch_template.one", {"mappings": mappings}),
    )
    inner = [part for part in parts(found) if isinstance(part, Item)]
    assert [part.get("capacity_gib") for part in inner] == [2]


def test_a_part_without_blocks_is_the_resource_as_another_type(tmp_path: Path) -> None:
    found = item(
        tmp_path,
        '[[parts]]\nname = "disk"\nlike = "aws_ebs_volume"\ngive = { media = "\'gp3\'" }\n',
        resource("aws_thing.one", {"size": 9}),
    )
    (part,) = parts(found)
    assert isinstance(part, Item)
    assert (part.get("capacity_gib"), part.get("media"), part.path) == (9, "gp3", ("disk",))


def test_an_unknown_among_many_makes_the_list_unknown(tmp_path: Path) -> None:
    found = item(
        tmp_path,
        "[inputs]\nsizes = { value = \"sum(every('disks.*.size'))\" }\n",
        resource("aws_thing.one", {"disks": [{"size": 1}, {"size": AFTER_APPLY}]}),
    )
    assert isinstance(found.get("sizes"), Unknown)
