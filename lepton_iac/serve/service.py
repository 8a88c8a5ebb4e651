"""Everything the routes share, made once."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import HTTPException, Request
from sqlalchemy import Engine

from lepton_iac.price.book import Book
from lepton_iac.serve.auth.provider import Provider
from lepton_iac.serve.auth.role import Person, Role
from lepton_iac.serve.auth.session import Sessions
from lepton_iac.serve.auth.tokens import holder
from lepton_iac.serve.chores import Chores
from lepton_iac.serve.graphql.answer import Sources
from lepton_iac.serve.settings import Settings
from lepton_iac.serve.work import Workers


@dataclass(frozen=True)
class Service:
    """The settings, the database, the book, the workers, the logins and the chores of one application."""

    settings: Settings
    engine: Engine
    book: Book
    sources: Sources
    workers: Workers
    sessions: Sessions
    chores: Chores
    provider: Provider | None


def clock() -> datetime:
    """The one look at the clock of a request."""
    return datetime.now(UTC).replace(microsecond=0)


def service_of(request: Request) -> Service:
    """The service behind a request."""
    found = request.app.state.service
    assert isinstance(found, Service)  # noqa: S101 - for the type checker
    return found


def given_token(request: Request) -> str:
    """The token of a request: ``X-Api-Key`` as Infracost sends it, or ``Authorization: Bearer``."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return request.headers.get("x-api-key") or (value if scheme.lower() == "bearer" else "")


def asking(request: Request) -> Person | None:
    """Who asks, by token or by cookie."""
    service = service_of(request)
    token = given_token(request)
    if token:
        return holder(service.engine, service.settings.key, token, clock())
    cookie = request.cookies.get(service.sessions.cookie, "")
    return service.sessions.person(cookie, clock()) if cookie else None


def allowed(request: Request, role: Role, project: str) -> Person:
    """Who asks, if that is somebody who may.

    Raises:
        HTTPException: 401 for nobody known, 403 for somebody who may not.
    """
    person = asking(request)
    if person is None:
        raise HTTPException(401, "give a valid token", {"WWW-Authenticate": "Bearer"})
    if not person.may(role, project):
        raise HTTPException(403, f"this needs the role {role} in {project}")
    return person
