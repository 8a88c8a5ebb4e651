"""A batch of queries, answered one by one in their order; one that cannot be answered says so and stops no other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lepton_iac.errors import LeptonError, ReadError
from lepton_iac.serve.catalog.catalog import Catalog
from lepton_iac.serve.catalog.match import find
from lepton_iac.serve.catalog.product import Offer, Product
from lepton_iac.serve.graphql.money import Rates
from lepton_iac.serve.graphql.selection import Selection, selection
from lepton_iac.units import plain

MOST_QUERIES = 1000
_MEND = "send one {query, variables} or an array of at most 1,000"

Json = dict[str, Any]
Usage = Callable[[Mapping[str, Any]], Sequence[Mapping[str, str]]]
"""Variables of a usage query to rows of ``address``, ``usageKey`` and ``monthlyQuantity``."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What answers come from."""

    catalog: Catalog
    rates: Rates
    usage: Usage = lambda variables: ()


def answers(sources: Sources, body: Any) -> Json | list[Json]:
    """The answer to one query, or to an array of them in the same order.

    Raises:
        ReadError: the body is neither, or too long.
    """
    if isinstance(body, dict):
        return answer(sources, body)
    if not isinstance(body, list) or len(body) > MOST_QUERIES:
        raise ReadError("this is no batch of queries", mend=_MEND)
    return [answer(sources, each) for each in body]


def answer(sources: Sources, asked: Any) -> Json:
    """The answer to one query, or its error in GraphQL's shape."""
    try:
        query, variables = _parts(asked)
        wanted = selection(query)
        return {"data": dict(_fields(sources, wanted, variables))}
    except LeptonError as error:
        return {"errors": [{"message": error.what}]}


def _parts(asked: Any) -> tuple[str, Mapping[str, Any]]:
    query = asked.get("query") if isinstance(asked, dict) else None
    variables = (asked.get("variables") or {}) if isinstance(asked, dict) else {}
    if not isinstance(query, str) or not isinstance(variables, dict):
        raise ReadError("this is no query", mend=_MEND)
    return query, variables


def _fields(sources: Sources, wanted: Selection, variables: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, below in wanted.items():
        match name:
            case "products":
                yield name, _products(sources, below, variables)
            case "usageQuantities":
                yield name, [_only(row, below) for row in sources.usage(variables)]
            case "actualCostsList":
                yield name, []
            case "addAddressResourceIds":
                yield name, {"newCount": 0}
            case _:
                raise ReadError(f"nothing here is called {name}")


def _products(sources: Sources, wanted: Selection, variables: Mapping[str, Any]) -> list[Json]:
    product, price = variables.get("productFilter"), variables.get("priceFilter")
    if not isinstance(product, dict) or not isinstance(price, dict | None):
        raise ReadError("productFilter is no object")
    found = find(sources.catalog, product, price or {})
    return [_product(sources, wanted, one, offers) for one, offers in found]


def _product(sources: Sources, wanted: Selection, product: Product, offers: Sequence[Offer]) -> Json:
    known: Json = {
        "productHash": product.hash,
        "vendorName": product.vendor,
        "service": product.service,
        "productFamily": product.family,
        "region": product.region or None,
        "sku": None,
        "attributes": [{"key": key, "value": values[0]} for key, values in product.attributes.items()],
    }
    below = wanted.get("prices", {})
    if "prices" in wanted:
        known["prices"] = [row for offer in offers if (row := _price(sources.rates, below, product, offer)) is not None]
    return _only(known, wanted)


def _price(rates: Rates, wanted: Selection, product: Product, offer: Offer) -> Json | None:
    """An offer with the fields asked for; ``None`` where a currency is asked for that there is no rate of."""
    known: Json = {
        "priceHash": product.price_hash(offer),
        "purchaseOption": offer.purchase,
        "unit": offer.unit,
        "description": offer.description,
        "startUsageAmount": plain(offer.start),
        "endUsageAmount": "Inf" if offer.end is None else plain(offer.end),
        "effectiveDateStart": offer.effective,
        **{name: offer.terms.get(name) for name in ("termLength", "termPurchaseOption", "termOfferingClass")},
        **{code: plain(offer.usd * rate) for code, rate in rates.items()},
    }
    if any(len(name) == 3 and name.isupper() and name not in rates for name in wanted):
        return None
    return _only(known, wanted)


def _only(known: Mapping[str, Any], wanted: Selection) -> Json:
    unknown = next((name for name in wanted if name not in known), None)
    if unknown is not None:
        raise ReadError(f"nothing here is called {unknown}")
    return {name: known[name] for name in wanted}
