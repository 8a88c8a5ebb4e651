"""To which account and module a resource belongs, as far as the plan tells."""

import re

from lepton_iac.model import Resource, Stack

_ARN = re.compile(r"^arn:aws[\w-]*:[\w-]*:[\w-]*:(\d{12}):")
_SUBSCRIPTION = re.compile(r"^/subscriptions/([0-9a-fA-F-]{36})(?:/|$)")
_INDEX = re.compile(r"\[[^\]]*\]")


def account_of(resource: Resource) -> str | None:
    """The AWS account, Azure subscription or Google project of a resource; None where the plan does not tell."""
    match resource.provider:
        case "aws":
            return _first(_ARN, resource, ("arn", "id", "role", "execution_role_arn", "kms_key_id"))
        case "azurerm":
            return _first(_SUBSCRIPTION, resource, ("id", "subnet_id", "virtual_network_id", "parent_id"))
        case "google":
            project = resource.attributes.get("project")
            return project if isinstance(project, str) and project else None
    return None


def _first(pattern: re.Pattern[str], resource: Resource, names: tuple[str, ...]) -> str | None:
    for name in names:
        value = resource.attributes.get(name)
        found = pattern.match(value) if isinstance(value, str) else None
        if found is not None:
            return found[1]
    return None


def module_of(resource: Resource, stack: Stack) -> str:
    """The source and version of the outermost module that comes from elsewhere; empty for the stack's own text."""
    steps = _INDEX.sub("", resource.module).split(".")
    for length in range(2, len(steps) + 1, 2):
        source = stack.modules.get(".".join(steps[:length]), "")
        if source and not source.startswith((".", "/")):
            return source
    return ""
