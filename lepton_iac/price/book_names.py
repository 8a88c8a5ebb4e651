"""A published row's name in the book: the tables of ``book_aliases`` applied in their order."""

import re
from dataclasses import dataclass

from lepton_iac.price import book_aliases as tables

_LOST_BOUND = re.compile(r" ?\(one tier only; tier bound lost in source\)$")
_ACCESS_TIER = re.compile(r"^(?:Hot|Cool|Cold|Archive) ")
_REDUNDANCY = {"RAGRS": "RA-GRS", "RAGZRS": "RA-GZRS"}


@dataclass(frozen=True, slots=True)
class Name:
    """What a service price is looked up by, but for region and purchase."""

    service: str
    component: str
    sku: str
    unit: str


def book_name(provider: str, service: str, component: str, words: str, unit: str, price: str) -> Name:
    """The book's name of a published row; ``words`` are what the source says about the SKU."""
    service = tables.SERVICES.get((provider, service), service)
    renamed = tables.COMPONENTS.get((provider, service, component))
    if renamed is not None:
        return Name(renamed[0], renamed[1], words, renamed[2])
    for owner, its_service, pattern, name, its_unit in tables.PATTERNS:
        match = pattern.fullmatch(component) if (owner, its_service) == (provider, service) else None
        if match is not None:
            return Name(service, name, tables.PLACES.get(match["sku"], match["sku"]), its_unit)
    component = tables.UNIT_COMPONENTS.get((provider, service, component, unit), component)
    return Name(service, component, sku_name(provider, service, component, words, price), unit)


def sku_name(provider: str, service: str, component: str, words: str, price: str) -> str:
    """The SKU of a service row: only what distinguishes prices, in one spelling."""
    by_price = tables.SKU_BY_PRICE.get((provider, service, component))
    if by_price is not None and not words:
        return by_price.get(price, words)
    words = _LOST_BOUND.sub("", words)
    words = tables.SKUS.get((provider, service, component, words), words)
    if provider == "azurerm" and component.startswith("blob_"):
        words = _ACCESS_TIER.sub("", words)
        words = _REDUNDANCY.get(words, words)
    return words


def region_name(provider: str, service: str, component: str, region: str) -> str:
    """The region a price is stored under."""
    return tables.REGIONS.get((provider, service, component), region)


def preference(source: str) -> int:
    """The place of a source in the order of preference; 0 is best."""
    return next(rank for rank, sources in enumerate(tables.PREFERENCE) if source in sources)
