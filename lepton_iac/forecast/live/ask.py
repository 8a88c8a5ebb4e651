"""One stack, one source: fetch what the stack's resources have been measuring, read-only."""

from collections.abc import Callable, Mapping
from pathlib import Path

from lepton_iac.errors import ReadError
from lepton_iac.forecast.live import ask_azure, ask_cloudwatch, ask_google, ask_prometheus
from lepton_iac.forecast.live.request import Answers, Request
from lepton_iac.model import Stack

ASKERS: Mapping[str, Callable[[Request, Stack], Answers]] = {
    "cloudwatch": ask_cloudwatch.ask,
    "prometheus": ask_prometheus.ask,
    "azure": ask_azure.ask,
    "google": ask_google.ask,
}

KEPT_S = 2 * 86_400
"""Answers are kept so that a run that was broken off goes on; after two days nobody asks the same again."""


def fetch_for(request: Request, stack: Stack) -> Answers:
    """Files with everything a stack's resources have been measuring at one source.

    Raises:
        ReadError: the source refuses, is out of reach, or nothing of the stack can be asked for.
        WriteError: the folder cannot be written.
    """
    _forget(request.folder, request.end.timestamp() - KEPT_S)
    found = ASKERS[request.source](request, stack)
    if not found.paths:
        first = f"; {found.notes[0].where}: {found.notes[0].text}" if found.notes else ""
        raise ReadError(
            f"{request.source} has nothing to ask for this stack{first}",
            where=stack.source,
            mend="give a plan made where the state is, so that ids are known; or export metrics and use --metrics",
        )
    return found


def _forget(folder: Path, oldest: float) -> None:
    """Drop answers of earlier days."""
    for path in folder.glob("*.json") if folder.is_dir() else ():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
