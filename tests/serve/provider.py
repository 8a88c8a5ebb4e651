"""An OpenID provider of the test's own, over real HTTP, that can be told to answer wrongly."""

import hashlib
import json
import secrets
import time
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

CLIENT, SECRET = "cost", "client-secret-5f1d9c"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
STRANGER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
CURVE = ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})


@dataclass
class Provider:
    """Its answers; ``claims`` are put over the right ones, ``None`` takes one away.

    Attributes:
        given: code to what was asked with it; a code is good once.
        token: stands in for the ID token where it is set.
    """

    server: HTTPServer
    claims: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    signer: RSAKey | ECKey = field(default_factory=lambda: KEY)
    token: str = ""
    given: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return self.server.url_for("").rstrip("/")

    def start(self) -> None:
        places = {"/.well-known/openid-configuration": self.about, "/authorize": self.authorize, "/token": self.redeem}
        for path, handler in places.items():
            self.server.expect_request(path).respond_with_handler(handler)
        keys = KeySet([KEY, CURVE]).as_dict(private=False)
        self.server.expect_request("/jwks").respond_with_json(keys)

    def about(self, request: Request) -> Response:  # noqa: ARG002 - one shape for all
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        urls = {name: f"{self.issuer}/{path}" for name, path in places.items()}
        return _json({"issuer": self.issuer, **urls, **self.said})

    def authorize(self, request: Request) -> Response:
        asked = dict(request.args)
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.given[code] = asked
        self.codes.append(code)
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        return Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{urlencode(back)}"})

    def redeem(self, request: Request) -> Response:
        form, asked = request.form, self.given.pop(request.form["code"], None)
        proof = b64decode(request.headers.get("Authorization", "").partition(" ")[2]).decode()
        if proof != f"{CLIENT}:{SECRET}" or asked is None or asked["redirect_uri"] != form["redirect_uri"]:
            return _json({"error": "invalid_grant"}, 400)
        digest = urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if digest != asked["code_challenge"]:
            return _json({"error": "invalid_grant"}, 400)
        return _json({"access_token": "unused", "token_type": "Bearer", "id_token": self.signed(asked["nonce"])})

    def signed(self, nonce: str) -> str:
        now = int(time.time())
        right = {"iss": self.issuer, "aud": CLIENT, "sub": "u-1", "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {name: value for name, value in {**right, **self.claims}.items() if value is not None}
        algorithm = "RS256" if isinstance(self.signer, RSAKey) else "ES256"
        header = {"alg": algorithm, "kid": str(self.signer.kid)}
        return self.token or jwt.encode(header, claims, self.signer, algorithms=[algorithm])


def _json(content: Any, status: int = 200) -> Response:
    return Response(json.dumps(content), status, mimetype="application/json")
