"""Where the reference commission lies that comes with the program. Reads nothing."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from allocator.cli.values import issue
from allocator.texts.issues import InputError

FOLDER = ("data", "hajnowka-2026")


def reference_commission() -> str:
    """The folder of the reference commission. Raises InputError where it is not installed.

    It belongs to the package `scenarios`, which this one must not import: only its place is asked.
    """
    found = find_spec("scenarios")
    places = (found.submodule_search_locations or ()) if found else ()
    for place in places:
        folder = Path(place, *FOLDER)
        if folder.is_dir():
            return str(folder)
    raise InputError((issue("reference_not_installed", "", "/".join(("scenarios", *FOLDER))),))
