"""Region names as the clouds write them: what is one, and which region a zone, an ARN or a link lies in."""

import re
from collections.abc import Mapping
from typing import Any

_AWS = re.compile(r"^[a-z]{2,4}(?:-(?:gov|iso[a-z]?))?-[a-z]+-\d+$")
_AWS_ZONE = re.compile(r"^([a-z]{2,4}(?:-(?:gov|iso[a-z]?))?-[a-z]+-\d+)(?:[a-z]|-[a-z0-9]+-[a-z0-9-]+)$")
_ARN = re.compile(r"^arn:aws[a-z-]*:[a-z0-9-]*:([a-z0-9-]+):")
_AZURE = re.compile(r"^[a-z][a-z0-9]{2,30}$")
_GOOGLE = re.compile(r"^[a-z][a-z0-9]*(?:-[a-z]+\d+)?$")
_GOOGLE_ZONE = re.compile(r"^([a-z]+-[a-z]+\d+)-[a-z]$")
_GOOGLE_LINK = re.compile(r"(?:^|/)(?:regions|zones|locations)/([a-z][a-z0-9-]*)(?:/|$)")

Found = tuple[str, str]
"""A region and the words that say where it came from."""


def is_region(provider: str, value: object) -> bool:
    """Whether a value can be a region of this provider: ``us-east-1``, ``westeurope``, ``europe-west1``."""
    pattern = {"aws": _AWS, "azurerm": _AZURE, "google": _GOOGLE}.get(provider)
    return isinstance(value, str) and pattern is not None and pattern.match(value) is not None


def aws_place(attributes: Mapping[str, Any]) -> Found | None:
    """An AWS resource's region from its own attributes: region (provider 6), availability zone or ARN."""
    region = attributes.get("region")
    if is_region("aws", region):
        return str(region), "attribute region"
    zone = attributes.get("availability_zone")
    match = _AWS_ZONE.match(zone) if isinstance(zone, str) else None
    if match:
        return match[1], "attribute availability_zone"
    arn = attributes.get("arn")
    match = _ARN.match(arn) if isinstance(arn, str) else None
    if match and is_region("aws", match[1]):
        return match[1], "attribute arn"
    return None


def azure_place(attributes: Mapping[str, Any]) -> Found | None:
    """An Azure resource's region from its location, ``West Europe`` written ``westeurope``."""
    location = attributes.get("location")
    name = location.replace(" ", "").lower() if isinstance(location, str) else None
    return (name, "attribute location") if name and is_region("azurerm", name) else None


def google_place(attributes: Mapping[str, Any]) -> Found | None:
    """A Google resource's region from zone, region, location (``US`` is the multi-region ``us``) or self link."""
    for key in ("zone", "region", "location"):
        region = google_region(attributes.get(key))
        if region:
            return region, f"attribute {key}"
    for key in ("self_link", "id"):
        link = attributes.get(key)
        match = _GOOGLE_LINK.search(link) if isinstance(link, str) else None
        region = google_region(match[1]) if match else None
        if region:
            return region, f"attribute {key}"
    return None


def google_region(value: object) -> str | None:
    """The region of a zone, a region, a multi-region or a link to one of them; ``None`` when it is none of these."""
    if not isinstance(value, str):
        return None
    name = value.rsplit("/", 1)[-1].lower()
    zone = _GOOGLE_ZONE.match(name)
    if zone:
        return zone[1]
    return name if is_region("google", name) else None
