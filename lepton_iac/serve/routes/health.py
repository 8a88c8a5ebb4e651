"""Whether the service lives, and whether it can work."""

from fastapi import APIRouter, Request, Response

from lepton_iac.serve.service import service_of
from lepton_iac.serve.store.database import newest_revision, revision_of

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """Answered as long as the process answers anything."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "The database is not of this version's shape."}})
def ready(request: Request, response: Response) -> dict[str, str]:
    """Answered with 200 only when the database is there and of the right shape."""
    found = revision_of(service_of(request).engine)
    fine = found == newest_revision()
    response.status_code = 200 if fine else 503
    return {"status": "ok" if fine else "the database has to be migrated", "database": found}
