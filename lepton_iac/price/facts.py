"""What a type file may ask the price book for besides a price: facts of an instance, and whether a row exists."""

from typing import Any

from lepton_iac.kinds.world import HasPrice, SpecFact
from lepton_iac.model import Unknown, Unpriced
from lepton_iac.price.book import Book


def spec_fact(book: Book) -> SpecFact:
    """(provider, sku, field) to a fact of the instance list, or ``Unknown`` with the reason.

    Azure takes ``standard_b1s`` for ``Standard_B1s``: the letters' case is ignored, the field ``sku`` has the list's.
    """
    folded: dict[str, dict[str, str]] = {}

    def listed(provider: str, sku: str) -> str:
        if provider not in folded:
            folded[provider] = {name.lower(): name for name in book.specs(provider)}
        return folded[provider].get(sku.lower(), sku)

    def fact(provider: str, sku: str, name: str) -> Any:
        known = book.specs(provider)
        found = known.get(sku) or known.get(listed(provider, sku))
        if found is None:
            return Unknown(f"{sku} is not in the instance list")
        value = getattr(found, name)
        return Unknown(f"{name} of {sku} is not in the instance list") if value is None else value

    return fact


def has_price(book: Book) -> HasPrice:
    """Whether the book holds a row for a key in a region."""

    def has(provider: str, region: str, service: str, component: str, sku: str, purchase: str) -> bool:
        return not isinstance(book.ladder(provider, region, service, component, sku, purchase), Unpriced)

    return has
