"""What became of a result's claims, told to people."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.cli.declaring import Texts, chosen
from allocator.cli.progress import goal_number
from allocator.operations.reproving import Answer, Finding
from allocator.operations.verifying import Mistake, Verification
from allocator.texts.labels import goal_label, label

SPLIT_RIGHT: Texts = (
    "Podział spełnia wszystko, co musi być spełnione; kwoty i wartości celów się zgadzają.",
    "The split keeps everything that must hold; amounts and goal values agree.",
)
BREAKS: Texts = ("Podział łamie: {subject}", "The split breaks: {subject}")
DIFFERS: Texts = (
    "Nie zgadza się z danymi: {key}",
    "Does not agree with the input: {key}",
)
FINDINGS: dict[Finding, Texts] = {
    Finding.CONFIRMED: (
        "potwierdzono, lepiej się nie da ({engine})",
        "confirmed, no better one ({engine})",
    ),
    Finding.REFUTED: ("OBALONO ({engine})", "REFUTED ({engine})"),
    Finding.OPEN: ("nie udało się rozstrzygnąć", "could not be decided"),
}
BETTER: Texts = ("; jest lepszy podział: {value}", "; there is a better split: {value}")
UNPROVED: Texts = ("wynik nie twierdzi, że to dowiedziono", "the result claims no proof of it")
FEASIBILITY: Texts = ("żaden podział nie spełnia reguł", "no split keeps the rules")
TIE: Texts = ("rozstrzygnięcie między równymi", "the draw between equals")
NOTHING: Texts = (
    "Wynik niczego nie twierdzi: nie ma w nim ani podziału, ani dowodu, że się nie da.",
    "The result claims nothing: it holds neither a split nor a proof that there is none.",
)
CLAIMS: dict[str, Texts] = {
    "level": (
        "certyfikat: nikt ze szczebla {subject} nie wejdzie wyżej razem z resztą szczebla",
        "certificate: the rung at {subject} can not be raised as a whole",
    ),
    "count": (
        "certyfikat: ponad poziom {subject} nie da się podnieść więcej członków",
        "certificate: no more members can be lifted above level {subject}",
    ),
    "member": (
        "certyfikat: {subject} dostanie wyższy poziom tylko kosztem kogoś, kto spadnie do jego "
        "poziomu lub niżej",
        "certificate: {subject} gets a higher level only if somebody falls to its level or below",
    ),
}
ENDS: dict[str, Texts] = {
    "confirmed": ("Wynik potwierdzony.", "The result is confirmed."),
    "refuted": ("Wynik obalony.", "The result is refuted."),
    "open": (
        "Nie wszystko dało się potwierdzić; niczego nie obalono.",
        "Not everything could be confirmed; nothing was refuted.",
    ),
}


def lines(found: Verification, language: str) -> list[str]:
    """Everything that was found, line by line, the verdict last."""
    result = [_mistake(each, language) for each in found.mistakes]
    if found.claims_nothing:
        result.append(chosen(NOTHING, language))
    elif found.goals and not found.mistakes:
        result.append(chosen(SPLIT_RIGHT, language))
    result += _goals(found, language)
    return [*result, chosen(ENDS[found.verdict], language)]


def _mistake(mistake: Mistake, language: str) -> str:
    if mistake.key == "split":
        return chosen(BREAKS, language).format(subject=mistake.subject)
    key = f"{mistake.key} {mistake.subject}".strip()
    return chosen(DIFFERS, language).format(key=key)


def _goals(found: Verification, language: str) -> Iterator[str]:
    answers = list(found.answers)
    for place, claim in enumerate(found.goals, start=1):
        shown = ", ".join(map(str, claim.levels)) or goal_number(claim.goal, claim.value, language)
        name = f"  {place}. {goal_label(claim.goal, language)}: {shown}"
        if not claim.proved:
            yield f"{name} – {chosen(UNPROVED, language)}"
        elif claim.levels:
            yield name
            while answers and answers[0].goal.startswith(f"{claim.goal}:"):
                answer = answers.pop(0)
                yield f"     {goal_label(answer.goal, language)} – {_answer(answer, language)}"
        elif answers:
            yield f"{name} – {_answer(answers.pop(0), language)}"
    names = {"tie": TIE, "feasibility": FEASIBILITY}
    for answer in answers:
        if answer.goal.startswith("claim:"):
            yield f"  {_claim(answer.goal, language)} – {_answer(answer, language)}"
        else:
            yield f"  {chosen(names[answer.goal], language)} – {_answer(answer, language)}"


def _claim(name: str, language: str) -> str:
    """A claim of a certificate by what it is about."""
    _, kind, subject = name.split(":", 2)
    return chosen(CLAIMS[kind], language).format(subject=subject)


def _answer(answer: Answer, language: str) -> str:
    engine = label(f"engine.{answer.engine}", language) if answer.engine else ""
    text = chosen(FINDINGS[answer.finding], language).format(engine=engine)
    if answer.better is None:
        return text
    better = goal_number(answer.goal, answer.better, language)
    return text + chosen(BETTER, language).format(value=better)
