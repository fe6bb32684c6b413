"""Engines by name, imported late; those that cannot run here say why and what cures it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from importlib import metadata

import pytest

from allocator import solvers
from allocator.solvers import (
    ENGINES,
    EngineMissing,
    Limits,
    engine,
)
from tests.small_models import knapsack


def test_importing_the_room_imports_no_library() -> None:
    code = (
        "import sys; import allocator.solvers, allocator.running; "
        "heavy = {'ortools', 'pulp', 'numpy', 'pandas', 'highspy'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_entries_agree_with_the_engines(engine_name: str) -> None:
    found = engine(engine_name)
    entry = ENGINES[engine_name]
    assert (found.name, found.house, found.exact) == (entry.name, entry.house, entry.exact)


def test_unknown_engine() -> None:
    with pytest.raises(ValueError, match="unknown engine 'gurobi'; known: cpsat, highs"):
        engine("gurobi")


@pytest.mark.parametrize(
    ("version", "clashes"), [("1.13.1", False), ("1.14.0", True), ("2.0", True)]
)
def test_clashing_highspy_is_named_with_its_cure(
    engine_name: str, monkeypatch: pytest.MonkeyPatch, version: str, clashes: bool
) -> None:
    monkeypatch.setattr(solvers, "_installed", lambda package: version)
    if not clashes:
        assert engine(engine_name).name == engine_name
        return
    with pytest.raises(EngineMissing, match="pip uninstall highspy") as caught:
        engine(engine_name)
    assert caught.value.code == "highspy_clashes"
    assert caught.value.parameters == {"engine": engine_name, "version": version}
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.code, copy.parameters) == (
        str(caught.value),
        caught.value.code,
        caught.value.parameters,
    )


def test_highspy_that_is_not_installed_is_no_clash(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(package: str) -> str:
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr(metadata, "version", missing)
    assert engine("cpsat").name == "cpsat"


def test_library_that_cannot_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(module: str) -> object:
        raise ImportError("libhighs.so.1: undefined symbol")

    monkeypatch.setattr(solvers, "import_module", broken)
    with pytest.raises(EngineMissing, match="undefined symbol"):
        engine("highs")


def test_missing_program_of_cbc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(EngineMissing, match="its program cbc is missing"):
        engine("cbc").solve(knapsack(), Limits())
