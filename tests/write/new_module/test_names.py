import hcl2
from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.write.new_module.names import dashed, google_key, google_label, label, packed, quoted


@given(st.text())
def test_names_keep_to_the_rules_of_every_cloud(text: str) -> None:
    assert label(text).isidentifier()
    assert label(text).islower()
    assert 1 <= len(dashed(text, 20)) <= 20
    assert dashed(text)[0].isalpha()
    assert not dashed(text).endswith("-")
    assert 3 <= len(packed(text)) <= 24
    assert packed(text).isalnum()
    assert len(google_key(text)) <= 63
    assert google_key(text)[0].isalpha()
    assert google_label(text) == google_label(text).lower()


def test_two_long_names_stay_two() -> None:
    assert dashed("a" * 80 + "1") != dashed("a" * 80 + "2")


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_quoted_text_is_read_back_and_evaluates_nothing(text: str) -> None:
    read = hcl2.loads(f"value = {quoted(text)}\n")["value"]
    assert "${" not in quoted(text).replace("$${", "")
    assert "%{" not in quoted(text).replace("%%{", "")
    assert isinstance(read, str)
