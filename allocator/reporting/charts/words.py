"""Words that only charts use, Polish and English; all others are labels of the reports."""

from __future__ import annotations

from collections.abc import Mapping

from allocator.texts.labels import label

WORDS: Mapping[str, tuple[str, str]] = {
    "matrix.title": ("Podział zadań: kto robi ile", "Task split: who does how much"),
    "matrix.about": (
        "liczba w polu = ilość; ciemniejsze pole i dłuższy pasek = większa wartość",
        "number in a cell = quantity; darker, and a longer bar below = higher value",
    ),
    "matrix.barred": (
        "× = oferta, której nie można użyć; puste = brak oferty",
        "× = offer that can not be used; empty = no offer",
    ),
    "matrix.unused": ("oferta niewykorzystana", "offer not used"),
    "matrix.below": ("poniżej {top} {currency}", "below {currency} {top}"),
    "matrix.between": ("{bottom}–{top} {currency}", "{currency} {bottom}–{top}"),
    "matrix.above": ("od {bottom} {currency}", "{currency} {bottom} and more"),
    "matrix.sums": ("razem, tys. {currency}", "sum, thousand {currency}"),
    "matrix.demand": ("razem", "in all"),
    "members.title": (
        "Przydziały wobec klucza podziału",
        "Awards against the distribution key",
    ),
    "members.about": (
        "pasek = wartość zadań; kreska = kwota wg klucza; % = przydział wobec tej kwoty",
        "bar = value of tasks; tick = target by the key; % = award against it",
    ),
    "members.plain": ("członek", "member"),
    "members.small": ("mały członek (m)", "small member (s)"),
    "members.axis": ("wartość, tys. {currency}", "value, thousand {currency}"),
    "members.no_target": ("bez klucza", "no target"),
    "waterfall.title": ("Z czego składa się koszt", "What the cost is made of"),
    "waterfall.about": (
        "każdy pasek zaczyna się tam, gdzie kończy się poprzedni; ciemne paski to sumy",
        "each bar begins where the one before ends; dark bars are sums",
    ),
    "waterfall.axis": ("tys. {currency}", "thousand {currency}"),
    "waterfall.others": ("koszty stałe członków", "fixed costs of members"),
    "waterfall.nobody": ("bez branży", "no sector"),
    "waterfall.budget": ("budżet {amount}", "budget {amount}"),
    "waterfall.left": ("zostaje {amount}", "{amount} left"),
    "waterfall.missing": ("brakuje {amount}", "{amount} missing"),
    "trade_off.title": ("Co można kupić za większy koszt", "What a higher cost can buy"),
    "trade_off.about": (
        "pełny znak = udowodnione, lepiej się nie da; pusty = nie udowodniono; "
        "linia = tyle da się mieć na pewno",
        "filled = proved, can not be better; hollow = not proved; "
        "line = so much can be had for certain",
    ),
    "trade_off.axis": (
        "najwyższy dopuszczony koszt zadań, tys. {currency}",
        "highest task cost allowed, thousand {currency}",
    ),
    "trade_off.percent": ("{name}, %", "{name}, %"),
    "trade_off.thousands": ("{name}, tys. {currency}", "{name}, thousand {currency}"),
    "level_curve.title": ("Ile kosztuje sprawiedliwość", "What fairness costs"),
    "level_curve.about": (
        "koło = członek, który ma najmniej; kwadrat = cały podział; pełny znak = udowodnione",
        "circle = the worst-off member; square = a whole split; filled = proved",
    ),
    "level_curve.axis": ("koszt zadań, tys. {currency}", "task cost, thousand {currency}"),
    "level_curve.level": (
        "tyle ze swojego udziału ma każdy, %",
        "everybody has so much of its share, %",
    ),
    "nothing": ("Nie ma podziału do pokazania.", "There is no split to show."),
}


def word(key: str, language: str, **parameters: str) -> str:
    """A word of the charts in a language, its {parameters} filled in; else the reports' label."""
    if key not in WORDS:
        return label(key, language, **parameters)
    text = WORDS[key][0 if language == "pl" else 1]
    for name, value in parameters.items():
        text = text.replace("{" + name + "}", value)
    return text
