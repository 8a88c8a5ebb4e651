"""A few processes that work on stacks, with a queue that says when it is full."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from lepton_iac.errors import LeptonError
from lepton_iac.serve.settings import Limits

Given = TypeVar("Given")
Found = TypeVar("Found")


class BusyError(LeptonError):
    """There is too much to do already; come again."""


class SlowError(LeptonError):
    """One stack took longer than a stack may."""


class Workers:
    """Processes for the heavy work: the loop that answers requests never waits for a stack."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pool = self._new()
        self._taken = 0

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._limits.workers, mp_context=get_context("forkserver"))

    async def run(self, work: Callable[[Given], Found], given: Given) -> Found:
        """Do a piece of work in one of the processes.

        Raises:
            BusyError: the queue is full.
            SlowError: it took too long; its process is ended.
            LeptonError: the work says so, or its process died.
        """
        if self._taken >= self._limits.workers + self._limits.waiting:
            raise BusyError("too many stacks at once", mend="try again in a minute")
        self._taken += 1
        pool = self._pool
        try:
            return await asyncio.wait_for(
                asyncio.get_running_loop().run_in_executor(pool, work, given), self._limits.seconds
            )
        except TimeoutError:
            self._replace(pool)
            raise SlowError("the stack took too long", mend="upload a smaller plan, or raise --seconds") from None
        except BrokenProcessPool:
            self._replace(pool)
            raise LeptonError("the process that worked on the stack died", mend="try again; give it memory") from None
        finally:
            self._taken -= 1

    def _replace(self, pool: ProcessPoolExecutor) -> None:
        """End the processes of a pool that does not answer, and start anew."""
        if pool is self._pool:
            self._pool = self._new()
            for process in list((pool._processes or {}).values()):  # 3.14 has kill_workers for this
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Let the processes go."""
        self._pool.shutdown(wait=False, cancel_futures=True)
