"""Tokens: where they come from, and that they never come out again."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from lepton_iac.errors import LeptonError

SHORTEST = 8
"""Characters below which a text is no token: redacting it would only garble the words around it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A secret and the name of the variable it came from; printing it shows only the name."""

    secret: str = field(repr=False)
    variable: str


def token_from(environment: Mapping[str, str], variables: Sequence[str]) -> Token | None:
    """The first of these variables that is set.

    Raises:
        LeptonError: it holds characters that no header may; the value is not quoted.
    """
    for variable in variables:
        secret = environment.get(variable, "").strip()
        if secret:
            if not (secret.isascii() and secret.isprintable()) or " " in secret:
                raise LeptonError("the token holds blanks or control characters", where=variable, mend="set it again")
            return Token(secret, variable)
    return None


def spellings(secret: str) -> tuple[str, ...]:
    """Every way a token may stand in a text: as it is, in a URL, in a basic authorization header."""
    if len(secret) < SHORTEST:
        return ()
    basic = (b64encode(text.encode()).decode() for text in (secret, f":{secret}"))
    parts = [part for part in secret.split(":")[1:] if len(part) >= SHORTEST]
    return tuple(dict.fromkeys([secret, quote(secret, safe=""), *basic, *parts]))


def redact(text: str, secrets: Iterable[str]) -> str:
    """The text with every secret, longest first, replaced by ``***``."""
    for secret in sorted({*secrets}, key=len, reverse=True):
        text = text.replace(secret, "***") if secret else text
    return text
