"""The door of a job's process. Light: a worker imports this too, and must stay small."""

from __future__ import annotations

from multiprocessing.connection import Connection


def work(connection: Connection) -> None:
    """Take one task from the parent, carry it out, send what came of it, and end."""
    # Imported here: loaded in the server that forks, never in the worker itself.
    from api.jobs.child import carry_out

    carry_out(connection)
