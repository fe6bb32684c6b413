"""The commands that look after what is stored: migrate, backup, restore, erase."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from allocator.cli.declaring import Invocation, Texts, chosen
from allocator.cli.exits import Exit
from allocator.cli.speaking import tell
from allocator.texts.issues import InputError, Issue
from api.serving.running import settings_of
from api.serving.starting import prepare_database, prepare_folder, unreachable
from api.settings import Settings
from api.storage.database import Database

MIGRATED: Texts = (
    "Baza danych ma wersję {revision}.",
    "The database has version {revision}.",
)
SAVED: Texts = (
    "Kopia jest w pliku {path} (wierszy: {rows}).",
    "The copy is in the file {path} (rows: {rows}).",
)
RESTORED: Texts = (
    "Odtworzono dane z {path} (wierszy: {rows}). Zadania, które trwały, ruszą od nowa.",
    "The data of {path} are restored (rows: {rows}). Jobs that were running start anew.",
)
ERASED: Texts = (
    "Usunięto konsorcjum {consortium} (wierszy: {rows}).",
    "Consortium {consortium} is erased (rows: {rows}).",
)
ERASED_AGAIN: Texts = (
    "Usunięto jeszcze raz konsorcjum {consortium}.",
    "Consortium {consortium} is erased again.",
)
HOLDS: Texts = (
    "Jego dane są jeszcze w kopii {path} – usuń ją sam, gdy przestanie być potrzebna.",
    "Its data are still in the copy {path} – delete that yourself once it is not needed.",
)
COPY_CODES = (
    "backup_damaged",
    "backup_newer",
    "database_in_use",
    "database_not_empty",
    "no_schema",
)


@contextmanager
def opened(invocation: Invocation) -> Iterator[tuple[Settings, Database]]:
    """The settings and the database for a command, the schema seen to. Raises InputError."""
    settings = settings_of(invocation)
    prepare_folder(settings.data)
    database = Database(settings.address)
    try:
        prepare_database(settings, database)
        yield settings, database
    finally:
        database.close()


def run_migrate(invocation: Invocation) -> int:
    """Bring the schema and the queue's tables to the version of the program."""
    # Imported here: help migrates nothing.
    from sqlalchemy.exc import DBAPIError

    from api.jobs.queue import prepare_queue
    from api.storage import migrating

    settings = settings_of(invocation)
    prepare_folder(settings.data)
    database = Database(settings.address)
    try:
        migrating.upgrade(database)
        prepare_queue(database)
    except DBAPIError as error:
        raise unreachable(error) from None
    finally:
        database.close()
    tell(chosen(MIGRATED, invocation.language).format(revision=migrating.newest()))
    return Exit.RIGHT


def run_backup(invocation: Invocation) -> int:
    """Write a copy of everything, whole or not at all."""
    # Imported here: help copies nothing.
    from api.storage.backups import backup

    settings = settings_of(invocation)
    out = invocation.text("OUT")
    target = None if out is None else Path(out)
    if target is not None and target.exists():
        raise InputError((Issue("backup_exists", column="OUT", value=str(target)),))
    with _told_as_fault("OUT", str(target or settings.data)):
        saved = backup(settings, target)
    rows = sum(saved.rows.values())
    tell(chosen(SAVED, invocation.language).format(path=saved.path, rows=rows))
    return Exit.RIGHT


def run_restore(invocation: Invocation) -> int:
    """Put a copy in the place of an empty database, or with --replace of what is there."""
    # Imported here: as above.
    from api.jobs.queue import prepare_queue
    from api.storage.backups import restore

    settings = settings_of(invocation)
    prepare_folder(settings.data)
    source = Path(str(invocation.text("IN")))
    with _told_as_fault("IN", str(source)):
        restored = restore(settings, source, replace=invocation.flag("--replace"))
    database = Database(settings.address)
    try:
        prepare_queue(database)
    finally:
        database.close()
    rows = sum(restored.rows.values())
    tell(chosen(RESTORED, invocation.language).format(path=source, rows=rows))
    for consortium_id in restored.erased:
        tell(chosen(ERASED_AGAIN, invocation.language).format(consortium=consortium_id))
    return Exit.RIGHT


def run_erase(invocation: Invocation) -> int:
    """Erase a consortium, and name the copies that still hold it."""
    # Imported here: as above.
    from api.storage import consortia
    from api.storage.erasing import erase

    name = str(invocation.text("CONSORTIUM"))
    with opened(invocation) as (settings, database):
        with database.read() as connection:
            known = [str(each["id"]) for each in consortia.listed(connection)]
        if name not in known:
            told = (("known", ", ".join(known) or "–"),)
            raise InputError((Issue("consortium_unknown", value=name, parameters=told),))
        if not invocation.flag("--yes"):
            raise InputError((Issue("erase_unconfirmed", column="CONSORTIUM", value=name),))
        done = erase(database, name, data=settings.data, actor="command-line")
    rows = sum(done.counts.values())
    tell(chosen(ERASED, invocation.language).format(consortium=name, rows=rows))
    for path in done.backups:
        tell(chosen(HOLDS, invocation.language).format(path=path))
    return Exit.RIGHT


@contextmanager
def _told_as_fault(place: str, value: str) -> Iterator[None]:
    """What a copy can not be made or used for, as a fault of the command."""
    # Imported here: as above.
    from sqlalchemy.exc import DBAPIError

    from api.faults import Refusal

    try:
        yield
    except Refusal as error:
        if error.code not in COPY_CODES:
            raise
        told = tuple(sorted(error.detail.items()))
        issue = Issue(error.code, column=place, value=value, parameters=told)
        raise InputError((issue,)) from None
    except DBAPIError as error:
        raise unreachable(error) from None
    except OSError as error:
        told = (("reason", str(error.strerror or error)),)
        issue = Issue("file_failed", column=place, value=value, parameters=told)
        raise InputError((issue,)) from None
