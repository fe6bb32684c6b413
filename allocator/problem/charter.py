"""What people decide about the split: rules, links, pins, policies and scenario changes, as records."""

# A table of columns reads best with one column to a line, however long.
# ruff: noqa: E501, RUF009
# fmt: off

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from allocator.problem.columns import Kind, Record, column

ZERO = Fraction(0)

METRICS = (
    "value",
    "quantity",
    "hours",
    "disadvantaged_hours",
    "quality_value",
    "preference_value",
    "members",
    "components",
    "zones",
    "margin",
    "cash_out",
    "reserve",
)
INDICATOR = "indicator:"
DENOMINATORS = (
    "value",
    "hours",
    "selected_value",
    "selected_hours",
    "group_value",
    "group_hours",
    "component_quantity",
    "incumbent_quantity",
)
GROUPINGS = ("total", "member", "component", "sector", "assignment", "member_period")
UNITS = ("percent", "ratio", "count", "pln", "quantity", "hours")
STRENGTHS = ("hard", "soft", "info")
LINK_KINDS = ("same_quantity", "same_provider", "different_provider", "same_zone")
BUILT_IN = (
    "coverage",
    "offer_capacity",
    "lot_size",
    "not_splittable",
    "labour_capacity",
    "component_ceiling",
    "budget",
    "own_contribution",
    *LINK_KINDS,
)
SWITCHABLE = (
    "offer_capacity",
    "labour_capacity",
    "component_ceiling",
    "budget",
    "own_contribution",
    *LINK_KINDS,
)
GOALS = (
    "uncovered",
    "soft_rules",
    "cost",
    "target_share",
    "smallest_ratio",
    "target_deviation",
    "weighted_nash",
    "largest_share",
    "alpha_fairness",
    "owa",
    "small_members_value",
    "small_members_engaged",
    "quality",
    "preference",
    "handover",
    "changes",
)
LADDER_GOALS = ("target_share", "largest_share")
"""Goals whose value is a list of levels, proved rung by rung."""
EXACT_GOALS = ("uncovered", "soft_rules", *LADDER_GOALS, "weighted_nash", "alpha_fairness")
TARGET_GOALS = (
    *LADDER_GOALS,
    "smallest_ratio",
    "target_deviation",
    "weighted_nash",
    "alpha_fairness",
    "owa",
)
"""Goals about awards against targets, with fairness settings of their own."""
GRADED_GOALS = ("quality", "preference")
"""Goals that need the score of this name in every offer that can be used."""
MEASURES = ("value", "reference_value", "hours")
LEDGER_KINDS = ("added", "cumulative")
OPERATIONS = ("multiply", "add", "set")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Record):
    """A tie between two components."""

    component_a: str = column(Kind.IDENTIFIER, "składnik a|zadanie a", "pierwszy składnik", "first component", key=True, refers_to="components")
    component_b: str = column(Kind.IDENTIFIER, "składnik b|zadanie b", "drugi składnik", "second component", key=True, refers_to="components")
    kind: str = column(Kind.CHOICE, "rodzaj", "rodzaj powiązania", "kind of link", key=True, choices=LINK_KINDS)
    strength: str = column(Kind.CHOICE, "siła", "twarda, miękka albo informacyjna", "hard, soft or info", default="hard", choices=STRENGTHS)
    priority: int | None = column(Kind.WHOLE, "priorytet", "kolejność miękkich, 1 pierwsza", "order of soft ones, 1 first", default=None, minimum=1, maximum=99)
    text_pl: str = column(Kind.TEXT, "treść", "treść po polsku", "text in Polish", default="", solution=False)
    text_en: str = column(Kind.TEXT, "treść angielska", "treść po angielsku", "text in English", default="", solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Record):
    """A limit on a metric over members and components, in one grammar.

    A bound is a number or the name of a column of the group's record.
    """

    rule_id: str = column(Kind.IDENTIFIER, "reguła|id reguły", "znak reguły", "identifier of the rule", key=True)
    metric: str = column(Kind.IDENTIFIER, "miara|wielkość", "co się liczy", "what is counted")
    of: str = column(Kind.CHOICE, "względem", "do czego się odnosi; puste = wartość bezwzględna", "what it is a share of; empty = absolute", default="", choices=DENOMINATORS)
    members: str = column(Kind.TEXT, "członkowie", "których członków dotyczy", "which members it concerns", default="all")
    components: str = column(Kind.TEXT, "składniki|zadania", "których składników dotyczy", "which components it concerns", default="all")
    per: str = column(Kind.CHOICE, "na", "osobno dla każdego...", "separately for each...", default="total", choices=GROUPINGS)
    at_least: Fraction | str | None = column(Kind.BOUND, "co najmniej", "dolna granica: liczba albo nazwa kolumny", "lower bound: a number or the name of a column", default=None)
    at_most: Fraction | str | None = column(Kind.BOUND, "co najwyżej|najwyżej", "górna granica: liczba albo nazwa kolumny", "upper bound: a number or the name of a column", default=None)
    unit: str = column(Kind.CHOICE, "jednostka", "jednostka granicy", "unit of the bounds", choices=UNITS)
    if_engaged: bool = column(Kind.FLAG, "jeśli zaangażowany", "dolna granica tylko tam, gdzie coś przydzielono", "lower bound only where something is assigned", default=False)
    strength: str = column(Kind.CHOICE, "siła", "twarda, miękka albo informacyjna", "hard, soft or info", default="hard", choices=STRENGTHS)
    priority: int | None = column(Kind.WHOLE, "priorytet", "kolejność miękkich, 1 pierwsza", "order of soft ones, 1 first", default=None, minimum=1, maximum=99)
    relax_to: Fraction | None = column(Kind.NUMBER, "złagodzić do", "zastrzeżone na później", "reserved for later", default=None, solution=False)
    source: str = column(Kind.TEXT, "źródło", "skąd reguła", "where the rule comes from", default="", solution=False)
    text_pl: str = column(Kind.TEXT, "treść", "treść po polsku; {at_least} i {at_most} to granice", "text in Polish; {at_least} and {at_most} are the bounds", default="", solution=False)
    text_en: str = column(Kind.TEXT, "treść angielska", "treść po angielsku", "text in English", default="", solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyGoal(Record):
    """One goal of a named policy, at its place in the order."""

    policy_id: str = column(Kind.IDENTIFIER, "polityka|id polityki", "znak polityki", "identifier of the policy", key=True, solution=False)
    order: int = column(Kind.WHOLE, "kolejność", "kolejność celu, 1 pierwszy", "place of the goal, 1 first", key=True, minimum=1, maximum=99, solution=False)
    goal: str = column(Kind.CHOICE, "cel", "cel", "goal", choices=GOALS, solution=False)
    tolerance_pct: Fraction = column(Kind.NUMBER, "tolerancja %", "o ile procent późniejsze cele mogą go pogorszyć", "percent by which later goals may worsen it", default=ZERO, minimum=0, maximum=100, solution=False)
    measure: str = column(Kind.CHOICE, "miara", "czym mierzy się przydział", "how an award is measured", default="value", choices=MEASURES, solution=False)
    grid_pct: Fraction = column(Kind.NUMBER, "siatka %", "krok poziomów (%)", "step of the levels (%)", default=Fraction(1), minimum=0, maximum=100, solution=False)
    cap_pct: Fraction | str = column(Kind.ANY, "limit poziomu %", "powyżej którego poziomu nie ma różnicy (%), none = bez limitu", "level above which there is no difference (%), none = no limit", default=Fraction(100), minimum=0, solution=False)
    ledger: bool = column(Kind.FLAG, "rachunek lat", "czy liczyć zaległości z lat", "whether past deficits count", default=False, solution=False)
    ledger_cap_pct: Fraction | None = column(Kind.NUMBER, "limit rachunku %", "największa zaległość (% celu rocznego)", "largest deficit counted (% of the yearly target)", default=None, minimum=0, solution=False)
    ledger_fade_pct: Fraction | None = column(Kind.NUMBER, "zanikanie rachunku %", "ile zaległości znika co rok (%)", "how much of a deficit fades a year (%)", default=None, minimum=0, maximum=100, solution=False)
    ledger_kind: str = column(Kind.CHOICE, "sposób rachunku", "added = zaległość dodaje się do celu; cumulative = wszystkie lata liczą się razem", "added = a deficit is added to the target; cumulative = all years are counted together", default="added", choices=LEDGER_KINDS, solution=False)
    alpha: Fraction = column(Kind.NUMBER, "alfa", "stopień celu alpha_fairness: 0 suma, 1 iloczyn, im więcej, tym bliżej najsłabszego", "degree of goal alpha_fairness: 0 the sum, 1 the product, the more the nearer to the worst-off", default=Fraction(2), minimum=0, maximum=5, solution=False)
    owa_weights: str = column(Kind.TEXT, "wagi", "wagi celu owa od najmniej zaspokojonego, np. 8;4;2;1, nierosnące; puste = ..., 2, 1", "weights of goal owa from the worst-off on, such as 8;4;2;1, none above the one before; empty = ..., 2, 1", default="", solution=False)
    text_pl: str = column(Kind.TEXT, "treść", "nazwa po polsku", "name in Polish", default="", solution=False)
    text_en: str = column(Kind.TEXT, "treść angielska", "nazwa po angielsku", "name in English", default="", solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioStep(Record):
    """One change of a named scenario: cells of a table multiplied, added to or set."""

    scenario_id: str = column(Kind.IDENTIFIER, "wariant|id wariantu", "znak wariantu", "identifier of the scenario", key=True, solution=False)
    step: int = column(Kind.WHOLE, "krok", "kolejność zmiany", "order of the change", key=True, minimum=0, maximum=9999, solution=False)
    target: str = column(Kind.IDENTIFIER, "tabela", "tabela albo none", "a table, or none", solution=False)
    key: str = column(Kind.TEXT, "klucz", "znak wiersza, all albo kolumna=wartość;...", "an id, all, or column=value;...", default="", solution=False)
    field: str = column(Kind.IDENTIFIER, "kolumna|pole", "kolumna (value w tabeli commission)", "column (value in the commission)", default="", solution=False)
    operation: str = column(Kind.CHOICE, "działanie", "multiply, add albo set", "multiply, add or set", default="", choices=OPERATIONS, solution=False)
    value: Fraction | str | None = column(Kind.ANY, "wartość", "liczba albo nowa wartość", "a number or the new value", default=None, solution=False)
    name_pl: str = column(Kind.TEXT, "nazwa", "nazwa wariantu po polsku", "name in Polish", default="", solution=False)
    name_en: str = column(Kind.TEXT, "nazwa angielska", "nazwa po angielsku", "name in English", default="", solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin(Record):
    """A quantity that people have fixed."""

    member_id: str = column(Kind.IDENTIFIER, "członek|id członka|konsorcjant", "znak członka", "member", key=True, refers_to="members")
    component_id: str = column(Kind.IDENTIFIER, "składnik|zadanie|id składnika|id zadania", "znak składnika", "component", key=True, refers_to="components")
    quantity: Fraction = column(Kind.NUMBER, "ilość|liczba jednostek", "ustalona ilość", "fixed quantity", minimum=0)
    reason: str = column(Kind.TEXT, "powód", "powód ustalenia", "why it was fixed", default="", solution=False)
    decided_by: str = column(Kind.TEXT, "kto zdecydował", "kto ustalił", "who decided", default="", solution=False)
