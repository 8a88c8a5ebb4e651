"""Proposals, findings, spreads and budgets of an earlier JSON result become ours again; what it lacks stays away."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.model import (
    Budget,
    BudgetOutlook,
    Change,
    Correlation,
    CostDistribution,
    CostDriver,
    CostQuantiles,
    Disruption,
    Finding,
    Note,
    Patch,
    Project,
    Proposal,
    Refusal,
    SetAttribute,
    Span,
)
from lepton_iac.units import decimal

_MEND = "give a file that `lepton-iac` wrote with --format json"


def with_evidence(project: Project, raw: Mapping[str, Any], where: str) -> Project:
    """The project with everything beside its bills that the result holds.

    Raises:
        ReadError: a part is there but not understood.
    """
    try:
        proposal = _proposal(raw["proposal"]) if raw.get("proposal") is not None else None
        spread = raw.get("costDistribution")
        return replace(
            project,
            proposal=proposal,
            patch=_patch(raw["patch"], proposal) if raw.get("patch") is not None else None,
            findings=tuple(_finding(entry) for entry in raw.get("findings") or ()),
            distribution=_distribution(spread) if spread is not None else None,
            budgets=tuple(_budget(entry) for entry in raw.get("budgets") or ()),
        )
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        words = f"the evidence of project {project.name!r} is not understood ({type(error).__name__}: {error})"
        raise ReadError(words, where=where, mend=_MEND) from None


def note_of(raw: Any) -> Note:
    """A note with its place; a plain text is a note without one."""
    if isinstance(raw, Mapping):
        return Note(str(raw.get("text", "")), str(raw.get("where") or ""))
    return Note(str(raw))


def _proposal(raw: Mapping[str, Any]) -> Proposal:
    changes = tuple(_change(entry) for entry in raw.get("changes") or ())
    return Proposal(changes, tuple(note_of(entry) for entry in raw.get("refused") or ()))


def _change(raw: Mapping[str, Any]) -> Change:
    odds = raw.get("breachProbability")
    return Change(
        rule=str(raw["rule"]),
        address=str(raw["address"]),
        knob=str(raw.get("knob") or ""),
        before=str(raw.get("before") or ""),
        after=str(raw.get("after") or ""),
        saving=decimal(raw["saving"]),
        disruption=Disruption(raw["disruption"]),
        why=str(raw.get("why") or ""),
        edits=tuple(SetAttribute(str(edit["path"]), _literal(edit.get("value"))) for edit in raw.get("edits") or ()),
        additions=_texts(raw.get("additions")),
        removes=raw.get("removes") is True,
        saving_low=_maybe(raw.get("savingLow")),
        saving_high=_maybe(raw.get("savingHigh")),
        breach_probability=float(odds) if odds is not None else None,
        kept=_texts(raw.get("kept")),
        not_compared=_texts(raw.get("notCompared")),
        beaten=_texts(raw.get("beaten")),
        source=str(raw.get("source") or ""),
        binding=_texts(raw.get("binding")),
        cheaper_if=_texts(raw.get("cheaperIf")),
    )


def _patch(raw: Mapping[str, Any], proposal: Proposal | None) -> Patch:
    """What was written and refused; the edits themselves hold the user's text and are not in a result."""
    known = {(change.rule, change.address): change for change in (proposal.changes if proposal else ())}
    written = [known.get((str(one["rule"]), str(one["address"]))) for one in raw.get("written") or ()]
    pairs = [(known.get((str(one["rule"]), str(one["address"]))), one) for one in raw.get("refused") or ()]
    refused = tuple(
        Refusal(change, str(one.get("reason") or ""), str(one.get("where") or ""))
        for change, one in pairs
        if change is not None
    )
    return Patch(written=tuple(change for change in written if change is not None), refused=refused)


def _finding(raw: Mapping[str, Any]) -> Finding:
    place = raw.get("metadata") or {}
    span = Span(str(place["filename"]), int(place["startLine"]), int(place["endLine"])) if "filename" in place else None
    rule, severity, address = str(raw["rule"]), str(raw["severity"]), str(raw.get("address") or "")
    message, fix, url = (str(raw.get(key) or "") for key in ("message", "fix", "url"))
    return Finding(rule, severity, address, message, span, fix, url)


def _distribution(raw: Mapping[str, Any]) -> CostDistribution:
    drivers = tuple(
        CostDriver(_texts(entry.get("addresses")), _texts(entry.get("usageKeys")), _quantiles(entry))
        for entry in raw.get("drivers") or ()
    )
    full, independent = _quantiles(raw["full"]), _quantiles(raw["independent"])
    return CostDistribution(decimal(raw["fixed"]), drivers, full, independent, Correlation(raw["correlation"]))


def _quantiles(raw: Mapping[str, Any]) -> CostQuantiles:
    return CostQuantiles(decimal(raw["p10"]), decimal(raw["p50"]), decimal(raw["p90"]))


def _budget(raw: Mapping[str, Any]) -> BudgetOutlook:
    limit = decimal(raw["limit"])
    if limit <= 0:
        raise ValueError(f"a budget of {limit}")
    odds = raw.get("probability")
    return BudgetOutlook(
        Budget(limit, str(raw.get("scope") or ""), str(raw.get("name") or "")),
        decimal(raw["monthlyCost"]),
        raw.get("complete") is True,
        _maybe(raw.get("p90")),
        float(odds) if odds is not None else None,
        str(raw.get("passedOn") or ""),
        str(raw.get("passedOnP90") or ""),
        str(raw.get("passedFrom") or ""),
        str(raw.get("passedFromP90") or ""),
        int(raw.get("monthsAhead") or 0),
    )


def _maybe(value: Any) -> Decimal | None:
    return None if value is None else decimal(value)


def _texts(values: Sequence[Any] | None) -> tuple[str, ...]:
    return tuple(str(value) for value in values or ())


def _literal(value: Any) -> str | int | bool | None:
    return value if isinstance(value, str | int) or value is None else str(value)
