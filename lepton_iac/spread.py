"""One pure function over many work items: on this machine's processes or on a Dask cluster, whichever the user has.

Whatever maps work over a large estate (series to forecast, repositories to scan) is built on ``spread``. Items are
drawn from their iterable only as fast as they are worked off, answers come back one at a time, and work of a process
that dies is done again: memory stays bounded by ``in_flight`` items and answers, however many there are in all.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Thread
from time import sleep
from typing import Any, TypeVar

from lepton_iac.errors import LeptonError

Item = TypeVar("Item")
Answer = TypeVar("Answer")

PER_WORKER = 2
"""Items in flight for each worker: one it works on and one that waits, so that none stands idle."""

DEATHS = 3
"""A work item in whose hands this many processes died is not given to another."""

CONNECT_S = 10.0
PATIENCE_S = 30.0
"""How long a scheduler may take to answer, and how long a cluster may be without any worker."""


def spread(
    task: Callable[[Item], Answer],
    items: Iterable[Item],
    *,
    workers: int = 1,
    cluster: str = "",
    in_flight: int = 0,
    ordered: bool = False,
) -> Iterator[tuple[int, Answer]]:
    """Pairs of place (0, 1, ...) and answer, as they are completed or in order of the items.

    A task must be pure: it may be run again. Its own exceptions end the run and are raised here. Hand out chunks, not
    single small items: each crosses a process border.

    Args:
        workers: processes on this machine; 1 works in this very process.
        cluster: address of a Dask scheduler, ``tcp://host:8786``; its workers need this package.
        in_flight: how many items are out, or answered but not yet delivered; 0 takes two for each worker.
        ordered: deliver in order of the items; one slow item then holds up the others, never the memory.

    Raises:
        LeptonError: Dask is not installed, its scheduler cannot be reached or has no workers, or processes die at one
            item again and again.
    """
    if not cluster and workers <= 1:
        yield from ((place, task(item)) for place, item in enumerate(items))
        return
    with _cluster(cluster) if cluster else _processes(workers) as pool:
        yield from _Flow(pool, task, in_flight or PER_WORKER * pool.size()).run(items, ordered)


@dataclass(frozen=True, slots=True)
class _Pool:
    """What work is handed to.

    Attributes:
        submit: task and item to a future; ``wait``: futures to those that are done, at least one.
        size: how many workers there are now; ``died``: what a future raises when its process was lost.
    """

    submit: Callable[[Any, Any], Any]
    wait: Callable[[list[Any]], Iterable[Any]]
    size: Callable[[], int]
    died: tuple[type[BaseException], ...]


@dataclass(slots=True)
class _Flow:
    """Items on their way: out, lost and to be done again one at a time, or answered and not yet delivered."""

    pool: _Pool
    task: Callable[[Any], Any]
    bound: int
    out: dict[Any, tuple[int, Any, int]] = field(default_factory=dict)
    lost: deque[tuple[int, Any, int]] = field(default_factory=deque)
    ready: dict[int, Any] = field(default_factory=dict)

    def run(self, items: Iterable[Any], ordered: bool) -> Iterator[tuple[int, Any]]:
        source = ((place, item, 0) for place, item in enumerate(items))
        following = 0
        while self._fill(source):
            for future in self.pool.wait(list(self.out)):
                self._take(future)
            while self.ready and (not ordered or following in self.ready):
                place = following if ordered else next(iter(self.ready))
                yield place, self.ready.pop(place)
                following += 1

    def _fill(self, source: Iterator[tuple[int, Any, int]]) -> bool:
        """Hand out work; lost items go alone, so that the one at which processes die is known. Whether any is out."""
        if self.lost and not self.out:
            self._hand_out(self.lost.popleft())
        while not self.lost and len(self.out) + len(self.ready) < self.bound and not self._alone():
            work = next(source, None)
            if work is None:
                break
            self._hand_out(work)
        return bool(self.out)

    def _alone(self) -> bool:
        return any(deaths for _, _, deaths in self.out.values())

    def _hand_out(self, work: tuple[int, Any, int]) -> None:
        self.out[self.pool.submit(self.task, work[1])] = work

    def _take(self, future: Any) -> None:
        place, item, deaths = self.out.pop(future)
        try:
            self.ready[place] = future.result()
        except self.pool.died as error:
            if deaths + 1 >= DEATHS:
                raise LeptonError(
                    f"{DEATHS} processes died at the same piece of work: {error}",
                    where=f"piece {place}",
                    mend="give it more memory, or use fewer workers",
                ) from error
            self.lost.append((place, item, deaths + 1))


def _leave_with(parent: int) -> None:
    """End this worker soon after its parent was killed; it would wait for work for ever."""

    def watch() -> None:
        while os.getppid() == parent:
            sleep(1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def _processes(workers: int) -> Iterator[_Pool]:
    """Processes of joblib's own pool, each with one thread, so that they do not fight for the cores."""
    from concurrent.futures import FIRST_COMPLETED, wait

    from joblib.externals.loky import get_reusable_executor
    from joblib.externals.loky.process_executor import BrokenProcessPool

    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}

    def executor() -> Any:  # a new one where the last one broke
        return get_reusable_executor(max_workers=workers, env=one, initializer=_leave_with, initargs=(os.getpid(),))

    def submit(task: Any, item: Any) -> Any:
        try:
            return executor().submit(task, item)
        except BrokenProcessPool:
            return executor().submit(task, item)

    try:
        yield _Pool(
            submit,
            lambda futures: wait(futures, return_when=FIRST_COMPLETED).done,
            lambda: workers,
            (BrokenProcessPool,),
        )
    finally:
        executor().shutdown(wait=True, kill_workers=True)


def _cluster(address: str) -> AbstractContextManager[_Pool]:
    try:
        import distributed
    except ImportError as error:
        raise LeptonError(
            "a cluster was named but Dask is not installed", mend='pip install "lepton-iac[cluster]"'
        ) from error
    return _dask(distributed, address)


@contextmanager
def _dask(distributed: Any, address: str) -> Iterator[_Pool]:
    """A Dask cluster; its scheduler hands the work of a lost worker to the others by itself."""
    gone = (OSError, TimeoutError, distributed.CancelledError)

    def failed(error: BaseException) -> LeptonError:
        mend = "check the scheduler's address and that its workers run"
        return LeptonError(f"the cluster {address} does not answer: {error or type(error).__name__}", mend=mend)

    try:
        client = distributed.Client(address, timeout=CONNECT_S)
    except (*gone, ValueError) as error:
        raise failed(error) from error

    def size() -> int:
        try:
            client.wait_for_workers(1, timeout=PATIENCE_S)
        except gone as error:
            raise failed(error) from error
        threads: Mapping[str, int] = client.nthreads()
        return max(1, sum(threads.values()))

    def wait(futures: list[Any]) -> Any:
        while True:
            try:
                return distributed.wait(futures, timeout=PATIENCE_S, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                size()
            except gone as error:
                raise failed(error) from error

    with client:
        submit = partial(client.submit, pure=False)
        yield _Pool(submit, wait, size, (distributed.KilledWorker, distributed.CancelledError))
