"""Time and memory of `breakdown` beside a bare interpreter that only loads the same JSON, in one run.

``python tests/benchmarks/breakdown_speed.py [--resources 1000] [--runs 5]``; prints a table; nothing is asserted, for
machines differ: compare the ratios.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = "import json, sys; json.load(open(sys.argv[1]))"


def plan(resources: int) -> dict[str, object]:
    """A plan of instances, volumes and free resources, in the shape of `terraform show -json`."""
    kinds = ("aws_instance", "aws_ebs_volume", "aws_security_group", "aws_iam_role")
    values: dict[str, dict[str, object]] = {
        "aws_instance": {
            "instance_type": "m5.large",
            "tags": {"team": "a"},
            "root_block_device": [{"volume_size": 50}],
        },
        "aws_ebs_volume": {"type": "gp3", "size": 100, "availability_zone": "us-east-1a"},
        "aws_security_group": {"name": "web", "ingress": [{"from_port": 443, "to_port": 443, "protocol": "tcp"}]},
        "aws_iam_role": {"name": "reader", "assume_role_policy": "{}"},
    }
    planned, changes = [], []
    for number in range(resources):
        kind = kinds[number % 4]
        row = {"address": f"{kind}.x[{number}]", "mode": "managed", "type": kind, "name": "x", "index": number}
        row["provider_name"] = "registry.terraform.io/hashicorp/aws"
        planned.append({**row, "schema_version": 1, "values": values[kind], "sensitive_values": {}})
        change = {
            "actions": ["create"],
            "before": None,
            "after": values[kind],
            "after_unknown": {"id": True, "arn": True},
        }
        changes.append({**row, "change": change})
    blocks = [
        {"address": f"{kind}.x", "mode": "managed", "type": kind, "name": "x", "provider_config_key": "aws",
         "expressions": {key: {"constant_value": None} for key in values[kind]}}
        for kind in kinds
    ]  # fmt: skip
    provider = {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}}}
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {"provider_config": provider, "root_module": {"resources": blocks}},
    }


def timed(command: list[str], runs: int) -> tuple[float, float]:
    """Median wall seconds, and the highest peak memory in MB, of a command."""
    seconds, peak = [], 0.0
    for _ in range(runs):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        seconds.append(time.perf_counter() - start)
        peak = max(peak, usage.ru_maxrss / 1024)
    return statistics.median(seconds), peak


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resources", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_text(json.dumps(plan(arguments.resources)))
        ours = [sys.executable, "-m", "lepton_iac"]
        timed([*ours, "breakdown", str(path)], 1)
        rows = [
            ("bare json.load", *timed([sys.executable, "-c", BARE, str(path)], arguments.runs)),
            ("lepton-iac --help", *timed([*ours, "--help"], arguments.runs)),
            ("breakdown, json", *timed([*ours, "breakdown", str(path), "--format", "json"], arguments.runs)),
            ("breakdown, table", *timed([*ours, "breakdown", str(path)], arguments.runs)),
        ]
        print(f"{arguments.resources} resources, {path.stat().st_size / 1e6:.1f} MB, {resource.getpagesize()} B pages")
        for name, seconds, peak in rows:
            print(f"{name:20} {seconds:7.3f} s {seconds / rows[0][1]:7.1f} x {peak:8.1f} MB {peak / rows[0][2]:6.1f} x")


if __name__ == "__main__":
    main()
