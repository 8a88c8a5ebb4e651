"""Regions that the user gives for resources whose region the plan does not tell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lepton_iac.errors import LeptonError
from lepton_iac.model import Resource, Stack

_NAMES: Mapping[str, str] = {
    "aws": "aws",
    "azure": "azurerm",
    "azurerm": "azurerm",
    "google": "google",
    "gcp": "google",
}
SOURCE = "given on the command line, for the plan does not tell"


def parse_regions(texts: Sequence[str]) -> Mapping[str, str]:
    """``aws=eu-west-1`` and the like, by Terraform provider.

    Raises:
        LeptonError: a text has not this form, or names another cloud.
    """
    found: dict[str, str] = {}
    for text in texts:
        cloud, mark, region = text.partition("=")
        if not mark or cloud.strip().lower() not in _NAMES or not region.strip():
            raise LeptonError(
                f"not a region of a cloud: {text!r}", mend="write aws=eu-west-1, azure=westeurope or google=…"
            )
        found[_NAMES[cloud.strip().lower()]] = region.strip()
    return found


def with_regions(stack: Stack, given: Mapping[str, str]) -> Stack:
    """The stack with the given regions where a resource has none; a region that the plan tells always counts."""
    if not given:
        return stack

    def told(resource: Resource) -> Resource:
        region = given.get(resource.type.partition("_")[0])
        known = resource.region is not None or region is None
        return resource if known else replace(resource, region=region, region_source=SOURCE)

    return replace(stack, resources=tuple(map(told, stack.resources)), prior=tuple(map(told, stack.prior)))
