"""A plan of two functions and a machine, and usage with a spread."""

import json
from pathlib import Path
from typing import Any

FUNCTIONS = ("aws_lambda_function.a", "aws_lambda_function.b")


def plan(folder: Path, *, before: bool = False) -> Path:
    """A plan that creates everything, or (``before``) changes nothing."""
    named = [
        _resource("aws_lambda_function", "a", {"memory_size": 1024, "tags_all": {"team": "web"}}),
        _resource("aws_lambda_function", "b", {"memory_size": 1024}),
        _resource("aws_instance", "c", {"instance_type": "m5.large", "tags_all": {"team": "data"}}),
    ]
    action = "no-op" if before else "create"
    values = {"root_module": {"resources": named}}
    document: dict[str, Any] = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": values,
        "resource_changes": [_change(one, action) for one in named],
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}}},
            "root_module": {"resources": [_block(one) for one in named]},
        },
    }
    if before:
        document["prior_state"] = {"format_version": "1.0", "values": values}
    path = folder / "plan.json"
    path.write_text(json.dumps(document))
    return path


def usage(folder: Path, text: str = "{p10: 100000000, p50: 300000000, p90: 1000000000}") -> Path:
    """Requests of both functions in a usage file, each with its own line."""
    lines = ["version: 0.1", "resource_usage:"]
    for address in FUNCTIONS:
        lines += [f"  {address}:", f"    monthly_requests: {text}", "    request_duration_ms: 100"]
    path = folder / "usage.yml"
    path.write_text("\n".join(lines) + "\n")
    return path


def _resource(type_name: str, name: str, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": f"{type_name}.{name}",
        "mode": "managed",
        "type": type_name,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "values": values,
    }


def _block(one: dict[str, Any]) -> dict[str, Any]:
    return {**{key: one[key] for key in ("address", "mode", "type", "name")}, "provider_config_key": "aws"}


def _change(one: dict[str, Any], action: str) -> dict[str, Any]:
    before = one["values"] if action == "no-op" else None
    change = {"actions": [action], "before": before, "after": one["values"], "after_unknown": {}}
    return {**{key: value for key, value in one.items() if key != "values"}, "change": change}
