"""Stacks by program: upload a plan, get the bill, the proposals, the patch and the report."""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi import Path as InPath
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from lepton_iac.errors import LeptonError, ReadError
from lepton_iac.serve.analyse import Asked, Result, analyse
from lepton_iac.serve.archive import unpack
from lepton_iac.serve.auth import audit
from lepton_iac.serve.auth.role import Person, Role
from lepton_iac.serve.guard import TooLargeError
from lepton_iac.serve.service import Service, allowed, asking, clock, service_of
from lepton_iac.serve.store import pulls, runs

router = APIRouter(prefix="/api/v1", tags=["stacks"])
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
Stack = Annotated[str, InPath(pattern=NAME, description="The stack's name.")]
Project = Annotated[str, Query(pattern=NAME, description="The project it belongs to.")]
Commit = Annotated[
    str,
    Query(
        pattern=r"^([0-9a-f]{40}|[0-9a-f]{64})?$",
        description="The commit it was made from: a webhook puts it on its pull request.",
    ),
]
Number = Annotated[str, InPath(pattern=r"^(latest|[1-9][0-9]{0,8})$", description="A run's number, or `latest`.")]

_JSON, _TEXT = "application/json", "text/plain; charset=utf-8"
KINDS: dict[str, tuple[str, str]] = {
    "bill": ("json", _JSON),
    "proposals": ("json", _JSON),
    "report": ("html", "text/html; charset=utf-8"),
    "comment": ("markdown", "text/markdown; charset=utf-8"),
    "findings": ("sarif", _JSON),
    "patch": ("patch", _TEXT),
}
_FILES = {"plan": "plan.json", "usage": "usage.yml", "metrics": "metrics", "terraform": "terraform.archive"}
_UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object", "description": "`terraform show -json`"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["plan"],
                    "properties": {
                        name: {"type": "string", "contentMediaType": "application/octet-stream"} for name in _FILES
                    },
                }
            },
        },
    }
}
REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "It cannot be read; the answer says where and what to do."},
    401: {"description": "No valid token."},
    403: {"description": "The role is not enough."},
    413: {"description": "Too long."},
    503: {"description": "Busy; come again."},
}
MISSING: dict[int | str, dict[str, Any]] = {**REFUSED, 404: {"description": "There is none."}}


@router.post("/stacks/{stack}/plans", status_code=201, openapi_extra=_UPLOAD, responses=REFUSED)
async def upload(request: Request, stack: Stack, project: Project = "default", commit: Commit = "") -> dict[str, Any]:
    """Price a plan, look for what is cheaper, check it, and keep the result; the plan itself is never kept."""
    person = await run_in_threadpool(allowed, request, Role.ENGINEER, project)
    service = service_of(request)
    scratch = Path(await run_in_threadpool(tempfile.mkdtemp, prefix="lepton-iac-serve-"))
    try:
        digest = await _receive(request, scratch, service)
        result = await _worked(service, stack, scratch)
        number = await run_in_threadpool(_keep, service, person, (project, stack, commit), digest, result)
    except LeptonError as error:
        error.where = error.where.replace(f"{scratch}/", "")
        raise
    finally:
        await run_in_threadpool(shutil.rmtree, scratch, ignore_errors=True)
    return {"run": number, **_figures(result), "digest": digest}


def _figures(result: Result) -> dict[str, Any]:
    return {
        "monthly": result.monthly,
        "complete": result.complete,
        "saving": result.saving,
        "resources": result.resources,
        "findings": result.findings,
        "patch": "patch" in result.texts,
    }


async def _receive(request: Request, scratch: Path, service: Service) -> str:
    """Write the body's parts to private files as they come; the plan's SHA-256."""
    most = service.settings.limits
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await run_in_threadpool(_digest_of, await _streamed(request, scratch / _FILES["plan"], most.plan_bytes))
    async with request.form(max_files=len(_FILES), max_fields=0) as form:
        for name, file in _FILES.items():
            part = form.get(name)
            if isinstance(part, UploadFile):
                limit = most.archive_bytes if name == "terraform" else most.plan_bytes
                ending = Path(part.filename or "").name[-40:] if name == "metrics" else ""
                await _copied(part, scratch / f"{file}{_safe(ending)}", limit)
    if not (scratch / _FILES["plan"]).is_file():
        raise ReadError("there is no part `plan`", mend="send the output of `terraform show -json` as `plan`")
    return await run_in_threadpool(_digest_of, scratch / _FILES["plan"])


def _safe(name: str) -> str:
    """The endings of a file's name, which say its format."""
    endings = "".join(Path(name).suffixes[-2:])
    return endings if endings.replace(".", "").isalnum() else ""


async def _streamed(request: Request, target: Path, most: int) -> Path:
    size = 0
    with target.open("xb") as file:
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                raise TooLargeError(f"the plan is longer than {most:,} bytes", mend="send a smaller one")
            await run_in_threadpool(file.write, chunk)
    return target


async def _copied(part: UploadFile, target: Path, most: int) -> None:
    if (part.size or 0) > most:
        raise TooLargeError(f"a file is longer than {most:,} bytes", mend="send a smaller one")
    with target.open("xb") as file:
        await run_in_threadpool(shutil.copyfileobj, part.file, file)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _worked(service: Service, stack: str, scratch: Path) -> Result:
    settings = service.settings
    archive, usage = scratch / _FILES["terraform"], scratch / _FILES["usage"]
    folder = scratch / "folder"
    terraform = await run_in_threadpool(unpack, archive, folder, settings.limits) if archive.is_file() else None
    asked = Asked(
        stack,
        scratch / _FILES["plan"],
        usage if usage.is_file() else None,
        tuple(scratch.glob("metrics*")),
        terraform,
        settings.cache_dir,
        settings.data_dir,
        clock(),
    )
    result = await service.workers.run(analyse, asked)
    for kind, text in result.texts.items():
        result.texts[kind] = text.replace(f"{scratch}/", "")
    return result


def _keep(service: Service, person: Person, place: tuple[str, str, str], digest: str, result: Result) -> int:
    """Keep the run and its entry in the audit log, both or neither."""
    (project, stack, commit), now = place, clock()
    row = {
        "project": project,
        "stack": stack,
        "created": now.isoformat(timespec="seconds"),
        "actor": person.name,
        "digest": digest,
        "commit_id": commit,
        **{name: value for name, value in _figures(result).items() if name != "patch"},
    }
    with audit.recording(service.engine) as connection:
        number = runs.keep_run(connection, row, result.texts, result.used)
        if commit:
            pulls.try_again(connection, commit)
        audit.append(connection, person.name, "upload", f"{project}/{stack}", digest, now)
    service.chores.wake()
    return number


@router.get("/stacks", responses=REFUSED)
def stacks(request: Request) -> list[dict[str, Any]]:
    """The newest run of every stack that the caller may see."""
    person = asking(request)
    if person is None:
        raise HTTPException(401, "give a valid token", {"WWW-Authenticate": "Bearer"})
    return [_shown(run) for run in runs.newest(service_of(request).engine) if person.sees(run.project)]


@router.get("/stacks/{stack}/runs", responses=REFUSED)
def history(request: Request, stack: Stack, project: Project = "default") -> list[dict[str, Any]]:
    """The runs of a stack, newest first."""
    allowed(request, Role.VIEWER, project)
    return [_shown(run) for run in runs.history(service_of(request).engine, project, stack)]


@router.get("/stacks/{stack}/runs/{number}/{kind}", responses=MISSING)
def result(
    request: Request,
    stack: Stack,
    number: Number,
    kind: Annotated[str, InPath(pattern=f"^({'|'.join(KINDS)})$", description="What of it.")],
    project: Project = "default",
) -> Response:
    """A run's bill, proposals, report, comment, findings, or patch (where the Terraform was uploaded)."""
    allowed(request, Role.VIEWER, project)
    engine = service_of(request).engine
    run = runs.run_at(engine, project, stack, None if number == "latest" else int(number))
    stored, media = KINDS[kind]
    text = None if run is None else runs.text_of(engine, run.id, stored)
    if text is None:
        raise HTTPException(404, f"there is no {kind} of this run")
    if kind == "report":
        return Response(text, media_type=media, headers={"Content-Security-Policy": report_policy(text)})
    return Response(_proposals(text) if kind == "proposals" else text, media_type=media)


def report_policy(page: str) -> str:
    """The report's own policy, which names the hashes of its style and script; it may not be framed either."""
    _, _, rest = page.partition('http-equiv="Content-Security-Policy" content="')
    own = rest.partition('"')[0].replace("&#39;", "'") or "default-src 'none'"
    return f"{own}; frame-ancestors 'none'"


def _proposals(text: str) -> str:
    found = json.loads(text)
    return json.dumps([{"name": one["name"], "proposal": one.get("proposal")} for one in found["projects"]])


def _shown(run: runs.Run) -> dict[str, Any]:
    return {name: getattr(run, name) for name in runs.Run.__dataclass_fields__}
