"""Webhooks: each speaks for one repository of one forge, and for one project here.

No secret is kept: it is derived from the service's key, so that the database alone opens nothing.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, update

from lepton_iac.errors import LeptonError
from lepton_iac.serve.auth.tokens import checked_project, stamp
from lepton_iac.serve.store.tables import hooks


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook; ``api_url`` is where comments go, never what a payload says."""

    id: str
    forge: str
    project: str
    repo: str
    api_url: str
    created: str
    revoked: str | None = None


def secret_of(key: bytes, identity: str) -> str:
    """What the forge proves itself with: 64 hexadecimal digits."""
    return hmac.new(key, f"hook\0{identity}".encode(), hashlib.sha256).hexdigest()


def create_hook(connection: Connection, forge: str, repo: str, api_url: str, project: str, now: datetime) -> Hook:
    """A new webhook.

    Raises:
        LeptonError: the project's name is none, or it is everywhere.
    """
    if checked_project(project) != project or project == "*":
        raise LeptonError("a webhook speaks for one project", mend="give --project NAME")
    hook = Hook(secrets.token_hex(8), forge, project, repo, api_url, stamp(now))
    connection.execute(insert(hooks).values({name: getattr(hook, name) for name in Hook.__dataclass_fields__}))
    return hook


def hook_at(engine: Engine, identity: str) -> Hook | None:
    """A webhook that was not revoked."""
    with engine.connect() as connection:
        row = connection.execute(select(hooks).where(hooks.c.id == identity, hooks.c.revoked.is_(None))).first()
    return None if row is None else Hook(*row)


def list_hooks(engine: Engine) -> Sequence[Hook]:
    """All webhooks, oldest first."""
    with engine.connect() as connection:
        return [Hook(*row) for row in connection.execute(select(hooks).order_by(hooks.c.created, hooks.c.id))]


def revoke_hook(connection: Connection, identity: str, now: datetime) -> None:
    """Listen to it no more.

    Raises:
        LeptonError: there is no such webhook.
    """
    if not connection.execute(update(hooks).where(hooks.c.id == identity).values(revoked=stamp(now))).rowcount:
        raise LeptonError(f"no webhook {identity[:16]!r}", mend="see `lepton-iac serve hook list`")
