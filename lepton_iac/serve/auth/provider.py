"""The provider of people's logins: what it says of itself, the way to it, and the exchange of its code.

Sources: https://openid.net/specs/openid-connect-discovery-1_0.html, https://www.rfc-editor.org/rfc/rfc6749#section-4.1
"""

import json
from collections.abc import Mapping
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from lepton_iac.serve.auth.attempt import Attempt
from lepton_iac.serve.auth.id_token import LoginRefusedError, Vouched, keys_of, vouched
from lepton_iac.serve.settings import Oidc

_TIMEOUT = (5, 10)
_LONGEST = 1024 * 1024
_FRESH_SECONDS = 3600.0
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Provider:
    """One OpenID provider; it is asked when somebody logs in, so the service starts without it."""

    def __init__(self, oidc: Oidc, public_url: str) -> None:
        self._oidc = oidc
        self.issuer = oidc.issuer
        self.redirect = f"{public_url}/login/callback"
        self._lock = Lock()
        self._said: Mapping[str, Any] = {}
        self._asked = 0.0

    def way(self, attempt: Attempt, now: datetime) -> str:
        """Where the browser goes to log in.

        Raises:
            LoginRefusedError: the provider does not answer, or is not the one it should be.
        """
        query = {
            "response_type": "code",
            "scope": "openid email profile",
            "client_id": self._oidc.client_id,
            "redirect_uri": self.redirect,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        there = str(self._known(now)["authorization_endpoint"])
        return f"{there}{'&' if '?' in there else '?'}{urlencode(query)}"

    def person(self, code: str, attempt: Attempt, now: datetime) -> Vouched:
        """Whom the provider vouches for in exchange for a code, which is good once.

        Raises:
            LoginRefusedError: it does not answer, refuses, or its ID token is not valid.
        """
        known = self._known(now)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "client_id": self._oidc.client_id,
            "code_verifier": attempt.verifier,
        }
        answer = _ask(str(known["token_endpoint"]), *self._proven(form, known))
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise LoginRefusedError("the provider gave no ID token")
        keys = keys_of(_ask(str(known["jwks_uri"])))
        return vouched(token, keys, self.issuer, self._oidc.client_id, attempt.nonce, now)

    def _proven(self, form: dict[str, str], known: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, str] | None]:
        """The form and the basic authorization by which the provider knows us; none for a public client."""
        if not self._oidc.secret:
            return form, None
        ways = known.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" not in ways:
            return {**form, "client_secret": self._oidc.secret}, None
        return form, (quote(self._oidc.client_id, safe=""), quote(self._oidc.secret, safe=""))

    def _known(self, now: datetime) -> Mapping[str, Any]:
        with self._lock:
            if not self._said or not 0 <= now.timestamp() - self._asked < _FRESH_SECONDS:
                self._said, self._asked = self._discovered(), now.timestamp()
            return self._said

    def _discovered(self) -> Mapping[str, Any]:
        found = _ask(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise LoginRefusedError("the provider calls itself by another name", mend="give --oidc-issuer as it does")
        for name in _ENDPOINTS:
            _check_safe(str(found.get(name, "")))
        return found


def _check_safe(url: str) -> None:
    """Secrets and keys go over https; over http only within this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host, parts = None, urlsplit("")
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)):
        raise LoginRefusedError("the provider has an address that is not https", mend="check --oidc-issuer")


def _ask(url: str, form: Mapping[str, str] | None = None, basic: tuple[str, str] | None = None) -> Mapping[str, Any]:
    """The provider's answer; it is never quoted, for it may hold what nobody should see."""
    import requests

    _check_safe(url)
    try:
        with requests.request(
            "GET" if form is None else "POST",
            url,
            data=form,
            auth=basic or _nothing,
            headers={"Accept": "application/json", "User-Agent": "lepton-iac"},
            timeout=_TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as got:
            content = got.raw.read(_LONGEST + 1, decode_content=True)
            found = json.loads(content) if got.status_code == 200 and len(content) <= _LONGEST else None
    except (requests.RequestException, OSError, ValueError, RecursionError) as error:
        raise LoginRefusedError(f"the provider does not answer ({type(error).__name__})") from None
    if not isinstance(found, dict):
        raise LoginRefusedError(f"the provider refuses (status {got.status_code})")
    return found


def _nothing(request: Any) -> Any:
    """An authorization that adds nothing: without it, a .netrc of this machine would add its own."""
    return request
