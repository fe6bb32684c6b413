"""Words for everything a report names: one key, a Polish and an English label. Knows no record."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from allocator.texts.formats import number, plural
from allocator.texts.labels_fairness import FAIRNESS_WORDS
from allocator.texts.labels_outcomes import OUTCOMES
from allocator.texts.labels_reports import HEADINGS, NOTES, NOUNS
from allocator.texts.labels_rules import RULE_WORDS

LABELS: Mapping[str, tuple[str, str]] = {
    **OUTCOMES,
    **RULE_WORDS,
    **HEADINGS,
    **NOTES,
    **FAIRNESS_WORDS,
}


def label(key: str, language: str, **parameters: str) -> str:
    """The label of a key such as `goal.cost`, its {parameters} filled in.

    An unknown key gives its last part back, so that what is new shows under its own name.
    """
    found = LABELS.get(key)
    if found is None:
        return key.rpartition(".")[2]
    text = found[0 if language == "pl" else 1]
    for name, value in parameters.items():
        text = text.replace("{" + name + "}", value)
    return text


def counted(count: Fraction | int, noun: str, language: str) -> str:
    """A count with its noun in the right form: 1 członek, 3 członków, 2 components."""
    forms = NOUNS[noun][0 if language == "pl" else 1]
    return f"{number(count, language)} {plural(count, language, forms)}"


def goal_label(goal: str, language: str) -> str:
    """The name of a goal as a result names it: `cost`, `soft_rules:1`, `uncovered:critical`."""
    name, _, part = goal.partition(":")
    if not part:
        return label(f"goal.{name}", language)
    if f"goal.{goal}" in LABELS:
        return label(f"goal.{goal}", language)
    stage, _, number_of = part.partition(":")
    if f"goal.{name}:{stage}" in LABELS:
        return label(f"goal.{name}:{stage}", language, number=number_of)
    return f"{label(f'goal.{name}', language)} ({label('note.priority', language)} {part})"


def metric_label(metric: str, language: str) -> str:
    """The name of a rule's metric; an indicator keeps its id."""
    name, _, indicator = metric.partition(":")
    return f"{label(f'metric.{name}', language)} {indicator}".strip()


def filled_rule_text(
    text: str, *, at_least: Fraction | str | None, at_most: Fraction | str | None, language: str
) -> str:
    """A rule's own text with {at_least} and {at_most} put in as the rule in force has them.

    A bound that is the name of a column stays that name.
    """
    for name, bound in (("at_least", at_least), ("at_most", at_most)):
        shown = number(bound, language) if isinstance(bound, Fraction | int) else bound or "–"
        text = text.replace("{" + name + "}", shown)
    return text
