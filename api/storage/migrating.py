"""Brings a database to a revision of the schema and back; the queue's tables are not ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from api.storage.database import Database
from api.storage.statements import queue_up
from api.storage.tables import metadata

FOLDER = Path(__file__).parent / "migrations"
BASE = "base"


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to the newest revision, or the one named: the whole way or not at all.

    Several processes may do so at once: they wait for each other.
    """
    with database.write() as connection:
        upgrade_within(connection, revision)


def downgrade(database: Database, revision: str) -> None:
    """Bring the schema back to an older revision (`base`: no table of ours is left)."""
    with database.write() as connection:
        downgrade_within(connection, revision)


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """The same inside a transaction of the caller."""
    queue_up(connection, "migration")
    command.upgrade(_config(connection), revision)


def downgrade_within(connection: Connection, revision: str) -> None:
    """The same inside a transaction of the caller."""
    queue_up(connection, "migration")
    command.downgrade(_config(connection), revision)


def is_current(database: Database) -> bool:
    """Whether the schema is the one that this version of the code needs."""
    with database.read() as connection:
        return revision_of(connection) == newest()


def revision_of(connection: Connection) -> str | None:
    """The revision of the schema; none: there is none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The newest revision that this version of the code knows."""
    head = _scripts().get_current_head()
    if head is None:
        raise LookupError("no revision")
    return head


def known() -> tuple[str, ...]:
    """All revisions that this version of the code knows, oldest first."""
    return tuple(reversed([each.revision for each in _scripts().walk_revisions()]))


def differences(connection: Connection) -> list[Any]:
    """What the migrated schema has otherwise than `api.storage.tables` says; empty when right."""
    return list(compare_metadata(MigrationContext.configure(connection, opts=options()), metadata))


def options() -> dict[str, Any]:
    """How Alembic is to look at our database."""
    return {
        "target_metadata": metadata,
        "include_object": _is_ours,
        "compare_type": True,
        "compare_server_default": True,
        "transactional_ddl": True,
    }


def _is_ours(thing: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Whatever stands in the database and is unknown to us belongs to the queue."""
    return kind != "table" or not reflected or name in metadata.tables


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER))
