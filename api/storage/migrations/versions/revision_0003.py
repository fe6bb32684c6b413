"""Solves by the moment of their end: figures and retention look at the last or oldest only."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

NAME = "ix_solves_finished_at"


def upgrade() -> None:
    """Add the index."""
    op.create_index(NAME, "solves", ["finished_at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index(NAME, "solves")
