"""The usage that a run's bill was made with, so that it can be asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "usage",
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("address", sa.String(500), primary_key=True),
        sa.Column("usage_key", sa.String(200), primary_key=True),
        sa.Column("monthly", sa.String(40), nullable=False),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("usage")
