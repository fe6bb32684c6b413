"""Exit codes, and how a run that ends badly says so: faults, a stop, an internal error."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from allocator.cli.declaring import Texts, chosen
from allocator.cli.speaking import say_object, tell
from allocator.texts.issues import Issue


class Exit(IntEnum):
    """What a run says to the shell."""

    RIGHT = 0
    WRONG = 1
    BAD_INPUT = 2
    INFEASIBLE = 3
    STOPPED = 4
    INTERNAL = 5
    INTERRUPTED = 130
    """A second Ctrl-C, or one outside a search: ended at once, nothing said (128 + SIGINT)."""


FAULTS: Texts = (
    "Nic nie zrobiono: w danych lub poleceniu {count}.",
    "Nothing was done: {count} in the input or the command.",
)
FAULT_FORMS = {
    "pl": ("jest 1 błąd", "są {} błędy", "jest {} błędów"),
    "en": ("1 fault", "{} faults"),
}
INTERRUPTED: Texts = ("Przerwano; nic nie zapisano.", "Interrupted; nothing was written.")
INTERNAL: Texts = (
    "Błąd wewnętrzny: {error}\nTo nasza wina, nie Państwa danych. Prosimy wysłać nam plik: {file}",
    "Internal error: {error}\nThis is our fault, not that of your data. Please send us the file: "
    "{file}",
)
MODEL: Texts = ("oraz plik modelu: {file}", "and the file of the model: {file}")


def end_with_faults(issues: Sequence[Issue], *, language: str, as_json: bool) -> Exit:
    """Say all faults, each in a line of its own (or in one object), and what that means."""
    # Imported here: a run without faults needs no catalogue of them.
    from allocator.cli.issues import documents, lines
    from allocator.texts.formats import plural

    if as_json:
        say_object({"faults": documents(issues)})
        return Exit.BAD_INPUT
    for line in lines(issues, language):
        tell(line)
    form = plural(len(issues), language, FAULT_FORMS[language]).format(len(issues))
    tell(chosen(FAULTS, language).format(count=form))
    return Exit.BAD_INPUT


def end_interrupted(language: str) -> Exit:
    """A Ctrl-C outside a search: there is nothing to keep."""
    tell(chosen(INTERRUPTED, language))
    return Exit.INTERRUPTED


def end_with_error(error: BaseException, *, language: str, as_json: bool) -> Exit:
    """Write down what went wrong for the makers, and name that file to the user."""
    file = write_down(error)
    model = str(getattr(error, "file", "") or "")
    what = f"{type(error).__name__}: {error}".strip()
    if as_json:
        document: dict[str, Any] = {"error": what, "file": file}
        say_object({**document, "model": model} if model else document)
        return Exit.INTERNAL
    tell(chosen(INTERNAL, language).format(error=what, file=file))
    if model:
        tell(chosen(MODEL, language).format(file=model))
    return Exit.INTERNAL


def write_down(error: BaseException) -> str:
    """Write the traceback, the command and the versions to a new file; returns its path."""
    # Imported here: only a run that failed needs them.
    from tempfile import NamedTemporaryFile
    from traceback import format_exception

    content = [
        f"command: {' '.join(sys.argv)}\n",
        f"python: {sys.version}\n",
        f"platform: {sys.platform}\n",
        *(f"{name}: {version}\n" for name, version in _versions().items()),
        "\n",
        *format_exception(error),
    ]
    with NamedTemporaryFile(
        "w", prefix="allocator-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.writelines(content)
    return file.name


def _versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in ("allocator", "ortools", "pulp", "numpy", "pandas", "openpyxl", "rich"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "–"
    return found
