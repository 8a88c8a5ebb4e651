"""Small plans for the tests, written by hand: one change in, one document out."""

import json
from pathlib import Path
from typing import Any

from lepton_iac.model import Stack
from lepton_iac.read import load

FIXTURES = Path(__file__).parent / "fixtures"
Json = dict[str, Any]


def change(address: str, actions: list[str], before: Json | None, after: Json | None, **more: Any) -> Json:
    """One entry of ``resource_changes``; ``after_unknown`` and the marks go into the change."""
    inner = {key: more.pop(key) for key in list(more) if key.endswith(("_unknown", "_sensitive", "importing"))}
    type_, name = address.split(".")[-2:]
    return {
        "address": address,
        "mode": "managed",
        "type": type_,
        "name": name.split("[")[0],
        "provider_name": f"registry.terraform.io/hashicorp/{type_.split('_')[0]}",
        "change": {"actions": actions, "before": before, "after": after, **inner},
        **more,
    }


def plan(*changes: Json, **more: Any) -> Json:
    """A plan without planned values: everything stands in its changes."""
    return {"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": list(changes), **more}


def read(document: object) -> Stack:
    """A document as if it came through standard input."""
    return load("-", stdin=json.dumps(document).encode())
