"""The same work on many series, handed out in chunks to processes on this machine or to a Dask cluster."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TypeVar

from lepton_iac.spread import spread

Item = TypeVar("Item")
Answer = TypeVar("Answer")
CHUNK = 200
"""Series handed to a process at once: bounds what travels and what waits."""


def each(
    task: Callable[[Item], Answer], items: Sequence[Item], *, workers: int = 1, cluster: str = ""
) -> tuple[Answer, ...]:
    """``task`` of every item, in order.

    Args:
        workers: processes on this machine; 1 starts none, and neither do fewer items than one chunk.
        cluster: address of a Dask scheduler, ``tcp://host:8786``; its workers need this package.

    Raises:
        LeptonError: as ``spread``.
    """
    here = 1 if len(items) <= CHUNK else workers
    found = spread(partial(_all, task), chunks(items, CHUNK), workers=here, cluster=cluster, ordered=True)
    return tuple(answer for _, chunk in found for answer in chunk)


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most ``size`` items, drawn when they are asked for."""
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk


def _all(task: Callable[[Item], Answer], chunk: Sequence[Item]) -> list[Answer]:
    return [task(item) for item in chunk]
