"""Which Terraform address a line of the bill belongs to: by id, ARN or link, never by likeness."""

from collections.abc import Iterable, Mapping

from lepton_iac.model import Resource

_NAMES = ("id", "arn", "self_link", "instance_id", "name")
_HOSTS = ("//compute.googleapis.com/", "https://www.googleapis.com/compute/v1/", "//storage.googleapis.com/")


def addresses(resources: Iterable[Resource]) -> Mapping[tuple[str, str], str]:
    """(provider, identifier) to address; an identifier that two resources share names neither."""
    found: dict[tuple[str, str], str | None] = {}
    for resource in resources:
        for name in _NAMES:
            value = resource.attributes.get(name)
            if isinstance(value, str) and len(value) > 3:
                key = (resource.provider, plain_id(value))
                found[key] = resource.address if found.get(key, resource.address) == resource.address else None
    return {key: address for key, address in found.items() if address is not None}


def address_of(known: Mapping[tuple[str, str], str], provider: str, resource: str) -> str | None:
    """The address of a resource as a bill names it: whole, or by the last part of its ARN."""
    if not resource:
        return None
    whole = plain_id(resource)
    tail = whole.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    return known.get((provider, whole)) or (
        known.get((provider, tail)) if tail != whole and provider == "aws" else None
    )


def plain_id(text: str) -> str:
    """An identifier without what clouds write differently in different places: case, hosts, a slash at the ends."""
    lowered = text.strip().lower()
    for host in _HOSTS:
        lowered = lowered.removeprefix(host)
    return lowered.strip("/")
