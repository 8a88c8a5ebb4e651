"""What people who log in may do: roles given to the subject that their provider vouches for."""

from sqlalchemy import Engine, delete, insert, select

from lepton_iac.serve.auth.role import Grant, Person, Role
from lepton_iac.serve.auth.tokens import checked_project
from lepton_iac.serve.store.tables import grants


def grant(engine: Engine, subject: str, role: Role | None, project: str) -> None:
    """Give somebody a role in a project instead of the one they had; ``None`` takes it away.

    Raises:
        LeptonError: the project's name is none.
    """
    checked_project(project)
    with engine.begin() as connection:
        connection.execute(delete(grants).where(grants.c.subject == subject, grants.c.project == project))
        if role is not None:
            connection.execute(insert(grants).values(subject=subject[:300], role=str(role), project=project))


def person(engine: Engine, subject: str, csrf: str = "") -> Person:
    """Somebody with what they were granted; with nothing where nobody granted anything."""
    with engine.connect() as connection:
        rows = connection.execute(select(grants.c.role, grants.c.project).where(grants.c.subject == subject))
        return Person(subject, tuple(Grant(Role(role), project) for role, project in rows), csrf)
