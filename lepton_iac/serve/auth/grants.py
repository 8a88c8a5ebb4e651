"""What people who log in may do: roles given to a subject, a verified address or a group of their provider."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, delete, insert, select

from lepton_iac.errors import LeptonError
from lepton_iac.serve.auth.role import Grant, Person, Role
from lepton_iac.serve.auth.tokens import checked_project
from lepton_iac.serve.store.tables import grants

EMAIL, GROUP = "email:", "group:"
LONGEST = 300


def grant(connection: Connection, subject: str, role: Role | None, project: str) -> None:
    """Give somebody a role in a project instead of the one they had; ``None`` takes it away.

    Args:
        subject: the provider's ``sub``, or ``email:ADDRESS``, or ``group:NAME``.

    Raises:
        LeptonError: the project's name is none, or the subject is empty or too long.
    """
    checked_project(project)
    if not subject.strip() or len(subject) > LONGEST:
        raise LeptonError(f"a subject has 1 to {LONGEST} characters", mend="give a sub, email:ADDRESS or group:NAME")
    name = normal(subject)
    connection.execute(delete(grants).where(grants.c.subject == name, grants.c.project == project))
    if role is not None:
        connection.execute(insert(grants).values(subject=name, role=str(role), project=project))


def normal(subject: str) -> str:
    """A subject as it is compared: addresses in lower case, all else as the provider spells it."""
    return subject.lower() if subject.startswith(EMAIL) else subject


def all_grants(engine: Engine) -> list[tuple[str, str, str]]:
    """Subject, role and project of every grant."""
    query = select(grants.c.subject, grants.c.role, grants.c.project).order_by(grants.c.subject, grants.c.project)
    with engine.connect() as connection:
        return [(subject, role, project) for subject, role, project in connection.execute(query)]


def person(engine: Engine, name: str, subjects: Sequence[str], csrf: str = "") -> Person:
    """Somebody with all that their subjects were granted; with nothing where nobody granted anything."""
    query = select(grants.c.role, grants.c.project).where(grants.c.subject.in_(subjects))
    with engine.connect() as connection:
        return Person(name, tuple(Grant(Role(role), project) for role, project in connection.execute(query)), csrf)
