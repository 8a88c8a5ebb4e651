"""What a live fetch is told, and what it hands back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from lepton_iac.forecast.live.http import Access
from lepton_iac.model import Note, Resource, Stack

SOURCES = ("cloudwatch", "prometheus", "azure", "google")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Request:
    """What to fetch for a stack.

    Attributes:
        source: one of ``SOURCES``.
        url: the server to ask instead of the vendor's own; Prometheus needs one.
        start, end: aware times, on the hour, so that a run that was broken off asks the same again.
        folder: where answers are kept.
        access: the token and how to wait; CloudWatch takes its credentials from the AWS configuration instead.
        names: values that a mapping file knows, for dimensions such as Prometheus' ``instance``.
        progress: told (done, all) after every answer.
    """

    source: str
    start: datetime
    end: datetime
    folder: Path
    url: str = ""
    access: Access = field(default_factory=Access)
    names: tuple[str, ...] = ()
    progress: Callable[[int, int], None] = field(default=lambda done, total: None, repr=False)

    @property
    def days(self) -> float:
        return (self.end - self.start) / timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answers:
    """Files in the shape their source reads, and what could not be asked for."""

    paths: tuple[Path, ...]
    notes: tuple[Note, ...] = ()


def each(request: Request, jobs: Sequence[Item], ask: Callable[[Item], Iterable[Path]]) -> tuple[Path, ...]:
    """The files of every job, one job after the other, with progress."""
    paths: list[Path] = []
    for done, job in enumerate(jobs, start=1):
        paths.extend(ask(job))
        request.progress(done, len(jobs))
    return tuple(paths)


def states(stack: Stack) -> list[tuple[Resource, Resource]]:
    """Each managed resource as it will be, beside the state to take its ids from: the one before the plan, if any."""
    before = {resource.address: resource for resource in stack.prior}
    return [
        (resource, before.get(resource.previous_address or resource.address, resource)) for resource in stack.managed()
    ]
