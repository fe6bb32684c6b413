"""Words for the question of the budget: the sentence for the mayor, and labels; solves nothing."""

from __future__ import annotations

from fractions import Fraction

from allocator.allocation import Verdict
from allocator.measures.contribution import is_co_funded
from allocator.problem.problem import Problem
from allocator.texts.formats import money, percent
from allocator.texts.labels import label
from scenarios.budgeting import BudgetAnswer

SUBJECT = {
    Verdict.DOES_NOT_FIT_REQUEST: (
        "Zlecenie z ustalonymi ilościami",
        "The commission with the fixed quantities",
    )
}
COMMISSION = ("Zlecenie", "The commission")
SENTENCES = {
    "fits": (
        "{subject} mieści się w budżecie {budget}: najtańszy podział zgodny ze wszystkimi twardymi "
        "regułami kosztuje {total}{own}, zostaje {margin} ({pct}).",
        "{subject} fits the budget of {budget}: the cheapest split that keeps all hard rules costs "
        "{total}{own}, which leaves {margin} ({pct}).",
    ),
    "fits.unproved": (
        "{subject} mieści się w budżecie {budget}: jest podział zgodny ze wszystkimi twardymi "
        "regułami za {total}{own}, zostaje co najmniej {margin} ({pct}); nie udowodniono, że "
        "tańszego nie ma.",
        "{subject} fits the budget of {budget}: a split that keeps all hard rules costs "
        "{total}{own}, which leaves at least {margin} ({pct}); that none is cheaper is not proved.",
    ),
    "no_budget": (
        "Budżetu nie podano: najtańszy podział zgodny ze wszystkimi twardymi regułami kosztuje "
        "{total}{own}.",
        "No budget is given: the cheapest split that keeps all hard rules costs {total}{own}.",
    ),
    "no_budget.unproved": (
        "Budżetu nie podano: jest podział zgodny ze wszystkimi twardymi regułami za {total}{own}; "
        "nie udowodniono, że tańszego nie ma.",
        "No budget is given: a split that keeps all hard rules costs {total}{own}; that none is "
        "cheaper is not proved.",
    ),
    "does_not_fit": (
        "{subject} nie mieści się w budżecie {budget}: potrzeba co najmniej {needed}{own}, "
        "brakuje {missing} ({pct}){uncovered}.",
        "{subject} does not fit the budget of {budget}: at least {needed} is needed{own}, "
        "{missing} ({pct}) is missing{uncovered}.",
    ),
    "does_not_fit.unproved": (
        "{subject} nie mieści się w budżecie {budget}: wystarczyłoby {needed}{own}, "
        "czyli o {missing} ({pct}) więcej, a nie udowodniono, że nie wystarczy mniej{uncovered}.",
        "{subject} does not fit the budget of {budget}: {needed} would do{own}, {missing} ({pct}) "
        "more, and that less would not is not proved{uncovered}.",
    ),
    "no_plan": (
        "{subject} nie da się wykonać w całości przy żadnym budżecie: udowodniono, że nie "
        "pozwalają na to reguły i możliwości członków{uncovered}.",
        "{subject} can not be delivered in full at any budget: it is proved that the rules and "
        "what members can do do not allow it{uncovered}.",
    ),
    "unknown": (
        "Nie rozstrzygnięto, czy zlecenie mieści się w budżecie: obliczenia stanęły, zanim to "
        "udowodniono ({reason}).",
        "Whether the commission fits the budget is not decided: the search stopped before that "
        "was proved ({reason}).",
    ),
    "unknown.needed": (
        "Nie rozstrzygnięto, czy zlecenie mieści się w budżecie {budget}: wystarczyłoby na pewno "
        "{needed}, ale obliczenia stanęły, zanim znaleziono lub wykluczono mniej ({reason}).",
        "Whether the commission fits the budget of {budget} is not decided: {needed} would "
        "certainly do, but the search stopped before less was found or ruled out ({reason}).",
    ),
}
OWN = {
    "fits": (", z czego konsorcjum wnosi {own}", ", of which the consortium brings {own}"),
    "does_not_fit": (
        ", gdy konsorcjum wniesie {own}",
        " if the consortium brings {own}",
    ),
}
UNCOVERED = (
    "; przy obecnym budżecie bez realizatora zostałyby usługi warte {value}",
    "; at the present budget services worth {value} would stay without a provider",
)
UNCOVERED_UNPROVED = (
    "; przy obecnym budżecie bez realizatora zostałyby usługi warte najwyżej {value}",
    "; at the present budget services worth at most {value} would stay without a provider",
)
LABELS = {
    "title": ("Czy budżet wystarcza", "Does the budget suffice"),
    "item": ("pozycja", "item"),
    "amount": ("kwota", "amount"),
    "sure": ("skąd to wiadomo", "how sure it is"),
    "figures_sheet": ("kwoty", "figures"),
    "sectors_sheet": ("działy", "sectors"),
    "components_sheet": ("składniki", "components"),
    "uncovered_sheet": ("bez realizatora", "uncovered"),
    "budget": ("budżet", "budget"),
    "least_total": (
        "najmniejszy koszt razem, wszystkie twarde reguły",
        "least total, all hard rules",
    ),
    "without_rules": (
        "najmniejszy koszt razem bez reguł z tabeli rules",
        "least total without the rules of table rules",
    ),
    "own_contribution": ("wkład własny", "own contribution"),
    "least_budget": ("najmniejszy budżet, który wystarcza", "least budget that suffices"),
    "margin": ("zapas budżetu", "margin of the budget"),
    "missing": ("brakuje w budżecie", "missing in the budget"),
    "sectors": ("Koszt według działów", "Cost by sector"),
    "components": ("Koszt według składników", "Cost by component"),
    "sector": ("dział", "sector"),
    "component": ("składnik", "component"),
    "cost": ("koszt z opłatami", "cost with fees"),
    "ceiling": ("limit", "ceiling"),
    "used": ("% limitu", "% of ceiling"),
    "left": ("zapas", "left"),
    "member_costs": ("koszty stałe członków", "members' fixed costs"),
    "total": ("razem", "total"),
    "uncovered": (
        "Bez realizatora przy obecnym budżecie (jeden z możliwych wyborów)",
        "Without a provider at the present budget (one of the possible choices)",
    ),
    "quantity": ("ilość", "quantity"),
    "reference_value": ("wartość odniesienia", "reference value"),
    "no_plan": ("nie ma takiego podziału", "there is no such split"),
    "none_found": ("nie znaleziono", "none found"),
    "proved": ("udowodniono", "proved"),
    "unproved": ("nie udowodniono", "not proved"),
    "bound": (
        "nie udowodniono; na pewno nie mniej niż {bound}",
        "not proved; certainly not below {bound}",
    ),
    "tolerance": (
        "Limity pojedynczych składników wolno przekroczyć o {pct}.",
        "The ceiling of a single component may be exceeded by {pct}.",
    ),
}


def verdict_sentence(problem: Problem, answer: BudgetAnswer, language: str) -> str:
    """Whether the budget suffices and by how much, in one sentence that a mayor can read aloud."""
    amounts = {
        "budget": answer.budget_pln,
        "total": answer.least_total.value_pln,
        "needed": answer.least_budget.value_pln,
        "margin": answer.margin_pln,
        "missing": None if answer.margin_pln is None else -answer.margin_pln,
    }
    told = {name: _money(problem, amount, language) for name, amount in amounts.items()}
    return chosen(SENTENCES[_case(answer)], language).format(
        **told,
        subject=chosen(SUBJECT.get(answer.verdict, COMMISSION), language),
        own=_own(problem, answer, language),
        pct=percent(abs(answer.margin_pct or Fraction(0)), language),
        uncovered=_uncovered(problem, answer, language),
        reason=label(f"stopped_by.{answer.stopped_by}", language),
    )


def chosen(texts: tuple[str, str], language: str) -> str:
    """The words in `pl` or `en`."""
    return texts[("pl", "en").index(language)]


def word(name: str, language: str) -> str:
    """A label of the answer."""
    return chosen(LABELS[name], language)


def _case(answer: BudgetAnswer) -> str:
    if answer.fits:
        case = "no_budget" if answer.budget_pln is None else "fits"
        return case if answer.least_total.proved else f"{case}.unproved"
    known = answer.least_budget.value_pln is not None
    if answer.verdict is Verdict.UNKNOWN:
        return "unknown.needed" if known else "unknown"
    if answer.split is None or not known:
        return "no_plan"
    return "does_not_fit" if answer.least_budget.proved else "does_not_fit.unproved"


def _own(problem: Problem, answer: BudgetAnswer, language: str) -> str:
    own = answer.own_contribution_pln
    if own is None or not is_co_funded(problem):
        return ""
    text = OWN["fits" if answer.fits else "does_not_fit"]
    return chosen(text, language).format(own=_money(problem, own, language))


def _uncovered(problem: Problem, answer: BudgetAnswer, language: str) -> str:
    value = answer.uncovered_value.value_pln
    if value is None:
        return ""
    text = UNCOVERED if answer.uncovered_value.proved else UNCOVERED_UNPROVED
    return chosen(text, language).format(value=_money(problem, value, language))


def _money(problem: Problem, amount: Fraction | None, language: str) -> str:
    if amount is None:
        return "–"
    return money(amount, language, currency=problem.commission.currency or "PLN")
