"""Which parts are encrypted with a key that their owner holds, and on which clouds that can be kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from lepton_iac.kinds.paths import value_at
from lepton_iac.model import Resource, Unknown
from lepton_iac.write.new_module.source import Source, written

_NAMES = frozenset(
    "kms_key_id kms_master_key_id kms_key_arn key_arn kms_key_name kms_key_self_link default_kms_key_name "
    "encryption_key_name encryption_key disk_encryption_key_name boot_disk_kms_key raw_key customer_managed_key "
    "disk_encryption_set_id secure_vm_disk_encryption_set_id key_vault_key_id kms_key".split()
)
_BESIDE = (
    "aws_s3_bucket_server_side_encryption_configuration",
    "azurerm_storage_account_customer_managed_key",
    "azurerm_mysql_flexible_server_customer_managed_key",
)
_BEHIND = frozenset({"aws_launch_template", "aws_launch_configuration", "google_compute_instance_template"})
DISKS = frozenset({"compute", "scale_group", "block_volume", "kubernetes_cluster", "kubernetes_node_pool"})
_COMMON = DISKS | {"database", "object_storage"}
KEPT: Mapping[str, frozenset[str]] = {
    "aws": _COMMON | {"cache", "queue", "secret", "log_store"},
    "google": _COMMON | {"cache", "queue", "secret", "log_store"},
    "azure": (_COMMON | {"queue"}) - {"kubernetes_cluster", "kubernetes_node_pool"},
}
"""Target to the kinds whose templates write an owner's key."""


def own_key(source: Source, kind: str) -> bool:
    """Whether a resource, or what tells of its encryption, names a key that is not the cloud's own."""
    if kind in DISKS and any(one.type == "aws_ebs_default_kms_key" for one in source.stack.managed()):
        return True
    return any(_named(one) for one in (source.resource, *source.users(*_BESIDE), *_templates(source)))


def _templates(source: Source) -> Iterator[Resource]:
    for addresses in source.resource.references.values():
        for address in addresses:
            other = source.stack.by_address.get(address)
            if other is not None and other.type in _BEHIND:
                yield other


def _named(resource: Resource) -> bool:
    """Whether a key is written or referred to; one that a condition leaves out is not."""
    for path, addresses in resource.references.items():
        steps = [step for step in path.split(".") if not step.isdigit()]
        if addresses and _NAMES & set(steps) and (len(steps) > 1 or written(value_at(resource.attributes, path))):
            return True
    return _written(resource.attributes)


def _written(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any((name in _NAMES and _key(inner)) or _written(inner) for name, inner in value.items())
    return isinstance(value, list | tuple) and any(_written(one) for one in value)


def _key(value: Any) -> bool:
    """A key's name; what only the cloud will tell, or names its own key, is none."""
    return isinstance(value, str) and not isinstance(value, Unknown) and bool(value) and "alias/aws/" not in value
