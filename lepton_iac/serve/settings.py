"""What the operator decides; read once, by the command."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lepton_iac.comment.redact import Token
from lepton_iac.serve.graphql.money import Rates, rates_of

MIB = 1024 * 1024


@dataclass(frozen=True)
class Oidc:
    """The provider of people's logins; ``secret`` is empty for a public client with PKCE alone."""

    issuer: str
    client_id: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Limits:
    """What one request may take.

    Attributes:
        plan_bytes, archive_bytes: longest uploads; ``extracted_bytes`` and ``archive_files`` once unpacked.
        requests_per_minute: of one address (an IPv6 network of 64 bits is one); ``logins_per_minute``: to log in.
        seconds: longest time one stack may be worked on.
        workers: stacks worked on at once; ``waiting`` more wait, the next is asked to come again.
        body_bytes: longest body of any other request.
    """

    plan_bytes: int = 200 * MIB
    archive_bytes: int = 50 * MIB
    extracted_bytes: int = 200 * MIB
    archive_files: int = 5_000
    requests_per_minute: int = 600
    logins_per_minute: int = 30
    seconds: float = 300.0
    workers: int = 2
    waiting: int = 16
    body_bytes: int = 16 * MIB


@dataclass(frozen=True)
class Settings:
    """Everything the application is made from.

    Attributes:
        key: 32 random bytes: hashes tokens, signs sessions.
        tls: people reach the service by https.
        public_url: where they reach it, for logins, without a last slash.
        keep_days: results older than this are forgotten; 0 keeps them.
        open_prices: the price queries need no token.
        oidc: where people log in; without it only tokens log in.
        forge_tokens: forge to the token that its comments are posted with.
    """

    key: bytes = field(repr=False)
    database: str = field(repr=False)
    cache_dir: Path
    data_dir: Path | None
    rates: Rates = field(default_factory=lambda: rates_of(()))
    limits: Limits = field(default_factory=Limits)
    tls: bool = False
    public_url: str = ""
    keep_days: int = 0
    open_prices: bool = False
    oidc: Oidc | None = None
    forge_tokens: Mapping[str, Token] = field(default_factory=dict)
