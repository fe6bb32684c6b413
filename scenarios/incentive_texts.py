"""Incentives in words: what was tried, what pays, for whom. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from allocator.texts.formats import money, number, percent

if TYPE_CHECKING:
    from scenarios.incentives import Incentives
    from scenarios.misreports import Misreport

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Czy opłaca się powiedzieć nieprawdę?", "Would it pay not to tell the truth?"),
    "kind": ("rodzaj", "kind"),
    "tried": ("sprawdzono", "tried"),
    "pay": ("opłaca się", "pay"),
    "sure": ("niezależnie od losu", "whatever the draw"),
    "no_split": ("bez podziału", "no split"),
    "not_decided": ("nierozstrzygnięte", "not decided"),
    "largest": ("największy zysk", "largest gain"),
    "member": ("członek", "member"),
    "misreport": ("nieprawda", "misreport"),
    "truth": ("prawda daje", "truth brings"),
    "award": ("nieprawda daje", "it brings"),
    "gain": ("zysk", "gain"),
    "capacity": ("mniejsze moce", "less capacity"),
    "staff": ("mniej godzin pracy", "fewer hours of staff"),
    "offer": ("wycofana oferta", "offer withdrawn"),
    "competence": ("ukryte uprawnienie", "competence hidden"),
    "more": ("większe moce", "more capacity"),
    "told.capacity": ("zgłasza {step} mocy", "declares {step} of its capacity"),
    "told.staff": ("zgłasza {step} godzin", "declares {step} of its hours"),
    "told.more": ("zgłasza {step} mocy i godzin", "declares {step} of its capacity and hours"),
    "told.offer": ("wycofuje {subject}", "withdraws {subject}"),
    "told.competence": ("ukrywa {subject}", "hides {subject}"),
    "yes": ("tak", "yes"),
    "no": ("nie", "no"),
    "unknown": ("?", "?"),
    "progress": (
        "sprawdzono {done} z {of} · opłaca się {paying} · {seconds} s",
        "tried {done} of {of} · {paying} pay · {seconds} s",
    ),
    "open": (
        "Nie wszystko sprawdzono; z --state liczenie pójdzie dalej od tego miejsca.",
        "Not everything was tried; with --state it goes on from here.",
    ),
    "no_truth": (
        "Nie ma podziału z prawdziwych danych, więc nie ma z czym porównać.",
        "There is no split of the true data, so there is nothing to compare with.",
    ),
    "none_pays": (
        "Sprawdzono {tried} zmian, po jednej: żadna nieprawda nikomu się nie opłaca.",
        "{tried} changes were tried, one at a time: no misreport pays for anybody.",
    ),
    "some_pay": (
        "Sprawdzono {tried} zmian, po jednej: opłaca się {pay} ({pct}), niezależnie od losu "
        "{sure}; najwięcej zyskuje {member}, gdy {told}: {gain}.",
        "{tried} changes were tried, one at a time: {pay} pay ({pct}), {sure} whatever the draw; "
        "{member} gains most, when it {told}: {gain}.",
    ),
    "key": (
        "Udziały liczono tu ze zgłoszonych mocy, a nie z tabeli członków.",
        "Shares were made from declared capacity here, not taken from the table of members.",
    ),
    "for_whom": (
        "To narzędzie dla badaczy: mówi o regule podziału, nie o uczciwości kogokolwiek.",
        "This is for researchers: it tells of the rule of division, not of anybody's honesty.",
    ),
}


def word(name: str, language: str, **parameters: str) -> str:
    """A word or sentence of incentives."""
    return WORDS[name][language != "pl"].format(**parameters)


def told(misreport: Misreport, language: str) -> str:
    """What a member does, as a clause."""
    step = "" if misreport.step_pct is None else percent(misreport.step_pct, language)
    return word(f"told.{misreport.kind}", language, step=step, subject=misreport.subject)


def amount_text(value: Fraction | None, measure: str, language: str) -> str:
    """An award or a gain in its unit."""
    if value is None:
        return "–"
    return (
        f"{number(value, language, places=2)} h" if measure == "hours" else money(value, language)
    )


def sentence(found: Incentives, language: str) -> str:
    """What the tries come to, in one sentence."""
    if found.truth.get("status") not in ("optimal", "feasible"):
        return word("no_truth", language)
    paying, tried = found.paying, len(found.tried)
    if not paying:
        return word("none_pays", language, tried=str(tried))
    most = paying[0]
    return word(
        "some_pay",
        language,
        tried=str(tried),
        pay=str(len(paying)),
        pct=percent(Fraction(100 * len(paying), tried), language, places=1),
        sure=str(sum(each.row.get("sure") is True for each in paying)),
        member=most.misreport.member_id,
        told=told(most.misreport, language),
        gain=amount_text(most.gain, found.measure, language),
    )
