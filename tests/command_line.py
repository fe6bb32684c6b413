"""The command line for tests, in this process: words in; exit code and both outputs out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from allocator.cli.app import run
from allocator.reading import write_json
from tests.builders import tables

DATA = Path(__file__).parent.parent / "scenarios" / "data"
SHARED: dict[str, Any] = {
    "offers": {"M1:C1": 10, "M2:C1": 12},
    "budget": 200,
    "rules": [{"metric": "quantity", "members": "M2", "at_least": 4}],
}
"""At least 4 of 10 units must be M2's: 6 * 10 + 4 * 12 = 108 is the least cost."""

TOWN, GRANT = DATA / "hajnowka-2026", DATA / "grant-2026"


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """What was said on standard output, which must be one JSON object and nothing else."""
        return json.loads(self.out)

    @property
    def fault_codes(self) -> list[str]:
        """The codes of all faults of a run with --format json."""
        return [each["code"] for each in self.document["faults"]]


class Terminal:
    """Runs commands and catches what they say."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: object, language: str = "en") -> Ran:
        """Run one command, in English unless told otherwise."""
        self.capsys.readouterr()
        code = run([*map(str, words), "--lang", language])
        said = self.capsys.readouterr()
        return Ran(code, said.out, said.err)


def saved(folder: Path, name: str = "problem.json", **content: Any) -> Path:
    """A problem of the builders as a JSON document."""
    path = folder / name
    write_json(tables(**content), path)
    return path


def solved(terminal: Terminal, folder: Path, *words: object, **content: Any) -> tuple[Path, Path]:
    """A problem of the builders and its result, as files."""
    problem, result = saved(folder, **(content or SHARED)), folder / "result.json"
    assert terminal("solve", problem, *words, "--out", result, "--quiet").code == 0
    return problem, result


def changed(path: Path, change: Callable[[Any], object]) -> Path:
    """A copy of a result with something changed by hand."""
    document = json.loads(path.read_text())
    change(document)
    target = path.with_name("changed.json")
    target.write_text(json.dumps(document))
    return target
