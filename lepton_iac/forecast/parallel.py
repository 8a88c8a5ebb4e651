"""The same work on many series by several processes, on this machine or on a Dask cluster."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from lepton_iac.errors import LeptonError

Item = TypeVar("Item")
Answer = TypeVar("Answer")
CHUNK = 200
"""Series handed to a process at once: bounds what travels and what waits."""


def each(
    task: Callable[[Item], Answer], items: Sequence[Item], *, workers: int = 1, cluster: str = ""
) -> tuple[Answer, ...]:
    """``task`` of every item, in order.

    Args:
        workers: processes on this machine; 1 starts none.
        cluster: address of a Dask scheduler, ``tcp://host:8786``; its workers need this package.

    Raises:
        LeptonError: Dask is not installed, or its scheduler cannot be reached.
    """
    chunks = [items[place : place + CHUNK] for place in range(0, len(items), CHUNK)]
    if not cluster and (workers == 1 or len(chunks) < 2):
        return tuple(task(item) for item in items)
    from joblib import Parallel, delayed, parallel_config

    if cluster:
        with _client(cluster), parallel_config(backend="dask"):
            found = Parallel()(delayed(_all)(task, chunk) for chunk in chunks)
    else:
        with parallel_config(backend="loky", inner_max_num_threads=1):
            found = Parallel(n_jobs=workers)(delayed(_all)(task, chunk) for chunk in chunks)
    return tuple(answer for chunk in found for answer in chunk)


def _all(task: Callable[[Item], Answer], chunk: Sequence[Item]) -> list[Answer]:
    return [task(item) for item in chunk]


def _client(cluster: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise LeptonError(
            "a cluster was named but Dask is not installed", mend="pip install dask distributed"
        ) from error
    try:
        return Client(cluster, timeout=10)  # type: ignore[no-untyped-call,unused-ignore]  # it ships no types
    except (OSError, ValueError, TimeoutError) as error:
        raise LeptonError(
            f"the cluster {cluster} cannot be reached: {error}", mend="check the scheduler's address"
        ) from error
