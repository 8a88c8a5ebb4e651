"""An ID token becomes a person only if everything about it is as it has to be.

Source: https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from lepton_iac.errors import LeptonError
from lepton_iac.serve.auth.grants import EMAIL, GROUP, normal

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures by a key that the provider alone has: neither ``none`` nor a shared secret."""
LEEWAY_SECONDS = 60
MOST_GROUPS = 500
_KINDS: Mapping[str, type[RSAKey] | type[ECKey]] = {"RSA": RSAKey, "EC": ECKey}


class LoginRefusedError(LeptonError):
    """The provider's answer vouches for nobody."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for.

    Attributes:
        subject: its ``sub``, which never changes.
        shown: what people and the audit log call somebody.
        subjects: all that grants may name: the subject, the address where it is verified, the groups.
    """

    subject: str
    shown: str
    subjects: tuple[str, ...]


def keys_of(document: Mapping[str, Any]) -> KeySet:
    """The provider's public signing keys; others are left out.

    Raises:
        LoginRefusedError: there is none.
    """
    listed = document.get("keys")
    found: list[RSAKey | ECKey] = []
    for raw in listed if isinstance(listed, list) else ():
        kind = _KINDS.get(str(raw.get("kty"))) if isinstance(raw, dict) else None
        if kind is None or raw.get("use", "sig") != "sig":
            continue
        try:
            found.append(kind.import_key({name: value for name, value in raw.items() if isinstance(value, str)}))
        except (JoseError, ValueError, KeyError, TypeError):
            continue
    if not found:
        raise LoginRefusedError("the provider has no key to check its tokens with")
    return KeySet(list(found))


def vouched(token: str, keys: KeySet, issuer: str, client_id: str, nonce: str, now: datetime) -> Vouched:
    """The person of an ID token.

    Raises:
        LoginRefusedError: signature, issuer, audience, time or nonce are not what they have to be.
    """
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        registry.validate(claims)
    except (JoseError, ValueError, TypeError, AttributeError) as error:
        raise LoginRefusedError(f"the provider's ID token is not valid ({type(error).__name__})") from None
    _check_party(claims, client_id)
    return _person(claims)


def _check_party(claims: Mapping[str, Any], client_id: str) -> None:
    """A token for several is only good for the one it was given to."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise LoginRefusedError("the provider's ID token was given to another client")


def _person(claims: Mapping[str, Any]) -> Vouched:
    subject, email, groups = claims["sub"], claims.get("email"), claims.get("groups")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or subject.startswith((EMAIL, GROUP)):
        raise LoginRefusedError("the provider's ID token names nobody")
    verified = isinstance(email, str) and 0 < len(email) <= 254 and claims.get("email_verified") is True
    listed: Sequence[Any] = groups if isinstance(groups, list) else ()
    named = [f"{GROUP}{one}" for one in listed[:MOST_GROUPS] if isinstance(one, str) and len(one) < 250]
    by_mail = [normal(f"{EMAIL}{email}")] if verified else []
    return Vouched(subject, f"{email} ({subject})" if verified else subject, (subject, *by_mail, *named))
