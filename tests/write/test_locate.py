"""Findings show the file and line that decide an attribute."""

from pathlib import Path

from lepton_iac.model import Span
from lepton_iac.write import Located, NotLocated, locate
from tests.write.making import folder

MAIN = """variable "size" {
  default = "m5.large"
}

resource "aws_instance" "a" {
  instance_type = var.size
  user_data     = <<-EOT
    x
  EOT
  root_block_device {
    volume_size = 10
  }
}
module "far" {
  source = "ns/name/aws"
}
"""


def test_a_literal_behind_a_variable_is_shown_where_it_stands(tmp_path: Path) -> None:
    found = locate(folder(tmp_path, {"main.tf": MAIN}), "aws_instance.a", "instance_type")
    assert found == Located(
        Span("main.tf", 2, 2), MAIN.index('"m5'), MAIN.index('"m5') + 10, literal=True, value="m5.large"
    )


def test_what_is_no_literal_is_shown_whole(tmp_path: Path) -> None:
    found = locate(folder(tmp_path, {"main.tf": MAIN}), "aws_instance.a", "user_data")
    assert isinstance(found, Located)
    assert (found.span, found.literal) == (Span("main.tf", 7, 9), False)


def test_a_nested_block_and_a_whole_resource_have_places(tmp_path: Path) -> None:
    place = folder(tmp_path, {"main.tf": MAIN})
    nested, whole = locate(place, "aws_instance.a", "root_block_device.0"), locate(place, "aws_instance.a")
    assert isinstance(nested, Located)
    assert isinstance(whole, Located)
    assert (nested.span, whole.span) == (Span("main.tf", 10, 12), Span("main.tf", 5, 13))


def test_what_has_no_place_says_why(tmp_path: Path) -> None:
    place = folder(tmp_path, {"main.tf": MAIN})
    assert locate(place, "aws_instance.a", "ami") == NotLocated("ami is not set in the files", "main.tf:5")
    assert locate(place, "aws_instance.zz") == NotLocated("the resource is not declared in the files", "")
    assert locate(place, "not an address") == NotLocated("this is not a resource address")
    far = locate(place, "module.far.aws_instance.a[0]", "ami")
    assert isinstance(far, NotLocated)
    assert "its module is remote (ns/name/aws)" in far.reason
