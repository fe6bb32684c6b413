"""Sentences about a problem: faults between tables, odd facts, what was left out.

Each is a clause that follows the quoted value; `{...}` are parameters of the issue.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    # tables, keys, references
    "table_missing": (
        "brakuje tej tabeli, a jest obowiązkowa",
        "this table is missing, and it is required",
    ),
    "table_empty": (
        "tabela nie ma wierszy, a jest obowiązkowa",
        "the table has no rows, and it is required",
    ),
    "table_implied": (
        "tabela jest pusta; przyjęto znaki z innych tabel: {names}",
        "the table is empty; the ids that other tables name were taken: {names}",
    ),
    "cell_empty": (
        "pusta komórka w kolumnie, która musi być wypełniona",
        "an empty cell in a column that must be filled",
    ),
    "several_commissions": (
        "problem to jedno zlecenie; pozostaw jedno",
        "a problem is one commission; leave just one",
    ),
    "duplicate_key": (
        "ten klucz już jest w wierszu {first_row}; usuń jeden z wierszy albo zmień znak",
        "this key is already in row {first_row}; remove one of the rows or change the id",
    ),
    "unknown_reference": (
        "nie ma takiego znaku w tabeli {refers_to}; podobne: {near}",
        "there is no such id in table {refers_to}; similar ones: {near}",
    ),
    "below_minimum": (
        "wartość jest mniejsza niż dozwolone {limit}",
        "the value is below the allowed {limit}",
    ),
    "above_maximum": (
        "wartość jest większa niż dozwolone {limit}",
        "the value is above the allowed {limit}",
    ),
    "not_a_choice": ("dozwolone są tylko: {limit}", "only these are allowed: {limit}"),
    # the commission, its components and their demand
    "period_end_before_start": (
        "koniec okresu jest przed jego początkiem ({start})",
        "the period ends before it starts ({start})",
    ),
    "nothing_commissioned": (
        "żaden składnik nie ma ilości większej od zera: nie ma czego dzielić",
        "no component has a quantity above zero: there is nothing to split",
    ),
    "quantity_not_whole_lots": (
        "ilość nie jest wielokrotnością partii ({lot}); zmień ilość albo lot_size",
        "the quantity is not a whole number of lots ({lot}); change it or lot_size",
    ),
    "demand_missing": (
        "składnik nie ma żadnego wiersza w tabeli demand; podaj jego ilości w okresach",
        "the component has no row in table demand; give its quantities in the periods",
    ),
    "demand_not_positive": (
        "w tabeli demand żaden okres tego składnika nie ma ilości większej od zera",
        "in table demand no period of this component has a quantity above zero",
    ),
    "demand_sum_differs": (
        "zapotrzebowanie okresów sumuje się do {total}; liczą się proporcje, ilość jest stąd",
        "the demand of the periods sums to {total}; its proportions count, the quantity is this",
    ),
    # odd facts
    "target_shares_not_100": (
        "udziały klucza podziału sumują się do {total}%, a nie do 100%",
        "the shares of the distribution key sum to {total}%, not to 100%",
    ),
    "min_lot_above_capacity": (
        "minimalna partia przekracza moce oferty ({capacity}); reguła z min_lot jej nie dopuści",
        "the smallest assignment is above the capacity of the offer ({capacity}); "
        "a rule that names min_lot shuts it out",
    ),
    "labour_cost_above_price": (
        "sama praca kosztuje {labour} zł na jednostkę, więcej niż cena",
        "labour alone costs {labour} PLN a unit, more than the price",
    ),
    "permit_ends_early": (
        "uprawnienie kończy się przed końcem zlecenia ({end}); oferty, które go wymagają, odpadają",
        "the permit ends before the commission does ({end}); offers that need it can not be used",
    ),
    "permit_ends_soon": (
        "uprawnienie kończy się {days} dni po końcu zlecenia; warto je odnowić",
        "the permit ends {days} days after the commission; it should be renewed",
    ),
    "member_without_offer": (
        "członek nie ma żadnej oferty, więc nie dostanie zadań",
        "the member has no offer and can get no tasks",
    ),
    "capacity_short": (
        "oferty, których można użyć, pokrywają tylko {capacity}",
        "the offers that can be used cover only {capacity}",
    ),
    "contribution_not_asked": (
        "wkładu własnego nie liczy się w trybie powierzenie; ustaw wsparcie albo 0",
        "own contribution does not count in the mode powierzenie; set wsparcie, or 0",
    ),
    "volunteer_hour_without_value": (
        "godzina wolontariatu jest warta 0 zł, więc wolontariat nie jest wkładem",
        "a volunteer hour is worth 0 PLN, so volunteer work is no contribution",
    ),
    "bound_column_unused": (
        "kolumna jest wypełniona ({filled} wierszy), ale nie wymienia jej żadna reguła: "
        "nic nie ogranicza",
        "the column is filled ({filled} rows) but no rule names it: it limits nothing",
    ),
    "indicator_target_unused": (
        "wskaźnik ma wartość docelową, ale żadna reguła jej nie wymaga",
        "the indicator has a target, but no rule asks for it",
    ),
    "competence_unused": (
        "żaden składnik nie wymaga tego uprawnienia",
        "no component requires this competence",
    ),
    # what was left out
    "component_left_out": (
        "składnik ma ilość 0 i jest pominięty, razem ze wszystkim, co do niego należy",
        "the component has quantity 0 and is left out, with everything that belongs to it",
    ),
    "link_left_out": (
        "powiązanie jest pominięte, bo jego składnik ma ilość 0",
        "the link is left out because its component has quantity 0",
    ),
    "pin_left_out": (
        "ustalenie jest pominięte, bo jego składnik ma ilość 0",
        "the pin is left out because its component has quantity 0",
    ),
    "rule_item_left_out": (
        "ten składnik reguły jest pominięty, bo ma ilość 0",
        "this item of the rule is left out because its component has quantity 0",
    ),
    "rule_left_out": (
        "reguła jest pominięta, bo wszystkie jej składniki mają ilość 0",
        "the rule is left out because all its components have quantity 0",
    ),
}
