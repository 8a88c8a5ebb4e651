"""A standby for data that is not production."""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.kinds.paths import value_at
from lepton_iac.model import Change, Disruption, Note, Resource, SetAttribute
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.settle import settle

SINGLE: dict[str, tuple[tuple[str, object, str | bool | None], ...]] = {
    "aws_db_instance": (("multi_az", True, False),),
    "aws_elasticache_replication_group": (("multi_az_enabled", True, False),),
    "google_sql_database_instance": (("settings.0.availability_type", "REGIONAL", "ZONAL"),),
    "google_redis_instance": (("tier", "STANDARD_HA", "BASIC"),),
    "azurerm_mysql_flexible_server": (("high_availability.0.mode", "", None),),
    "azurerm_postgresql_flexible_server": (("high_availability.0.mode", "", None),),
}
"""Terraform type to (attribute, value that means a standby or "" for any, value without)."""


def high_availability(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """One zone instead of two, only where a tag or name says that it is not production."""
    for path, standby, single in SINGLE.get(resource.type, ()):
        value = value_at(resource.attributes, path)
        if not (value == standby or (standby == "" and isinstance(value, str) and value)):
            continue
        word = context.non_production(resource)
        if not word or context.guarded(resource):
            continue
        drafted = Change(
            rule="standby-outside-production",
            address=resource.address,
            knob="high_availability",
            before=f"{path} = {str(value).lower() if isinstance(value, bool) else value}",
            after="no standby in a second zone",
            saving=Decimal(0),
            disruption=Disruption.REPLACE if resource.type == "google_redis_instance" else Disruption.ONLINE,
            why=f"marked as {word}: an outage of one zone may wait; backups stay as they are",
            edits=(SetAttribute(path, single),),
            kept=("capacity_gib", "engine", "sku"),
            source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html",
        )
        yield settle(drafted, context)
