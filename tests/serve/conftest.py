"""A service with a database and tokens of its own, asked without a network."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from lepton_iac.serve.app import create
from lepton_iac.serve.auth.role import Role
from lepton_iac.serve.auth.tokens import create_token, revoke_token
from lepton_iac.serve.graphql.money import rates_of
from lepton_iac.serve.settings import Limits, Settings
from lepton_iac.serve.store.database import migrate, open_database

NOW = datetime.now(UTC)
KEY = bytes(range(32))


@dataclass(frozen=True)
class Served:
    """A running application and a way to make tokens for it."""

    client: TestClient
    engine: Engine

    def token(self, role: Role = Role.VIEWER, project: str = "*", days: int = 1) -> dict[str, str]:
        """The header of a new token."""
        with self.engine.begin() as connection:
            return {"X-Api-Key": create_token(connection, KEY, "a test", role, project, days, NOW)}

    def revoke(self, identity: str) -> None:
        """End the life of a token."""
        with self.engine.begin() as connection:
            revoke_token(connection, identity, NOW)


@pytest.fixture(scope="session")
def book_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the price book of all tests is built once."""
    return tmp_path_factory.getbasetemp().parent / "book"


@pytest.fixture
def settings(tmp_path: Path, book_dir: Path) -> Settings:
    """Settings of a small service."""
    limits = Limits(plan_bytes=2_000_000, archive_bytes=200_000, requests_per_minute=6000, workers=1)
    return Settings(KEY, f"sqlite:///{tmp_path}/serve.sqlite", book_dir, None, rates_of(["EUR=0.5"]), limits)


@pytest.fixture
def served(settings: Settings) -> Iterator[Served]:
    """A service that is up."""
    engine = open_database(settings.database)
    migrate(engine)
    with TestClient(create(settings), base_url="http://localhost", raise_server_exceptions=True) as client:
        yield Served(client, engine)
