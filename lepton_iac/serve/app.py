"""The application: routes, guards, errors, and what is opened once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from lepton_iac import __version__
from lepton_iac.errors import LeptonError
from lepton_iac.price.book import open_book
from lepton_iac.serve import pages
from lepton_iac.serve.auth.provider import Provider
from lepton_iac.serve.auth.session import Sessions
from lepton_iac.serve.catalog.catalog import Catalog
from lepton_iac.serve.chores import Chores
from lepton_iac.serve.graphql.answer import Sources
from lepton_iac.serve.guard import HEADERS, POLICY, Guard, TooLargeError
from lepton_iac.serve.hooks.poster import post_due
from lepton_iac.serve.retention import forget
from lepton_iac.serve.routes import health, hooks, login, prices, stacks, web
from lepton_iac.serve.service import Service, clock
from lepton_iac.serve.settings import Settings
from lepton_iac.serve.store.database import open_database
from lepton_iac.serve.work import BusyError, SlowError, Workers

ROUTERS = (health.router, prices.router, stacks.router, hooks.router, login.router, web.router)


def create(settings: Settings) -> FastAPI:
    """The application of some settings; the database has to have its shape already.

    Raises:
        LeptonError: the database or the price book cannot be opened.
    """
    engine = open_database(settings.database)
    book = open_book(settings.cache_dir, data_dir=settings.data_dir)
    service = Service(
        settings,
        engine,
        book,
        Sources(Catalog(book), settings.rates),
        Workers(settings.limits),
        Sessions(engine, tls=settings.tls),
        Chores(
            lambda: forget(engine, settings.keep_days, clock()),
            lambda: post_due(engine, settings.forge_tokens, clock()),
        ),
        Provider(settings.oidc, settings.public_url) if settings.oidc is not None else None,
    )

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001 - Starlette's shape
        service.chores.start()
        yield
        service.chores.stop()
        service.workers.close()
        engine.dispose()

    app = FastAPI(title="lepton-iac", version=__version__, docs_url=None, redoc_url=None, lifespan=life)
    app.state.service = service
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(LeptonError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(web.LoginError, _to_login)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Guard, limits=settings.limits, tls=settings.tls)
    return app


async def _refused(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001 - Starlette's shape
    """An error with its place and its mend, under the status it deserves."""
    found = error if isinstance(error, LeptonError) else LeptonError("an error")
    status = 413 if isinstance(found, TooLargeError) else 503 if isinstance(found, BusyError | SlowError) else 400
    headers = {"Retry-After": "30"} if status == 503 else None
    return JSONResponse({"error": found.what, "where": found.where, "mend": found.mend}, status, headers)


async def _http(request: Request, error: Exception) -> Response:
    """A refusal, as a page where a person asked for one."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    words = str(getattr(error, "detail", ""))
    if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/"):
        return HTMLResponse(pages.page("error", status=status, words=words), status, headers)
    return JSONResponse({"error": words}, status, headers)


async def _to_login(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the same
    return RedirectResponse("/login", 303)


async def _broken(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001 - the same
    """What nobody foresaw is answered outside the guard, so the headers come from here; the log has the reason."""
    headers = {**HEADERS, "Content-Security-Policy": POLICY}
    return JSONResponse({"error": "the service failed; its log says why"}, 500, headers)
