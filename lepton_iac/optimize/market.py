"""What the optimizer asks of prices; whoever calls it brings an answer."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from lepton_iac.kinds.world import World
from lepton_iac.model import Bill, Change, InstanceSpec, PriceRow, ResourceBill


class Quoted(Protocol):
    """The monthly cost of everything some changes touch, before and after.

    ``exact`` is false when a charge would have no known cost; the difference must then not be promised.
    """

    @property
    def before(self) -> Decimal: ...
    @property
    def after(self) -> Decimal: ...
    @property
    def exact(self) -> bool: ...
    @property
    def doubts(self) -> tuple[str, ...]: ...
    @property
    def saving(self) -> Decimal: ...


class Market(Protocol):
    """Quotes against one stack, one usage and one price book."""

    @property
    def bill(self) -> Bill: ...
    @property
    def world(self) -> World: ...

    def quote(self, changes: Iterable[Change]) -> Quoted:
        """The cost of what the changes touch, before and after all of them."""

    def properties(self, address: str) -> Mapping[str, Any]:
        """The neutral properties of a resource of the unchanged stack."""

    def machines(self, provider: str) -> Mapping[str, InstanceSpec]:
        """SKU to facts."""

    def machine_prices(
        self, provider: str, region: str, service: str, component: str, purchase: str = "on_demand"
    ) -> Mapping[str, Decimal]:
        """SKU to price per hour."""

    def ladder(
        self, provider: str, region: str, service: str, component: str, sku: str = "", purchase: str = "on_demand"
    ) -> tuple[PriceRow, ...]:
        """The dated rows of one price, its tiers in order; empty where there is none."""

    def relocated(self, address: str, region: str) -> ResourceBill:
        """What a resource of the unchanged stack would be billed, as it is, in another region of its provider."""

    def regions(self, provider: str, service: str) -> tuple[str, ...]:
        """Regions the price book knows for a service."""


def hourly_prices(
    market: Market, provider: str, region: str, service: str, component: str, purchase: str
) -> Mapping[str, Decimal]:
    """SKU to price per hour as it is billed: where a full month earns Google's sustained-use discount, with it.

    Series without that discount stay at their on-demand price,
    https://cloud.google.com/compute/docs/sustained-use-discounts
    """
    prices = market.machine_prices(provider, region, service, component, purchase)
    if purchase != SUSTAINED:
        return prices
    return {**market.machine_prices(provider, region, service, component, "on_demand"), **prices}


SUSTAINED = "sustained_use_full_month"
