"""Words for the grammar of rules: metrics, denominators, groupings, built-ins, strengths, units."""

from __future__ import annotations

RULE_WORDS: dict[str, tuple[str, str]] = {
    "metric.value": ("wartość", "value"),
    "metric.quantity": ("ilość", "quantity"),
    "metric.hours": ("godziny pracy", "hours of work"),
    "metric.disadvantaged_hours": (
        "godziny pracy osób zagrożonych wykluczeniem",
        "hours of work by people at risk of exclusion",
    ),
    "metric.quality_value": ("jakość ważona wartością", "quality weighted by value"),
    "metric.preference_value": (
        "chęć realizatorów ważona wartością",
        "preference weighted by value",
    ),
    "metric.members": ("liczba członków z zadaniami", "number of members with tasks"),
    "metric.components": ("liczba zadań", "number of assignments"),
    "metric.zones": ("liczba stref", "number of zones"),
    "metric.indicator": ("wskaźnik", "indicator"),
    "metric.margin": ("nadwyżka członka", "surplus of the member"),
    "metric.cash_out": ("kwota wyłożona z góry", "amount pre-financed"),
    "metric.reserve": (
        "rezerwa, gdy odpadnie realizator",
        "spare capacity if a provider drops out",
    ),
    "of.value": ("wartości zlecenia", "of the commission's value"),
    "of.hours": ("godzin zlecenia", "of the commission's hours"),
    "of.selected_value": ("wartości wybranych zadań", "of the value of the selected"),
    "of.selected_hours": ("godzin wybranych zadań", "of the hours of the selected"),
    "of.group_value": ("wartości grupy", "of the group's value"),
    "of.group_hours": ("godzin grupy", "of the group's hours"),
    "of.component_quantity": ("ilości składnika", "of the component's quantity"),
    "of.incumbent_quantity": ("dotychczasowej ilości", "of last year's quantity"),
    "per.total": ("łącznie", "in total"),
    "per.member": ("na członka", "for each member"),
    "per.component": ("na składnik", "for each component"),
    "per.sector": ("na branżę", "for each sector"),
    "per.assignment": ("na przydział", "for each assignment"),
    "per.member_period": ("na członka w miesiącu", "for each member and month"),
    "bound.at_least": ("co najmniej {bound}", "at least {bound}"),
    "bound.at_most": ("najwyżej {bound}", "at most {bound}"),
    "strength.hard": ("musi być", "must hold"),
    "strength.soft": ("powinno być", "should hold"),
    "strength.info": ("do wiadomości", "for information"),
    "strength.off": ("wyłączona", "switched off"),
    "unit.percent": ("%", "%"),
    "unit.ratio": ("ułamek", "ratio"),
    "unit.count": ("liczba", "count"),
    "unit.pln": ("zł", "PLN"),
    "unit.quantity": ("jednostki", "units"),
    "unit.hours": ("godziny", "hours"),
    # Constraints that always hold; a meeting reads these as sentences.
    "built_in.coverage": ("Cała ilość ma realizatora", "All of the quantity has a provider"),
    "built_in.offer_capacity": (
        "Nikt nie dostaje więcej, niż zaoferował",
        "Nobody gets more than it offered",
    ),
    "built_in.lot_size": ("Przydziały to całe partie", "Assignments are whole lots"),
    "built_in.not_splittable": (
        "Składnik niepodzielny ma jednego realizatora",
        "A component that may not be split has one provider",
    ),
    "built_in.labour_capacity": (
        "Godziny kadry wystarczają w każdym miesiącu",
        "Staff hours suffice in every month",
    ),
    "built_in.component_ceiling": (
        "Koszt składnika mieści się w pułapie z dopuszczalnym przesunięciem",
        "The component's cost keeps its ceiling and the allowed shift",
    ),
    "built_in.budget": (
        "Kwota od zamawiającego mieści się w budżecie",
        "What the commissioner pays keeps the budget",
    ),
    "built_in.own_contribution": (
        "Wkład własny osiąga wymagany poziom",
        "The own contribution reaches what is required",
    ),
    "built_in.same_quantity": (
        "Oba składniki mają tę samą ilość",
        "Both components have the same quantity",
    ),
    "built_in.same_provider": (
        "Realizator pierwszego składnika robi też drugi",
        "Who provides the first component also provides the second",
    ),
    "built_in.different_provider": (
        "Nikt nie realizuje obu składników",
        "Nobody provides both components",
    ),
    "built_in.same_zone": (
        "Realizator pierwszego składnika ma siedzibę w strefie realizatora drugiego",
        "Who provides the first component has its seat in the zone of a provider of the second",
    ),
    "built_in.eligibility": (
        "Zadanie dostaje tylko ten, kto może je wykonać",
        "Only who may do a task is given it",
    ),
    "built_in.pins": ("Ustalone ilości", "Fixed quantities"),
    "built_in.cost_cap": ("Limit kosztu zadań", "Cap on the task cost"),
}
