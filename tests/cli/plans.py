"""Plans made by hand, for commands that need a stack whose ids are known."""

import json
from pathlib import Path
from typing import Any


def plan(folder: Path, *resources: dict[str, Any]) -> Path:
    """A plan that changes nothing of the given resources, so that their ids are known."""
    changes = [
        {
            "address": f"{one['type']}.{one['name']}",
            "mode": "managed",
            "provider_name": f"registry.terraform.io/hashicorp/{one['type'].partition('_')[0]}",
            **{key: one[key] for key in ("type", "name")},
            "change": {"actions": ["no-op"], "before": one["values"], "after": one["values"], "after_unknown": {}},
        }
        for one in resources
    ]
    planned = [{key: value for key, value in change.items() if key != "change"} for change in changes]
    for entry, one in zip(planned, resources, strict=True):
        entry["values"] = one["values"]
    path = folder / "plan.json"
    document = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {"provider_config": {"aws": {"expressions": {"region": {"constant_value": "eu-west-1"}}}}},
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
