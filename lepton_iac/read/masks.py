"""Values that must not be kept, and values that are not known yet, leave the attributes."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lepton_iac.model import AFTER_APPLY, SENSITIVE

SECRET_NAME = re.compile(
    r"(?:^|_)(?:password|passwd|passphrase|secret|secret_string|secret_binary|secret_value|secret_key|private_key"
    r"|private_key_pem|private_key_openssh|private_key_base64|auth_token|sas_token|access_token|token_secret|api_key"
    r"|apikey|client_secret|shared_key|preshared_key|psk|connection_string|account_key|access_key"
    r"|kube_config|kube_config_raw|kube_admin_config|kube_admin_config_raw|secret_data|credentials_json|bcrypt_hash)$",
    re.IGNORECASE,
)
"""Names whose texts are masked though nothing marks them: states and plans before Terraform 0.15 carry no marks."""

SECRET_ATTRIBUTES = frozenset(
    {
        ("random_password", "result"),
        ("aws_ssm_parameter", "value"),
        ("azurerm_key_vault_secret", "value"),
        ("google_service_account_key", "private_key"),
        ("azurerm_virtual_machine_extension", "protected_settings"),
        ("aws_secretsmanager_random_password", "random_password"),
    }
)
"""Attributes that their providers' schemas call sensitive although their names do not tell."""


def masked(attributes: Mapping[str, Any], unknown: Any, sensitive: Any, type_: str) -> dict[str, Any]:
    """Attributes with ``AFTER_APPLY`` and ``SENSITIVE`` in their places; untouched parts are shared, not copied.

    Args:
        attributes: as the plan or state holds them.
        unknown: the tree ``after_unknown``; true leaves are known after apply.
        sensitive: the tree ``after_sensitive``, ``before_sensitive`` or ``sensitive_values``.
        type_: the Terraform type, for attributes that are secret by schema.
    """
    if sensitive is True:
        return dict.fromkeys(attributes, SENSITIVE)
    if unknown is True:
        return dict.fromkeys(attributes, AFTER_APPLY)
    marked = mask(attributes, unknown, sensitive)
    result = dict(marked) if marked is attributes else marked
    for name in [name for kind, name in SECRET_ATTRIBUTES if kind == type_ and result.get(name) is not None]:
        result[name] = SENSITIVE
    return dict(result)


def mask(value: Any, unknown: Any, sensitive: Any) -> Any:
    """One value under its marks; where the shapes disagree the whole value is masked."""
    if sensitive is True:
        return SENSITIVE
    if unknown is True:
        return AFTER_APPLY
    unknown = unknown or None
    sensitive = sensitive or None
    if isinstance(value, dict):
        return _mask_object(value, unknown, sensitive)
    return _mask_list(value, unknown, sensitive) if isinstance(value, list) else _mask_leaf(value, unknown, sensitive)


def _mask_leaf(value: Any, unknown: Any, sensitive: Any) -> Any:
    if sensitive is not None and holds_true(sensitive):
        return SENSITIVE
    if unknown is not None and holds_true(unknown):
        return _from_marks(unknown) if value is None else AFTER_APPLY
    return value


def _mask_object(value: dict[str, Any], unknown: Any, sensitive: Any) -> Any:
    if not _fits(unknown, dict):
        return AFTER_APPLY
    if not _fits(sensitive, dict):
        return SENSITIVE
    unknown = unknown if isinstance(unknown, dict) else {}
    sensitive = sensitive if isinstance(sensitive, dict) else {}
    changed: dict[str, Any] = {}
    for key, item in value.items():
        if isinstance(item, str) and is_secret_name(key):
            new: Any = SENSITIVE if item else item
        elif isinstance(item, dict | list) or key in unknown or key in sensitive:
            new = mask(item, unknown.get(key), sensitive.get(key))
        else:
            continue
        if new is not item:
            changed[key] = new
    for key, mark in unknown.items():
        if key not in value and (mark is True or holds_true(mark)):
            changed[key] = AFTER_APPLY if mark is True else _from_marks(mark)
    for key, mark in sensitive.items():
        if key not in value and mark is True:
            changed[key] = SENSITIVE
    return {**value, **changed} if changed else value


def _mask_list(value: list[Any], unknown: Any, sensitive: Any) -> Any:
    if not _fits(unknown, list):
        return AFTER_APPLY
    if not _fits(sensitive, list):
        return SENSITIVE
    unknown = unknown if isinstance(unknown, list) else []
    sensitive = sensitive if isinstance(sensitive, list) else []
    if len(sensitive) > len(value) and holds_true(sensitive[len(value) :]):
        return SENSITIVE
    if not unknown and not sensitive and not any(isinstance(item, dict | list) for item in value):
        return value
    items = [
        mask(item, unknown[at] if at < len(unknown) else None, sensitive[at] if at < len(sensitive) else None)
        for at, item in enumerate(value)
    ]
    items += [_from_marks(mark) for mark in unknown[len(value) :] if holds_true(mark)]
    same = len(items) == len(value) and all(new is old for new, old in zip(items, value, strict=True))
    return value if same else items


def _fits(mark: Any, kind: type) -> bool:
    return mark is None or isinstance(mark, kind) or not holds_true(mark)


def _from_marks(mark: Any) -> Any:
    """What is left of a value that the plan leaves out because nothing in it, or too little, is known."""
    if isinstance(mark, dict) and mark:
        return {key: _from_marks(item) for key, item in mark.items() if holds_true(item)}
    return AFTER_APPLY


def holds_true(mark: Any) -> bool:
    """Whether any leaf of a mark tree is true."""
    if mark is True:
        return True
    inner = mark.values() if isinstance(mark, dict) else mark if isinstance(mark, list) else ()
    return any(item is True or (bool(item) and holds_true(item)) for item in inner)


def union(one: Any, other: Any) -> Any:
    """Both mark trees laid over one another: what is marked in either is marked."""
    if one is True or other is True:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: union(one.get(key), other.get(key)) for key in {**one, **other}}
    if isinstance(one, list) and isinstance(other, list):
        longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
        padded = [*shorter, *([None] * (len(longer) - len(shorter)))]
        return [union(left, right) for left, right in zip(longer, padded, strict=True)]
    if holds_true(one) and holds_true(other):
        return True
    return one if holds_true(one) else other


@lru_cache(maxsize=8192)
def is_secret_name(name: str) -> bool:
    """Whether an attribute of this name holds a secret whenever it holds a text."""
    return SECRET_NAME.search(name) is not None
