"""All tables, and the triggers that let the audit log only grow."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, Text
from sqlalchemy import ForeignKeyConstraint as ForeignKey
from sqlalchemy import UniqueConstraint as Unique

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

TABLES = (
    *("audit", "bindings", "erasures", "events", "problems", "publications", "replies"),
    *("responses", "results", "solves", "sweeps", "tokens", "workers", "consortia"),
)
"""In an order in which they can be dropped."""

REFUSAL = "the audit log only grows"


def upgrade() -> None:
    """Make them."""
    _make_people()
    _make_problems()
    _make_solves()
    _make_answers()
    _make_publications()
    _make_records()
    _guard_audit()


def downgrade() -> None:
    """Drop them all, with what they hold."""
    for name in TABLES:
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")


def _number() -> Column[int]:
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Column("number", kind, primary_key=True, autoincrement=True)


def _moment(name: str, *, nullable: bool = False, index: bool = False) -> Column[str]:
    return Column(name, String(27), nullable=nullable, index=index)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _short(
    name: str, length: int = 32, *, nullable: bool = False, index: bool = False
) -> Column[str]:
    return Column(name, String(length), nullable=nullable, index=index)


def _id() -> Column[str]:
    return Column("id", String(32), nullable=False, unique=True)


def _owner() -> ForeignKey:
    return ForeignKey(["consortium_id"], ["consortia.id"])


def _make_people() -> None:
    op.create_table(
        "consortia",
        Column("id", String(32), primary_key=True),
        _text("name"),
        _text("ceilings"),
        _short("pseudonym_key", 64),
        _moment("created_at"),
    )
    op.create_table(
        "tokens",
        Column("id", String(32), primary_key=True),
        _short("consortium_id", index=True),
        _short("role", 16),
        _text("member_id", nullable=True),
        _text("name"),
        Column("hash", String(64), nullable=False, unique=True),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("revoked_at", nullable=True),
        _owner(),
    )
    op.create_table(
        "bindings",
        Column("issuer", String(255), primary_key=True),
        Column("subject", String(255), primary_key=True),
        _short("consortium_id", index=True),
        _short("role", 16),
        _text("member_id", nullable=True),
        _moment("created_at"),
        _owner(),
    )


def _make_problems() -> None:
    op.create_table(
        "problems",
        _number(),
        _id(),
        _short("consortium_id"),
        _text("name"),
        _text("note"),
        _short("digest", 64),
        _short("text_digest", 64),
        _short("content_digest", 64),
        Column("bytes", Integer, nullable=False),
        _text("summary"),
        _text("notices"),
        _short("base_id", nullable=True),
        _text("changes", nullable=True),
        _moment("created_at"),
        _text("created_by"),
        Column("document", LargeBinary, nullable=False),
        _owner(),
        Unique("consortium_id", "content_digest"),
    )
    op.create_index("ix_problems_listed", "problems", ["consortium_id", "number"])
    op.create_table(
        "sweeps",
        _number(),
        _id(),
        _short("consortium_id"),
        _short("problem_id"),
        _text("name"),
        _text("note"),
        _text("request"),
        _moment("created_at"),
        _text("created_by"),
        _owner(),
    )
    op.create_index("ix_sweeps_listed", "sweeps", ["consortium_id", "number"])


def _make_solves() -> None:
    op.create_table(
        "solves",
        _number(),
        _id(),
        _short("consortium_id"),
        _short("problem_id", index=True),
        _short("sweep_id", nullable=True, index=True),
        _text("name"),
        _text("note"),
        _short("operation"),
        _text("order"),
        _text("effective"),
        _short("problem_digest", 64),
        _short("request_key", 64),
        Column("contract", Integer, nullable=False),
        _short("job_state", 16),
        _text("failure", nullable=True),
        _short("stop_wish", 8, nullable=True),
        *(Column(name, Integer, nullable=False) for name in ("priority", "attempt", "tries")),
        _text("worker_id", nullable=True),
        Column("worker_generation", Integer),
        *(_text(name, nullable=True) for name in ("phase", "best", "bound", "seconds")),
        _short("solve_result", 16, nullable=True),
        _short("verdict", nullable=True),
        Column("proved", Boolean),
        _text("kept_from", nullable=True),
        _short("answered_from", nullable=True),
        _moment("created_at"),
        _text("created_by"),
        _moment("queued_at"),
        _moment("started_at", nullable=True),
        _moment("finished_at", nullable=True),
        _owner(),
    )
    op.create_index("ix_solves_listed", "solves", ["consortium_id", "number"])
    op.create_index("ix_solves_request_key", "solves", ["consortium_id", "request_key"])
    op.create_index("ix_solves_job_state", "solves", ["job_state", "priority", "number"])


def _make_answers() -> None:
    op.create_table(
        "results",
        Column("solve_id", String(32), primary_key=True),
        _short("consortium_id", index=True),
        Column("bytes", Integer, nullable=False),
        _short("etag", 64),
        _moment("created_at"),
        Column("document", LargeBinary, nullable=False),
        _owner(),
    )
    op.create_table(
        "events",
        Column("solve_id", String(32), primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        _short("consortium_id", index=True),
        _moment("at", index=True),
        _short("kind", 16),
        _text("data"),
    )
    op.create_table(
        "replies",
        Column("actor", String(80), primary_key=True),
        Column("key", String(255), primary_key=True),
        _short("consortium_id", index=True),
        _short("request_digest", 64),
        Column("status", Integer, nullable=False),
        _text("headers"),
        _text("body"),
        _moment("at", index=True),
        _owner(),
    )


def _make_publications() -> None:
    op.create_table(
        "publications",
        _number(),
        _id(),
        _short("consortium_id", index=True),
        _short("problem_id"),
        Column("solve_id", String(32), nullable=False, unique=True),
        _short("state", 16),
        _text("note"),
        _moment("created_at"),
        _text("created_by"),
        _moment("published_at", nullable=True),
        _moment("superseded_at", nullable=True),
        _owner(),
    )
    op.create_table(
        "responses",
        _number(),
        _short("publication_id", index=True),
        _short("consortium_id", index=True),
        _text("member_id"),
        _short("answer", 16),
        _text("note"),
        _moment("at"),
        _text("given_by"),
        _owner(),
    )


def _make_records() -> None:
    op.create_table(
        "audit",
        _number(),
        _moment("at"),
        _short("consortium"),
        _short("actor"),
        _short("action", 64),
        _short("object", 64),
        _text("detail"),
    )
    op.create_table(
        "workers",
        Column("id", String(64), primary_key=True),
        Column("generation", Integer, nullable=False),
        _moment("lease_until"),
        _moment("started_at"),
        _text("facts"),
    )
    op.create_table("erasures", _number(), _short("consortium_id"), _moment("at"), _text("counts"))


def _guard_audit() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for change in ("UPDATE", "DELETE", "TRUNCATE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
        )
