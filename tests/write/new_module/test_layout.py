from lepton_iac.write.new_module.layout import laid_out

LOOSE = """
resource "a_b" "c" {
name = "x"
   a_longer_name = [1, 2]
tags = {
"Cost Center" = "a = b {"
Owner = "me"
}
lifecycle {
prevent_destroy = true
}
after = 1

}


"""
LAID_OUT = """resource "a_b" "c" {
  name          = "x"
  a_longer_name = [1, 2]
  tags = {
    "Cost Center" = "a = b {"
    Owner         = "me"
  }

  lifecycle {
    prevent_destroy = true
  }

  after = 1
}
"""


def test_text_is_laid_out_as_terraform_does() -> None:
    assert laid_out(LOOSE) == LAID_OUT


def test_what_is_laid_out_stays() -> None:
    assert laid_out(LAID_OUT) == LAID_OUT


def test_objects_of_a_list_stand_on_lines_of_their_own() -> None:
    text = "a = [\n  {\n    b = 1\n  },\n  {\n    b = 2\n  },\n]\n"
    assert laid_out("a = [\n{\nb=1\n},\n{\nb=2\n},\n]\n") == text
