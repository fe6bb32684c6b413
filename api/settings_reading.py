"""Settings from the environment, a file and options: every fault at once, in two languages.

A setting that does not exist is refused: a name with a slip in it must not be left unheeded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.texts.issues import InputError, Issue

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from api.settings import Settings

SECRET = frozenset({"database_url"})
"""Settings whose value is never shown."""

CODES = {
    "int_parsing": "setting_not_whole",
    "int_from_float": "setting_not_whole",
    "float_parsing": "setting_not_a_number",
    "finite_number": "setting_not_a_number",
    "greater_than": "option_not_above",
    "greater_than_equal": "below_minimum",
    "less_than_equal": "above_maximum",
    "literal_error": "option_not_a_choice",
}
LIMITS = ("gt", "ge", "le")


def read_settings(
    options: Mapping[str, Any] | None = None,
    *,
    file: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """The settings in force: an option wins over the environment, that over the file.

    `options` are values by the names of settings; None counts as not given. Raises InputError
    with all that is wrong.
    """
    # Imported here: help shows commands without reading a setting.
    from pydantic import ValidationError

    from api.settings import PREFIX, Settings

    outside = dict(os.environ if environment is None else environment)
    sources = {name: text for name, text in outside.items() if name.upper().startswith(PREFIX)}
    issues: list[Issue] = []
    lines = {} if file is None else _lines(Path(file), issues)
    given = {name.upper().removeprefix(PREFIX).lower(): text for name, text in lines.items()}
    given |= {name.upper().removeprefix(PREFIX).lower(): text for name, text in sources.items()}
    issues += _unknown((*lines, *sources), Settings)
    given |= {name: value for name, value in (options or {}).items() if value is not None}
    known = {
        name: value
        for name, value in given.items()
        if name in Settings.model_fields and value != ""
    }
    try:
        settings = _only(Settings, known)
    except ValidationError as error:
        typed = {name for name, value in (options or {}).items() if value is not None}
        issues += [each for fault in error.errors() for each in _issues(fault, typed)]
    if issues:
        raise InputError(tuple(issues))
    return settings


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that make the same settings in another process."""
    # Imported here: as above.
    from api.settings import PREFIX

    return {
        PREFIX + name.upper(): ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in settings
    }


def _only(kind: type[Settings], known: Mapping[str, Any]) -> Settings:
    """The settings from what is known here, whatever the environment holds now."""
    return kind.model_validate(dict(known))


def _lines(path: Path, issues: list[Issue]) -> dict[str, str]:
    """The variables of a file: `NAME=value` lines, comments with #, quotes as a shell's."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        issues.append(Issue("settings_unreadable", column="--settings", value=str(path)))
        return {}
    found: dict[str, str] = {}
    for row, line in enumerate(text.splitlines(), start=1):
        bare = line.strip().removeprefix("export ")
        if not bare or bare.startswith("#"):
            continue
        name, equals, value = bare.partition("=")
        name = name.strip()
        if not equals or not name:
            # The line itself is not shown: it may hold a password.
            issues.append(Issue("settings_line", table=path.name, row=row))
        elif name in found:
            issues.append(Issue("settings_twice", table=path.name, row=row, value=name))
        else:
            found[name] = _unquoted(value.strip())
    return found


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    return text[1:-1] if quoted else text


def _unknown(names: tuple[str, ...], kind: type[Settings]) -> Iterator[Issue]:
    # Imported here: as above.
    from allocator.cli.parsing import near
    from api.settings import PREFIX

    known = {PREFIX + each.upper(): "" for each in kind.model_fields}
    for name in sorted(set(names)):
        if name.upper() not in known:
            yield Issue("setting_unknown", value=name, parameters=(("near", near(name, known)),))


def _issues(fault: ErrorDetails, typed: set[str]) -> Iterator[Issue]:
    """What we say to one of pydantic's errors; `typed` are settings given as options."""
    # Imported here: as above.
    from api.settings import PREFIX

    kind, details = fault["type"], fault.get("ctx", {})
    if kind == "settings_clash":
        yield from (Issue(code) for code in str(details["codes"]).split(", "))
        return
    name = str(fault["loc"][0])
    value = "" if name in SECRET else str(fault["input"])
    code = kind if kind.startswith("setting_") else CODES.get(kind, "setting_refused")
    parameters = tuple(("limit", f"{details[each]:g}") for each in LIMITS if each in details)
    if kind == "literal_error":
        parameters = (("known", str(details["expected"]).replace("'", "").replace(" or ", ", ")),)
    place = f"--{name.replace('_', '-')}" if name in typed else PREFIX + name.upper()
    yield Issue(code, column=place, value=value, parameters=parameters)
