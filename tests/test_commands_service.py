"""Commands that look after the service: tokens, schema, copies, erasure; what is told when not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from allocator.cli.plugins import all_commands
from api.storage import migrating
from api.storage.database import Database
from tests.command_line import Terminal
from tests.operators import Operator
from tests.operators import operator as operator
from tests.operators import undisturbed as undisturbed
from tests.postgres_server import Server

NAMES = ("serve", "worker", "token", "person", "migrate", "backup", "restore", "erase")
SECRET = re.compile(r"alc_[A-Za-z0-9_-]{43}")


def test_all_commands_are_there() -> None:
    assert set(NAMES) <= set(all_commands())


def test_help_loads_nothing_of_the_service() -> None:
    heavy = ("fastapi", "starlette", "sqlalchemy", "dbos", "pydantic", "uvicorn", "alembic")
    script = (
        "import sys; from allocator.cli.app import run\n"
        f"for each in ('', *{NAMES!r}):\n    run([*([each] if each else []), '--help'])\n"
        f"print([each for each in {heavy!r} if each in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.splitlines()[-1] == "[]"


def test_missing_libraries_are_told(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.__import__", without("pydantic", __import__))
    ran = operator("migrate")
    assert ran.code == 2
    assert "“pydantic” – the service is not installed: pip install 'allocator[service]'" in ran.err


def without(missing: str, usual: Callable[..., object]) -> Callable[..., object]:
    """An import that fails where the service begins, as without its libraries."""

    def importing(name: str, *rest: object, **named: object) -> object:
        if name.startswith("api.serving"):
            raise ModuleNotFoundError(name=missing)
        return usual(name, *rest, **named)

    return importing


def test_a_token_is_shown_once_and_its_digest_kept(operator: Operator) -> None:
    secret = operator.token()
    assert SECRET.fullmatch(secret)
    assert secret.encode() not in (operator.data / "allocator.sqlite").read_bytes()
    listed = operator("token", "--list")
    assert secret not in listed.out
    assert re.search(r"^tk-\w+  hajnowka  admin  –  valid  \d{4}-\d\d-\d\d$", listed.out, re.M)


def test_a_token_belongs_to_whom_it_was_made_for(operator: Operator) -> None:
    words = ("--consortium", "h", "--role", "member", "--member", "M01", "--days", "2")
    operator.token(*words, "--name", "phone")
    (row,) = operator("token", "--list", "--format", "json").document["tokens"]
    assert (row["consortium_id"], row["role"], row["member_id"]) == ("h", "member", "M01")
    assert (row["name"], row["state"]) == ("phone", "valid")
    assert row["expires_at"][:10] > row["created_at"][:10]


def test_a_token_for_programs(operator: Operator) -> None:
    ran = operator("token", "--consortium", "h", "--role", "admin", "--format", "json")
    assert SECRET.fullmatch(ran.document["token"])
    assert ran.document["days"] == 365


def test_a_token_is_revoked_once(operator: Operator) -> None:
    operator.token()
    name = operator("token", "--list").out.split()[0]
    assert operator("token", "--revoke", name).code == 0
    assert "  revoked  " in operator("token", "--list").out
    again = operator("token", "--revoke", name, "--format", "json")
    assert (again.code, again.fault_codes) == (2, ["token_unknown"])


def test_the_first_token_is_made_once(operator: Operator, tmp_path: Path) -> None:
    file = tmp_path / "token"
    words = ("--first", "--consortium", "h", "--role", "admin", "--out", file)
    for _ in range(2):
        ran = operator("token", *words)
        assert (ran.code, ran.out) == (0, "")
    assert SECRET.fullmatch(file.read_text().strip())
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(operator("token", "--list").out.splitlines()) == 1


def test_no_secret_is_written_over_a_file(operator: Operator, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("precious")
    ran = operator("token", "--consortium", "h", "--role", "admin", "--out", file)
    assert (ran.code, file.read_text()) == (2, "precious")
    assert operator("token", "--list").out == ""


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ((), ["token_one_thing"]),
        (("--list", "--revoke", "x"), ["token_one_thing"]),
        (("--consortium", "h"), ["token_needs"]),
        (("--consortium", "h", "--role", "member"), ["token_member"]),
        (("--consortium", "h", "--role", "admin", "--member", "M"), ["token_member"]),
        (
            ("--consortium", "z ł", "--role", "admin", "--days", "0"),
            ["consortium_name", "below_minimum"],
        ),
        (("--consortium", "h", "--role", "king"), ["option_not_a_choice"]),
    ],
)
def test_all_that_is_wrong_with_a_token(
    operator: Operator, words: tuple[str, ...], codes: list[str]
) -> None:
    ran = operator("token", *words, "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, codes)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_faults_are_told_in_both_languages(operator: Operator, language: str) -> None:
    said = operator("token", language=language).err
    assert ("give one of three" in said) is (language == "en")
    assert ("podaj jedno z trojga" in said) is (language == "pl")


def test_migrate_brings_the_schema(operator: Operator) -> None:
    ran = operator("migrate")
    assert (ran.code, ran.out) == (0, "")
    database = Database(f"sqlite:///{operator.data / 'allocator.sqlite'}")
    assert migrating.is_current(database)
    database.close()
    assert operator("migrate").code == 0


@pytest.fixture(name="behind")
def a_database_behind(
    postgres_server: Server, monkeypatch: pytest.MonkeyPatch, postgres_database: Database
) -> Database:
    """A PostgreSQL database one revision behind, as the settings name it."""
    migrating.downgrade(postgres_database, migrating.known()[-2])
    monkeypatch.setenv("ALLOCATOR_DATABASE_URL", postgres_database.url)
    return postgres_database


def test_postgresql_is_migrated_only_when_asked(operator: Operator, behind: Database) -> None:
    refused = operator("token", "--list", "--format", "json")
    assert (refused.code, refused.fault_codes) == (2, ["schema_behind"])
    assert not migrating.is_current(behind)
    assert operator("migrate").code == 0
    assert operator("token", "--list").code == 0


def test_a_database_that_does_not_answer(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "postgresql+psycopg://u:hunter2@127.0.0.1:1/none"
    monkeypatch.setenv("ALLOCATOR_DATABASE_URL", address)
    monkeypatch.setattr("api.serving.starting.PATIENCE_SECONDS", 0)
    for words, code in (
        (("token", "--list"), 2),
        (("migrate",), 2),
        (("backup", "x.zip"), 2),
        # These a supervisor may start again.
        (("serve", "--port", "0"), 4),
        (("worker",), 4),
    ):
        ran = operator(*words)
        assert ran.code == code
        assert "[database_unreachable]" in ran.err
        assert "hunter2" not in ran.err


def test_a_file_of_settings_says_where_the_data_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    terminal = Terminal(capsys)
    file = tmp_path / "service.env"
    file.write_text(f"ALLOCATOR_DATA={tmp_path / 'there'}\n")
    assert terminal("migrate", "--settings", file).code == 0
    assert (tmp_path / "there" / "allocator.sqlite").exists()


def test_a_slip_in_a_setting_stops_every_command(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOCATOR_SLOT", "2")
    for name, words in (("token", ("--list",)), ("serve", ()), ("worker", ()), ("migrate", ())):
        ran = operator(name, *words)
        assert ran.code == 2
        assert "“ALLOCATOR_SLOT” – there is no such setting" in ran.err
    assert not operator.data.exists()


def test_the_data_are_for_their_owner_only(operator: Operator) -> None:
    operator("migrate")
    assert operator.data.stat().st_mode & 0o077 == 0


def test_a_list_for_programs_is_one_object(operator: Operator) -> None:
    operator.token()
    assert list(json.loads(operator("token", "--list", "--format", "json").out)) == ["tokens"]
