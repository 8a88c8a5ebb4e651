"""The price and usage queries of Infracost's v0.10 command line."""

import json
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from lepton_iac.errors import ReadError
from lepton_iac.serve.auth.role import Person
from lepton_iac.serve.graphql.answer import answers
from lepton_iac.serve.graphql.usage import quantities
from lepton_iac.serve.service import asking, service_of

router = APIRouter(tags=["prices"])
_QUERY: dict[str, Any] = {
    "type": "object",
    "required": ["query"],
    "properties": {"query": {"type": "string"}, "variables": {"type": "object"}},
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"oneOf": [_QUERY, {"type": "array", "maxItems": 1000, "items": _QUERY}]}}
        },
    }
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "No batch of queries."},
    403: {"description": "No valid API key."},
    413: {"description": "Too long."},
}


def _caller(request: Request) -> Person | None:
    """Any token of the company may ask for prices; a wrong one is refused in the words the command line knows."""
    person = asking(request)
    if not service_of(request).settings.open_prices and (person is None or not person.grants):
        raise HTTPException(403, "Invalid API key")
    return person


@router.post("/graphql", openapi_extra=_BODY, responses=_REFUSED)
async def prices(request: Request) -> JSONResponse:
    """Answer one price or usage query, or an array of up to 1,000, in order."""
    person = await run_in_threadpool(_caller, request)
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise ReadError("the body is no JSON", mend="send an array of {query, variables}") from error
    service = service_of(request)
    sources = replace(service.sources, usage=partial(quantities, service.engine, person))
    return JSONResponse(await run_in_threadpool(answers, sources, body))


@router.post("/event", responses=_REFUSED)
async def event(request: Request) -> dict[str, str]:
    """Take what the command line says about its run, and keep nothing of it."""
    await run_in_threadpool(_caller, request)
    return {"status": "not kept"}
