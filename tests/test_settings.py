"""Settings: from where they come, which of them wins, and that no slip passes in silence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from allocator.cli.issues import lines
from allocator.texts.issues import InputError, Issue
from api.settings import PREFIX, Settings, is_loopback
from api.settings_reading import environment_of, read_settings


def issues_of(
    options: Mapping[str, Any] | None = None, *, file: Path | None = None, **environment: str
) -> tuple[Issue, ...]:
    """What is wrong with settings; variables are given without their prefix, in small letters."""
    variables = {PREFIX + name.upper(): value for name, value in environment.items()}
    with pytest.raises(InputError) as caught:
        read_settings(options, file=None if file is None else str(file), environment=variables)
    return caught.value.issues


def told(issues: tuple[Issue, ...]) -> list[tuple[str, str, str]]:
    """Code, place and value of each issue."""
    return [(each.code, each.column, each.value) for each in issues]


def test_an_option_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "service.env"
    file.write_text("ALLOCATOR_PORT=1\nALLOCATOR_SLOTS=1\nALLOCATOR_NICE=1\n")
    found = read_settings(
        {"port": "3", "host": None},
        file=str(file),
        environment={"ALLOCATOR_PORT": "2", "ALLOCATOR_SLOTS": "2", "HOME": "/"},
    )
    assert (found.port, found.slots, found.nice, found.host) == (3, 2, 1, "127.0.0.1")


def test_lines_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "service.env"
    file.write_text(
        "# a comment\n\nexport ALLOCATOR_PORT = 80\n"
        "ALLOCATOR_ALLOWED_HOSTS='a.example, b.example'\n"
        'ALLOCATOR_DATABASE_URL="postgresql+psycopg://u:p#=w@h/d"\n'
    )
    found = read_settings(file=str(file), environment={})
    assert found.port == 80
    assert found.allowed_hosts == ("a.example", "b.example")
    assert found.database_url == "postgresql+psycopg://u:p#=w@h/d"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        ("[]", ()),
        ("a.example", ("a.example",)),
        (" a.example,  b.example ", ("a.example", "b.example")),
        ('["a.example", "b.example"]', ("a.example", "b.example")),
    ],
)
def test_several_names_in_one_setting(text: str, names: tuple[str, ...]) -> None:
    found = read_settings(environment={"ALLOCATOR_ALLOWED_HOSTS": text})
    assert found.allowed_hosts == names


def test_every_fault_at_once(tmp_path: Path) -> None:
    file = tmp_path / "service.env"
    file.write_text("ALLOCATOR_PORT=99999\nnonsense\nALLOCATOR_SLOTS=2\nALLOCATOR_SLOTS=3\n")
    found = issues_of(
        {"nice": "high"},
        file=file,
        prot="1",
        lease_seconds="inf",
        authentication="maybe",
        database_url="mysql://user:password@host/name",
        root_path="allocator/",
    )
    assert sorted(told(found)) == [
        ("above_maximum", "ALLOCATOR_PORT", "99999"),
        ("option_not_a_choice", "ALLOCATOR_AUTHENTICATION", "maybe"),
        ("setting_database", "ALLOCATOR_DATABASE_URL", ""),
        ("setting_not_a_number", "ALLOCATOR_LEASE_SECONDS", "inf"),
        ("setting_not_whole", "--nice", "high"),
        ("setting_root_path", "ALLOCATOR_ROOT_PATH", "allocator/"),
        ("setting_unknown", "", "ALLOCATOR_PROT"),
        ("settings_line", "", ""),
        ("settings_twice", "", "ALLOCATOR_SLOTS"),
    ]


def test_a_slip_in_a_name_is_told_with_what_was_meant() -> None:
    (issue,) = issues_of(prot="1")
    (line,) = lines((issue,), "en")
    assert line.startswith("“ALLOCATOR_PROT” – there is no such setting; similar ones: ALLOCATOR_P")


@pytest.mark.parametrize("language", ["pl", "en"])
def test_no_fault_shows_a_password(language: str, tmp_path: Path) -> None:
    file = tmp_path / "service.env"
    file.write_text("password=hunter2\nhunter2\n")
    found = issues_of(file=file, database_url="mysql://user:hunter2@host/name")
    assert "hunter2" not in "\n".join(lines(found, language))


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("poll_seconds", "0", "option_not_above"),
        ("poll_seconds", "nan", "setting_not_a_number"),
        ("slots", "0", "below_minimum"),
        ("slots", "1.5", "setting_not_whole"),
        ("tries", "", None),
        ("solve_seconds", "1e9", "above_maximum"),
        ("port", "-1", "below_minimum"),
        ("log_level", "INFO", "option_not_a_choice"),
        ("trusted_proxy", "proxy.example", "setting_network"),
        ("trusted_proxy", "10.0.0.1/24", "setting_network"),
    ],
)
def test_nonsense_is_refused(name: str, value: str, code: str | None) -> None:
    if code is None:
        # An empty variable counts as none: compose files make them of what is not set.
        assert read_settings(environment={PREFIX + name.upper(): value}) == Settings()
        return
    assert told(issues_of(**{name: value})) == [(code, PREFIX + name.upper(), value)]


def test_settings_that_do_not_go_together_are_told_together() -> None:
    found = issues_of({"host": "0.0.0.0"}, openid_issuer="https://issuer", poll_seconds="3")
    assert [each.code for each in found] == [
        "setting_open_without_log_in",
        "setting_openid_half",
        "setting_poll_order",
    ]


def test_on_a_reachable_address_tokens_are_enough() -> None:
    found = read_settings({"host": "0.0.0.0"}, environment={"ALLOCATOR_AUTHENTICATION": "tokens"})
    assert not found.is_loopback


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    missing = tmp_path / "missing.env"
    assert told(issues_of(file=missing)) == [("settings_unreadable", "--settings", str(missing))]


def test_another_process_gets_the_same_settings() -> None:
    made = read_settings(
        {"port": 0, "allowed_hosts": "a.example b.example", "poll_seconds": "0.25"},
        environment={"ALLOCATOR_DATABASE_URL": "sqlite:///x.sqlite"},
    )
    assert read_settings(environment=environment_of(made)) == made


def test_no_text_of_settings_shows_the_database_address() -> None:
    made = read_settings(
        environment={"ALLOCATOR_DATABASE_URL": "postgresql+psycopg://u:hunter2@h/d"}
    )
    assert "hunter2" not in repr(made) + str(made)


def test_where_the_database_is() -> None:
    assert Settings(data=Path("x")).address == "sqlite:///x/allocator.sqlite"
    assert Settings(database_url="sqlite:///y").address == "sqlite:///y"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("localhost.example", False),
        ("10.0.0.1", False),
    ],
)
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
