"""One stack of a fleet, worked off in whatever process it landed in; its answer is small and plain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.fleet.fetch import on_this_machine
from lepton_iac.fleet.find import StackAt
from lepton_iac.fleet.machines import machine_rows
from lepton_iac.fleet.owner import account_of, module_of
from lepton_iac.job.estimate import priced
from lepton_iac.job.inputs import Inputs
from lepton_iac.model import Change, Finding, Project, Resource, ResourceBill, Status
from lepton_iac.optimize import optimize
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.pipeline import propose
from lepton_iac.policy import Policy, evaluate, load_policies
from lepton_iac.price.book import Book, open_book

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Terms:
    """What holds for every stack of a scan.

    Attributes:
        inputs: its path, usage file and metrics are each stack's own.
        tags: the tags that say who a resource belongs to, first one that is set wins.
    """

    cache_dir: Path
    data_dir: Path | None
    inputs: Inputs
    constraints: Constraints
    policies: tuple[Path, ...] = ()
    tags: tuple[str, ...] = ("team", "owner")


@dataclass(frozen=True)
class Scanned:
    """What one stack came to; plain rows, ready to be kept.

    Attributes:
        stack: one row; ``error`` says why where it could not be read.
    """

    stack: Row
    resources: tuple[Row, ...] = ()
    changes: tuple[Row, ...] = ()
    findings: tuple[Row, ...] = ()
    machines: tuple[Row, ...] = ()


def scan_chunk(terms: Terms, chunk: tuple[StackAt, ...]) -> tuple[Scanned, ...]:
    """Some stacks, one after the other; a bad one is an answer too, never the end of the run."""
    return tuple(_scan(terms, one) for one in chunk)


def _scan(terms: Terms, at: StackAt) -> Scanned:
    try:
        with on_this_machine(at.path) as path:
            return _known(terms, at, path)
    except LeptonError as error:
        return Scanned(_stack_row(at, error=str(error)))
    except Exception as error:  # noqa: BLE001 - a bug at one stack must not cost the other ten thousand
        return Scanned(_stack_row(at, error=f"a bug of lepton-iac ({type(error).__name__}); the stack was left out"))


def _known(terms: Terms, at: StackAt, path: str) -> Scanned:
    inputs = replace(terms.inputs, path=path, usage_file=at.usage_file, metrics=at.metrics)
    known = propose(priced(inputs, _book(terms)), partial(optimize, constraints=terms.constraints))
    project = known.project
    found = evaluate(project.stack, _policies(terms), bill=project.bill, prior=project.prior).found
    saving = project.proposal.saving if project.proposal is not None else 0
    row = _stack_row(
        at,
        monthly=str(project.bill.total),
        complete=project.bill.complete,
        resources=len(project.bill.lines),
        unpriced=sum(line.status in {Status.UNPRICED, Status.UNSUPPORTED} for line in project.bill.lines),
        saving=str(saving),
    )
    return Scanned(
        row,
        tuple(_resource_row(at.key, line, terms, project) for line in project.bill.lines),
        tuple(_changes(at.key, project)),
        tuple(_finding_row(at.key, one) for one in found),
        machine_rows(at.key, project),
    )


@cache
def _opened(cache_dir: Path, data_dir: Path | None) -> Book:
    return open_book(cache_dir, data_dir=data_dir)


def _book(terms: Terms) -> Book:
    """The book of this process, opened once: opening it for each stack would cost more than the stack."""
    return _opened(terms.cache_dir, terms.data_dir)


@cache
def _loaded(folders: tuple[Path, ...]) -> tuple[Policy, ...]:
    return load_policies(folders)


def _policies(terms: Terms) -> tuple[Policy, ...]:
    return _loaded(terms.policies)


def _stack_row(at: StackAt, **known: Any) -> Row:
    empty = {"monthly": None, "complete": None, "resources": None, "unpriced": None, "saving": None, "error": None}
    return {"stack": at.key, "stamp": at.stamp, **empty, **known}


def _resource_row(key: str, line: ResourceBill, terms: Terms, project: Project) -> Row:
    resource = line.resource
    return {
        "stack": key,
        "address": resource.address,
        "type": resource.type,
        "provider": resource.provider,
        "region": resource.region,
        "account": account_of(resource),
        "owner": _owner(resource, terms.tags),
        "module": module_of(resource, project.stack),
        "status": str(line.status),
        "monthly": None if line.total is None else str(line.total),
        "complete": line.complete,
    }


def _owner(resource: Resource, tags: tuple[str, ...]) -> str | None:
    found = {str(name).lower(): value for name, value in resource.tags.items() if isinstance(value, str)}
    return next((found[tag.lower()] for tag in tags if tag.lower() in found), None)


def _changes(key: str, project: Project) -> Iterator[Row]:
    for change in project.proposal.changes if project.proposal is not None else ():
        resource = project.stack.by_address.get(change.address)
        yield _change_row(key, change, resource)


def _change_row(key: str, change: Change, resource: Resource | None) -> Row:
    return {
        "stack": key,
        "address": change.address,
        "type": resource.type if resource is not None else "",
        "rule": change.rule,
        "knob": change.knob,
        "before": change.before,
        "after": change.after,
        "saving": str(change.saving),
        "disruption": str(change.disruption),
        "breach": change.breach_probability,
        "why": change.why,
    }


def _finding_row(key: str, finding: Finding) -> Row:
    return {
        "stack": key,
        "address": finding.address,
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
    }
