"""A login: a random word in a cookie, its hash in the database, gone for good when somebody logs out.

Source: https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from lepton_iac.serve.auth import grants, tokens
from lepton_iac.serve.auth.role import Person
from lepton_iac.serve.store.tables import sessions

LIFETIME_SECONDS = 8 * 3600
TOKEN, SUBJECT = "token", "subject"


class Sessions:
    """Cookies of people who logged in; what they may do is looked up anew each time."""

    def __init__(self, engine: Engine, *, tls: bool) -> None:
        self._engine = engine
        self.cookie = "__Host-lepton" if tls else "lepton"
        self.attempt = f"{self.cookie}-login"
        self.tls = tls

    def begin(
        self, connection: Connection, kind: str, name: str, now: datetime, shown: str = "", subjects: Sequence[str] = ()
    ) -> str:
        """The cookie of a new session.

        Args:
            name: the token's id, or the provider's subject; ``shown`` is what the audit log calls somebody.
            subjects: all that grants may name this person by.
        """
        word = secrets.token_urlsafe(32)
        row = {
            "id": _digest(word),
            "kind": kind,
            "name": name,
            "shown": shown,
            "subjects": json.dumps(list(subjects)),
            "csrf": secrets.token_urlsafe(24),
            "expires": tokens.stamp(now + timedelta(seconds=LIFETIME_SECONDS)),
        }
        connection.execute(insert(sessions).values(row))
        return word

    def person(self, cookie: str, now: datetime) -> Person | None:
        """Who a cookie belongs to; ``None`` when it was made up, ended or is too old, or its token was revoked."""
        with self._engine.connect() as connection:
            row: Any = connection.execute(select(sessions).where(sessions.c.id == _digest(cookie))).mappings().first()
        if row is None or row["expires"] <= tokens.stamp(now):
            return None
        if row["kind"] == TOKEN:
            known = tokens.still_valid(self._engine, row["name"], now)
            return None if known is None else replace(known, csrf=row["csrf"])
        return grants.person(self._engine, row["shown"], json.loads(row["subjects"]), row["csrf"])

    def end(self, connection: Connection, cookie: str) -> None:
        """Nobody can use this cookie any more."""
        connection.execute(delete(sessions).where(sessions.c.id == _digest(cookie)))


def forget_expired(connection: Connection, now: datetime) -> None:
    """Sessions that are over."""
    connection.execute(delete(sessions).where(sessions.c.expires <= tokens.stamp(now)))


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def same_origin(person: Person, given: str) -> bool:
    """Whether a form brought the word of its session."""
    return bool(person.csrf) and hmac.compare_digest(person.csrf.encode(), given.encode())
