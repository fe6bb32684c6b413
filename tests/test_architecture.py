"""The house: what may be imported when, how big things are, that every twin is there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("allocator", "scenarios", "api")
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
HEAVY = ("pandas", "numpy", "ortools", "pulp", "openpyxl", "pydantic", "fastapi")
# Written in pieces, so that this file does not speak of them itself.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:wo" + r"rk|ho" + r"me|ro" + r"ot|Us" + r"ers)/\w")
REGISTRIES = ("pyp" + "i.org", "pythonhost" + "ed", "--index" + "-url", "find-li" + "nks")
BINARY = (".xlsx", ".zip", ".gz", ".png", ".pyc")


def python_files(*folders: str) -> Iterator[Path]:
    """Every Python file of the folders, with a path from the root."""
    for folder in folders:
        yield from sorted(path.relative_to(ROOT) for path in (ROOT / folder).rglob("*.py"))


def text_files() -> Iterator[Path]:
    """Every text file of the project that people would commit."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        hidden = [part for part in inside.parts if part.startswith(".")]
        private = not set(hidden) <= {".ci", ".gitignore", ".editorconfig"}
        built = inside.parts[0] == "build" or any("egg-info" in part for part in inside.parts)
        if path.is_file() and not private and not built and path.suffix not in BINARY:
            yield inside


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def loaded_by(statement: str) -> set[str]:
    """Top-level modules that are loaded in a fresh interpreter after the statement."""
    script = f"{statement}\nimport sys\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "statement",
    ["import allocator", "import allocator.cli.main, allocator.cli.app", "import scenarios"],
)
def test_importing_loads_nothing_heavy(statement: str) -> None:
    assert loaded_by(statement).isdisjoint(HEAVY)


def test_help_loads_nothing_heavy() -> None:
    """`--help` imports every command, so each must wait for what it needs."""
    statement = "from allocator.cli.app import run\nrun(['--help', '--lang', 'en'])"
    assert loaded_by(statement).isdisjoint(HEAVY)


def test_heavy_modules_would_be_seen() -> None:
    """The tests above can fail: a module that is imported is found."""
    assert "openpyxl" in loaded_by("import openpyxl")


def test_files_are_not_too_long() -> None:
    lengths = {
        str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in python_files(*PACKAGES, "tests")
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_not_too_long() -> None:
    lengths = {
        f"{path}:{each.name}": (each.end_lineno or 0) - each.lineno + 1
        for path in python_files(*PACKAGES, "tests")
        for each in functions(path)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = []
    for path in python_files(*PACKAGES):
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        silent += [str(path)] if tree.body and not ast.get_docstring(tree) else []
    assert silent == []


def test_files_speak_of_no_machine_and_no_registry() -> None:
    faults = []
    for path in text_files():
        text = (ROOT / path).read_text(encoding="utf-8", errors="replace")
        if MACHINE_PATHS.search(text):
            faults.append(f"{path}: path of a machine")
        faults += [f"{path}: {name}" for name in REGISTRIES if name in text]
    assert faults == []


def test_no_unfinished_work() -> None:
    """What is not done is said in the docs, not left as a mark in the code."""
    marks = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|raise NotImplemented" + r"Error)\b")
    faults = [
        str(path)
        for path in python_files(*PACKAGES, "tests")
        if marks.search((ROOT / path).read_text(encoding="utf-8"))
    ]
    assert faults == []
