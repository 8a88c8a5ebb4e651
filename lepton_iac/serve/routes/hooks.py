"""Where forges tell of pull requests."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi import Path as InPath
from fastapi.concurrency import run_in_threadpool

from lepton_iac.errors import ReadError
from lepton_iac.serve.auth import audit
from lepton_iac.serve.hooks.proof import proven
from lepton_iac.serve.hooks.pull import Pull, pull_of
from lepton_iac.serve.service import Service, clock, service_of
from lepton_iac.serve.store.hooks import Hook, hook_at, secret_of
from lepton_iac.serve.store.pulls import keep_pull

router = APIRouter(tags=["hooks"])
Identity = Annotated[str, InPath(pattern=r"^[0-9a-f]{16}$", description="The webhook's id.")]
_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "The delivery cannot be read."},
    401: {"description": "The delivery does not prove that it is the forge's."},
    403: {"description": "It tells of a repository that this webhook does not speak for."},
    413: {"description": "Too long."},
}


@router.post("/hooks/{identity}", openapi_extra=_BODY, responses=_REFUSED)
async def delivery(request: Request, identity: Identity) -> dict[str, str]:
    """Take a forge's word that a pull request has a new commit; its comment follows the upload of that commit."""
    service, body = service_of(request), await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    hook = await run_in_threadpool(hook_at, service.engine, identity)
    forge, known = (hook.forge, hook.id) if hook is not None else ("github", identity)
    if not proven(forge, headers, body, secret_of(service.settings.key, known)) or hook is None:
        raise HTTPException(401, "the delivery is not signed with this webhook's secret")
    try:
        pull = pull_of(hook.forge, json.loads(body))
    except (ValueError, RecursionError) as error:
        raise ReadError("the delivery is no JSON", mend="choose application/json as its content type") from error
    if pull is None:
        return {"status": "nothing to do"}
    if hook.repo.lower() not in {name.lower() for name in pull.repos}:
        raise HTTPException(403, "this webhook speaks for another repository")
    new = await run_in_threadpool(_kept, service, hook, pull)
    service.chores.wake()
    return {"status": "taken" if new else "known already"}


def _kept(service: Service, hook: Hook, pull: Pull) -> bool:
    now = clock()
    with audit.recording(service.engine) as connection:
        new = keep_pull(connection, hook.id, pull.number, pull.commit, now)
        if new:
            target = f"{hook.forge} {hook.repo} {pull.number}"
            audit.append(connection, f"hook {hook.id}", "pull request", target, pull.commit, now)
    return new
