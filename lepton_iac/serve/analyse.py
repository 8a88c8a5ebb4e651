"""One uploaded stack, worked on in a process of its own with the same stages as the command line's."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from lepton_iac.job.estimate import priced
from lepton_iac.job.inputs import Inputs
from lepton_iac.job.patch import with_patch
from lepton_iac.job.report import report_of
from lepton_iac.model import Project
from lepton_iac.optimize import optimize
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.pipeline import Priced, propose
from lepton_iac.policy import evaluate, load_policies
from lepton_iac.price.book import Book, open_book
from lepton_iac.report.formats import FORMATS
from lepton_iac.report.options import DEFAULT
from lepton_iac.report.picture import chosen, svg
from lepton_iac.units import plain
from lepton_iac.write import unified_diff

KEPT = ("json", "html", "markdown", "sarif")


@dataclass(frozen=True)
class Asked:
    """What to work on; the paths are private temporary files of this request.

    Attributes:
        name: what the stack is called in the report.
        terraform: the folder the plan was made from; without it there is no patch.
    """

    name: str
    plan: Path
    usage_file: Path | None
    metrics: tuple[Path, ...]
    terraform: Path | None
    cache_dir: Path
    data_dir: Path | None
    made: datetime


@dataclass(frozen=True)
class Result:
    """What it came to: figures for lists, and the texts by their kind (``json``, ``html``, ``patch`` ...).

    Attributes:
        used: address, usage key and monthly quantity of what was declared or forecast.
    """

    monthly: str
    saving: str
    complete: bool
    resources: int
    findings: int
    texts: dict[str, str]
    used: tuple[tuple[str, str, str], ...] = ()


def analyse(asked: Asked) -> Result:
    """Read, forecast, price, improve, check and report.

    Raises:
        LeptonError: what was uploaded cannot be read.
    """
    book = _book(asked.cache_dir, asked.data_dir)
    inputs = Inputs(str(asked.plan), usage_file=asked.usage_file, metrics=asked.metrics)
    known = propose(priced(inputs, book), partial(optimize, constraints=Constraints()))
    project = replace(_checked(known), name=asked.name)
    patch = _patch(known, asked.terraform, inputs)
    report = report_of(project, book=book, made=asked.made)
    texts = {kind: FORMATS[kind](report, DEFAULT) for kind in KEPT}
    if patch is not None:
        texts["patch"] = patch
    if project.usage.demands:
        texts["pictures"] = _pictures(project)
    proposal = project.proposal
    return Result(
        plain(project.bill.total),
        plain(proposal.saving) if proposal is not None else "0",
        project.bill.complete,
        len(project.bill.lines),
        len(project.findings),
        texts,
        tuple(
            (address, key, plain(quantity.expected))
            for address, keys in project.usage.declared.items()
            for key, quantity in keys.items()
        ),
    )


def _checked(known: Priced) -> Project:
    project = known.project
    found = evaluate(project.stack, load_policies(()), bill=project.bill, prior=project.prior).found
    return replace(project, findings=tuple(found))


def _patch(known: Priced, folder: Path | None, inputs: Inputs) -> str | None:
    """The proven diff of the uploaded Terraform; ``None`` where none was uploaded."""
    if folder is None:
        return None
    patch = with_patch(known, folder, replace(inputs, path=str(folder))).project.patch
    return unified_diff(patch) if patch is not None else ""


def _pictures(project: Project) -> str:
    """Every picture of the forecast that a page can show, as SVG in JSON."""
    found = chosen(project).items()
    return json.dumps([{"address": at, "dimension": of, "svg": svg(drawn)} for (at, of), drawn in found])


@cache
def _book(cache_dir: Path, data_dir: Path | None) -> Book:
    return open_book(cache_dir, data_dir=data_dir)


def warm(cache_dir: Path, data_dir: Path | None) -> None:
    """Open the book of this process before the first stack comes."""
    _book(cache_dir, data_dir)
