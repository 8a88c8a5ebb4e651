"""Which products and which of their offers a filter means; a filter that is not understood means none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from lepton_iac.serve.catalog.catalog import Catalog, candidates, outright
from lepton_iac.serve.catalog.pattern import held, pattern
from lepton_iac.serve.catalog.product import Offer, Product

Filter = Mapping[str, Any]
_PRODUCT = frozenset({"vendorName", "service", "productFamily", "region", "sku", "attributeFilters"})
_TERMS = ("termLength", "termPurchaseOption", "termOfferingClass")
_PRICE = frozenset(
    {"purchaseOption", "unit", "description", "description_regex", "startUsageAmount", "endUsageAmount", *_TERMS}
)
OPEN_ENDS = frozenset({"", "Inf"})


@dataclass(frozen=True, slots=True)
class Condition:
    """What one attribute must be: equal to a text, or having a pattern."""

    key: str
    value: str | None
    regex: str | None

    def holds(self, product: Product) -> bool:
        """Whether a product fulfils it; an attribute that is not there reads as empty."""
        found = product.attributes.get(self.key, ())
        if self.value is not None:
            return self.value in (found or ("",))
        return self.regex is not None and held(pattern(self.regex), found)


def find(catalog: Catalog, product: Filter, price: Filter) -> Iterator[tuple[Product, Sequence[Offer]]]:
    """The products a filter means, each with the offers that the price filter leaves of it."""
    conditions = _conditions(product)
    if conditions is None or _unknown(price, _PRICE):
        return
    shelf = catalog.shelf(_text(product, "vendorName"), _text(product, "service"), _text(product, "region"))
    family = product.get("productFamily")
    for one in candidates(shelf, _names(conditions)):
        if (not family or one.family == family) and all(each.holds(one) for each in conditions):
            yield one, [offer for offer in one.offers if _offered(offer, price)]


def _conditions(product: Filter) -> list[Condition] | None:
    """The conditions on attributes, or ``None`` where something is asked that no product here carries."""
    asked = product.get("attributeFilters") or []
    if _unknown(product, _PRODUCT) or product.get("sku") or not isinstance(asked, list):
        return None
    found = []
    for each in asked:
        if not isinstance(each, dict) or not isinstance(each.get("key"), str):
            return None
        value, written = each.get("value"), each.get("value_regex")
        if not isinstance(value, str | None) or not isinstance(written, str | None) or value is written is None:
            return None
        found.append(Condition(each["key"], value if written is None else None, written))
    return found


def _names(conditions: Sequence[Condition]) -> Mapping[str, str]:
    """Attributes whose one value is known: given outright, or by a pattern that can mean nothing else."""
    found = {each.key: each.value if each.regex is None else outright(each.regex) for each in conditions}
    return {key: value for key, value in found.items() if value}


def _unknown(asked: Filter, known: frozenset[str]) -> bool:
    return any(value is not None and name not in known for name, value in asked.items())


def _text(asked: Filter, name: str) -> str:
    value = asked.get(name)
    return value if isinstance(value, str) else ""


def _offered(offer: Offer, asked: Filter) -> bool:
    terms = all(asked.get(name) is None or offer.terms.get(name) == asked[name] for name in _TERMS)
    purchase, unit, words = asked.get("purchaseOption"), asked.get("unit"), asked.get("description")
    written = asked.get("description_regex")
    return (
        terms
        and (purchase is None or purchase == offer.purchase)
        and (unit is None or unit == offer.unit)
        and (words is None or words == offer.description)
        and (written is None or (isinstance(written, str) and pattern(written)(offer.description)))
        and _at(asked.get("startUsageAmount"), offer.start)
        and _at(asked.get("endUsageAmount"), offer.end)
    )


def _at(asked: Any, bound: Decimal | None) -> bool:
    if asked is None:
        return True
    if not isinstance(asked, str) or bound is None:
        return bound is None and isinstance(asked, str) and asked in OPEN_ENDS
    try:
        return Decimal(asked) == bound
    except InvalidOperation:
        return False
