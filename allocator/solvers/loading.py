"""Loading OR-Tools without pandas, for processes that only run engines."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType


def load_without_pandas(*modules: str) -> None:
    """Import the modules while a stand-in keeps pandas from being loaded with them.

    OR-Tools names two classes of pandas in the signatures of its table functions, which engines
    never call; loading pandas would take longer than most goals of a run. Whoever imports pandas
    afterwards gets the real one. Where pandas is loaded already, nothing is put in its place.
    """
    if "pandas" in sys.modules:
        list(map(import_module, modules))
        return
    sys.modules["pandas"] = stand_in()
    try:
        list(map(import_module, modules))
    finally:
        del sys.modules["pandas"]


def stand_in() -> ModuleType:
    """A module with the two names that are mentioned."""
    module = ModuleType("pandas")
    vars(module).update(Index=type("Index", (), {}), Series=type("Series", (), {}))
    return module
