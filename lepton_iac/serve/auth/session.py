"""A login kept in a signed cookie: who it is, since when, and the word that forms must bring along."""

import hmac
import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import Engine

from lepton_iac.serve.auth import grants, tokens
from lepton_iac.serve.auth.role import Person

LIFETIME_SECONDS = 8 * 3600
TOKEN, SUBJECT = "token", "subject"


class Sessions:
    """Cookies of people who logged in; what they may do is looked up anew each time."""

    def __init__(self, engine: Engine, key: bytes, *, tls: bool) -> None:
        self._engine = engine
        self._signer = URLSafeTimedSerializer(key, salt="lepton-iac session")
        self.cookie = "__Host-lepton" if tls else "lepton"
        self.tls = tls

    def begin(self, kind: str, name: str) -> str:
        """The cookie of a new session."""
        return str(self._signer.dumps({"kind": kind, "name": name, "csrf": secrets.token_urlsafe(24)}))

    def person(self, cookie: str, now: datetime) -> Person | None:
        """Who a cookie belongs to; ``None`` when it is forged, too old, or its token was revoked."""
        try:
            found: Any = self._signer.loads(cookie, max_age=LIFETIME_SECONDS)
            kind, name, csrf = found["kind"], found["name"], found["csrf"]
        except (BadData, KeyError, TypeError):
            return None
        if kind == TOKEN:
            known = tokens.still_valid(self._engine, name, now)
            return None if known is None else replace(known, csrf=csrf)
        return grants.person(self._engine, name, csrf) if kind == SUBJECT else None


def same_origin(person: Person, given: str) -> bool:
    """Whether a form brought the word of its session."""
    return bool(person.csrf) and hmac.compare_digest(person.csrf.encode(), given.encode())
