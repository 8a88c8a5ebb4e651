"""Webhook deliveries, so that an event that comes twice is answered once."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("event", sa.String(200), nullable=False),
        sa.Column("forge", sa.String(16), nullable=False),
        sa.Column("repository", sa.String(300), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("project", sa.String(100), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(300), nullable=False),
        sa.UniqueConstraint("event", name="uq_deliveries_event"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("deliveries")
