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
