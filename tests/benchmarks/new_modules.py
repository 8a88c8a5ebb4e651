"""Every sample stack on every other cloud: ``python tests/benchmarks/new_modules.py [STACK ...]``.

Prints source cost, module cost and the verdicts of ``terraform fmt``, ``validate`` and ``plan``, and whether the plan,
read and priced again, costs what the README promises to the cent. ``LEPTON_IAC_OFFLINE_TERRAFORM`` names a command
that understands ``validate FOLDER`` and ``plan FOLDER`` (which prints ``terraform show -json``) without a network;
without it only the layout and the folder's own bill are looked at.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lepton_iac.cli.session import cache_dir, data_dir
from lepton_iac.errors import LeptonError
from lepton_iac.job.moving import Moved, cheapest, moved, providers
from lepton_iac.model import Usage
from lepton_iac.pipeline import Priced, estimate
from lepton_iac.price.book import Book, open_book
from lepton_iac.read import load
from lepton_iac.units import money
from lepton_iac.write.new_module import TARGETS, deliver

STACKS = Path(__file__).resolve().parents[2] / "sample_stacks"


def source(folder: Path, book: Book) -> Priced:
    """A sample stack, priced without declared usage."""
    return estimate(folder.parent.name, load(folder / "plan.json"), Usage(), lambda address, kind: {}, book)


def given(module: Moved) -> str:
    """Made-up values of the variables that have no default, as Terraform reads them."""
    return "".join(f'{name} = "example"\n' for name in module.module.variables)


def verdict(folder: Path, module: Moved, known: Priced) -> tuple[str, str, str]:
    """(fmt, plan, bill): ``yes``, ``no`` or ``-`` where no Terraform is at hand."""
    terraform = shutil.which("terraform") or shutil.which("tofu")
    fmt = "-"
    if terraform is not None:
        done = subprocess.run([terraform, "fmt", "-check", str(folder)], check=False, capture_output=True)
        fmt = "no" if done.returncode else "yes"
    offline = shlex.split(os.environ.get("LEPTON_IAC_OFFLINE_TERRAFORM", ""))
    if not offline:
        return fmt, "-", "-"
    (folder / "terraform.tfvars").write_text(given(module), encoding="utf-8")
    planned = subprocess.run([*offline, "plan", str(folder)], check=False, capture_output=True, text=True)
    if planned.returncode:
        print(planned.stderr[:2000], file=sys.stderr)
        return fmt, "no", "-"
    (folder / "plan.json").write_text(json.dumps(json.loads(planned.stdout)), encoding="utf-8")
    bill = known.market.rebill(load(folder / "plan.json"))
    totals = {line.resource.address: line.total for line in bill.lines}
    promised = {line.resource.address: line.total for line in module.bill.lines}
    return fmt, "yes", "yes" if totals == promised else "no"


def main() -> None:
    book = open_book(cache_dir(), data_dir=data_dir())
    folders = [Path(name) for name in sys.argv[1:]] or sorted(path.parent for path in STACKS.rglob("plan.json"))
    print("| stack | today | on | cost there | not carried over | fmt | plan | bill kept |")
    print("|---|---:|---|---:|---:|---|---|---|")
    for folder in folders:
        known = source(folder.resolve(), book)
        today = known.project.bill
        for target in TARGETS.values():
            if (target.provider,) == providers(known):
                continue
            module = moved(folder.resolve().parent.name, known, target)
            with tempfile.TemporaryDirectory() as scratch:
                place = Path(scratch) / "module"
                deliver(module.files, place)
                words = verdict(place, module, known)
            lost = sum(not line.becomes and not line.dropped for line in module.lines)
            costs = [("" if bill.complete else "at least ") + money(bill.total) for bill in (today, module.bill)]
            name = f"{folder.resolve().parent.name}/{folder.name}"
            print(f"| {name} | {costs[0]} | {target.title} | {costs[1]} | {lost} | {' | '.join(words)} |", flush=True)
        try:
            print(f"  cheapest: {cheapest(folder.parent.name, known)[0]}", file=sys.stderr)
        except LeptonError as error:
            print(f"  cheapest: {error.what[:400]}", file=sys.stderr)


if __name__ == "__main__":
    main()
