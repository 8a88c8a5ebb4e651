"""Every example in every type file holds, with the embedded price book."""

from pathlib import Path

import pytest

from lepton_iac.kinds.load import BUILT_IN, spec_of, type_names
from lepton_iac.kinds.spec import Spec
from lepton_iac.price.book import Book, open_book
from lepton_iac.price.examples import mismatches, work_out
from lepton_iac.price.facts import has_price, spec_fact

NAMES = [(provider, name) for provider in BUILT_IN for name in type_names(provider, internal=True)]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return open_book(tmp_path_factory.getbasetemp().parent / "book")


def _spec(provider: str, name: str) -> Spec:
    spec = spec_of(provider, name)
    assert spec is not None
    return spec


@pytest.mark.parametrize(("provider", "name"), NAMES, ids=[name for _, name in NAMES])
def test_examples_hold(provider: str, name: str, book: Book) -> None:
    spec = _spec(provider, name)
    assert spec.examples or spec.template, "a type file without an example proves nothing"
    for example in spec.examples:
        found = work_out(spec, example, book, spec_fact(book), has_price(book))
        assert not mismatches(example, found), f"{name}: {example.title}"


@pytest.mark.parametrize(("provider", "name"), NAMES, ids=[name for _, name in NAMES])
def test_every_type_names_the_vendors_page(provider: str, name: str) -> None:
    spec = _spec(provider, name)
    assert spec.source.startswith("https://")
    assert not any("golden" in note for note in spec.notes)


def test_free_and_priced_types_do_not_overlap() -> None:
    from lepton_iac.kinds.load import free_types

    for provider in BUILT_IN:
        assert not free_types(provider) & set(type_names(provider))


def test_no_type_file_holds_a_price() -> None:
    """Prices live in the book with date and source, never in a type file."""
    folder = Path(__file__).parents[2] / "lepton_iac" / "kinds"
    for path in folder.glob("*/*.toml"):
        assert "usd" not in path.read_text(encoding="utf-8").lower(), path.name
