"""Words of the command line -> values, with every fault of their form at once.

Not argparse and not typer: they stop at the first mistake and tell of it in English; here each
mistake is an Issue like any other, in two languages, as text or JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from allocator.cli.declaring import Argument, Command, Option
from allocator.texts.issues import Issue

Values = dict[str, Any]


def parse(
    command: Command, words: Sequence[str], common: tuple[Option, ...] = ()
) -> tuple[Values, tuple[Issue, ...]]:
    """The values of a command's arguments and options, and what is wrong with the words."""
    options = {each.name: each for each in (*command.options, *common)}
    values: Values = {name: empty(option) for name, option in options.items()}
    places: list[str] = []
    issues: list[Issue] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            places += rest
        elif word.startswith("-") and word != "-":
            issues += _take(word, rest, options, values)
        else:
            places.append(word)
    issues += _place(places, command.arguments, values)
    return values, tuple(issues)


def empty(option: Option) -> Any:
    """What an option is when it was not given."""
    if not option.value:
        return False
    return () if option.repeats else None


def _take(
    word: str, rest: Iterator[str], options: Mapping[str, Option], values: Values
) -> Iterator[Issue]:
    name, equals, value = word.partition("=")
    option = options.get(name)
    if option is None:
        yield _unknown_option(name, options)
        return
    if not option.value:
        values[name] = True
        if equals:
            yield Issue("flag_with_value", column=name, value=value)
        return
    found = value if equals else next(rest, None)
    if found is None or (not equals and found in options):
        # `--out --quiet`: the next option is no value of this one.
        yield Issue("option_without_value", column=name, parameters=(("value", option.value),))
        if found is not None:
            yield from _take(found, rest, options, values)
        return
    yield from _keep(option, found, values)


def _keep(option: Option, value: str, values: Values) -> Iterator[Issue]:
    if option.choices and value not in option.choices:
        known = (("known", ", ".join(option.choices)),)
        yield Issue("option_not_a_choice", column=option.name, value=value, parameters=known)
    elif option.repeats:
        values[option.name] = (*values[option.name], value)
    elif values[option.name] is not None:
        yield Issue("option_twice", column=option.name, value=value)
    else:
        values[option.name] = value


def _place(places: list[str], arguments: tuple[Argument, ...], values: Values) -> Iterator[Issue]:
    if arguments and arguments[-1].repeats:
        first = len(arguments) - 1
        values[arguments[-1].name] = tuple(places[first:])
        arguments, places = arguments[:first] if places[first:] else arguments, places[:first]
    for argument, word in zip(arguments, places, strict=False):
        values[argument.name] = word
    for argument in arguments[len(places) :]:
        values[argument.name] = None
        if argument.required:
            yield Issue("argument_missing", column=argument.name)
    for word in places[len(arguments) :]:
        yield Issue("argument_unexpected", value=word)


def _unknown_option(name: str, options: Mapping[str, Option]) -> Issue:
    return Issue("unknown_option", value=name, parameters=(("near", near(name, options)),))


def near(name: str, known: Mapping[str, Any]) -> str:
    """The known names most like an unknown one; all of them where none is."""
    return ", ".join(get_close_matches(name, known, n=3, cutoff=0.5) or sorted(known))
