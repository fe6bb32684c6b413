"""How Alembic runs our revisions: on a connection given to it, and on our own tables only."""

from __future__ import annotations

from alembic import context

from api.storage.migrating import options

context.configure(connection=context.config.attributes["connection"], **options())
with context.begin_transaction():
    context.run_migrations()
