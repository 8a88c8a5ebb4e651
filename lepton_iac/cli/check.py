"""`lepton-iac check`: policies on plans and folders."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from lepton_iac import __version__
from lepton_iac.cli.checked import Target, targets
from lepton_iac.cli.gates import broken
from lepton_iac.cli.rewritten import tell
from lepton_iac.cli.show import Shown, print_report
from lepton_iac.job.gate import Gate
from lepton_iac.model import Bill, Finding, Note, Project, Report, ResourceBill, Stack, Status
from lepton_iac.policy import Policy, evaluate, load_policies
from lepton_iac.policy import baseline as known_findings
from lepton_iac.policy.choose import at_least, chosen, excluded, with_params
from lepton_iac.policy.dismiss import without_dismissed
from lepton_iac.policy.rule import SEVERITIES, Findings, Undecided
from lepton_iac.report.options import View

FORMATS = ("table", "json", "sarif", "junit", "code-quality")
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@dataclass(frozen=True)
class Verdict:
    """What one target came to, after dismissals and exclusions."""

    target: Target
    found: Findings
    left: tuple[Finding, ...]
    dismissed: int
    notes: tuple[Note, ...]
    bill: Bill | None = None


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(allow_dash=True))
@click.option("--policies", "folders", type=_FOLDER, multiple=True, help="A folder of your own policies.")
@click.option("--no-built-in", is_flag=True, help="Only your own policies.")
@click.option("--select", multiple=True, help="Only these: an id, the start of one (aws-rds), or a category.")
@click.option("--ignore", multiple=True, help="Not these: an id, the start of one, or a category.")
@click.option("--exclude", multiple=True, help="Leave out paths or addresses that match this pattern (* and ?).")
@click.option("--param", multiple=True, help="POLICY.PARAMETER=VALUE, such as aws-required-tags.tags=Owner,Team.")
@click.option("--fail-on", type=click.Choice([*SEVERITIES, "never"]), default="high", show_default=True,
              help="Leave with exit code 2 from this severity on.")  # fmt: skip
@click.option("--soft-fail", is_flag=True, help="Report only; leave with exit code 0.")
@click.option("--baseline", type=_FILE, help="Do not report findings that this file knows.")
@click.option("--write-baseline", type=click.Path(path_type=Path, dir_okay=False), help="Write all findings there.")
@click.option("--code", type=_FOLDER, help="The Terraform folder of a plan: gives file and line, and dismissals.")
@click.option("--evaluate", "evaluated", is_flag=True, help="Work out variables and modules of folders; slower.")
@click.option("--prices", is_flag=True, help="Price the stack too, so that rules about cost are decided.")
@click.option("--rego", type=_FOLDER, help="Rego policies, through an installed opa or conftest.")
@click.option("--undecided", is_flag=True, help="List every question that could not be decided.")
@click.option("--list", "listing", is_flag=True, help="List the policies and leave.")
@click.option("--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
@click.option("--no-color", is_flag=True, help="No colours; NO_COLOR in the environment does the same.")
def check(paths: tuple[str, ...], **arguments: Any) -> None:
    """Hold plans or folders against policies on cost, allocation, safety and residency.

    PATH is a plan, a state, a folder (with all folders in it), a .tf file, or `-`. Folders are read as they are
    written, without Terraform; what needs a plan to be known is "not decided", never passed.

    Production or not is told by the tags Environment, Env and Stage, else by whole words in names.

    Dismiss a finding with `# lepton-iac:ignore RULE_ID until=2027-01-01 reason` on or above its block.

    \b
    Examples:
      lepton-iac check
      lepton-iac check plan.json --code . --fail-on medium
      lepton-iac check . --select cost --format sarif --out findings.sarif
      lepton-iac check . --write-baseline .lepton-iac-baseline.json
    """
    policies = _policies(arguments)
    if arguments["listing"]:
        _list(policies)
        return
    known = _known(arguments["baseline"])
    today = _now().date()
    looked_at = targets(
        paths or (".",), evaluate=arguments["evaluated"], code=arguments["code"], exclude=arguments["exclude"]
    )
    verdicts = [_verdict(target, policies, arguments, today) for target in looked_at]
    if arguments["write_baseline"] is not None:
        _write_baseline(arguments["write_baseline"], verdicts)
        return
    verdicts, notes = _without_known(verdicts, known)
    gates = _gates(verdicts, arguments["fail_on"])
    _print(verdicts, policies, arguments, notes, gates)
    broken(gates, soft=arguments["soft_fail"])


def _now() -> datetime:
    """The one look at the clock; ``SOURCE_DATE_EPOCH`` fixes it for reproducible output."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC).replace(microsecond=0)


def _policies(arguments: Mapping[str, Any]) -> tuple[Policy, ...]:
    policies = load_policies(arguments["folders"], built_in=not arguments["no_built_in"])
    return chosen(with_params(policies, arguments["param"]), arguments["select"], arguments["ignore"])


def _list(policies: Sequence[Policy]) -> None:
    for policy in policies:
        click.echo(f"{policy.id}  {policy.severity}  {policy.category}  {policy.title}")
        for name, value in policy.params.items():
            shown = ",".join(value) if isinstance(value, list) else str(value).lower()
            click.echo(f"  --param {policy.id}.{name}={shown}")


def _known(file: Path | None) -> frozenset[known_findings.Key]:
    return frozenset() if file is None else known_findings.read(file.read_bytes(), str(file))


def _verdict(target: Target, policies: Sequence[Policy], arguments: Mapping[str, Any], today: Any) -> Verdict:
    bill, prior = _bills(target) if arguments["prices"] else (None, None)
    found = evaluate(target.stack, policies, bill=bill, prior=prior, exported=target.exported)
    left = excluded(found.found, arguments["exclude"])
    kept = without_dismissed(left, _text_of, today, [policy.id for policy in policies] if _all(arguments) else ())
    findings = kept.left
    if arguments["rego"] is not None:
        findings = (*findings, *_rego(arguments["rego"], target, bill))
    return Verdict(target, found, findings, len(kept.gone), (*target.stack.notes, *kept.notes), bill)


def _all(arguments: Mapping[str, Any]) -> bool:
    """Whether every policy was asked, so that an id nobody knows is a misspelt one."""
    return not arguments["select"] and not arguments["ignore"] and not arguments["no_built_in"]


def _text_of(path: str) -> str | None:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _bills(target: Target) -> tuple[Bill, Bill | None]:
    from lepton_iac.cli.session import price_book
    from lepton_iac.model import Usage
    from lepton_iac.pipeline import estimate

    project = estimate(target.name, target.stack, Usage(), lambda address, type_name: {}, price_book()).project
    return project.bill, project.prior


def _rego(folder: Path, target: Target, bill: Bill | None) -> tuple[Finding, ...]:
    from lepton_iac.policy.rego import rego_findings
    from lepton_iac.report.json_text import render

    project = Project(target.name, target.stack, bill or _unpriced(target.stack))
    return rego_findings(folder, render(Report((project,), _now(), __version__)))


def _unpriced(stack: Stack) -> Bill:
    reason = "`check` prices with --prices only"
    return Bill(tuple(ResourceBill(one, Status.UNPRICED, reason=reason) for one in stack.managed()))


def _write_baseline(path: Path, verdicts: Sequence[Verdict]) -> None:
    from lepton_iac.job.files import write_whole

    findings = [finding for verdict in verdicts for finding in verdict.left]
    write_whole(path, known_findings.written(findings))
    click.echo(f"findings written to {path}: {len(findings)}", err=True)


def _without_known(
    verdicts: Sequence[Verdict], known: frozenset[known_findings.Key]
) -> tuple[list[Verdict], tuple[Note, ...]]:
    if not known:
        return list(verdicts), ()
    everything = [finding for verdict in verdicts for finding in verdict.left]
    compared = known_findings.compare(everything, known)
    new = set(map(id, compared.new))
    left = [replace(one, left=tuple(item for item in one.left if id(item) in new)) for one in verdicts]
    notes = [Note(f"findings known to the baseline: {compared.known}")] if compared.known else []
    if compared.vanished:
        notes.append(Note(f"entries of the baseline that no longer occur: {len(compared.vanished)}; write it anew"))
    return left, tuple(notes)


# ---------------------------------------------------------------- output


def _print(
    verdicts: Sequence[Verdict],
    policies: Sequence[Policy],
    arguments: Mapping[str, Any],
    notes: tuple[Note, ...],
    gates: Sequence[Gate],
) -> None:
    form = arguments["format"]
    undecided = [one for verdict in verdicts for one in verdict.found.undecided]
    listed = _each(undecided) if form == "json" or arguments["undecided"] else _in_short(undecided)
    own = tuple(note for verdict in verdicts for note in verdict.notes)
    shown = Shown(form, arguments["out"], no_color=arguments["no_color"])
    report = Report(_projects(verdicts, form), _now(), __version__, notes=(*notes, *own, *listed))
    print_report(report, shown, (View.FINDINGS,), gates=tuple(gates))
    tell(_summary(verdicts, policies, len(undecided)))


def _projects(verdicts: Sequence[Verdict], form: str) -> tuple[Project, ...]:
    """One project per target where addresses must stay apart; one in all for people."""
    if form == "table":
        found = tuple(finding for verdict in verdicts for finding in verdict.left)
        name = verdicts[0].target.name if len(verdicts) == 1 else f"{len(verdicts)} folders"
        return (Project(name, Stack(()), Bill(()), findings=found),)
    with_findings = [verdict for verdict in verdicts if verdict.left] or list(verdicts[:1])
    return tuple(_project(verdict, form) for verdict in (verdicts if form == "json" else with_findings))


def _project(verdict: Verdict, form: str) -> Project:
    stack = replace(verdict.target.stack, notes=())
    bill = verdict.bill or (_unpriced(stack) if form == "json" else Bill(()))
    return Project(verdict.target.name, stack, bill, findings=verdict.left)


def _each(undecided: Sequence[Undecided]) -> tuple[Note, ...]:
    return tuple(Note(f"not decided: {one.rule}: {one.reason}", one.address) for one in undecided)


def _in_short(undecided: Sequence[Undecided]) -> tuple[Note, ...]:
    """The rules with the most open questions, and how many more there are."""
    counted = Counter(one.rule for one in undecided).most_common()
    if not counted:
        return ()
    words = ", ".join(f"{rule} ({number})" for rule, number in counted[:5])
    more = f" and {len(counted) - 5} more rules" if len(counted) > 5 else ""
    return (Note(f"not decided, for want of known values: {words}{more}; --undecided lists every one"),)


def _summary(verdicts: Sequence[Verdict], policies: Sequence[Policy], undecided: int) -> str:
    resources = sum(1 for verdict in verdicts for _ in verdict.target.stack.managed())
    found = sum(len(verdict.left) for verdict in verdicts)
    dismissed = sum(verdict.dismissed for verdict in verdicts)
    return (
        f"policies: {len(policies)}, resources: {resources}, findings: {found}, questions not decided: {undecided}, "
        f"dismissed in the code: {dismissed}"
    )


def _gates(verdicts: Sequence[Verdict], severity: str) -> tuple[Gate, ...]:
    """The one gate of a check, as it is shown and as it ends the run."""
    if severity == "never":
        return ()
    grave = [finding for verdict in verdicts for finding in at_least(verdict.left, severity)]
    mend = "; mend them, dismiss them in the code with a reason, or take a --baseline" if grave else ""
    return ((f"findings of severity {severity} or graver: {len(grave)}{mend}", not grave),)
