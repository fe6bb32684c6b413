"""Help: everything is in it, in both languages, soon, and without loading what solves."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from allocator.cli.declaring import chosen
from allocator.cli.plugins import all_commands
from tests.command_line import Terminal

SECONDS = 0.5
MARGIN = 4
"""Help takes about 0.15 s; the tests' machine may be busy with others' work."""


@pytest.fixture(name="terminal")
def a_terminal(capsys):
    return Terminal(capsys)


def python(*words: str) -> subprocess.CompletedProcess[str]:
    """Run this interpreter."""
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, timeout=60, check=False
    )


def test_commands_of_the_contract():
    assert set(all_commands()) >= {
        "info",
        "solve",
        "check",
        "verify",
        "compare",
        "template",
        "convert",
        "export",
        "bench",
        "demo",
    }


@pytest.mark.parametrize("language", ["pl", "en"])
def test_overview_names_every_command(terminal, language):
    ran = terminal("--help", language=language)
    assert ran.code == 0
    flat = " ".join(ran.out.split())
    for command in all_commands().values():
        assert f"{command.name} {chosen(command.about, language)}" in flat


@pytest.mark.parametrize("name", sorted(all_commands()))
@pytest.mark.parametrize("language", ["pl", "en"])
def test_page_names_every_option(terminal, name, language):
    ran = terminal(name, "--help", language=language)
    assert (ran.code, ran.err) == (0, "")
    command = all_commands()[name]
    flat = " ".join(ran.out.split())
    for option in (*command.options, *command.arguments):
        assert option.name in flat
        assert chosen(option.about, language) in flat
    assert max(map(len, ran.out.splitlines())) <= 100


def test_solve_has_the_options_of_the_contract():
    contract = (
        "--scenario --policy --goal --measure --grid --cap --cost-cap --rules-off --pin --partial "
        "--earlier --backend --confirm --time-limit --work-limit --gap --workers --seed "
        "--repeatable --memory-limit --out --format --quiet"
    )
    assert " ".join(each.name for each in all_commands()["solve"].options) == contract


def test_no_command_is_a_usage_error_with_help_on_stderr(terminal):
    ran = terminal()
    assert (ran.code, ran.out) == (2, "")
    assert "Commands:" in ran.err


def test_unknown_command(terminal):
    ran = terminal("slove", "x")
    assert ran.code == 2
    assert "“slove” – there is no such command" in ran.err
    assert "solve" in ran.err


def test_unknown_option_without_a_command(terminal):
    ran = terminal("--bogus")
    assert ran.code == 2
    assert "--bogus" in ran.err


def test_version(terminal):
    ran = terminal("--version")
    assert ran.code == 0
    assert ran.out.startswith("allocator ")


def test_polish_speaks_polish(terminal):
    ran = terminal("solve", "--help", language="pl")
    assert "Użycie: allocator solve PATH" in ran.out
    assert "Usage" not in ran.out


def test_help_is_soon_there():
    times = []
    for _ in range(3):
        started = time.perf_counter()
        ran = python("-m", "allocator", "--help")
        times.append(time.perf_counter() - started)
        assert ran.returncode == 0
    assert min(times) < SECONDS * MARGIN


def test_help_loads_nothing_heavy():
    heavy = ("pandas", "numpy", "ortools", "pulp", "openpyxl", "rich", "typer", "fastapi")
    ran = python(
        "-c",
        "import sys; from allocator.cli.app import run; run(['--help']); "
        f"print([each for each in {heavy!r} if each in sys.modules])",
    )
    assert ran.stdout.splitlines()[-1] == "[]"


def test_the_main_module_is_light():
    # An engine's process may import it again under another name: it must load nothing of ours.
    ran = python(
        "-c",
        "import sys, allocator.cli.main; "
        "print(sorted(each for each in sys.modules if each.startswith('allocator')))",
    )
    assert ran.stdout.strip() == "['allocator', 'allocator.cli', 'allocator.cli.main']"


def test_the_console_script_is_installed():
    script = Path(sys.executable).parent / "allocator"
    ran = subprocess.run(
        [script, "--version"], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0
