"""What is stored, table by table. The migrations make them; a test compares the two.

`number` columns count up in order of arrival; `*_at` are moments in UTC; `consortium_id` stands in
every table that holds what belongs to a consortium, and every query names it. A long text is the
last column of its table: SQLite has to read through it to what follows.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
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

from api.storage.columns import Document, Moment, Packed

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)

LIVE = ("queued", "solving")
"""States of a job that has not ended."""

Counted = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database counts up by itself, on both databases."""

consortia = Table(
    "consortia",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("ceilings", Document, nullable=False),  # those that differ from the settings'
    Column("pseudonym_key", String(64), nullable=False),  # an erasure deletes it with the row
    Column("created_at", Moment, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("consortium_id", ForeignKey("consortia.id"), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("member_id", Text),
    Column("name", Text, nullable=False),
    Column("hash", String(64), nullable=False, unique=True),  # SHA-256 of the secret
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

bindings = Table(  # people who log in elsewhere (OpenID Connect), and what they are here
    "bindings",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("consortium_id", ForeignKey("consortia.id"), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("member_id", Text),
    Column("created_at", Moment, nullable=False),
)

problems = Table(
    "problems",
    metadata,
    Column("number", Counted, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("consortium_id", ForeignKey("consortia.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("text_digest", String(64), nullable=False),
    Column("content_digest", String(64), nullable=False),  # policies and scenarios count too
    Column("bytes", Integer, nullable=False),
    Column("summary", Document, nullable=False),
    Column("notices", Document, nullable=False),
    Column("base_id", String(32)),
    Column("root_id", String(32), nullable=False, index=True),  # the first of its family
    Column("changes", Document),  # what a derived problem changed in its base
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("document", Packed, nullable=False),  # the problem as JSON text
    UniqueConstraint("consortium_id", "content_digest"),
    Index("ix_problems_listed", "consortium_id", "number"),
)

sweeps = Table(
    "sweeps",
    metadata,
    Column("number", Counted, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("consortium_id", ForeignKey("consortia.id"), nullable=False),
    Column("problem_id", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("request", Document, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Index("ix_sweeps_listed", "consortium_id", "number"),
)

solves = Table(
    "solves",
    metadata,
    Column("number", Counted, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("consortium_id", ForeignKey("consortia.id"), nullable=False),
    Column("problem_id", String(32), nullable=False, index=True),
    Column("sweep_id", String(32), index=True),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    # what is asked
    Column("operation", String(32), nullable=False),
    Column("order", Document, nullable=False),  # asked, options, split, settings
    Column("effective", Document, nullable=False),  # policy, goals, scenario as they will be
    Column("problem_digest", String(64), nullable=False),  # with the scenario applied
    Column("request_key", String(64), nullable=False),
    Column("contract", Integer, nullable=False),  # version of the order's form
    # the job
    Column("job_state", String(16), nullable=False),
    Column("failure", Document),
    Column("stop_wish", String(8)),  # stop or cancel
    Column("priority", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("tries", Integer, nullable=False),  # attempts that failed
    Column("worker_id", Text),
    Column("worker_generation", Integer),
    # where it stands
    Column("phase", Text),
    Column("best", Text),
    Column("bound", Text),
    Column("seconds", Text),
    Column("last_event", Integer, nullable=False, server_default="0"),  # numbers given so far
    # what came out
    Column("solve_result", String(16)),
    Column("verdict", String(32)),
    Column("proved", Boolean),
    Column("kept_from", Text),  # the goal that the plan kept at a stop is from
    Column("answered_from", String(32)),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment, index=True),
    Index("ix_solves_listed", "consortium_id", "number"),
    Index("ix_solves_request_key", "consortium_id", "request_key"),
    Index("ix_solves_job_state", "job_state", "priority", "number"),
    Index("ix_solves_turn", "consortium_id", "job_state", "priority", "number"),
)

results = Table(
    "results",
    metadata,
    Column("solve_id", String(32), primary_key=True),
    Column("consortium_id", ForeignKey("consortia.id"), nullable=False, index=True),
    Column("bytes", Integer, nullable=False),
    Column("etag", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("document", Packed, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("solve_id", String(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("consortium_id", String(32), nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("data", Document, nullable=False),
)

publications = Table(
    "publications",
    metadata,
    Column("number", Counted, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("consortium_id", ForeignKey("consortia.id"), nullable=False, index=True),
    Column("problem_id", String(32), nullable=False),
    Column("solve_id", String(32), nullable=False, unique=True),
    Column("state", String(16), nullable=False),  # draft, published, superseded
    Column("note", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("published_at", Moment),
    Column("superseded_at", Moment),
)

responses = Table(
    "responses",
    metadata,
    Column("number", Counted, primary_key=True, autoincrement=True),
    Column("publication_id", String(32), nullable=False, index=True),
    Column("consortium_id", ForeignKey("consortia.id"), nullable=False, index=True),
    Column("member_id", Text, nullable=False),
    Column("answer", String(16), nullable=False),  # accepts, objects
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("given_by", Text, nullable=False),
)

audit = Table(  # only ever grows: triggers refuse to change or delete a row
    "audit",
    metadata,
    Column("number", Counted, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("consortium", String(32), nullable=False),  # pseudonyms
    Column("actor", String(32), nullable=False),
    Column("action", String(64), nullable=False),
    Column("object", String(64), nullable=False),
    Column("detail", Document, nullable=False),
)

replies = Table(  # to requests with an Idempotency-Key
    "replies",
    metadata,
    Column("actor", String(80), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("consortium_id", ForeignKey("consortia.id"), nullable=False, index=True),
    Column("request_digest", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Document, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
)

workers = Table(
    "workers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("lease_until", Moment, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("facts", Document, nullable=False),
)

erasures = Table(  # asked for; done again after a restore
    "erasures",
    metadata,
    Column("number", Counted, primary_key=True, autoincrement=True),
    Column("consortium_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("counts", Document, nullable=False),
)
