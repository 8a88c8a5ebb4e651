"""What the operator decides; read once, by the command."""

from dataclasses import dataclass, field
from pathlib import Path

from lepton_iac.serve.graphql.money import Rates, rates_of

MIB = 1024 * 1024


@dataclass(frozen=True)
class Oidc:
    """The provider of people's logins; ``secret`` is empty for a public client with PKCE alone."""

    issuer: str
    client_id: str
    secret: str = ""


@dataclass(frozen=True)
class Limits:
    """What one request may take.

    Attributes:
        plan_bytes, archive_bytes: longest uploads; ``extracted_bytes`` and ``archive_files`` once unpacked.
        requests_per_minute: of one caller; of one address where nobody is known yet.
        seconds: longest time one stack may be worked on.
        workers: stacks worked on at once; ``waiting`` more wait, the next is asked to come again.
        body_bytes: longest body of any other request.
    """

    plan_bytes: int = 200 * MIB
    archive_bytes: int = 50 * MIB
    extracted_bytes: int = 200 * MIB
    archive_files: int = 5_000
    requests_per_minute: int = 600
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
        public_url: where they reach it, for logins.
        keep_days: results older than this are forgotten; 0 keeps them.
        open_prices: the price queries need no token.
        hook_secrets: forge to the secret its webhooks are signed with.
        hook_tokens: forge to the token comments are posted with.
    """

    key: bytes
    database: str
    cache_dir: Path
    data_dir: Path | None
    rates: Rates = field(default_factory=lambda: rates_of(()))
    limits: Limits = field(default_factory=Limits)
    tls: bool = False
    public_url: str = ""
    keep_days: int = 0
    open_prices: bool = False
    oidc: Oidc | None = None
    hook_secrets: dict[str, str] = field(default_factory=dict)
    hook_tokens: dict[str, str] = field(default_factory=dict)
