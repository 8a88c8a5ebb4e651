"""Standbys and uptime promises for what is not production."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.kinds.paths import value_at
from lepton_iac.model import Change, Disruption, Note, Resource, SetAttribute
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.settle import settle


@dataclass(frozen=True, slots=True)
class Promise:
    """An attribute that buys availability: its value with (empty for any), without, and what giving it up does."""

    path: str
    bought: object
    plain: str | bool | None
    source: str
    disruption: Disruption = Disruption.ONLINE
    after: str = "no standby in a second zone"


_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html"
_FLEXIBLE = "https://learn.microsoft.com/azure/mysql/flexible-server/concepts-high-availability"
PROMISES: Mapping[str, Promise] = {
    "aws_db_instance": Promise("multi_az", True, False, _RDS),
    "google_sql_database_instance": Promise(
        "settings.0.availability_type", "REGIONAL", "ZONAL",
        "https://cloud.google.com/sql/docs/mysql/high-availability", Disruption.STOP_START,
    ),
    "google_redis_instance": Promise(
        "tier", "STANDARD_HA", "BASIC", "https://cloud.google.com/memorystore/docs/redis/redis-tiers",
        Disruption.REPLACE,
    ),
    "azurerm_mysql_flexible_server": Promise("high_availability.0.mode", "", None, _FLEXIBLE),
    "azurerm_postgresql_flexible_server": Promise("high_availability.0.mode", "", None, _FLEXIBLE),
    "azurerm_kubernetes_cluster": Promise(
        "sku_tier", "Standard", "Free", "https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers",
        after="the free tier, without a promised uptime of its control plane",
    ),
}  # fmt: skip


def high_availability(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """One zone instead of two, only where a tag or name says that it is not production."""
    promise = PROMISES.get(resource.type)
    if promise is None:
        return
    value = value_at(resource.attributes, promise.path)
    bought = value == promise.bought if promise.bought else isinstance(value, str) and value
    word = context.non_production(resource)
    if not bought or not word or context.guarded(resource):
        return
    drafted = Change(
        rule="standby-outside-production",
        address=resource.address,
        knob="high_availability",
        before=f"{promise.path} = {str(value).lower() if isinstance(value, bool) else value}",
        after=promise.after,
        saving=Decimal(0),
        disruption=promise.disruption,
        why=f"marked as {word}, where an outage may wait; backups stay as they are",
        edits=(SetAttribute(promise.path, promise.plain),),
        kept=("capacity_gib", "engine", "sku"),
        source=promise.source,
    )
    yield settle(drafted, context)
