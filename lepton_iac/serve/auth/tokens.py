"""API tokens: shown once, kept as a keyed hash, always expiring.

A token carries 256 random bits, so that a fast keyed hash is as good as a slow one:
https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from lepton_iac.errors import LeptonError
from lepton_iac.serve.auth.role import EVERYWHERE, Grant, Person, Role
from lepton_iac.serve.store.tables import tokens

LONGEST_DAYS = 366
_FORM = re.compile(r"lic_(?P<id>[0-9a-f]{16})_(?P<secret>[\w-]{43})")
PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A token as it may be shown."""

    id: str
    name: str
    role: str
    project: str
    created: str
    expires: str
    revoked: str | None


def stamp(at: datetime) -> str:
    """A time as the tables keep it: UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def checked_project(name: str) -> str:
    """A project's name, or ``*``.

    Raises:
        LeptonError: it is neither.
    """
    if name != EVERYWHERE and not PROJECT.fullmatch(name):
        raise LeptonError(f"no name of a project: {name[:40]!r}", mend="letters, digits, dots, dashes; at most 100")
    return name


def create_token(
    connection: Connection, key: bytes, name: str, role: Role, project: str, days: int, now: datetime
) -> str:
    """A new token, kept when the connection's transaction is; this is the only time it can be seen.

    Raises:
        LeptonError: the project's name or the number of days is none.
    """
    if not 0 < days <= LONGEST_DAYS:
        raise LeptonError(f"a token lives 1 to {LONGEST_DAYS} days", mend="give --days in that range")
    identity, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    row = {
        "id": identity,
        "name": name[:200],
        "digest": _digest(key, secret),
        "role": str(role),
        "project": checked_project(project),
        "created": stamp(now),
        "expires": stamp(now + timedelta(days=days)),
    }
    connection.execute(insert(tokens).values(row))
    return f"lic_{identity}_{secret}"


def list_tokens(engine: Engine) -> list[Listed]:
    """All tokens, oldest first; none of them can be used from this."""
    shown = [tokens.c[name] for name in Listed.__dataclass_fields__]
    with engine.connect() as connection:
        return [Listed(*row) for row in connection.execute(select(*shown).order_by(tokens.c.created, tokens.c.id))]


def revoke_token(connection: Connection, identity: str, now: datetime) -> None:
    """End a token's life now, when the connection's transaction is kept.

    Raises:
        LeptonError: there is no such token.
    """
    done = connection.execute(update(tokens).where(tokens.c.id == identity).values(revoked=stamp(now)))
    if not done.rowcount:
        raise LeptonError(f"no token {identity[:16]!r}", mend="see `lepton-iac serve token list`")


def holder(engine: Engine, key: bytes, given: str, now: datetime) -> Person | None:
    """Whom a token speaks for; ``None`` for one that is unknown, expired or revoked."""
    parts = _FORM.fullmatch(given)
    if parts is None:
        return None
    with engine.connect() as connection:
        row: Any = connection.execute(select(tokens).where(tokens.c.id == parts["id"])).mappings().first()
    digest = _digest(key, parts["secret"])
    if row is None or not hmac.compare_digest(row["digest"], digest):
        return None
    return _person(row, now)


def _digest(key: bytes, secret: str) -> str:
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()


def still_valid(engine: Engine, identity: str, now: datetime) -> Person | None:
    """Whom a token speaks for that was shown before, by its id; ``None`` once it is expired or revoked."""
    with engine.connect() as connection:
        row: Any = connection.execute(select(tokens).where(tokens.c.id == identity)).mappings().first()
    return None if row is None else _person(row, now)


def _person(row: Any, now: datetime) -> Person | None:
    if row["revoked"] is not None or row["expires"] <= stamp(now):
        return None
    return Person(f"token {row['name']} ({row['id']})", (Grant(Role(row["role"]), row["project"]),))
