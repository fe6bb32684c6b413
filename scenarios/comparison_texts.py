"""A comparison in words, Polish or English: one line for each thing that differs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from allocator.texts.catalogue import line
from allocator.texts.formats import money, number
from scenarios.comparing import Comparison, Difference, RuleDifference, Value

SAME = ("Wyniki są takie same.", "The results are the same.")
NOBODY = ("nikt", "nobody")
NONE = ("brak", "none")
OTHER_ROWS = (
    "inne wiersze reguł, które się różnią (zapasem, użytymi parami): {}",
    "other rows of rules that differ (in margins, in the pairs used): {}",
)
HEADINGS = {
    "headline": ("Odpowiedź", "Answer"),
    "moves": ("Przesunięcia", "Moves"),
    "money": ("Kwoty", "Money"),
    "members": ("Wartość przydziału członków", "Members' awards"),
    "goals": ("Cele", "Goals"),
    "measures": ("Miary", "Measures"),
    "rules": ("Reguły", "Rules"),
}
NAMES = {
    "status": ("status", "status"),
    "verdict": ("werdykt", "verdict"),
    "stopped_by": ("zatrzymane przez", "stopped by"),
    "task_cost_pln": ("koszt zadań", "task cost"),
    "total_pln": ("razem z opłatami", "total with fees"),
    "budget_pln": ("budżet", "budget"),
    "own_contribution_pln": ("wkład własny", "own contribution"),
    "at_least": ("co najmniej", "at least"),
    "at_most": ("co najwyżej", "at most"),
    "margin": ("zapas", "margin"),
    "violation": ("naruszenie", "violation"),
    "strength": ("siła", "strength"),
    "in": ("Teraz mają zadania", "Now have tasks"),
    "out": ("Już nie mają zadań", "No longer have tasks"),
    "proved": ("udowodniony", "proved"),
    "True": ("tak", "yes"),
    "False": ("nie", "no"),
}
MONEY_GOALS = frozenset(("cost", "small_members_value", "target_deviation", "handover", "changes"))


def comparison_lines(comparison: Comparison, language: str) -> tuple[str, ...]:
    """The comparison for people, in `pl` or `en`: notices first, then a chapter for each kind."""
    lines = [line(each, language) for each in comparison.notices]
    if comparison.same:
        return (*lines, _word(SAME, language))
    chapters = {
        "headline": [_plain(each, language) for each in comparison.headline],
        "money": [_amount(each, language) for each in comparison.money],
        "moves": list(_move_lines(comparison, language)),
        "members": list(_member_lines(comparison, language)),
        "goals": list(_goal_lines(comparison, language)),
        "measures": [_measured(each, language) for each in comparison.measures],
        "rules": list(_rule_lines(comparison, language)),
    }
    for name, found in chapters.items():
        if found:
            lines += ["", _word(HEADINGS[name], language), *(f"  {each}" for each in found)]
    return tuple(lines[1:] if lines and not lines[0] else lines)


def _move_lines(comparison: Comparison, language: str) -> Iterator[str]:
    nobody = _word(NOBODY, language)
    for each in comparison.moves:
        quantity = number(each.quantity, language)
        who = f"{each.from_member or nobody} → {each.to_member or nobody}"
        yield f"{each.component_id}: {who}: {quantity}"


def _member_lines(comparison: Comparison, language: str) -> Iterator[str]:
    for names, key in ((comparison.members_in, "in"), (comparison.members_out, "out")):
        if names:
            yield f"{_word(NAMES[key], language)}: {', '.join(names)}"
    yield from (_amount(each, language) for each in comparison.members)


def _goal_lines(comparison: Comparison, language: str) -> Iterator[str]:
    yield from (_measured(each, language) for each in comparison.goals)
    for each in comparison.proofs:
        named = Difference(f"{each.subject}, {_word(NAMES['proved'], language)}", *_sides(each))
        yield _plain(named, language)


def _rule_lines(comparison: Comparison, language: str) -> Iterator[str]:
    """Rows that matter one by one; the others are counted."""
    told = [each for each in comparison.rules if _matters(each)]
    yield from (_rule_line(each, language) for each in told)
    others = len(comparison.rules) - len(told)
    if others:
        yield _word(OTHER_ROWS, language).format(others)


def _matters(rule: RuleDifference) -> bool:
    """Whether a row is missed, begins or ceases to bind, or is stated otherwise.

    Most rows come and go with the pairs that a split uses; they matter where they are missed.
    """
    found = {each.subject: each for each in rule.differences}
    strength, violation = found.get("strength"), found.get("violation")
    if strength and None in (strength.before, strength.after):
        return violation is not None and bool(violation.before or violation.after)
    margin = found.pop("margin", None)
    sides = (margin.before, margin.after) if margin else ()
    return bool(found) or (None not in sides and 0 in sides)


def _rule_line(rule: RuleDifference, language: str) -> str:
    said = (_plain(each, language) for each in rule.differences)
    subject = f" {rule.subject}" if rule.subject else ""
    return f"{rule.rule_id}{subject}: {'; '.join(said)}"


def _amount(difference: Difference, language: str) -> str:
    before, after = (_money(each, language) for each in _sides(difference))
    text = f"{_name(difference, language)}: {before} → {after}"
    change = difference.change
    if change is None:
        return text
    return f"{text} ({'+' if change > 0 else ''}{money(change, language)})"


def _measured(difference: Difference, language: str) -> str:
    base = difference.subject.partition(" ")[0].partition(":")[0]
    if base in MONEY_GOALS or base == "uncovered":
        return _amount(difference, language)
    return _plain(difference, language)


def _plain(difference: Difference, language: str) -> str:
    before, after = (_text(each, language) for each in _sides(difference))
    return f"{_name(difference, language)}: {before} → {after}"


def _sides(difference: Difference) -> tuple[Value, Value]:
    return difference.before, difference.after


def _name(difference: Difference, language: str) -> str:
    subject = difference.subject
    return _word(NAMES[subject], language) if subject in NAMES else subject


def _money(value: Value, language: str) -> str:
    return money(value, language) if isinstance(value, Fraction) else _text(value, language)


def _text(value: Value, language: str) -> str:
    if value is None:
        return _word(NONE, language)
    if isinstance(value, bool):
        return _word(NAMES[str(value)], language)
    if isinstance(value, tuple):
        return "[" + "; ".join(number(each, language, places=6) for each in value) + "]"
    return number(value, language, places=6) if isinstance(value, Fraction) else value


def _word(texts: tuple[str, str], language: str) -> str:
    return texts[("pl", "en").index(language)]
