"""Metrics files and a stack become forecasts per resource."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lepton_iac.forecast.capacity import forecast_metrics
from lepton_iac.forecast.combine import by_address
from lepton_iac.forecast.mapping_file import read_mapping
from lepton_iac.forecast.match import match
from lepton_iac.forecast.measured_usage import Measured, measured_usage
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.store import load as load_model
from lepton_iac.job.holidays import free_days
from lepton_iac.job.inputs import Inputs
from lepton_iac.job.metrics_files import metrics_files
from lepton_iac.job.outlooks import with_outlooks
from lepton_iac.job.spans import hours, moment, share
from lepton_iac.model import Demand, Note, Stack


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
    told = with_outlooks(demands, combined, moment(inputs.as_of), free_days(inputs.holidays))
    return Found(told, usage, (*unasked, *combined.notes, *unmatched, *usage.notes))
