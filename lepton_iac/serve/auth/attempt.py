"""A login under way: everything that ties the provider's answer to the browser that asked, out of one cookie.

The server keeps nothing and the cookie tells nothing: state, nonce and verifier are derived with the service's key.
Sources: https://www.rfc-editor.org/rfc/rfc7636, https://www.rfc-editor.org/rfc/rfc9700#section-2.1
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

from itsdangerous import BadData, URLSafeTimedSerializer

LONGEST_SECONDS = 600
_SALT = "lepton-iac login"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What goes to the provider at first (state, nonce, challenge) and only at last (verifier)."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @property
    def challenge(self) -> str:
        """The verifier's SHA-256, as PKCE's method ``S256`` wants it."""
        return _plain(hashlib.sha256(self.verifier.encode()).digest())


def begin(key: bytes) -> tuple[str, Attempt]:
    """A cookie and the attempt behind it."""
    seed = secrets.token_urlsafe(32)
    return str(URLSafeTimedSerializer(key, salt=_SALT).dumps(seed)), _of(key, seed)


def resumed(key: bytes, cookie: str) -> Attempt | None:
    """The attempt of a cookie; ``None`` when it was made up or is older than ten minutes."""
    try:
        seed = URLSafeTimedSerializer(key, salt=_SALT).loads(cookie, max_age=LONGEST_SECONDS)
    except BadData:
        return None
    return _of(key, str(seed))


def _of(key: bytes, seed: str) -> Attempt:
    words = (
        _plain(hmac.new(key, f"{use}\0{seed}".encode(), hashlib.sha256).digest())
        for use in ("state", "nonce", "verifier")
    )
    return Attempt(*words)


def _plain(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
