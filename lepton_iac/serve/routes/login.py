"""Logging in with a token or at the provider, and out again."""

import hmac
import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from lepton_iac.serve import pages
from lepton_iac.serve.auth import attempt, audit
from lepton_iac.serve.auth.id_token import LoginRefusedError
from lepton_iac.serve.auth.provider import Provider
from lepton_iac.serve.auth.session import LIFETIME_SECONDS, SUBJECT, TOKEN, same_origin
from lepton_iac.serve.auth.tokens import holder
from lepton_iac.serve.service import Service, asking, clock, service_of

router = APIRouter(include_in_schema=False)
_WORD = re.compile(r"[a-z_]{1,40}")
_OTHER = "The login took too long, or began in another window. Log in again."


def _page(service: Service, wrong: str = "", status: int = 200) -> HTMLResponse:
    provider = service.provider.issuer if service.provider is not None else ""
    return HTMLResponse(pages.page("login", wrong=wrong, provider=provider), status)


@router.get("/login")
def login_page(request: Request) -> HTMLResponse:
    """The form of the login, and the way to the provider."""
    return _page(service_of(request))


@router.post("/login")
def login(request: Request, token: Annotated[str, Form(max_length=200)]) -> Response:
    """Begin a session with a token."""
    check_same_site(request)
    service = service_of(request)
    person = holder(service.engine, service.settings.key, token, clock())
    if person is None:
        return _page(service, "This token is unknown, expired or revoked.", 403)
    return _begun(service, TOKEN, token.split("_")[1], person.name)


@router.get("/login/provider")
def to_provider(request: Request) -> Response:
    """The way to the provider, with a cookie that ties its answer to this browser."""
    service = service_of(request)
    cookie, begun = attempt.begin(service.settings.key)
    try:
        response = RedirectResponse(_provider(service).way(begun, clock()), 303)
    except LoginRefusedError as error:
        return _page(service, error.what, 502)
    _set(response, service, service.sessions.attempt, cookie, attempt.LONGEST_SECONDS)
    return response


@router.get("/login/callback")
def callback(request: Request, code: str = "", state: str = "", error: str = "", iss: str = "") -> Response:
    """Take the provider's answer, once, from the browser that asked."""
    service = service_of(request)
    response = _answered(service, request.cookies.get(service.sessions.attempt, ""), code, state, error, iss)
    _unset(response, service, service.sessions.attempt)
    return response


def _answered(service: Service, cookie: str, code: str, state: str, error: str, iss: str) -> Response:
    provider = _provider(service)
    begun = attempt.resumed(service.settings.key, cookie)
    if begun is None or not hmac.compare_digest(begun.state.encode(), state.encode()):
        return _page(service, _OTHER, 403)
    if iss and iss != provider.issuer:  # https://www.rfc-editor.org/rfc/rfc9207
        return _page(service, "The answer came from another provider.", 403)
    if error or not code:
        said = error if _WORD.fullmatch(error) else "no code"
        return _page(service, f"The provider did not log you in ({said}).", 403)
    try:
        person = provider.person(code, begun, clock())
    except LoginRefusedError as refused:
        return _page(service, f"You are not logged in: {refused.what}.", 403)
    return _begun(service, SUBJECT, person.subject, person.shown, person.subjects)


def _provider(service: Service) -> Provider:
    if service.provider is None:
        raise HTTPException(404, "There is no provider to log in with")
    return service.provider


def _begun(service: Service, kind: str, name: str, shown: str, subjects: Sequence[str] = ()) -> Response:
    """The way to the stacks, with a new session."""
    now = clock()
    with audit.recording(service.engine) as connection:
        cookie = service.sessions.begin(connection, kind, name, now, shown, subjects)
        audit.append(connection, shown, "login", kind, "", now)
    response = RedirectResponse("/", 303)
    _set(response, service, service.sessions.cookie, cookie, LIFETIME_SECONDS)
    return response


def _set(response: Response, service: Service, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, secure=service.sessions.tls, httponly=True, samesite="lax")


def _unset(response: Response, service: Service, name: str) -> None:
    response.delete_cookie(name, secure=service.sessions.tls, httponly=True, samesite="lax")


def check_same_site(request: Request) -> None:
    """Refuse a form that another site sent.

    Raises:
        HTTPException: the browser says so.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise HTTPException(403, "The form came from another site")


@router.post("/logout")
def logout(request: Request, csrf: Annotated[str, Form(max_length=100)]) -> Response:
    """End the session, here and in the database."""
    check_same_site(request)
    person, service = asking(request), service_of(request)
    response = RedirectResponse("/login", 303)
    if person is None:
        return response
    if not same_origin(person, csrf):
        raise HTTPException(403, "The form came from another session")
    with audit.recording(service.engine) as connection:
        service.sessions.end(connection, request.cookies.get(service.sessions.cookie, ""))
        audit.append(connection, person.name, "logout", "session", "", clock())
    _unset(response, service, service.sessions.cookie)
    return response
