"""Names that each cloud accepts, and text that HCL reads back as the same text."""

import json
import re
from hashlib import sha256

_TAG = re.compile(r"[^a-z0-9_-]")


def label(text: str) -> str:
    """A Terraform name: ``aws_instance.web["a b"]`` without its type becomes ``web_a_b``."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return plain if plain[:1].isalpha() else f"r_{plain}".rstrip("_")


def dashed(text: str, most: int = 63) -> str:
    """Letters, digits and dashes, a letter first, as every cloud takes for most names."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    plain = plain if plain[:1].isalpha() else f"r-{plain}".rstrip("-")
    return _short(plain, most, "-")


def packed(text: str, most: int = 24) -> str:
    """Letters and digits only, at least three of them: an Azure storage account,
    https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftstorage
    """
    plain = re.sub(r"[^a-z0-9]+", "", text.lower())
    return _short(plain if len(plain) >= 3 else f"{plain}store", most, "")


def _short(text: str, most: int, joint: str) -> str:
    """Cut to size; what is cut leaves a digest, so that two long names stay two."""
    if len(text) <= most:
        return text
    digest = sha256(text.encode()).hexdigest()[:4]
    return text[: most - 4 - len(joint)].rstrip("-") + joint + digest


def google_label(text: str) -> str:
    """A label's key or value, https://cloud.google.com/compute/docs/labeling-resources#requirements"""
    return _TAG.sub("-", text.lower())[:63]


def google_key(text: str) -> str:
    """A label's key, which a letter must start."""
    plain = google_label(text)
    return plain if plain[:1].isalpha() else f"l{plain}"[:63]


def quoted(value: object) -> str:
    """An HCL string; nothing in it is evaluated."""
    text = json.dumps(str(value), ensure_ascii=False)
    return text.replace("${", "$${").replace("%{", "%%{").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
