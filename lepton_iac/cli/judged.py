"""Policies under `breakdown` and `diff`: they run when a gate asks for the severity of findings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lepton_iac.cli.checked import moved
from lepton_iac.cli.configured import config_of_run
from lepton_iac.cli.inputs import Named
from lepton_iac.cli.session import now
from lepton_iac.model import Finding, Note, Project
from lepton_iac.policy import Policy, evaluate, load_policies
from lepton_iac.policy import baseline as known_findings
from lepton_iac.policy.choose import chosen, excluded, with_params
from lepton_iac.policy.dismiss import without_dismissed
from lepton_iac.read import with_spans


def asks_for_findings(gates: Sequence[str]) -> bool:
    """Whether policies have to run so that something can be said to the gates."""
    return any("findings" in text for text in gates)


def judged(projects: Sequence[Project], named: Sequence[Named], gates: Sequence[str]) -> tuple[Project, ...]:
    """The projects with their findings where a gate asks for them: the policies that `check` holds, priced.

    Folders, choice, parameters, exclusions and baseline come from the settings file; dismissals from the Terraform
    beside the plan, where the settings name its folder.

    Raises:
        LeptonError: a policy or the baseline cannot be read.
    """
    if not asks_for_findings(gates):
        return tuple(projects)
    config = config_of_run()
    settings = config.options() if config is not None else {}
    policies = load_policies(settings.get("folders") or ())
    policies = with_params(policies, settings.get("param") or ())
    policies = chosen(policies, settings.get("select") or (), settings.get("ignore") or ())
    return tuple(_judged(one, place.folder, policies, settings) for one, place in zip(projects, named, strict=True))


def _judged(project: Project, folder: Path, policies: Sequence[Policy], settings: Mapping[str, Any]) -> Project:
    stack = project.stack
    if folder.is_dir() and any(folder.glob("*.tf")):
        stack = moved(with_spans(stack, folder), folder)
    found = evaluate(stack, policies, bill=project.bill, prior=project.prior)
    kept = without_dismissed(excluded(found.found, settings.get("exclude") or ()), _text_of, now().date())
    findings = _new(kept.left, settings.get("baseline"))
    words = f"policies: {len(policies)}; {len(findings)} found, {len(kept.gone)} dismissed in the code"
    notes = (Note(f"{words}, {len(found.undecided)} questions not decided", project.name), *kept.notes)
    return replace(project, stack=replace(stack, notes=(*stack.notes, *notes)), findings=findings)


def _new(findings: Sequence[Finding], baseline: Path | None) -> tuple[Finding, ...]:
    if baseline is None:
        return tuple(findings)
    known = known_findings.read(baseline.read_bytes(), str(baseline))
    return tuple(known_findings.compare(findings, known).new)


def _text_of(path: str) -> str | None:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
