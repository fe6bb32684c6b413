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
    "column.most": ("najwięcej sam", "most by itself"),
    "column.most_ratio": ("to wobec klucza", "that of target"),
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
    "limit.capacity": ("moce w jego ofertach", "the capacity in its offers"),
    "limit.demand": ("więcej tych zadań nie ma", "there is no more of these tasks"),
    "limit.structural": ("klucz poza zasięgiem: {reason}", "key out of reach: {reason}"),
    "note.limited": (
        "Klucza nie mogą osiągnąć, cokolwiek dostaną inni: {members}.",
        "Out of reach of the key, whatever the others get: {members}.",
    ),
    "note.limited_member": (
        "{member} (najwyżej {percent}: {reason})",
        "{member} (at most {percent}: {reason})",
    ),
    "note.none_limited": (
        "Każdy członek mógłby sam osiągnąć swój udział z klucza.",
        "Every member could reach its share of the key by itself.",
    ),
    "note.worst_off": (
        "Najmniej wobec klucza ma {member}: {percent}.",
        "The least against the key has {member}: {percent}.",
    ),
    "note.most": (
        "„Najwięcej sam” to granica z ofert i kadry samego członka; budżet, reguły i praca innych "
        "mogą ją tylko obniżyć.",
        "“Most by itself” is what a member's own offers and staff allow; the budget, rules and the "
        "work of others can only lower it.",
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
}
