"""Sentences about what people decide: rules, links, pins, policies and scenarios.

Each is a clause that follows the quoted value; `{...}` are parameters of the issue.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    # rules
    "rule_id_reserved": (
        "tak nazywa się ograniczenie wbudowane; nazwij regułę inaczej",
        "this is the name of a built-in constraint; give the rule another one",
    ),
    "unknown_metric": (
        "nie ma takiej miary; podobne: {near}",
        "there is no such metric; similar ones: {near}",
    ),
    "unknown_indicator": (
        "nie ma takiego wskaźnika w tabeli indicators; podobne: {near}",
        "there is no such indicator in table indicators; similar ones: {near}",
    ),
    "unknown_selector": (
        "{name} to ani znak, ani kolumna tak/nie, ani kolumna=wartość; podobne: {near}",
        "{name} is neither an id, nor a yes/no column, nor column=value; similar ones: {near}",
    ),
    "selector_item_empty": (
        "czegoś brakuje przy znaku & albo po !",
        "something is missing beside & or after !",
    ),
    "selector_selects_nobody": (
        "warunek jest poprawny, ale nikogo nie wybiera",
        "the condition is right, but it selects nothing",
    ),
    "unit_needs_of": (
        "procent albo stosunek musi się do czegoś odnosić; wypełnij kolumnę of",
        "a percent or ratio has to be of something; fill the column of",
    ),
    "of_needs_percent_or_ratio": (
        "reguła odnosi się do {of}, więc jej jednostką jest percent albo ratio",
        "the rule is relative to {of}, so its unit is percent or ratio",
    ),
    "unit_unusual": (
        "nietypowa jednostka dla miary {metric}; zwykle: {usual}",
        "an unusual unit for the metric {metric}; usual: {usual}",
    ),
    "cash_out_needs_member_period": (
        "miara cash_out jest tylko na member_period",
        "the metric cash_out is only per member_period",
    ),
    "member_period_needs_cash_out": (
        "na member_period jest tylko miara cash_out",
        "per member_period there is only the metric cash_out",
    ),
    "reserve_needs_component": (
        "miara reserve jest tylko na component",
        "the metric reserve is only per component",
    ),
    "reserve_only_at_least": (
        "miara reserve ma tylko dolną granicę (at_least)",
        "the metric reserve has only a lower bound (at_least)",
    ),
    "incumbent_needs_assignment": (
        "odniesienie incumbent_quantity jest tylko na assignment",
        "incumbent_quantity is a denominator only per assignment",
    ),
    "rule_without_bounds": (
        "reguła nie ma żadnej granicy, więc nic nie ogranicza",
        "the rule has no bound, so it limits nothing",
    ),
    "bounds_crossed": (
        "dolna granica jest wyższa od górnej ({at_most})",
        "the lower bound is above the upper one ({at_most})",
    ),
    "group_bounds_crossed": (
        "w regule {rule} dolna granica ({at_least}) jest tu wyższa od górnej ({at_most})",
        "in rule {rule} the lower bound ({at_least}) is above the upper one ({at_most}) here",
    ),
    "soft_needs_priority": (
        "miękka reguła albo powiązanie musi mieć priorytet (1 = pierwszy)",
        "a soft rule or link must have a priority (1 = first)",
    ),
    "soft_bound_zero": (
        "granica 0 liczy się w jednostkach, a nie ułamkach; daj tej regule osobny priorytet",
        "a bound of 0 counts in units, not fractions; give this rule a priority of its own",
    ),
    "unknown_placeholder": (
        "w tekście można użyć tylko {{at_least}} i {{at_most}}",
        "only {{at_least}} and {{at_most}} can be used in the text",
    ),
    "bound_column_needs_groups": (
        "granica jest nazwą kolumny, więc reguła nie może być na total; "
        "podaj liczbę albo zmień per",
        "the bound is the name of a column, so the rule can not be per total; "
        "give a number or change per",
    ),
    "unknown_bound_column": (
        "nie ma takiej kolumny w tabeli {table_of_groups}; podobne: {near}",
        "there is no such column in table {table_of_groups}; similar ones: {near}",
    ),
    "bound_column_not_numeric": (
        "ta kolumna tabeli {table_of_groups} nie zawiera liczb; kolumny z liczbami: {near}",
        "this column of table {table_of_groups} holds no numbers; columns that do: {near}",
    ),
    "bound_not_number": (
        "to nie jest liczba, a reguła {rule} bierze stąd granicę",
        "this is not a number, and rule {rule} takes its bound from here",
    ),
    "score_missing": (
        "brakuje oceny, a wymaga jej {needed_by}",
        "the score is missing, and {needed_by} needs it",
    ),
    "no_margin_rule": (
        "żadna włączona reguła nie mówi o własnym koszcie; dopisz wiersz, np. metric: margin, per: "
        "member, at_least: 0, unit: pln",
        "no rule that is on is about own cost; add a row such as metric: margin, per: member, "
        "at_least: 0, unit: pln",
    ),
    "metric_without_data": (
        "żadna z wybranych ofert nie ma danych dla tej miary, więc wynosi ona 0",
        "none of the selected offers has data for this metric, so it is 0",
    ),
    "members_without_pairs": (
        "ci członkowie nie mają oferty, której można użyć, więc reguła ich nie dotyczy: {names}",
        "these members have no offer that can be used, so the rule does not concern them: {names}",
    ),
    # links and pins
    "link_to_itself": (
        "powiązanie łączy dwa różne składniki",
        "a link joins two different components",
    ),
    "same_quantity_soft": (
        "same_quantity może być tylko hard albo info",
        "same_quantity can only be hard or info",
    ),
    "same_quantity_differs": (
        "składniki mają mieć tę samą ilość, a mają {quantity_a} i {quantity_b}",
        "the components should have the same quantity, but have {quantity_a} and {quantity_b}",
    ),
    "pin_ineligible": (
        "ta oferta nie może być użyta: {reasons}",
        "this offer can not be used: {reasons}",
    ),
    "pin_above_capacity": (
        "ustalona ilość przekracza moce oferty ({capacity})",
        "the fixed quantity is above the capacity of the offer ({capacity})",
    ),
    "pin_not_whole_lots": (
        "ustalona ilość nie jest wielokrotnością partii ({lot})",
        "the fixed quantity is not a whole number of lots ({lot})",
    ),
    # policies
    "ledger_without_history": (
        "polityka liczy zaległości z lat, a tabela history jest pusta; cele zostają bez nich",
        "the policy counts past years, but table history is empty; targets stay without them",
    ),
    "history_not_past": (
        "ten rok jest późniejszy niż początek zlecenia ({begins}), a liczy się jak miniony",
        "this year is later than the beginning of the commission ({begins}), yet counts as past",
    ),
    "history_award_not_eligible": (
        "przydział mimo eligible = 0: nic się wtedy nie należało, więc cały jest nadwyżką",
        "an award in spite of eligible = 0: nothing was due then, so all of it counts as excess",
    ),
    "preference_between": (
        "preferencja to ocena od 1 do 5 albo 0 jako weto",
        "a preference is a grade from 1 to 5, or 0 as a veto",
    ),
    "tolerance_not_zero": (
        "cel {goal} nie może mieć tolerancji; wpisz 0",
        "the goal {goal} can have no tolerance; enter 0",
    ),
    "grid_zero": (
        "krok poziomów musi być większy od zera",
        "the step of the levels must be above zero",
    ),
    "cap_not_number": (
        "limit poziomu to procent albo none",
        "the cap of the levels is a percentage or none",
    ),
    "owa_weights_form": (
        "wagi to liczby od największej, rozdzielone średnikami, np. 8;4;2;1",
        "weights are numbers from the largest on, separated by semicolons, such as 8;4;2;1",
    ),
    "goal_order_gap": (
        "w kolejności celów tej polityki jest luka przed tym celem",
        "there is a gap in the order of this policy before this goal",
    ),
    "uncovered_not_first": (
        "przy pokryciu częściowym ten cel jest zawsze pierwszy, a bez niego się nie liczy",
        "with partial coverage this goal always comes first, without it it does not count",
    ),
    "uncovered_only_partial": (
        "ten cel liczy się tylko przy pokryciu częściowym, i wtedy zawsze jako pierwszy",
        "this goal counts only with partial coverage, and then always first",
    ),
    "goal_without_targets": (
        "cel potrzebuje klucza podziału (target_share_pct), a dla miary value także budżetu, "
        "dla hours godzin pracy składników",
        "the goal needs a distribution key (target_share_pct), and for the measure value a budget, "
        "for hours labour hours of the components",
    ),
    "goal_without_scores": (
        "cel potrzebuje oceny każdej oferty, a brakuje jej w {empty} ofertach",
        "the goal needs a score of every offer, and {empty} offers have none",
    ),
    # scenarios
    "scenario_unknown": (
        "nie ma takiego wariantu; są: {known}",
        "there is no such scenario; there are: {known}",
    ),
    "scenario_unknown_table": (
        "nie ma takiej tabeli; podobne: {near}",
        "there is no such table; similar ones: {near}",
    ),
    "scenario_unknown_key_column": (
        "klucz to znak, all albo kolumna=wartość;...; kolumny: {near}",
        "a key is an id, all, or column=value;...; columns: {near}",
    ),
    "scenario_matches_nothing": (
        "klucz nie pasuje do żadnego wiersza tabeli {table_of_step}; podobne: {near}",
        "the key matches no row of table {table_of_step}; similar ones: {near}",
    ),
    "scenario_unknown_column": (
        "nie ma takiej kolumny w tabeli {table_of_step}; podobne: {near}",
        "there is no such column in table {table_of_step}; similar ones: {near}",
    ),
    "scenario_changes_key": (
        "wariant nie może zmieniać znaku wiersza",
        "a scenario can not change the id of a row",
    ),
    "scenario_unknown_operation": (
        "nie ma takiego działania; są: {known}",
        "there is no such operation; there are: {known}",
    ),
    "scenario_value_not_number": (
        "działanie {operation} potrzebuje liczby",
        "the operation {operation} needs a number",
    ),
    "scenario_column_not_numeric": (
        "działanie {operation} jest tylko dla kolumn z liczbami",
        "the operation {operation} is only for columns of numbers",
    ),
    "scenario_value_wrong_kind": (
        "kolumna {column_of_step} nie może mieć takiej wartości",
        "the column {column_of_step} can not hold such a value",
    ),
    "scenario_cell_not_number": (
        "działanie {operation} trafia na komórkę, która nie jest liczbą: {cell}",
        "the operation {operation} meets a cell that is not a number: {cell}",
    ),
    "scenario_result_below_minimum": (
        "wynik zmiany ({result}) jest mniejszy niż dozwolone {limit}",
        "the result of the change ({result}) is below the allowed {limit}",
    ),
    "scenario_result_above_maximum": (
        "wynik zmiany ({result}) jest większy niż dozwolone {limit}",
        "the result of the change ({result}) is above the allowed {limit}",
    ),
    "scenario_result_not_whole": (
        "wynik zmiany ({result}) musi być liczbą całkowitą",
        "the result of the change ({result}) must be a whole number",
    ),
    "scenario_changed_nothing": (
        "ta zmiana niczego nie zmienia",
        "this change changes nothing",
    ),
    "quantity_rounded": (
        "ilość składnika {component} po zmianie ({result}) zaokrąglono do całych partii: {rounded}",
        "the changed quantity of component {component} ({result}) was rounded to whole lots: "
        "{rounded}",
    ),
    "linked_quantity_changed": (
        "razem ze składnikiem {component} zmienia się {linked} (same_quantity)",
        "with component {component} changes {linked} (same_quantity)",
    ),
    # comparing results
    "compared_problems_differ": (
        "dane się różnią, wliczając wariant (skróty {before} i {after})",
        "the data differ, scenario included (digests {before} and {after})",
    ),
    "compared_scenarios_differ": (
        "wyniki są dla różnych wariantów ({before} i {after})",
        "the results are of different scenarios ({before} and {after})",
    ),
    "compared_requests_differ": (
        "wyniki są dla różnych poleceń ({key}: {before} i {after})",
        "the results are of different requests ({key}: {before} and {after})",
    ),
}
