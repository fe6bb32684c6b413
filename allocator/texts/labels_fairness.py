"""Words for how fair a split is: measures, what limits a member, who stands where."""

from __future__ import annotations

FAIRNESS_WORDS: dict[str, tuple[str, str]] = {
    "sheet.fairness": ("sprawiedliwość", "fairness"),
    "title.fairness": ("Sprawiedliwość podziału", "Fairness of the split"),
    "title.fairness_measures": ("Miary nierówności", "Measures of inequality"),
    "title.fairness_members": ("Przydział wobec klucza: {measure}", "Award by the key: {measure}"),
    "title.certificate": (
        "Co certyfikat mówi każdemu członkowi",
        "What the certificate says to each member",
    ),
    "title.margins": ("Zapłata wobec kosztu własnego", "Pay against own cost"),
    "column.measure": ("miara", "measure"),
    "column.award": ("przydział", "award"),
    "column.due": ("wg klucza", "target"),
    "column.most": ("może mieć najwyżej", "most it can have"),
    "column.most_ratio": ("najwyżej wobec klucza", "most of target"),
    "column.limited_by": ("co ogranicza", "what limits it"),
    "column.quota_down": ("pełne partie w dół", "quota down"),
    "column.quota_up": ("pełne partie w górę", "quota up"),
    "column.smallest_ratio": ("najmniej", "least"),
    "column.spread": ("rozstęp", "spread"),
    "column.gini": ("Gini", "Gini"),
    "column.gini_by_heads": ("Gini na głowę", "Gini by heads"),
    "column.jain": ("Jain", "Jain"),
    "column.jain_by_heads": ("Jain na głowę", "Jain by heads"),
    "column.small_share": ("u małych członków", "with small members"),
    "column.wef1": ("bez zazdrości do 1 partii", "envy-free up to 1 lot"),
    "column.wprop1": ("udział do 1 partii", "share up to 1 lot"),
    "column.paid": ("zapłata", "paid"),
    "column.own_cost": ("koszt własny", "own cost"),
    "column.own_margin": ("marża", "margin"),
    "column.sentence": ("zdanie", "sentence"),
    "limit.no_offer": ("żadnej oferty nie można użyć", "no offer of it can be used"),
    "limit.staff": ("godziny jego kadry", "the hours of its staff"),
    "limit.capacity": ("tyle sam zaoferował", "that is all it has offered"),
    "limit.demand": ("więcej tej pracy nie ma", "there is no more of this work"),
    "limit.rule": ("reguła {rule}", "rule {rule}"),
    "limit.structural": (
        "nie osiągnie udziału: {reason}",
        "can not reach its share: {reason}",
    ),
    "note.limited": (
        "W żadnym podziale nie osiągnie swojego udziału z klucza: {members}.",
        "In no split can it reach its share by the key: {members}.",
    ),
    "note.limited_many": (
        "W żadnym podziale nie osiągną swojego udziału z klucza: {members}.",
        "In no split can they reach their share by the key: {members}.",
    ),
    "note.limited_member": (
        "{member} (najwyżej {percent}: {reason})",
        "{member} (at most {percent}: {reason})",
    ),
    "note.none_limited": (
        "Każdy członek mógłby osiągnąć swój udział z klucza, gdyby zależało to tylko od niego.",
        "Every member could reach its share of the key if that depended on itself alone.",
    ),
    "note.worst_off": (
        "Najmniejszą część swojego udziału z klucza ma {member}: {percent}.",
        "{member} has the smallest part of its share by the key: {percent}.",
    ),
    "note.most": (
        "„Może mieć najwyżej” to tyle, na ile pozwalają jego własne oferty, kadra i limit kwoty; "
        "budżet, inne reguły i praca pozostałych mogą to tylko obniżyć.",
        "“Most it can have” is what its own offers, staff and limit in money allow; the budget, "
        "other rules and the work of others can only lower it.",
    ),
    "note.inequality": (
        "Gini: 0 znaczy równo. Jain: 1 znaczy równo. Równo nie znaczy dobrze: wszyscy po zero też "
        "mają równo. Pierwsza liczba waży członków kluczem, druga liczy każdego tak samo.",
        "Gini: 0 is equal. Jain: 1 is equal. Equal is not good: all at zero are equal, too. The "
        "first figure weighs members by the key, the second counts each alike.",
    ),
    "note.ledger_counts": (
        "Liczy się też to, co zostało z lat ubiegłych.",
        "What is left of past years counts as well.",
    ),
    "note.certificate": (
        "Zdania wynikają z certyfikatu; sprawdza je `allocator verify`.",
        "The sentences follow from the certificate; `allocator verify` tests them.",
    ),
    "note.no": ("nie", "no"),
    "title.inclusion": (
        "Cena włączenia: nikt poniżej własnego kosztu",
        "The price of inclusion: nobody below its own cost",
    ),
    "column.top_up": ("do wyrównania", "to top up"),
    "item.pool": ("razem: wspólna pula", "in all: the common pool"),
    "inclusion.top_up": (
        "Cena włączenia: {pool} ze wspólnej puli wyrównuje pracę poniżej własnego kosztu ({rule}): "
        "{members}.",
        "The price of inclusion: {pool} from the common pool make up for work below own cost "
        "({rule}): {members}.",
    ),
    "inclusion.top_up_none": (
        "Cena włączenia: 0 zł, nikt nie pracuje poniżej własnego kosztu ({rule}).",
        "The price of inclusion: nothing, nobody works below its own cost ({rule}).",
    ),
    "inclusion.warn": (
        "Uwaga: część pracy jest poniżej własnego kosztu, a nikt jej nie wyrównuje ({rule}). "
        "Brakuje: {members}; razem {pool}.",
        "Note: some work is below own cost and nobody makes up for it ({rule}). Missing: "
        "{members}; {pool} in all.",
    ),
    "inclusion.warn_none": (
        "Nikt nie pracuje poniżej własnego kosztu ({rule}).",
        "Nobody works below its own cost ({rule}).",
    ),
    "inclusion.forbid": (
        "Wbrew regule {rule} część pracy jest poniżej własnego kosztu. Brakuje: {members}; razem "
        "{pool}.",
        "Against rule {rule} some work is below own cost. Missing: {members}; {pool} in all.",
    ),
    "inclusion.forbid_none": (
        "Nikt nie pracuje poniżej własnego kosztu: wymaga tego reguła {rule}.",
        "Nobody works below its own cost: rule {rule} demands it.",
    ),
    "inclusion.shares": (
        "Z tą pracą mają ze swojego udziału według klucza: {members}.",
        "With that work they have of their share by the key: {members}.",
    ),
}
