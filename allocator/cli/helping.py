"""The pages of `--help`, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from shutil import get_terminal_size
from textwrap import wrap

from allocator.cli.declaring import Argument, Command, Option, Texts, chosen

TITLE: Texts = (
    "Dzieli jedno zlecenie między członków konsorcjum: dokładnie, z dowodem, z wyjaśnieniem.",
    "Splits one commission among the members of a consortium: exact, proved, explained.",
)
USAGE: Texts = ("Użycie:", "Usage:")
COMMANDS: Texts = ("Polecenia:", "Commands:")
ARGUMENTS: Texts = ("Argumenty:", "Arguments:")
OPTIONS: Texts = ("Opcje:", "Options:")
PLACE: Texts = ("POLECENIE ...", "COMMAND ...")
MORE: Texts = (
    "`allocator POLECENIE --help` pokazuje opcje polecenia.",
    "`allocator COMMAND --help` shows the options of a command.",
)
REPEATS: Texts = ("można powtarzać", "may repeat")
CODES: Texts = (
    "Kod wyjścia: 0 jest plan albo sprawdzono i dobrze; 1 sprawdzono i źle (check, verify); "
    "2 błędne dane lub polecenie; 3 dowiedziono, że się nie da; 4 przerwano bez planu (verify: ani "
    "potwierdzono, ani obalono); 5 błąd wewnętrzny; 130 drugie Ctrl-C.",
    "Exit code: 0 a plan, or checked and right; 1 checked and wrong (check, verify); 2 bad input "
    "or usage; 3 proved infeasible; 4 stopped without a plan (verify: neither confirmed nor "
    "refuted); 5 internal error; 130 a second Ctrl-C.",
)
WIDEST = 100
NARROWEST = 50
HANGING = 26


def overview(commands: Iterable[Command], common: tuple[Option, ...], language: str) -> str:
    """The page of the program itself."""
    width = _width()
    lines = [
        *wrap(chosen(TITLE, language), width),
        "",
        f"{chosen(USAGE, language)} allocator {chosen(PLACE, language)}",
        "",
        chosen(COMMANDS, language),
        *_listed(((each.name, chosen(each.about, language)) for each in commands), width),
        "",
        chosen(OPTIONS, language),
        *_listed(_options(common, language), width),
        "",
        *wrap(chosen(MORE, language), width),
        *wrap(chosen(CODES, language), width),
    ]
    return "\n".join(lines)


def page(command: Command, common: tuple[Option, ...], language: str) -> str:
    """The page of one command."""
    width = _width()
    lines = [usage(command, language), "", *wrap(_sentence(chosen(command.about, language)), width)]
    for paragraph in chosen(command.details, language).split("\n"):
        lines += wrap(paragraph, width)
    if command.arguments:
        shown = ((_place(each), chosen(each.about, language)) for each in command.arguments)
        lines += ["", chosen(ARGUMENTS, language), *_listed(shown, width)]
    options = _options((*command.options, *common), language)
    return "\n".join([*lines, "", chosen(OPTIONS, language), *_listed(options, width)])


def usage(command: Command, language: str) -> str:
    """The one line that says how a command is called."""
    places = " ".join(map(_place, command.arguments))
    rest = f"[{chosen(OPTIONS, language).rstrip(':').lower()}]"
    return " ".join(
        filter(None, (chosen(USAGE, language), "allocator", command.name, places, rest))
    )


def _options(options: Iterable[Option], language: str) -> Iterator[tuple[str, str]]:
    for each in options:
        about = chosen(each.about, language)
        if each.choices and "|".join(each.choices) != each.value:
            about += f" ({' | '.join(each.choices)})"
        if each.repeats:
            about += f" ({chosen(REPEATS, language)})"
        yield f"{each.name} {each.value}".strip(), about


def _place(argument: Argument) -> str:
    name = f"{argument.name}..." if argument.repeats else argument.name
    return name if argument.required else f"[{name}]"


def _listed(rows: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    for name, about in rows:
        head = f"  {name}"
        fits = len(head) < HANGING
        first = head.ljust(HANGING) if fits else " " * HANGING
        if not fits:
            yield head
        rest = " " * HANGING
        lines = wrap(
            about, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        )
        yield from lines or [head]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _width() -> int:
    return max(NARROWEST, min(WIDEST, get_terminal_size().columns))
