"""What a month of data between two places costs, from real rows of the price book; nothing where there is none.

A place is ``provider region``, or ``internet``. Data between clouds leaves as data to the internet and arrives free,
https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer, https://azure.microsoft.com/pricing/details/bandwidth/,
https://cloud.google.com/vpc/network-pricing. Tiers count from nothing for each flow, so that many flows are
never too cheap; a free first tier is left out, because an account has it only once.
"""

from collections.abc import Iterable
from decimal import Decimal

from lepton_iac.model import PriceRow
from lepton_iac.optimize.joint import Edge, Transfer
from lepton_iac.optimize.market import Market

INTERNET = "internet"
_TO_INTERNET = {"aws": ("",), "azurerm": ("", "routing_preference_internet"), "google": ("premium",)}
_AWS_CODES = {
    "us-east-1": "USE1", "us-west-1": "USW1", "us-west-2": "USW2", "us-gov-west-1": "UGW1", "eu-central-1": "EUC1",
    "ap-northeast-1": "APN1", "ap-northeast-2": "APN2", "ap-southeast-1": "APS1", "ap-southeast-2": "APS2",
    "sa-east-1": "SAE1",
}  # fmt: skip
"""AWS's own short names, as its price rows use them, https://docs.aws.amazon.com/cur/latest/userguide/product-columns.html"""


def transfer_prices(market: Market) -> Transfer:
    """The cost of an edge between two places."""

    def cost(source: str, target: str, edge: Edge) -> Decimal | None:
        if not edge.gb or source == INTERNET:
            return Decimal(0)
        if source == target:
            return _between_zones(market, source, edge) if edge.zones else Decimal(0)
        rows = _rows(market, source, target)
        return _ladder(rows, edge.gb) if rows else None

    return cost


def _rows(market: Market, source: str, target: str) -> tuple[PriceRow, ...]:
    provider, _, region = source.partition(" ")
    other, _, there = target.partition(" ")
    if provider != other:
        return _first(market, provider, region, "internet_egress", _TO_INTERNET.get(provider, ()))
    names = ("", f"to {_AWS_CODES[there]}") if there in _AWS_CODES else ("",)
    return _first(market, provider, region, "inter_region_egress", names)


def _first(market: Market, provider: str, region: str, component: str, skus: Iterable[str]) -> tuple[PriceRow, ...]:
    found = (market.ladder(provider, region, "data_transfer", component, sku) for sku in skus)
    return next((rows for rows in found if rows and rows[0].region == region), ())


def _between_zones(market: Market, place: str, edge: Edge) -> Decimal | None:
    """Data between zones is billed on leaving and on entering on AWS; elsewhere only where the book has a row."""
    provider, _, region = place.partition(" ")
    rows = _first(market, provider, region, "inter_az", ("",))
    return 2 * _ladder(rows, edge.gb) if rows else None


def _ladder(rows: Iterable[PriceRow], gb: Decimal) -> Decimal:
    """So many GB through the tiers, the free ones at the price of the next."""
    total = Decimal(0)
    ordered = sorted(rows, key=lambda row: row.tier_from)
    for place, row in enumerate(ordered):
        amount = min(gb, row.tier_to) - row.tier_from if row.tier_to is not None else gb - row.tier_from
        price = next((one.price for one in ordered[place:] if one.price), row.price)
        total += max(amount, Decimal(0)) * price
    return total
