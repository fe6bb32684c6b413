"""Commands of the service as an operator types them, on one folder of data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import Ran, Terminal
from tests.journals import kept_loggers


@pytest.fixture(autouse=True)
def undisturbed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever the surroundings set is not meant for these tests; loggers stay as they are."""
    for name in list(os.environ):
        if name.startswith("ALLOCATOR_"):
            monkeypatch.delenv(name)
    with kept_loggers():
        yield


class Operator:
    """Runs commands on one folder of data."""

    def __init__(self, terminal: Terminal, data: Path) -> None:
        self.terminal = terminal
        self.data = data

    def __call__(self, *words: object, language: str = "en") -> Ran:
        """One command on the folder."""
        return self.terminal(*words, "--data", self.data, language=language)

    def token(self, *words: object) -> str:
        """A new token's secret."""
        usual = ("--consortium", "hajnowka", "--role", "admin")
        ran = self("token", *(words or usual))
        assert ran.code == 0, ran.err
        return ran.out.strip()


@pytest.fixture
def operator(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Operator:
    """An operator of a new folder."""
    return Operator(Terminal(capsys), tmp_path / "data")
