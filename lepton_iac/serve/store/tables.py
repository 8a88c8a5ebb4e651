"""The tables of the service; times are UTC in ISO form, money is text, so that both databases keep them exactly."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("project", String(100), nullable=False),
    Column("created", String(32), nullable=False),
    Column("expires", String(32), nullable=False),
    Column("revoked", String(32)),
)

grants = Table(
    "grants",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String(300), nullable=False),
    Column("role", String(16), nullable=False),
    Column("project", String(100), nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", String(100), nullable=False),
    Column("stack", String(200), nullable=False),
    Column("created", String(32), nullable=False),
    Column("actor", String(300), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("monthly", String(40), nullable=False),
    Column("saving", String(40), nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("resources", Integer, nullable=False),
    Column("findings", Integer, nullable=False),
    Column("commit_id", String(64), nullable=False, server_default=""),
    Index("ix_runs_place", "project", "stack", "id"),
    Index("ix_runs_commit", "project", "commit_id"),
)

results = Table(
    "results",
    metadata,
    Column("run", Integer, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("content", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("actor", String(300), nullable=False),
    Column("action", String(40), nullable=False),
    Column("target", String(300), nullable=False),
    Column("detail", String(100), nullable=False),
    Column("chain", String(64), nullable=False),
)

usage = Table(
    "usage",
    metadata,
    Column("run", Integer, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("address", String(500), primary_key=True),
    Column("usage_key", String(200), primary_key=True),
    Column("monthly", String(40), nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(300), nullable=False),
    Column("shown", String(700), nullable=False),
    Column("subjects", Text, nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("expires", String(32), nullable=False),
)

hooks = Table(
    "hooks",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("forge", String(16), nullable=False),
    Column("project", String(100), nullable=False),
    Column("repo", String(300), nullable=False),
    Column("api_url", String(500), nullable=False),
    Column("created", String(32), nullable=False),
    Column("revoked", String(32)),
)

pulls = Table(
    "pulls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hook", String(16), ForeignKey("hooks.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("commit_id", String(64), nullable=False),
    Column("seen", String(32), nullable=False),
    Column("posted", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("problem", String(500), nullable=False),
    UniqueConstraint("hook", "number", "commit_id"),
)
