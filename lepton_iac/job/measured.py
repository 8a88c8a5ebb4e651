"""Metrics files and a stack become forecasts per resource."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.capacity import forecast_metrics
from lepton_iac.forecast.combine import by_address
from lepton_iac.forecast.mapping_file import read_mapping
from lepton_iac.forecast.match import match
from lepton_iac.forecast.measured_usage import Measured, measured_usage
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.store import load as load_model
from lepton_iac.job.inputs import Inputs
from lepton_iac.job.metrics_files import metrics_files
from lepton_iac.job.outlooks import with_outlooks
from lepton_iac.model import Demand, Note, Stack

_SPAN = re.compile(r"^(?P<number>\d+)\s*(?P<unit>h|d|w|mo)$")
_HOURS = {"h": 1, "d": 24, "w": 168, "mo": 730}


def hours(text: str) -> int:
    """``24h``, ``7d``, ``4w`` or ``12mo`` in hours.

    Raises:
        LeptonError: it is no span of time.
    """
    found = _SPAN.match(text.strip().lower())
    if found is None or int(found["number"]) == 0:
        raise LeptonError(f"not a span of time: {text!r}", mend="write 24h, 7d, 4w or 12mo")
    return int(found["number"]) * _HOURS[found["unit"]]


def share(text: str) -> float:
    """``1%`` or ``0.01`` as a share of one.

    Raises:
        LeptonError: it is no share above 0 and at most a half.
    """
    try:
        value = float(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        value = -1.0
    if not 0 < value <= 0.5:
        raise LeptonError(f"not a share of hours: {text!r}", mend="write 1% or 0.01; at most 50%")
    return value


def moment(text: str | None) -> datetime | None:
    """An ISO time with its zone, ``2026-11-01T00:00:00Z``.

    Raises:
        LeptonError: it is no such time, or carries no zone.
    """
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise LeptonError(f"not a time: {text!r}", mend="write 2026-11-01T00:00:00Z") from error
    if found.tzinfo is None:
        raise LeptonError(f"the time {text!r} carries no zone", mend="write 2026-11-01T00:00:00Z")
    return found


@dataclass(frozen=True)
class Found:
    """What the metrics say: forecasts per address, measured usage, and what could not be used; nothing is guessed."""

    demands: Mapping[str, tuple[Demand, ...]]
    usage: Measured
    notes: tuple[Note, ...]


def found_in(inputs: Inputs, stack: Stack) -> Found:
    """Everything the metrics files say about a stack.

    Raises:
        LeptonError: a file cannot be read, or an option is not understood.
    """
    mapping = read_mapping(inputs.mapping) if inputs.mapping else None
    paths, unasked = metrics_files(inputs, stack, mapping or {})
    metrics = read_metrics(paths, zone=inputs.zone)
    matches, unmatched = match(metrics, stack, mapping=mapping)
    combined = by_address(metrics, matches)
    demands = forecast_metrics(
        combined,
        {address: address for address in combined.info},
        horizon_hours=hours(inputs.horizon),
        max_breach=share(inputs.max_breach),
        method=inputs.method,
        as_of=moment(inputs.as_of),
        model=load_model(Path(inputs.model)) if inputs.model else None,
    )
    types = {resource.address: resource.type for resource in stack.managed()}
    usage = measured_usage(metrics, combined, matches, types, moment(inputs.as_of))
    told = with_outlooks(demands, combined, moment(inputs.as_of))
    return Found(told, usage, (*unasked, *combined.notes, *unmatched, *usage.notes))
