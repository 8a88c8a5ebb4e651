"""How a forge proves that a delivery is its own; every comparison takes the same time whatever is given.

Sources: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries,
https://docs.gitlab.com/user/project/integrations/webhooks/,
https://learn.microsoft.com/en-us/azure/devops/service-hooks/services/webhooks,
https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/
"""

import binascii
import hashlib
import hmac
from base64 import b64decode
from collections.abc import Callable, Mapping


def proven(forge: str, headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Whether a delivery bears the secret or a signature made with it; ``headers`` have lower-case names."""
    return _CHECKS[forge](headers, body, secret)


def _signed(header: str) -> Callable[[Mapping[str, str], bytes, str], bool]:
    def check(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
        own = f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
        return _same(own, headers.get(header, ""))

    return check


def _gitlab(headers: Mapping[str, str], body: bytes, secret: str) -> bool:  # noqa: ARG001 - one shape for all
    return _same(secret, headers.get("x-gitlab-token", ""))


def _azure(headers: Mapping[str, str], body: bytes, secret: str) -> bool:  # noqa: ARG001 - one shape for all
    scheme, _, value = headers.get("authorization", "").partition(" ")
    try:
        password = b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError, ValueError):
        password = ""
    return _same(secret, password) and scheme.lower() == "basic"


def _same(own: str, given: str) -> bool:
    return hmac.compare_digest(own.encode(), given.encode(errors="surrogateescape"))


_CHECKS: Mapping[str, Callable[[Mapping[str, str], bytes, str], bool]] = {
    "github": _signed("x-hub-signature-256"),
    "gitlab": _gitlab,
    "azure-repos": _azure,
    "bitbucket": _signed("x-hub-signature"),
}
