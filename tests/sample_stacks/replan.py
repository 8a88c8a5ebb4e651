"""Plan the sample stacks again: ``python tests/sample_stacks/replan.py [--offline COMMAND] [STACK ...]``.

``--offline`` names a program that prints ``terraform show -json`` when it is given ``plan FOLDER``; without it the
``terraform`` or ``tofu`` on the PATH is used, which needs the providers and credentials to read data sources.
A plan that differs from the stored one in nothing but its time and the order that Terraform gives at random is left
alone.
"""

import argparse
import json
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

STACKS = Path(__file__).resolve().parents[2] / "sample_stacks"


def folders() -> list[Path]:
    """Every folder that holds a stack of its own; modules are not stacks."""
    return sorted(path.parent for path in STACKS.rglob("versions.tf"))


def run(command: list[str], folder: Path | None = None) -> str:
    """Standard output of a command that must succeed."""
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{shlex.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def planned(folder: Path, offline: list[str]) -> dict[str, Any]:
    """The plan of a folder as Terraform's JSON; the folder itself is left as it was."""
    if offline:
        document: dict[str, Any] = json.loads(run([*offline, "plan", str(folder)]))
        return document
    terraform = shutil.which("terraform") or shutil.which("tofu")
    if terraform is None:
        sys.exit("no terraform or tofu on the PATH; give --offline COMMAND")
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copytree(folder, Path(scratch) / "stack"))
        run([terraform, "init", "-input=false"], copy)
        run([terraform, "plan", "-input=false", "-out=plan.bin"], copy)
        shown: dict[str, Any] = json.loads(run([terraform, "show", "-json", "plan.bin"], copy))
        return shown


def meaning(document: dict[str, Any]) -> dict[str, Any]:
    """A plan without its time, and with the list that Terraform writes in random order sorted."""
    relevant = sorted(document.get("relevant_attributes", []), key=lambda entry: json.dumps(entry, sort_keys=True))
    return {**document, "timestamp": "", "relevant_attributes": relevant}


def replan(folder: Path, offline: list[str]) -> bool:
    """Rewrite ``plan.json`` where the plan has changed, and say whether it had."""
    path = folder / "plan.json"
    document = planned(folder, offline)
    if path.exists() and meaning(json.loads(path.read_text(encoding="utf-8"))) == meaning(document):
        return False
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description="Plan the sample stacks again.")
    parser.add_argument("--offline", type=shlex.split, default=[], metavar="COMMAND")
    parser.add_argument("stack", nargs="*", type=Path)
    arguments = parser.parse_args()
    for folder in arguments.stack or folders():
        changed = replan(folder.resolve(), arguments.offline)
        print(f"{'planned' if changed else 'same   '} {folder}")


if __name__ == "__main__":
    main()
