"""All products of the book, made vendor, service and region by region when they are first asked for."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import NamedTuple

from lepton_iac.price.book import Book
from lepton_iac.serve.catalog import aws, azure, google
from lepton_iac.serve.catalog.product import Product

Products = Callable[[Book, str, str], Iterator[Product]]
VENDORS: Mapping[str, tuple[frozenset[str], Products, str]] = {
    "aws": (aws.SERVICES, aws.products, "aws"),
    "azure": (azure.SERVICES, azure.products, "azurerm"),
    "gcp": (google.SERVICES, google.products, "google"),
}
"""Vendor to its services, what makes their products, and its name in the book."""

NAMING = frozenset({"instanceType", "armSkuName", "machineType"})
"""Attributes that nearly every query names, and that few products share."""

_EXACT = re.compile(r"/\^([\w.]+(?:\\?-[\w.]+)*)\$/i?")
NO_PLACE = ("", "global")


class Shelf(NamedTuple):
    """The products of one service in one region, and those of them that have one name."""

    products: Sequence[Product]
    named: Mapping[str, Sequence[Product]]


class Catalog:
    """Products by vendor, service and region; safe to ask from several threads."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._shelves: dict[tuple[str, str, str], Shelf] = {}
        self._lock = Lock()

    def shelf(self, vendor: str, service: str, region: str) -> Shelf:
        """What is sold; empty for a service or a region that the book does not know."""
        key = (vendor, service, region)
        if key in self._shelves:
            return self._shelves[key]
        services, products, provider = VENDORS.get(vendor, (frozenset(), None, ""))
        if products is None or service not in services or not self._known(provider, region):
            return Shelf((), {})
        with self._lock:
            if key not in self._shelves:
                self._shelves[key] = _shelf(products(self.book, service, region))
        return self._shelves[key]

    def _known(self, provider: str, region: str) -> bool:
        """Only regions of the book get a shelf: a made-up name must not fill the memory."""
        return region in NO_PLACE or region in self.book.regions(provider, "vm")


def candidates(shelf: Shelf, wanted: Mapping[str, str]) -> Iterable[Product]:
    """The products worth looking at: all, or those of the name that a filter gives outright."""
    for key, written in wanted.items():
        if key in NAMING:
            return shelf.named.get(written.lower(), ())
    return shelf.products


def outright(written: str) -> str | None:
    """The one text that a pattern such as ``/^Standard_D2s_v5$/i`` can mean.

    A dot in a machine's name is taken for a dot: a name that differs from another in one letter alone there is none.
    """
    found = _EXACT.fullmatch(written)
    return found[1].replace("\\", "") if found else None


def _shelf(products: Iterator[Product]) -> Shelf:
    found = tuple(products)
    named: dict[str, list[Product]] = {}
    for product in found:
        for key in NAMING & product.attributes.keys():
            for value in product.attributes[key]:
                named.setdefault(value.lower(), []).append(product)
    return Shelf(found, named)
