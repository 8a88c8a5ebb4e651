"""The pages for people, and logging in and out."""

import json
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from lepton_iac.job.report import book_words
from lepton_iac.serve import pages
from lepton_iac.serve.auth import audit
from lepton_iac.serve.auth.role import Person, Role
from lepton_iac.serve.auth.session import LIFETIME_SECONDS, TOKEN, same_origin
from lepton_iac.serve.auth.tokens import holder
from lepton_iac.serve.routes.stacks import Stack
from lepton_iac.serve.service import Service, asking, clock, service_of
from lepton_iac.serve.store import runs

router = APIRouter(include_in_schema=False)
PROVIDERS = ("aws", "azurerm", "google")
_STATIC = {"style.css": "text/css; charset=utf-8", "filter.js": "text/javascript; charset=utf-8"}


class LoginError(Exception):
    """Nobody is logged in: the way to the page leads over the login."""


def _person(request: Request, role: Role = Role.VIEWER, project: str | None = None) -> Person:
    person = asking(request)
    if person is None:
        raise LoginError
    if not (person.grants if project is None else person.may(role, project)):
        raise HTTPException(403, "You may not see this")
    return person


@router.get("/static/{name}")
def static(name: str) -> Response:
    """The style sheet and the script, the only two there are."""
    if name not in _STATIC:
        raise HTTPException(404, "There is nothing here")
    return Response(pages.static(name), media_type=_STATIC[name], headers={"Cache-Control": "max-age=3600"})


@router.get("/login")
def login_page(request: Request) -> HTMLResponse:
    """The form of the login."""
    return HTMLResponse(_login(service_of(request)))


def _login(service: Service, wrong: str = "") -> str:
    oidc = service.settings.oidc
    return pages.page("login", wrong=wrong, provider=oidc.issuer if oidc is not None else "")


@router.post("/login")
def login(request: Request, token: Annotated[str, Form(max_length=200)]) -> Response:
    """Begin a session with a token."""
    check_same_site(request)
    service = service_of(request)
    person = holder(service.engine, service.settings.key, token, clock())
    if person is None:
        return HTMLResponse(_login(service, "This token is unknown, expired or revoked."), 403)
    service.record(person, "login", "token")
    return with_session(service, TOKEN, token.split("_")[1])


def with_session(service: Service, kind: str, name: str) -> Response:
    """The way to the stacks, with a new session."""
    response = RedirectResponse("/", 303)
    response.set_cookie(
        service.sessions.cookie,
        service.sessions.begin(kind, name),
        max_age=LIFETIME_SECONDS,
        secure=service.sessions.tls,
        httponly=True,
        samesite="lax",
    )
    return response


def check_same_site(request: Request) -> None:
    """Refuse a form that another site sent.

    Raises:
        HTTPException: the browser says so.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise HTTPException(403, "The form came from another site")


@router.post("/logout")
def logout(request: Request, csrf: Annotated[str, Form(max_length=100)]) -> Response:
    """End the session."""
    check_same_site(request)
    person = _person(request)
    if not same_origin(person, csrf):
        raise HTTPException(403, "The form came from another session")
    response = RedirectResponse("/login", 303)
    sessions = service_of(request).sessions
    response.delete_cookie(sessions.cookie, secure=sessions.tls, httponly=True, samesite="lax")
    return response


@router.get("/")
def stacks(request: Request) -> HTMLResponse:
    """All stacks that somebody may see, with their newest figures."""
    person = _person(request)
    found = [run for run in runs.newest(service_of(request).engine) if person.sees(run.project)]
    totals = {
        "total": sum((Decimal(run.monthly) for run in found), Decimal(0)),
        "saving": sum((Decimal(run.saving) for run in found), Decimal(0)),
        "complete": all(run.complete for run in found),
    }
    base = str(request.base_url).rstrip("/")
    return HTMLResponse(pages.page("stacks", person=person, here="stacks", runs=found, base=base, **totals))


@router.get("/stacks/{project}/{stack}")
def stack(
    request: Request, project: str, stack: Stack, run: Annotated[int | None, Query(ge=1, lt=2**31)] = None
) -> HTMLResponse:
    """One stack: history, bill, proposals and findings."""
    person, engine = _person(request, project=project), service_of(request).engine
    found = runs.run_at(engine, project, stack, run)
    text = None if found is None else runs.text_of(engine, found.id, "json")
    if found is None or text is None:
        raise HTTPException(404, "There is no such run")
    known: dict[str, Any] = json.loads(text)["projects"][0]
    past = runs.history(engine, project, stack)
    points, low, high = pages.curve(past)
    return HTMLResponse(
        pages.page(
            "stack",
            person=person,
            run=found,
            history=past,
            curve=points,
            low=low,
            high=high,
            lines=pages.lines(known),
            changes=pages.changes(known),
            findings=known.get("findings") or [],
            patch=runs.text_of(engine, found.id, "patch") is not None,
            api=f"/api/v1/stacks/{quote(stack)}/runs",
        )
    )


@router.get("/prices")
def prices(request: Request, provider: str = "aws", service: str = "vm") -> HTMLResponse:
    """What the price book holds."""
    person, book = _person(request), service_of(request).book
    cloud = provider if provider in PROVIDERS else PROVIDERS[0]
    services = sorted({one.service for one in book.keys(cloud)})
    return HTMLResponse(
        pages.page(
            "prices",
            person=person,
            here="prices",
            book=book_words(book),
            providers=PROVIDERS,
            provider=cloud,
            service=service,
            services=services,
            keys=book.keys(cloud, service) if service in services else [],
        )
    )


@router.get("/audit")
def log(request: Request) -> HTMLResponse:
    """Who did what."""
    person, engine = _person(request, Role.ADMIN, "*"), service_of(request).engine
    found = audit.entries(engine)
    return HTMLResponse(
        pages.page("audit", person=person, here="audit", entries=found, broken=list(audit.broken_links(engine)))
    )
