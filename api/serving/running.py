"""The commands that run processes: `allocator serve` and `allocator worker`."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping

from allocator.cli.declaring import Invocation
from allocator.cli.exits import Exit, end_with_faults
from api.journal import note, start_journal
from api.serving.starting import (
    DatabaseAway,
    await_database,
    prepare_folder,
    usual_worker_id,
)
from api.settings import Settings
from api.settings_reading import read_settings
from api.storage.database import Database

SERVE_OPTIONS = ("host", "port", "data", "root_path", "trusted_proxy")


def settings_of(invocation: Invocation, names: tuple[str, ...] = ("data",)) -> Settings:
    """The settings in force for a command. The folder is told from the root: processes move."""
    typed: Mapping[str, str | None] = {
        name: invocation.text(f"--{name.replace('_', '-')}") for name in names
    }
    settings = read_settings(typed, file=invocation.text("--settings"))
    return settings.model_copy(update={"data": settings.data.expanduser().absolute()})


def run_serve(invocation: Invocation) -> int:
    """Serve until told to end."""
    # Imported here: wrong settings are told before more is loaded.
    from api.serving.service import serve

    settings = settings_of(invocation, SERVE_OPTIONS)
    start_journal(settings.log_format, settings.log_level)
    with_worker = not invocation.flag("--no-worker")
    _watch_input(invocation)
    try:
        return serve(settings, with_worker=with_worker, language=invocation.language)
    except DatabaseAway as error:
        return _end_away(error, invocation)


def run_worker(invocation: Invocation) -> int:
    """Carry out jobs until told to end."""
    # Imported here: as above.
    from api.serving.working import work

    settings = settings_of(invocation)
    start_journal(settings.log_format, settings.log_level)
    prepare_folder(settings.data)
    worker_id = invocation.text("--id") or usual_worker_id(settings)
    _watch_input(invocation)
    try:
        if not invocation.flag("--supervised"):
            # One that is supervised finds all prepared by the service that started it.
            _await(settings)
        work(settings, worker_id)
    except DatabaseAway as error:
        return _end_away(error, invocation)


def _await(settings: Settings) -> None:
    database = Database(settings.address)
    try:
        await_database(settings, database)
    finally:
        database.close()


def _end_away(error: DatabaseAway, invocation: Invocation) -> Exit:
    """Told as other faults are, but with an exit code that says: start it again."""
    end_with_faults(error.issues, language=invocation.language, as_json=False)
    return Exit.STOPPED


def _watch_input(invocation: Invocation) -> None:
    """With `--supervised`, whoever started this holds the other end of the standard input."""
    if invocation.flag("--supervised"):
        threading.Thread(target=_end_with_input, daemon=True, name="parent's watch").start()


def _end_with_input() -> None:
    # Not through `sys.stdin`, whose lock would still be held when the interpreter ends.
    while os.read(0, 4096):
        pass
    note("parent_gone", level="warning")
    os.kill(os.getpid(), signal.SIGTERM)
