"""Sessions that end when people log out, webhooks, the pull requests they told of, and the commit of a run."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables and the column."""
    op.add_column("runs", sa.Column("commit_id", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_runs_commit", "runs", ["project", "commit_id"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("shown", sa.String(700), nullable=False),
        sa.Column("subjects", sa.Text, nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("expires", sa.String(32), nullable=False),
    )
    op.create_table(
        "hooks",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("forge", sa.String(16), nullable=False),
        sa.Column("project", sa.String(100), nullable=False),
        sa.Column("repo", sa.String(300), nullable=False),
        sa.Column("api_url", sa.String(500), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("revoked", sa.String(32)),
    )
    op.create_table(
        "pulls",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hook", sa.String(16), sa.ForeignKey("hooks.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("commit_id", sa.String(64), nullable=False),
        sa.Column("seen", sa.String(32), nullable=False),
        sa.Column("posted", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("problem", sa.String(500), nullable=False),
        sa.UniqueConstraint("hook", "number", "commit_id"),
    )


def downgrade() -> None:
    """Take them away."""
    for name in ("pulls", "hooks", "sessions"):
        op.drop_table(name)
    op.drop_index("ix_runs_commit", "runs")
    op.drop_column("runs", "commit_id")
