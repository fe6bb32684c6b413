"""The README's tour is true: its commands, run in order, print the lines it shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```console\n\$ (.*?)\n(.*?)^```", re.MULTILINE | re.DOTALL)
DEMO = re.compile(r"^```\n(Bundled social services.*?)^```", re.MULTILINE | re.DOTALL)
LEFT_OUT = "..."


def blocks() -> Iterator[tuple[str, list[str]]]:
    """Each command of the tour, and of `make demo`, with the lines shown under it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (demo,) = DEMO.findall(text)
    yield "allocator demo --lang en", demo.splitlines()
    for command, lines in BLOCK.findall(text):
        yield command, lines.splitlines()


def printed(command: str, folder: Path) -> list[str]:
    """What a command prints on a terminal of 100 columns."""
    program, *words = shlex.split(command)
    assert program == "allocator"
    run = subprocess.run(
        [sys.executable, "-m", "allocator", *words],
        cwd=folder,
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode in (0, 3), run.stderr
    return [line.rstrip() for line in run.stdout.splitlines()]


def is_slow(command: str) -> bool:
    """Partial coverage solves once for each hard rule, a frontier some seventy times."""
    return "--partial" in command or "frontier" in command


def wrong_lines(folder: Path, *, slow: bool) -> dict[str, list[str]]:
    """Commands of the tour with lines that they do not print, or not in this order."""
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    commands = [(command, lines) for command, lines in blocks() if is_slow(command) == slow]
    assert commands
    wrong = {}
    for command, lines in commands:
        left = iter(printed(command, folder))
        # Each line shown must come after the one before it; what is left out may lie between.
        missing = [line for line in lines if line != LEFT_OUT and line not in left]
        wrong |= {command: missing} if missing else {}
    return wrong


def test_the_tour_shows_what_its_commands_print(tmp_path: Path) -> None:
    assert wrong_lines(tmp_path, slow=False) == {}


@pytest.mark.long
def test_the_slow_part_of_the_tour_shows_what_its_commands_print(tmp_path: Path) -> None:
    assert wrong_lines(tmp_path, slow=True) == {}
