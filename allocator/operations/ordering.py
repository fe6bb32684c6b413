"""From what is asked to an order that an operation can carry out, and back to JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from allocator.operations.asked import ASKED_KEYS, Asked, asked_json, quantities_json
from allocator.operations.faults import Faults, Range
from allocator.operations.fitting import LEVELS_GOAL, fit
from allocator.operations.keys import Keys, keys_of
from allocator.operations.operation import RESULT, Operation, Order, Setting
from allocator.operations.options_json import options_json
from allocator.operations.plugins import ApplyScenario
from allocator.problem.drafting import near
from allocator.texts.issues import Issue

if TYPE_CHECKING:
    from allocator.allocation import Quantities
    from allocator.problem.problem import Problem
    from allocator.solving import Options

NOTHING = asked_json(Asked())


def order_of(
    operation: Operation,
    problem: Problem,
    asked: Asked,
    options: Options | None = None,
    *,
    split: Quantities | None = None,
    settings: Mapping[str, Any] | None = None,
    apply_scenario: ApplyScenario | None,
) -> Order:
    """The order for an operation, all of it fitted to the problem.

    `settings` are as `settings_from_json` gives them; those left out have their defaults. Raises
    InputError with every fault: what the operation does not heed, a split that is missing or of
    unknown members, and all that `fit` finds. Faults bear the names of options or keys.
    """
    # Imported here: whoever only names operations searches nothing.
    from allocator.solving import Options as SearchOptions

    faults = Faults()
    for name in unheeded(operation, asked):
        faults.add("not_heeded", name, operation=operation.name)
    if split is not None and "split" not in operation.heeds:
        faults.add("not_heeded", "split", operation=operation.name)
    if split is None and "split" in operation.heeds:
        faults.add("split_missing", "split", operation=operation.name)
    request = faults.attempt(
        lambda: fit(problem, without_usual_policy(operation, asked), apply_scenario=apply_scenario)
    )
    if request is not None and split is not None:
        faults.issues += split_issues(request.problem, split)
    faults.end()
    assert request is not None, "without faults there is a request"
    chosen = {each.name: each.default for each in operation.settings} | dict(settings or {})
    return Order(request, options or SearchOptions(), split, chosen)


def unheeded(operation: Operation, asked: Asked) -> tuple[str, ...]:
    """The keys that were asked for although the operation does not heed them."""
    given = asked_json(asked)
    return tuple(
        name
        for name in ASKED_KEYS
        if given[name] != NOTHING[name] and not operation.heeds_key(name)
    )


def without_usual_policy(operation: Operation, asked: Asked) -> Asked:
    """What is asked, without the policy that would be taken where none is named.

    An operation that knows no goals must not fail for what a policy's goals need. One with a goal
    of levels takes from a policy how they are measured.
    """
    if "policy" in operation.heeds and operation.goal == LEVELS_GOAL:
        return replace(asked, fairness_only=True)
    if operation.heeds & {"policy", "goals"}:
        return asked
    return replace(asked, policy=None, goals=((operation.goal, Fraction(0)),))


def split_issues(problem: Problem, split: Quantities) -> tuple[Issue, ...]:
    """Members and components of a split that the problem does not know."""
    faults = Faults()
    for pair in sorted(split):
        for code, name, known in (
            ("unknown_member", pair[0], problem.member),
            ("unknown_component", pair[1], problem.component),
        ):
            if name not in known:
                faults.add(code, "split", name, near=near(name, known))
    return tuple(dict.fromkeys(faults.issues))


def settings_from_json(operation: Operation, document: Any) -> Mapping[str, Any]:
    """The operation's own settings from a JSON object, defaults for those left out.

    Raises InputError with every fault, the key as the `column` of each.
    """
    faults = Faults()
    keys = keys_of(document or {}, faults, tuple(each.name for each in operation.settings))
    found = {each.name: _setting(each, keys) for each in operation.settings}
    faults.end()
    return found


def effective(operation: Operation, order: Order) -> dict[str, Any]:
    """What the order really asks, JSON-ready and in one form: equal orders give equal objects.

    Digests, scenario with the cells it changed, goals with tolerance and fairness, terms, options,
    split and settings; no versions.
    """
    # Imported here: whoever only names operations compares none.
    from allocator.problem.digest import problem_digest, text_digest
    from allocator.solving.provenance import asked_of_problem

    request = order.request
    return {
        "operation": operation.name,
        "problem_digest": problem_digest(request.problem),
        "text_digest": text_digest(request.problem),
        **request.context,
        **asked_of_problem(request.goals, request.terms),
        "options": options_json(order.options),
        "split": None if order.split is None else quantities_json(order.split.items()),
        "settings": _told_settings(operation, order.settings),
    }


def settings_json(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as `settings_from_json` reads them."""
    return {name: _plain(each) for name, each in sorted(settings.items())}


def _told_settings(operation: Operation, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings; of a whole document only its digest, which tells it from any other."""
    long = {each.name for each in operation.settings if each.kind == RESULT}
    return {
        name: {"sha256": sha256(each.encode()).hexdigest()} if name in long and each else each
        for name, each in settings_json(settings).items()
    }


def range_of(setting: Setting) -> Range:
    """Which numbers a setting takes."""
    least, most = (
        None if each is None else Fraction(each) for each in (setting.least, setting.most)
    )
    return Range(least=least, most=most, whole=setting.kind == "whole")


def _setting(setting: Setting, keys: Keys) -> Any:
    if keys.content.get(setting.name) is None:
        if setting.needed:
            keys.faults.add("json_key_missing", keys.place(setting.name))
        return setting.default
    if setting.repeats:
        numbers = setting.kind == "number"
        return keys.numbers(setting.name) if numbers else keys.texts(setting.name)
    match setting.kind:
        case "number":
            return keys.number(setting.name, range_of(setting))
        case "whole":
            return keys.whole(setting.name, range_of(setting))
        case "flag":
            return keys.flag(setting.name)
        case _:
            return keys.text(setting.name, choices=setting.choices)


def _plain(value: Any) -> Any:
    # Imported here: as above.
    from allocator.operations.keys import number_json

    if isinstance(value, Fraction):
        return number_json(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
