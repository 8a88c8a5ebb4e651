"""The proposal view: what to change, what it saves, what it risks, and why."""

from collections.abc import Iterator, Sequence

from lepton_iac.model import Change, Project, Refusal
from lepton_iac.report import wording
from lepton_iac.report.escape import visible
from lepton_iac.report.options import Options
from lepton_iac.report.table.screen import EMPTY, Block, Line, remark
from lepton_iac.report.wording import DISRUPTION, saving_range


def blocks(project: Project, options: Options) -> Iterator[Block]:  # noqa: ARG001 - one signature for all views
    """Each change with saving, disruption, breach probability and evidence; then what was left alone."""
    if project.proposal is None:
        yield remark("No proposal was made.")
        return
    currency = project.bill.currency
    for change in project.proposal.changes:
        yield from change_lines(change, currency)
        yield EMPTY
    if project.proposal.changes:
        yield from _savings(project.proposal.changes, currency)
    else:
        yield remark("Nothing is worth changing.")
    if project.proposed is not None:
        yield Line("Total with all changes, per month", remark=wording.total(project.proposed))
    for entry in project.proposal.refused:
        yield remark(f"Left alone: {visible(entry.where)}: {visible(entry.text)}")
    for refusal in project.patch.refused if project.patch else ():
        yield _refusal(refusal)
    yield EMPTY


def _savings(changes: Sequence[Change], currency: str) -> Iterator[Line]:
    """What pricing again proves, and what schedules are expected to save: two sums, for they are not of one kind."""
    proven, expected = wording.proven_saving(changes), wording.schedule_saving(changes)
    if proven or not expected:
        yield Line("SAVING per month, proven by pricing again", remark=wording.cost(proven, currency), style="bold")
    if expected:
        yield Line("SAVING per month, expected of schedules", remark=wording.cost(expected, currency), style="bold")


def change_lines(change: Change, currency: str) -> Iterator[Line]:
    """One change with everything that speaks for and against it."""
    what = "remove it" if change.removes else f"{visible(change.before)} → {visible(change.after)}"
    yield Line(
        visible(change.address), remark=f"saves {wording.cost(change.saving, currency)}", style="bold", below="  "
    )
    yield _detail("change", f"{visible(change.knob)}: {what}" if change.knob else what)
    if span := saving_range(change, currency):
        yield _detail("saving", span)
    yield _detail("disruption", DISRUPTION[change.disruption])
    if change.breach_probability is not None:
        yield _detail("risk", f"demand above the new capacity in {wording.probability(change.breach_probability)}")
    yield _detail("why", visible(change.why))
    said = (
        ("kept", change.kept), ("not compared", change.not_compared), ("beaten", change.beaten),
        ("bound by", change.binding), ("cheaper if", change.cheaper_if),
    )  # fmt: skip
    for name, texts in said:
        if texts:
            yield _detail(name, "; ".join(visible(text) for text in texts))
    yield _detail("rule", visible(change.rule))


def _refusal(refusal: Refusal) -> Line:
    place = f" ({visible(refusal.where)})" if refusal.where else ""
    return remark(f"Not written: {visible(refusal.change.address)}: {visible(refusal.reason)}{place}", "yellow")


def _detail(name: str, text: str) -> Line:
    return Line(f"{name:<14}{text}", branch="  ", below=" " * 16)
