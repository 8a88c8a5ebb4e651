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
from lepton_iac.serve.auth.session import Sessions
from lepton_iac.serve.catalog.catalog import Catalog
from lepton_iac.serve.graphql.answer import Sources
from lepton_iac.serve.guard import Guard, TooLargeError
from lepton_iac.serve.routes import health, prices, stacks, web
from lepton_iac.serve.service import Service
from lepton_iac.serve.settings import Settings
from lepton_iac.serve.store.database import open_database
from lepton_iac.serve.work import BusyError, SlowError, Workers

ROUTERS = (health.router, prices.router, stacks.router, web.router)


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
        Sessions(engine, settings.key, tls=settings.tls),
    )

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001 - Starlette's shape
        yield
        service.workers.close()
        engine.dispose()

    app = FastAPI(title="lepton-iac", version=__version__, docs_url=None, redoc_url=None, lifespan=life)
    app.state.service = service
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(LeptonError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(web.LoginError, _to_login)
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
