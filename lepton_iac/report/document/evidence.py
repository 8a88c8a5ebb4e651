"""Forecasts, proposals, patches, equivalents and findings as data."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lepton_iac.model import Change, Demand, Equivalent, FileEdit, Finding, Outlook, Patch, Proposal, Quantity, Usage
from lepton_iac.report import exact
from lepton_iac.report.document.bill import place
from lepton_iac.report.wording import proven_saving, schedule_saving


def number(value: float | None) -> float | None:
    """A finite number; JSON has no other."""
    return value if value is not None and math.isfinite(value) else None


def forecast(usage: Usage) -> dict[str, Any]:
    """What the stack will need, what it was told to need, and the series that belong to nothing."""
    return {
        "demands": [demand(entry) for entries in usage.demands.values() for entry in entries],
        "declared": {place: _quantities(keys) for place, keys in usage.declared.items()},
        "byType": {place: _quantities(keys) for place, keys in usage.by_type.items()},
        "unmatched": [{"text": entry.text, "where": entry.where} for entry in usage.unmatched],
    }


def demand(entry: Demand) -> dict[str, Any]:
    """One dimension of one resource; figures are in ``unit``."""
    return {
        "address": entry.address,
        "dimension": entry.dimension,
        "unit": entry.unit,
        "quantiles": {f"p{level * 100:g}": number(value) for level, value in sorted(entry.quantiles.items())},
        "capacity": number(entry.capacity),
        "maxBreach": number(entry.max_breach),
        "observedMax": number(entry.observed_max),
        "method": entry.method,
        "why": entry.why,
        "historyDays": number(entry.history_days),
        "horizonHours": entry.horizon_hours,
        "refused": entry.refused,
        "warnings": list(entry.warnings),
        "hourOfDay": [number(level) for level in entry.hour_of_day],
        "series": list(entry.series),
        "outlooks": [outlook(each) for each in entry.outlooks],
    }


def outlook(entry: Outlook) -> dict[str, Any]:
    """One horizon of a demand; ``quantiles`` are empty when ``refused`` says why."""
    return {
        "horizon": entry.horizon,
        "hours": entry.hours,
        "unit": entry.unit,
        "quantiles": {f"p{level * 100:g}": number(value) for level, value in sorted(entry.quantiles.items())},
        "why": entry.why,
        "refused": entry.refused,
        "warnings": list(entry.warnings),
    }


def proposal(found: Proposal) -> dict[str, Any]:
    """The changes, in the order given, and what was left alone."""
    return {
        "saving": exact.text(exact.add(change.saving for change in found.changes) or Decimal(0)),
        "provenSaving": exact.text(proven_saving(found.changes)),
        "scheduleSaving": exact.text(schedule_saving(found.changes)),
        "changes": [change(entry) for entry in found.changes],
        "refused": [{"text": entry.text, "where": entry.where} for entry in found.refused],
    }


def change(entry: Change) -> dict[str, Any]:
    """One proposed change; ``saving`` per month, positive is cheaper."""
    return {
        "rule": entry.rule,
        "address": entry.address,
        "knob": entry.knob,
        "before": entry.before,
        "after": entry.after,
        "saving": exact.text(entry.saving),
        "savingLow": exact.text(entry.saving_low),
        "savingHigh": exact.text(entry.saving_high),
        "disruption": entry.disruption.value,
        "breachProbability": number(entry.breach_probability),
        "why": entry.why,
        "removes": entry.removes,
        "edits": [{"path": edit.path, "value": _literal(edit.value)} for edit in entry.edits],
        "additions": list(entry.additions),
        "kept": list(entry.kept),
        "notCompared": list(entry.not_compared),
        "beaten": list(entry.beaten),
        "binding": list(entry.binding),
        "cheaperIf": list(entry.cheaper_if),
        "source": entry.source,
    }


def patch(found: Patch) -> dict[str, Any]:
    """Where the patch edits and what it writes; the user's own text is not repeated, it may hold secrets."""
    return {
        "edits": [_edit(entry) for entry in found.edits],
        "written": [{"rule": entry.rule, "address": entry.address} for entry in found.written],
        "refused": [
            {"rule": entry.change.rule, "address": entry.change.address, "reason": entry.reason, "where": entry.where}
            for entry in found.refused
        ],
    }


def equivalent(entry: Equivalent) -> dict[str, Any]:
    """One resource on another provider; ``monthlyCost`` is ``null`` when nothing could be matched or priced."""
    return {
        "address": entry.address,
        "provider": entry.provider,
        "region": entry.region,
        "description": entry.description,
        "monthlyCost": exact.text(entry.cost),
        "matched": dict(entry.matched),
        "reason": entry.reason,
        "unpriced": list(entry.unpriced),
    }


def finding(entry: Finding) -> dict[str, Any]:
    """One policy verdict."""
    return {
        "rule": entry.rule,
        "severity": entry.severity,
        "address": entry.address,
        "message": entry.message,
        "metadata": place(entry.span),
        "fix": entry.fix,
        "url": entry.url,
    }


def _quantities(keys: Mapping[str, Quantity]) -> dict[str, Any]:
    return {
        key: {
            "expected": exact.text(amount.expected),
            "low": exact.text(amount.low),
            "high": exact.text(amount.high),
            "provenance": amount.provenance.value,
            "detail": amount.detail,
        }
        for key, amount in keys.items()
    }


def _edit(entry: FileEdit) -> dict[str, Any]:
    return {
        "path": entry.path,
        "start": entry.start,
        "length": len(entry.before),
        "after": entry.after.decode("utf-8", "replace"),
    }


def _literal(value: str | int | Decimal | bool | None) -> str | int | bool | None:
    return exact.text(value) if isinstance(value, Decimal) else value
