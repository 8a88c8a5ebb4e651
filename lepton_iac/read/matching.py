"""References told by equal values, where an attribute is plainly the id or the name of another resource.

A state has no expressions, and dynamic blocks leave none in a plan. Only the pairs listed here count, only between
known texts, and only when exactly one resource fits: two clusters of one name in two regions match nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lepton_iac.read.row import Row

Targets = tuple[tuple[str, ...], tuple[str, ...]]

_INSTANCE: Targets = (("aws_instance", "aws_spot_instance_request"), ("id", "spot_instance_id"))
_TEMPLATE_ID: Targets = (("aws_launch_template",), ("id", "name"))
_MIXED = "mixed_instances_policy.#.launch_template.#.launch_template_specification.#"
_RDS_CLUSTER: Targets = (("aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster"), ("cluster_identifier", "id"))
_AZURE_GROUP: Targets = (("azurerm_resource_group",), ("name",))
_AZURE_ACCOUNT: Targets = (("azurerm_storage_account",), ("id", "name"))
_AZURE_PLAN: Targets = (("azurerm_service_plan", "azurerm_app_service_plan"), ("id",))

PAIRS: Mapping[tuple[str, str], Targets] = {
    ("aws", "instance_id"): _INSTANCE,
    ("aws", "instance"): _INSTANCE,
    ("aws", "target_id"): _INSTANCE,
    ("aws", "volume_id"): (("aws_ebs_volume",), ("id",)),
    ("aws", "snapshot_id"): (("aws_ebs_snapshot", "aws_ebs_snapshot_copy"), ("id",)),
    ("aws", "launch_configuration"): (("aws_launch_configuration",), ("name", "id")),
    ("aws", "launch_template.#.id"): _TEMPLATE_ID,
    ("aws", "launch_template.#.name"): _TEMPLATE_ID,
    ("aws", "launch_template.#.launch_template_id"): _TEMPLATE_ID,
    ("aws", "launch_template.#.launch_template_name"): _TEMPLATE_ID,
    ("aws", "launch_template_specification.#.launch_template_id"): _TEMPLATE_ID,
    ("aws", "launch_template_specification.#.launch_template_name"): _TEMPLATE_ID,
    ("aws", f"{_MIXED}.launch_template_id"): _TEMPLATE_ID,
    ("aws", f"{_MIXED}.launch_template_name"): _TEMPLATE_ID,
    ("aws", "cluster_name"): (("aws_eks_cluster",), ("name", "id")),
    ("aws", "cluster"): (("aws_ecs_cluster",), ("arn", "id", "name")),
    ("aws", "task_definition"): (("aws_ecs_task_definition",), ("arn", "family")),
    ("aws", "cluster_identifier"): _RDS_CLUSTER,
    ("aws", "replicate_source_db"): (("aws_db_instance",), ("identifier", "id", "arn")),
    ("aws", "replication_group_id"): (("aws_elasticache_replication_group",), ("replication_group_id", "id")),
    ("aws", "function_name"): (("aws_lambda_function",), ("function_name", "arn")),
    ("aws", "bucket"): (("aws_s3_bucket",), ("bucket", "id")),
    ("aws", "file_system_id"): (("aws_efs_file_system", "aws_fsx_lustre_file_system"), ("id",)),
    ("aws", "load_balancer_arn"): (("aws_lb", "aws_alb"), ("arn", "id")),
    ("aws", "nat_gateway_id"): (("aws_nat_gateway",), ("id",)),
    ("aws", "subnet_id"): (("aws_subnet",), ("id",)),
    ("aws", "vpc_id"): (("aws_vpc",), ("id",)),
    ("aws", "table_name"): (("aws_dynamodb_table",), ("name", "id")),
    ("aws", "rest_api_id"): (("aws_api_gateway_rest_api",), ("id",)),
    ("aws", "directory_id"): (("aws_directory_service_directory",), ("id",)),
    ("azurerm", "resource_group_name"): _AZURE_GROUP,
    ("azurerm", "storage_account_name"): _AZURE_ACCOUNT,
    ("azurerm", "storage_account_id"): _AZURE_ACCOUNT,
    ("azurerm", "service_plan_id"): _AZURE_PLAN,
    ("azurerm", "app_service_plan_id"): _AZURE_PLAN,
    ("azurerm", "managed_disk_id"): (("azurerm_managed_disk",), ("id",)),
    ("azurerm", "recovery_vault_name"): (("azurerm_recovery_services_vault",), ("name",)),
    ("azurerm", "account_name"): (("azurerm_cosmosdb_account",), ("name",)),
    ("azurerm", "virtual_machine_id"): (
        ("azurerm_virtual_machine", "azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine"),
        ("id",),
    ),
    ("azurerm", "virtual_machine_scale_set_id"): (
        ("azurerm_linux_virtual_machine_scale_set", "azurerm_windows_virtual_machine_scale_set"),
        ("id",),
    ),
    ("azurerm", "kubernetes_cluster_id"): (("azurerm_kubernetes_cluster",), ("id",)),
    ("azurerm", "server_id"): (
        ("azurerm_mssql_server", "azurerm_postgresql_flexible_server", "azurerm_mysql_flexible_server"),
        ("id",),
    ),
    ("azurerm", "namespace_name"): (("azurerm_eventhub_namespace", "azurerm_servicebus_namespace"), ("name",)),
    ("azurerm", "key_vault_id"): (("azurerm_key_vault",), ("id",)),
    ("azurerm", "subnet_id"): (("azurerm_subnet",), ("id",)),
    ("google", "cluster"): (("google_container_cluster",), ("name", "id", "self_link")),
    ("google", "disk"): (("google_compute_disk", "google_compute_region_disk"), ("self_link", "id")),
    ("google", "attached_disk.#.source"): (("google_compute_disk", "google_compute_region_disk"), ("self_link", "id")),
    ("google", "boot_disk.#.source"): (("google_compute_disk", "google_compute_region_disk"), ("self_link", "id")),
    ("google", "version.#.instance_template"): (
        ("google_compute_instance_template", "google_compute_region_instance_template"),
        ("self_link", "id", "self_link_unique"),
    ),
    ("google", "target"): (
        ("google_compute_instance_group_manager", "google_compute_region_instance_group_manager"),
        ("self_link", "id"),
    ),
    ("google", "master_instance_name"): (("google_sql_database_instance",), ("name",)),
    ("google", "bucket"): (("google_storage_bucket",), ("name", "id")),
    ("google", "subnetwork"): (("google_compute_subnetwork",), ("self_link", "id")),
    ("google", "network"): (("google_compute_network",), ("self_link", "id")),
}  # fmt: skip
_TARGET_TYPES = frozenset(type_ for types, _ in PAIRS.values() for type_ in types)
_TARGET_NAMES = frozenset(name for _, names in PAIRS.values() for name in names)
_BLOCKS = frozenset(
    ("aws.launch_template aws.launch_template_specification aws.mixed_instances_policy google.attached_disk "
     "google.boot_disk google.version").split()
)  # fmt: skip
_NUMBER = re.compile(r"\.\d+(?=\.|$)")


class Matcher:
    """Known ids, names and links of one set of rows, and which attributes point at them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._owners: dict[tuple[str, str, str], list[str]] = {}
        for row in rows:
            if row.type in _TARGET_TYPES:
                for name in _TARGET_NAMES & row.attributes.keys():
                    value = row.attributes[name]
                    if isinstance(value, str) and value:
                        self._owners.setdefault((row.type, name, value), []).append(row.address)

    def references(self, row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The (attribute path, addresses) pairs told by equal values."""
        if not self._owners:
            return
        for path, value in _leaves(row):
            pair = PAIRS.get((row.provider, _NUMBER.sub(".#", path)))
            owner = self._owner(pair, value, row.address) if pair else None
            if owner:
                yield path, (owner,)

    def _owner(self, pair: Targets, value: str, asker: str) -> str | None:
        types, names = pair
        found = {owner for type_ in types for name in names for owner in self._owners.get((type_, name, value), ())}
        found.discard(asker)
        return found.pop() if len(found) == 1 else None


def _leaves(row: Row) -> Iterator[tuple[str, str]]:
    for key, value in row.attributes.items():
        if isinstance(value, str):
            if value and (row.provider, key) in PAIRS:
                yield key, value
        elif isinstance(value, list | dict) and f"{row.provider}.{key}" in _BLOCKS:
            yield from _nested(value, key)


def _nested(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _nested(item, f"{path}.{number}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _nested(item, f"{path}.{key}")
    elif isinstance(value, str) and value:
        yield path, value
