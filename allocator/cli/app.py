"""A whole run of the command line: words in, an exit code out, whatever happens between."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from allocator.cli.declaring import LANGUAGES, Command, Invocation, Option
from allocator.cli.exits import Exit, end_interrupted, end_with_error, end_with_faults
from allocator.cli.helping import overview, page
from allocator.cli.language import asked_for, language_of
from allocator.cli.parsing import near, parse
from allocator.cli.plugins import all_commands, command_named
from allocator.cli.speaking import say, tell
from allocator.texts.issues import InputError, Issue

HELP = ("--help", "-h")
VERSION = "--version"
COMMON = (
    Option(
        "--lang",
        (
            "język; bez tej opcji ten z ustawień systemu, a gdy milczą, polski",
            "language; left out, that of the locale, and Polish where it says nothing",
        ),
        value="pl|en",
        choices=LANGUAGES,
    ),
    Option("--help", ("pokazuje tę stronę", "shows this page")),
)
ABOUT_VERSION = Option(VERSION, ("pokazuje wersję programu", "shows the version of the program"))


def run(words: Sequence[str]) -> int:
    """Run one command; returns its exit code and never raises."""
    language = language_of(words, os.environ)
    as_json = asked_for(words, "--format") == "json"
    _speak_any_letter()
    try:
        code = _dispatch(list(words), language)
        sys.stdout.flush()
    except InputError as error:
        code = end_with_faults(error.issues, language=language, as_json=as_json)
    except KeyboardInterrupt:
        code = end_interrupted(language)
    except BrokenPipeError:
        # The reader of our output has gone (`allocator info X | head`): no fault of anyone's.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = Exit.RIGHT
    except Exception as error:
        code = end_with_error(error, language=language, as_json=as_json)
    return int(code)


def _dispatch(words: list[str], language: str) -> int:
    name, rest = _command_word(words)
    if name is None:
        return _without_command(words, language)
    command = command_named(name)
    if command is None:
        known = near(name, all_commands())
        raise InputError((Issue("unknown_command", value=name, parameters=(("near", known),)),))
    if _asks_help(rest):
        say(page(command, COMMON, language))
        return Exit.RIGHT
    values, issues = parse(command, rest, COMMON)
    if issues:
        raise InputError(issues)
    return command.run(Invocation(values, language))


def _command_word(words: list[str]) -> tuple[str | None, list[str]]:
    """The command's name and the other words; `--lang` may stand before the name."""
    place = 0
    while place < len(words) and words[place].startswith("-"):
        place += 2 if words[place] == "--lang" else 1
    if place >= len(words):
        return None, words
    return words[place], words[:place] + words[place + 1 :]


def _without_command(words: list[str], language: str) -> int:
    if VERSION in words:
        # Imported here: reading the metadata of what is installed takes 20 ms.
        from importlib.metadata import version

        say(f"allocator {version('allocator')}")
        return Exit.RIGHT
    help_page = overview(all_commands().values(), (*COMMON, ABOUT_VERSION), language)
    if _asks_help(words):
        say(help_page)
        return Exit.RIGHT
    nothing = Command("", ("", ""), lambda _: Exit.BAD_INPUT)
    _, issues = parse(nothing, words, COMMON)
    if issues:
        raise InputError(issues)
    tell(help_page)
    return Exit.BAD_INPUT


def _asks_help(words: Sequence[str]) -> bool:
    before = words[: words.index("--")] if "--" in words else words
    return any(each in HELP for each in before)


def _speak_any_letter() -> None:
    # A terminal that can not show Polish letters shows question marks, not a traceback.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
