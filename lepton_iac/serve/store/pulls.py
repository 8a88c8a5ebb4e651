"""Pull requests that a webhook told of, each commit once: what was told twice changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from lepton_iac.serve.auth.tokens import stamp
from lepton_iac.serve.store.tables import hooks, pulls, runs

MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Due:
    """A commit of a pull request with runs that its comment does not tell of yet."""

    id: int
    hook: str
    forge: str
    project: str
    repo: str
    api_url: str
    number: int
    commit_id: str
    newest: int


def keep_pull(connection: Connection, hook: str, number: int, commit: str, now: datetime) -> bool:
    """Keep what a webhook told; ``False`` when it is known already."""
    row = {"hook": hook, "number": number, "commit_id": commit, "seen": stamp(now)}
    try:
        with connection.begin_nested():
            connection.execute(insert(pulls).values(**row, posted=0, attempts=0, problem=""))
    except IntegrityError:
        return False
    return True


def due(engine: Engine) -> Sequence[Due]:
    """What has to be told, first told of first; a forge may shorten a commit's hash."""
    newest = func.max(runs.c.id)
    shown = (hooks.c.forge, hooks.c.project, hooks.c.repo, hooks.c.api_url)
    query = (
        select(pulls.c.id, hooks.c.id, *shown, pulls.c.number, pulls.c.commit_id, newest)
        .join(hooks, hooks.c.id == pulls.c.hook)
        .join(runs, (runs.c.project == hooks.c.project) & runs.c.commit_id.like(pulls.c.commit_id.op("||")("%")))
        .where(hooks.c.revoked.is_(None), pulls.c.attempts < MOST_ATTEMPTS, runs.c.id > pulls.c.posted)
        .group_by(pulls.c.id, hooks.c.id, *shown, pulls.c.number, pulls.c.commit_id)
        .order_by(pulls.c.id)
    )
    with engine.connect() as connection:
        return [Due(*row) for row in connection.execute(query)]


def newest_of_commit(engine: Engine, project: str, commit: str) -> Sequence[tuple[int, str]]:
    """Number and stack of the newest run of every stack at a commit."""
    query = (
        select(func.max(runs.c.id), runs.c.stack)
        .where(runs.c.project == project, runs.c.commit_id.startswith(commit))
        .group_by(runs.c.stack)
        .order_by(runs.c.stack)
    )
    with engine.connect() as connection:
        return [(number, stack) for number, stack in connection.execute(query)]


def posted(connection: Connection, pull: int, newest: int) -> None:
    """Everything up to this run is told."""
    connection.execute(update(pulls).where(pulls.c.id == pull).values(posted=newest, attempts=0, problem=""))


def failed(engine: Engine, pull: int, problem: str) -> None:
    """Why it could not be told; after five times it waits for the next upload."""
    values = {"attempts": pulls.c.attempts + 1, "problem": problem[:500]}
    with engine.begin() as connection:
        connection.execute(update(pulls).where(pulls.c.id == pull).values(values))


def try_again(connection: Connection, commit: str) -> None:
    """There is something new to tell of a commit."""
    known = [commit[:length] for length in range(12, len(commit) + 1)]
    connection.execute(update(pulls).where(pulls.c.commit_id.in_(known)).values(attempts=0))


def problems(engine: Engine) -> dict[str, str]:
    """The last thing that went wrong, by webhook."""
    query = select(pulls.c.hook, pulls.c.problem).where(pulls.c.problem != "").order_by(pulls.c.id)
    with engine.connect() as connection:
        return {str(hook): str(problem) for hook, problem in connection.execute(query)}


def forget_before(connection: Connection, before: datetime) -> None:
    """Forget what was told earlier."""
    connection.execute(delete(pulls).where(pulls.c.seen < stamp(before)))
