"""The family of a problem, the last number given to a solve's events, whose turn is next."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, String

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

ROOTS = """
WITH RECURSIVE family(id, root_id) AS (
    SELECT id, id FROM problems
    WHERE base_id IS NULL OR base_id NOT IN (SELECT id FROM problems)
    UNION ALL
    SELECT problems.id, family.root_id FROM problems JOIN family ON problems.base_id = family.id
)
UPDATE problems SET root_id = (SELECT root_id FROM family WHERE family.id = problems.id)
"""
NUMBERS = """
UPDATE solves SET last_event =
    COALESCE((SELECT MAX(number) FROM events WHERE events.solve_id = solves.id), 0)
"""


def upgrade() -> None:
    """Add them, and fill the columns from what is there."""
    # SQLite reads through a long text to what follows it, so nothing may follow `document`
    in_place = op.get_bind().dialect.name != "sqlite"
    with op.batch_alter_table("problems", recreate="never" if in_place else "always") as problems:
        place = None if in_place else "base_id"
        problems.add_column(Column("root_id", String(32)), insert_after=place)
    op.execute(ROOTS)
    with op.batch_alter_table("problems") as problems:
        problems.alter_column("root_id", existing_type=String(32), nullable=False)
        problems.create_index("ix_problems_root_id", ["root_id"])
    op.add_column("solves", Column("last_event", Integer, nullable=False, server_default="0"))
    op.execute(NUMBERS)
    op.create_index(
        "ix_solves_turn", "solves", ["consortium_id", "job_state", "priority", "number"]
    )


def downgrade() -> None:
    """Take them away; they follow from the rest."""
    op.drop_index("ix_solves_turn", "solves")
    with op.batch_alter_table("problems") as problems:
        problems.drop_index("ix_problems_root_id")
        problems.drop_column("root_id")
    with op.batch_alter_table("solves") as solves:
        solves.drop_column("last_event")
