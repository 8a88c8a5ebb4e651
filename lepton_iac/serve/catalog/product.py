"""One sellable thing of a vendor and what it is offered for."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.model import PriceRow
from lepton_iac.units import plain

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Offer:
    """One price of a product.

    Attributes:
        usd: per one ``unit`` of the vendor.
        start, end: tier bounds in the vendor's unit; ``end`` is ``None`` for an open end.
        terms: of a reservation: ``termLength``, ``termPurchaseOption``, ``termOfferingClass``.
        effective: ISO date of the row it comes from.
    """

    purchase: str
    unit: str
    usd: Decimal
    start: Decimal
    end: Decimal | None
    terms: Mapping[str, str]
    effective: str

    @property
    def description(self) -> str:
        """The figure in words; a price of zero is called a free tier, as the vendors' lists do."""
        unit = "GB-Month" if self.unit == "GB-Mo" else self.unit
        return f"$0.00 per {unit} (free tier)" if self.usd == 0 else f"${plain(self.usd)} per {unit}"


@dataclass(frozen=True, slots=True)
class Product:
    """What a vendor sells in one region.

    Attributes:
        attributes: name to every spelling the vendor's list may hold; an attribute that is not here reads as empty.
    """

    vendor: str
    service: str
    family: str
    region: str
    attributes: Mapping[str, tuple[str, ...]]
    offers: tuple[Offer, ...]

    @property
    def hash(self) -> str:
        """A name that stays the same as long as the product does."""
        words = (self.vendor, self.service, self.family, self.region, *map(str, sorted(self.attributes.items())))
        return hashlib.sha256("\0".join(words).encode()).hexdigest()[:32]

    def price_hash(self, offer: Offer) -> str:
        """A name that stays the same as long as what is offered does, whatever it costs."""
        words = (offer.purchase, offer.unit, str(offer.start), *map(str, sorted(offer.terms.items())))
        return f"{self.hash}-{hashlib.sha256(chr(0).join(words).encode()).hexdigest()[:32]}"


PURCHASES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "on_demand": ("on_demand", {}),
    "spot": ("spot", {}),
    "reserved_1y_no_upfront": (
        "reserved",
        {"termLength": "1yr", "termPurchaseOption": "No Upfront", "termOfferingClass": "standard"},
    ),
    "reserved_3y_no_upfront": (
        "reserved",
        {"termLength": "3yr", "termPurchaseOption": "No Upfront", "termOfferingClass": "standard"},
    ),
}
"""The book's purchase options in AWS's words; an option that is not here is not offered."""


def offers(
    rows: Iterable[PriceRow],
    unit: str,
    per: Decimal = ONE,
    purchases: Mapping[str, tuple[str, Mapping[str, str]]] = PURCHASES,
) -> tuple[Offer, ...]:
    """Rows of the book in the vendor's unit, one of which buys ``per`` of the book's."""
    found = []
    for row in rows:
        if row.purchase in purchases:
            word, terms = purchases[row.purchase]
            end = None if row.tier_to is None else row.tier_to / per
            found.append(Offer(word, unit, row.price * per, row.tier_from / per, end, terms, row.effective))
    return tuple(found)
