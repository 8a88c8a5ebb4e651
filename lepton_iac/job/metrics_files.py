"""The metrics files of a run: those the user named, and those fetched from where the stack is measured."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from lepton_iac.forecast.live.ask import fetch_for
from lepton_iac.forecast.save_metrics import save_metrics
from lepton_iac.job.inputs import Inputs
from lepton_iac.model import Note, Stack


def metrics_files(
    inputs: Inputs, stack: Stack, mapping: Mapping[str, str]
) -> tuple[tuple[Path, ...], tuple[Note, ...]]:
    """All files to read, and what could not be asked for; saved as one table where the user wants it.

    Raises:
        LeptonError: a source refuses or is out of reach, or the table cannot be written.
    """
    paths: tuple[Path, ...] = inputs.metrics
    notes: tuple[Note, ...] = ()
    if inputs.live is not None:
        answers = fetch_for(replace(inputs.live, names=_instances(mapping)), stack)
        paths, notes = (*paths, *answers.paths), answers.notes
    if inputs.save_metrics is not None:
        save_metrics(paths, inputs.save_metrics, zone=inputs.zone)
    return paths, notes


def _instances(mapping: Mapping[str, str]) -> tuple[str, ...]:
    """What a mapping file calls machines: ``instance=10.0.0.5:9100`` without its port."""
    found = (key.removeprefix("instance=") for key in mapping if key.startswith("instance="))
    return tuple(name.rpartition(":")[0] if name.count(":") == 1 else name for name in found)
