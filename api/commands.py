"""What this package adds to the command line: the service, its worker, its people, its data.

Imported whenever help is shown, so nothing heavy stands at the top.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from allocator.cli.declaring import Argument, Command, Invocation, Option, Plugin
from allocator.texts.issues import InputError, Issue
from api.serving.options import (
    OPTIONS_OF_PERSON,
    OPTIONS_OF_SERVE,
    OPTIONS_OF_TOKEN,
    OPTIONS_OF_WORKER,
    PLACE,
)


@contextmanager
def installed() -> Iterator[None]:
    """Tells what to install where the service's libraries are missing. Raises InputError."""
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in {"allocator", "scenarios", "api"}:
            raise
        raise InputError((Issue("service_not_installed", value=missing),)) from None


def run_serve(invocation: Invocation) -> int:
    """`allocator serve`."""
    # Nothing of what is loaded now is ever garbage: looking for it takes a fifth of the start.
    # `serve` switches it on again when it is ready.
    gc.disable()
    try:
        # Imported here, as in all that follows: help runs nothing.
        with installed():
            from api.serving.running import run_serve

        return run_serve(invocation)
    finally:
        gc.enable()


def run_worker(invocation: Invocation) -> int:
    """`allocator worker`."""
    with installed():
        from api.serving.running import run_worker

    return run_worker(invocation)


def run_token(invocation: Invocation) -> int:
    """`allocator token`."""
    with installed():
        from api.serving.people import run_token

    return run_token(invocation)


def run_person(invocation: Invocation) -> int:
    """`allocator person`."""
    with installed():
        from api.serving.binding import run_person

    return run_person(invocation)


def run_migrate(invocation: Invocation) -> int:
    """`allocator migrate`."""
    with installed():
        from api.serving.keeping import run_migrate

    return run_migrate(invocation)


def run_backup(invocation: Invocation) -> int:
    """`allocator backup OUT`."""
    with installed():
        from api.serving.keeping import run_backup

    return run_backup(invocation)


def run_restore(invocation: Invocation) -> int:
    """`allocator restore IN`."""
    with installed():
        from api.serving.keeping import run_restore

    return run_restore(invocation)


def run_erase(invocation: Invocation) -> int:
    """`allocator erase CONSORTIUM`."""
    with installed():
        from api.serving.keeping import run_erase

    return run_erase(invocation)


SERVE = Command(
    "serve",
    (
        "uruchamia usługę: API i jednego wykonawcę zadań",
        "starts the service: the API and one worker",
    ),
    run_serve,
    options=OPTIONS_OF_SERVE,
    details=(
        "Gdy usługa przyjmuje żądania, na wyjściu staje jeden wiersz JSON: listening i ready. "
        "Na adresie innym niż własny (loopback) wymaga logowania. SIGTERM i Ctrl-C kończą ją "
        "w ciągu 15 s, a niedokończone zadania wracają do kolejki. Wszystkie ustawienia opisuje "
        "docs/service.md.",
        "Once requests are answered, one line of JSON stands on standard output: listening and "
        "ready. On any address but loopback it requires authentication. SIGTERM and Ctrl-C end it "
        "within 15 s, and unfinished jobs go back into the queue. docs/service.md describes all "
        "settings.",
    ),
)
WORKER = Command(
    "worker",
    ("wykonuje zadania usługi", "carries out the jobs of the service"),
    run_worker,
    options=OPTIONS_OF_WORKER,
    details=(
        "Na wielu maszynach: ta sama baza PostgreSQL, każdy wykonawca pod własną nazwą. SIGTERM "
        "kończy go w ciągu 15 s: zadania, które nie zdążą się skończyć, wracają do kolejki.",
        "On many machines: the same PostgreSQL, each worker with a name of its own. SIGTERM ends "
        "it within 15 s: jobs that do not end in time go back into the queue.",
    ),
)
TOKEN = Command(
    "token",
    (
        "tworzy token dostępu do usługi, pokazuje listę albo unieważnia",
        "makes a token for the service, lists tokens or revokes one",
    ),
    run_token,
    options=OPTIONS_OF_TOKEN,
    details=(
        "Sekret staje na wyjściu ten jeden raz; zachowany jest tylko jego skrót.",
        "The secret stands on standard output this one time; only its digest is kept.",
    ),
)
PERSON = Command(
    "person",
    (
        "nadaje rolę osobie, która loguje się u wystawcy OpenID, odbiera ją albo pokazuje listę",
        "gives a role to a person who logs in at an OpenID issuer, takes it away, or lists people",
    ),
    run_person,
    options=OPTIONS_OF_PERSON,
    details=(
        "Osoba ma jedną rolę w jednym konsorcjum; nowa zastępuje poprzednią.",
        "A person has one role in one consortium; a new one takes the place of the former.",
    ),
)
MIGRATE = Command(
    "migrate",
    (
        "doprowadza bazę danych do wersji programu",
        "brings the database to the version of the program",
    ),
    run_migrate,
    options=PLACE,
    details=(
        "Na SQLite robi to także serve. Przedtem zrób kopię: allocator backup.",
        "On SQLite serve does it, too. Make a copy first: allocator backup.",
    ),
)
BACKUP = Command(
    "backup",
    ("zapisuje kopię wszystkich danych usługi", "writes a copy of all data of the service"),
    run_backup,
    arguments=(
        Argument(
            "OUT",
            (
                "plik kopii; bez niego nowy w folderze backups",
                "the file of the copy; left out, a new one in the folder backups",
            ),
            required=False,
        ),
    ),
    options=PLACE,
    details=(
        "Usługa może w tym czasie działać; kopia jest spójna.",
        "The service may run meanwhile; the copy is consistent.",
    ),
)
RESTORE = Command(
    "restore",
    ("odtwarza dane usługi z kopii", "restores the data of the service from a copy"),
    run_restore,
    arguments=(Argument("IN", ("plik kopii", "the file of the copy")),),
    options=(
        Option(
            "--replace",
            (
                "zastępuje dane, które już są w bazie",
                "takes the place of data that the database holds already",
            ),
        ),
        *PLACE,
    ),
    details=(
        "Tylko przy zatrzymanej usłudze. Konsorcja usunięte po zrobieniu kopii są usuwane jeszcze "
        "raz.",
        "Only while the service is stopped. Consortia erased since the copy was made are erased "
        "again.",
    ),
)
ERASE = Command(
    "erase",
    ("usuwa wszystkie dane konsorcjum", "erases all data of a consortium"),
    run_erase,
    arguments=(Argument("CONSORTIUM", ("konsorcjum", "the consortium")),),
    options=(
        Option("--yes", ("naprawdę usuń", "really erase")),
        *PLACE,
    ),
    details=(
        "Bez --yes tylko mówi, co zostałoby usunięte. Wypisuje kopie, w których dane jeszcze są.",
        "Without --yes it only says so. It lists the copies that still hold the data.",
    ),
)

plugin = Plugin(commands=(SERVE, WORKER, TOKEN, PERSON, MIGRATE, BACKUP, RESTORE, ERASE))
