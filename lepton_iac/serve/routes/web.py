"""The pages for people."""

import json
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from lepton_iac.job.report import book_words
from lepton_iac.serve import pages
from lepton_iac.serve.auth import audit
from lepton_iac.serve.auth.role import Person, Role
from lepton_iac.serve.routes.stacks import Stack
from lepton_iac.serve.service import asking, service_of
from lepton_iac.serve.store import runs

router = APIRouter(include_in_schema=False)
PROVIDERS = ("aws", "azurerm", "google")
_STATIC = {
    "style.css": "text/css; charset=utf-8",
    "filter.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


Numbered = Annotated[int | None, Query(ge=1, lt=2**31)]


class LoginError(Exception):
    """Nobody is logged in: the way to the page leads over the login."""


def _person(request: Request, role: Role = Role.VIEWER, project: str | None = None) -> Person:
    person = asking(request)
    if person is None:
        raise LoginError
    if not (person.grants if project is None else person.may(role, project)):
        raise HTTPException(403, f"Nobody gave {person.name} the right to see this")
    return person


@router.get("/static/{name}")
def static(name: str) -> Response:
    """The style sheet, the script and the icon, the only three there are."""
    if name not in _STATIC:
        raise HTTPException(404, "There is nothing here")
    return Response(pages.static(name), media_type=_STATIC[name], headers={"Cache-Control": "max-age=3600"})


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
def stack(request: Request, project: str, stack: Stack, run: Numbered = None) -> HTMLResponse:
    """One stack: history, bill, proposals and findings."""
    person, engine = _person(request, project=project), service_of(request).engine
    found, known = _known(request, project, stack, run)
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


@router.get("/stacks/{project}/{stack}/forecast")
def forecast(request: Request, project: str, stack: Stack, run: Numbered = None) -> HTMLResponse:
    """What a stack will need: the coming day, week, month and year of everything that was measured."""
    person, (found, known) = _person(request, project=project), _known(request, project, stack, run)
    drawn = _drawn(request, found)
    demands = pages.demands(known, [(one["address"], one["dimension"]) for one in drawn])
    return HTMLResponse(pages.page("forecast", person=person, run=found, demands=demands))


@router.get("/stacks/{project}/{stack}/forecast/{place}.svg")
def picture(request: Request, project: str, stack: Stack, place: int, run: Numbered = None) -> Response:
    """One picture of a forecast; it may style itself and nothing else."""
    _person(request, project=project)
    drawn = _drawn(request, _known(request, project, stack, run)[0])
    if not 0 <= place < len(drawn):
        raise HTTPException(404, "There is no such picture")
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
    headers = {"Content-Security-Policy": policy}
    return Response(drawn[place]["svg"], media_type="image/svg+xml", headers=headers)


def _known(request: Request, project: str, stack: str, number: int | None) -> tuple[runs.Run, dict[str, Any]]:
    """A run and its report."""
    engine = service_of(request).engine
    found = runs.run_at(engine, project, stack, number)
    text = None if found is None else runs.text_of(engine, found.id, "json")
    if found is None or text is None:
        raise HTTPException(404, "There is no such run")
    known: dict[str, Any] = json.loads(text)["projects"][0]
    return found, known


def _drawn(request: Request, run: runs.Run) -> list[dict[str, str]]:
    """Address, dimension and SVG of each picture of a run."""
    found: list[dict[str, str]] = json.loads(runs.text_of(service_of(request).engine, run.id, "pictures") or "[]")
    return found


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
