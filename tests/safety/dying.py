"""A process of its own that does one piece of work and ends at a chosen moment, as by `kill -9` or on a full disk.

A moment is either the n-th event (a file opened for writing, renamed, removed, flushed, a folder made, a program
started, a statement of SQLite) or the n-th byte of a file: the kernel stops a write there, in Python and in C alike.
"""

import errno
import io
import multiprocessing
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.serve.store import database  # noqa: F401 - loaded once, before the many processes are made

_PLACES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "subprocess.Popen"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True)
class Moment:
    """When and how the process ends: nothing of it is a whole run."""

    event: int = 0
    byte: int = 0
    full: int = 0
    read_only: bool = False


@dataclass(frozen=True)
class End:
    """How it ended: the exit code, minus the signal that ended it; events seen and words said, where it could tell."""

    code: int
    events: int
    said: str


class _Events:
    def __init__(self, moment: Moment) -> None:
        self.moment, self.seen, self.ready = moment, 0, True

    def happen(self) -> None:
        self.seen += 1
        if self.seen == self.moment.event:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(self, name: str, values: tuple[Any, ...]) -> None:
        if not self.ready:
            return
        if name in _PLACES or (name == "open" and _is_write(values)):
            self.happen()
            if self.moment.read_only and name != "subprocess.Popen":
                raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(values[0]))
        elif name == "sqlite3.connect" and self.moment.read_only and "mode=ro" not in str(values[0]):
            raise sqlite3.OperationalError("attempt to write a readonly database")


def _is_write(values: tuple[Any, ...]) -> bool:
    path, _, flags = values
    return bool(flags & _WRITING) and "__pycache__" not in str(path) and str(path) != os.devnull


def ended(work: Callable[[], int], folder: Path, moment: Moment, environment: Mapping[str, str]) -> End:
    """Do a piece of work in a folder, in a new process that ends at a moment."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "lepton_iac.cli.main", "lepton_iac.pipeline", "tests.safety.works"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_live, args=(work, str(folder), moment, dict(environment), theirs))
    process.start()
    theirs.close()
    try:
        events, said = ours.recv()
    except EOFError:
        events, said = 0, ""
    process.join()
    ours.close()
    return End(process.exitcode or 0, events, said)


def _live(
    work: Callable[[], int], folder: str, moment: Moment, environment: Mapping[str, str], theirs: Connection
) -> None:
    os.environ.update(environment)
    os.chdir(folder)
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    events = _Events(moment)
    _limit(moment)
    _count_flushes(events)
    _count_statements(events)
    sys.addaudithook(events.hook)
    try:
        code = work()
    except LeptonError as error:
        code = error.exit_code
        sys.stderr.write(f"error: {error}")
    finally:
        events.ready = False
    theirs.send((events.seen, sys.stderr.getvalue()))
    os._exit(code)


def _limit(moment: Moment) -> None:
    if moment.byte or moment.full:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN if moment.full else signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (moment.byte or moment.full, resource.RLIM_INFINITY))


def _count_flushes(events: _Events) -> None:
    flush = os.fsync

    def counted(handle: Any) -> None:
        events.happen()
        flush(handle)

    setattr(os, "fsync", counted)  # noqa: B010 - the types know no other


def _count_statements(events: _Events) -> None:
    connect = sqlite3.connect

    def counted(*values: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*values, **more)
        connection.set_trace_callback(lambda _: events.happen())
        return connection

    for module in ("sqlite3", "sqlite3.dbapi2"):
        setattr(sys.modules[module], "connect", counted)  # noqa: B010 - the types know no other
