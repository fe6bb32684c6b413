"""What became of a result's claims, told to people from the document that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocator.problem.problem import Problem
from allocator.reporting.paper import Paper, paper_of
from allocator.reporting.tables import Column, Role, Row, Table
from allocator.texts.goal_numbers import goal_number
from allocator.texts.labels import goal_label, label

Document = Mapping[str, Any]
Texts = tuple[str, str]

WORDS: Mapping[str, Texts] = {
    "title": ("Twierdzenia wyniku, sprawdzone jeszcze raz", "The claims of a result, tested again"),
    "sheet": ("twierdzenia", "claims"),
    "claim": ("twierdzenie", "claim"),
    "value": ("wartość", "value"),
    "finding": ("co z niego wynikło", "what became of it"),
    "right": (
        "Podział spełnia wszystko, co musi być spełnione; kwoty i wartości celów się zgadzają.",
        "The split keeps everything that must hold; amounts and goal values agree.",
    ),
    "breaks": ("Podział łamie: {subject}", "The split breaks: {subject}"),
    "differs": ("Nie zgadza się z danymi: {key}", "Does not agree with the input: {key}"),
    "better": ("; jest lepszy podział: {value}", "; there is a better split: {value}"),
    "unproved": (
        "wynik nie twierdzi, że to dowiedziono",
        "the result claims no proof of it",
    ),
    "feasibility": ("żaden podział nie spełnia reguł", "no split keeps the rules"),
    "tie": ("rozstrzygnięcie między równymi", "the draw between equals"),
    "nothing": (
        "Wynik niczego nie twierdzi: nie ma w nim ani podziału, ani dowodu, że się nie da.",
        "The result claims nothing: it holds neither a split nor a proof that there is none.",
    ),
}
FINDINGS: Mapping[str, Texts] = {
    "confirmed": (
        "potwierdzono, lepiej się nie da ({engine})",
        "confirmed, no better one ({engine})",
    ),
    "refuted": ("OBALONO ({engine})", "REFUTED ({engine})"),
    "open": ("nie udało się rozstrzygnąć", "could not be decided"),
}
CLAIMS: Mapping[str, Texts] = {
    "level": (
        "certyfikat: nie ma podziału, w którym z poziomu {subject} podnoszą się wszyscy, a niżej "
        "nikt nie traci",
        "certificate: the rung at {subject} can not be raised as a whole",
    ),
    "count": (
        "certyfikat: ponad poziom {subject} nie da się podnieść więcej członków niż w tym podziale",
        "certificate: no more members can be lifted above level {subject}",
    ),
    "member": (
        "certyfikat: {subject} dostanie wyższy poziom tylko kosztem kogoś, kto spadnie do jego "
        "poziomu lub niżej",
        "certificate: {subject} gets a higher level only if somebody falls to its level or below",
    ),
}
ENDS: Mapping[str, Texts] = {
    "confirmed": ("Wynik potwierdzony.", "The result is confirmed."),
    "refuted": ("Wynik obalony.", "The result is refuted."),
    "open": (
        "Nie wszystko dało się potwierdzić; niczego nie obalono.",
        "Not everything could be confirmed; nothing was refuted.",
    ),
}


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim in words, what it says of a goal, and what became of it; empty where nothing.

    `depth`: 0 what is no goal, 1 a goal, numbered, 2 a rung of the goal above it.
    """

    name: str
    value: str
    finding: str
    depth: int
    refuted: bool = False


def verification_paper(problem: Problem, document: Document, language: str) -> Paper:
    """The verdict first, then what arithmetic says, then claim by claim."""
    columns = (
        Column(word("claim", language), width=70),
        Column(word("value", language), width=24),
        Column(word("finding", language), width=44),
    )
    rows = tuple(
        Row((each.name, each.value, each.finding), Role.WARNING if each.refuted else Role.DATA)
        for each in claim_lines(document, language)
    )
    return paper_of(
        problem,
        document,
        language,
        title=word("title", language),
        sentences=(end(document, language), *by_arithmetic(document, language)),
        tables=(Table(word("sheet", language), word("title", language), columns, rows),),
    )


def end(document: Document, language: str) -> str:
    """The verdict in one sentence."""
    return chosen(ENDS[document["verdict"]], language)


def by_arithmetic(document: Document, language: str) -> tuple[str, ...]:
    """What arithmetic says of the split: a sentence for each mistake, or that all agrees."""
    mistakes = document["mistakes"]
    if not (mistakes or document["goals"] or document["claims"]):
        return (word("nothing", language),)
    if document["goals"] and not mistakes:
        return (word("right", language),)
    return tuple(_mistake(each, language) for each in mistakes)


def claim_lines(document: Document, language: str) -> Iterator[ClaimLine]:
    """Every goal in order, its rungs below it; then the draw and the certificate."""
    answers = list(document["claims"])
    for place, goal in enumerate(document["goals"], start=1):
        value = goal["value"]
        levels = isinstance(value, list)
        name = f"{place}. {goal_label(goal['goal'], language)}"
        told = (
            ", ".join(map(str, value))
            if levels
            else goal_number(goal["goal"], Fraction(value), language)
        )
        if not goal["proved"]:
            yield ClaimLine(name, told, word("unproved", language), 1)
        elif levels:
            yield ClaimLine(name, told, "", 1)
            while answers and answers[0]["goal"].startswith(f"{goal['goal']}:"):
                answer = answers.pop(0)
                yield _line(goal_label(answer["goal"], language), "", answer, language, depth=2)
        elif answers:
            yield _line(name, told, answers.pop(0), language, depth=1)
    for answer in answers:
        yield _line(_other(answer["goal"], language), "", answer, language, depth=0)


def word(name: str, language: str, **parameters: str) -> str:
    """A word or sentence about claims."""
    return chosen(WORDS[name], language).format(**parameters)


def chosen(texts: Texts, language: str) -> str:
    """The words in `pl` or `en`."""
    return texts[("pl", "en").index(language)]


def _mistake(mistake: Document, language: str) -> str:
    if mistake["key"] == "split":
        return word("breaks", language, subject=mistake["subject"])
    key = f"{mistake['key']} {mistake['subject']}".strip()
    return word("differs", language, key=key)


def _other(name: str, language: str) -> str:
    """What is no goal: the draw, that there is no split, a claim of a certificate."""
    if not name.startswith("claim:"):
        return word(name, language)
    _, kind, subject = name.split(":", 2)
    return chosen(CLAIMS[kind], language).format(subject=subject)


def _line(name: str, value: str, answer: Document, language: str, *, depth: int) -> ClaimLine:
    engine = label(f"engine.{answer['engine']}", language) if answer["engine"] else ""
    text = chosen(FINDINGS[answer["finding"]], language).format(engine=engine)
    if answer["better"] is not None:
        better = goal_number(answer["goal"], Fraction(answer["better"]), language)
        text += word("better", language, value=better)
    return ClaimLine(name, value, text, depth, answer["finding"] == "refuted")
