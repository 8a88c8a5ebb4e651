"""What the service does by itself, in a thread beside the requests: when woken, and every minute."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from sqlalchemy.exc import SQLAlchemyError

from lepton_iac.errors import LeptonError

_LOG = logging.getLogger("lepton_iac.serve")
EVERY_SECONDS = 60.0


class Chores:
    """Pieces of work, one after another; a failing one never stops the rest."""

    def __init__(self, *work: Callable[[], object]) -> None:
        self._work = work
        self._wake = Event()
        self._over = False
        self._thread = Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    def stop(self) -> None:
        """End after the piece of work at hand; one that waits for a server is left behind."""
        self._over = True
        self._wake.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._over:
            self._wake.clear()
            for work in self._work:
                try:
                    work()
                except (LeptonError, SQLAlchemyError, OSError) as error:
                    _LOG.warning("a chore failed (%s); it is tried again", type(error).__name__)
            self._wake.wait(EVERY_SECONDS)
