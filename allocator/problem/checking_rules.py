"""Faults of single rules: does a row of the grammar say something that can be counted?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import wraps
from string import Formatter
from typing import cast

from allocator.problem.charter import INDICATOR, METRICS, SWITCHABLE, Link, Rule
from allocator.problem.checking_bounds import bounds_of
from allocator.problem.columns import Kind, Record, columns_of
from allocator.problem.drafting import Draft, Row, near
from allocator.problem.selectors import parse_selector, select, unknown_names
from allocator.texts.issues import Issue

RuleCheck = Callable[[Draft, Row], Iterator[Issue]]


def every_rule(check: RuleCheck) -> Callable[[Draft], Iterator[Issue]]:
    """A check of one rule as a check of all of them; rules that could not be read are skipped."""

    @wraps(check)
    def all_rules(draft: Draft) -> Iterator[Issue]:
        for row in draft.each("rules"):
            if None not in (row.record.rule_id, row.record.metric, row.record.unit):
                yield from check(draft, row)

    # `wraps` keeps the name of the check; its signature is that of one rule.
    return cast("Callable[[Draft], Iterator[Issue]]", all_rules)


@every_rule
def rule_ids_are_free(draft: Draft, row: Row) -> Iterator[Issue]:
    """A rule is not called like a built-in constraint, or `--rules-off` could not tell them."""
    if row.record.rule_id in SWITCHABLE:
        yield row.fault("rule_id_reserved", "rule_id")


@every_rule
def metrics_are_known(draft: Draft, row: Row) -> Iterator[Issue]:
    """The metric is in the grammar; an indicator is in its table."""
    metric = row.record.metric
    if metric.startswith(INDICATOR):
        known = {each.indicator_id for each in draft.whole.indicators}
        if metric.removeprefix(INDICATOR) not in known:
            suggestion = near(metric.removeprefix(INDICATOR), known)
            yield row.fault("unknown_indicator", "metric", near=suggestion)
    elif metric not in METRICS:
        yield row.fault("unknown_metric", "metric", near=near(metric, METRICS))


@every_rule
def selectors_are_known(draft: Draft, row: Row) -> Iterator[Issue]:
    """Each name in a selector is an id, a yes/no column or column=value, and selects someone."""
    for column, identifier in (("members", "member_id"), ("components", "component_id")):
        yield from _selector_issues(draft, row, column, identifier)


@every_rule
def units_fit_denominators(draft: Draft, row: Row) -> Iterator[Issue]:
    """Percent and ratio are of something; what is of something is a percent or a ratio."""
    relative = row.record.unit in ("percent", "ratio")
    if relative and not row.record.of:
        yield row.fault("unit_needs_of", "unit")
    elif row.record.of and not relative:
        yield row.fault("of_needs_percent_or_ratio", "unit", of=row.record.of)
    elif not relative and row.record.unit not in usual_units(row.record.metric):
        usual = ", ".join(usual_units(row.record.metric))
        yield row.warning("unit_unusual", "unit", metric=row.record.metric, usual=usual)


def usual_units(metric: str) -> tuple[str, ...]:
    """The units in which a metric's absolute bounds make sense."""
    if metric in ("members", "components", "zones"):
        return ("count",)
    if metric in ("hours", "disadvantaged_hours"):
        return ("hours",)
    if metric in ("value", "quality_value", "preference_value", "margin", "cash_out"):
        return ("pln",)
    return ("quantity", "count", "hours")


@every_rule
def metrics_fit_groupings(draft: Draft, row: Row) -> Iterator[Issue]:
    """Cash-out and member periods, reserve and components belong together."""
    rule = row.record
    if rule.metric == "cash_out" and rule.per != "member_period":
        yield row.fault("cash_out_needs_member_period", "per")
    if rule.per == "member_period" and rule.metric in METRICS and rule.metric != "cash_out":
        yield row.fault("member_period_needs_cash_out", "metric")
    if rule.metric == "reserve" and rule.per != "component":
        yield row.fault("reserve_needs_component", "per")
    if rule.metric == "reserve" and rule.at_most is not None:
        yield row.fault("reserve_only_at_least", "at_most")
    if rule.of == "incumbent_quantity" and rule.per != "assignment":
        yield row.fault("incumbent_needs_assignment", "per")


@every_rule
def bounds_say_something(draft: Draft, row: Row) -> Iterator[Issue]:
    """At least one bound, and not a lower one above the upper one."""
    at_least, at_most = row.record.at_least, row.record.at_most
    if at_least is None and at_most is None:
        yield row.warning("rule_without_bounds", "at_least")
    if isinstance(at_least, Fraction) and isinstance(at_most, Fraction) and at_least > at_most:
        yield row.fault("bounds_crossed", "at_least", at_most=at_most)


@every_rule
def soft_rules_have_priority(draft: Draft, row: Row) -> Iterator[Issue]:
    """A soft rule says when its violations count."""
    if row.record.strength == "soft" and row.record.priority is None:
        yield row.fault("soft_needs_priority", "priority")


@every_rule
def soft_bounds_of_zero_stand_alone(draft: Draft, row: Row) -> Iterator[Issue]:
    """A bound of 0 has no fraction to miss: the shortfall itself is counted, so not with others."""
    rule = row.record
    if rule.strength != "soft" or rule.priority is None:
        return
    soft: list[Rule | Link] = [*draft.whole.rules, *draft.whole.links]
    company = [each for each in soft if each.strength == "soft" and each.priority == rule.priority]
    bounds = (bound for each in bounds_of(draft, rule) for bound in each.values)
    if len(company) > 1 and any(bound == 0 for bound in bounds):
        yield row.warning("soft_bound_zero", "priority")


@every_rule
def texts_fill_in(draft: Draft, row: Row) -> Iterator[Issue]:
    """The texts of a rule hold no other placeholders than its bounds."""
    for column in ("text_pl", "text_en"):
        try:
            names = {name for _, name, _, _ in Formatter().parse(getattr(row.record, column))}
        except ValueError:
            names = {"{"}
        if names - {None, "at_least", "at_most"}:
            yield row.warning("unknown_placeholder", column)


def _selector_issues(draft: Draft, row: Row, column: str, identifier: str) -> Iterator[Issue]:
    records = getattr(draft.whole, column)
    text = getattr(row.record, column)
    if not records:
        return
    if has_empty_item(text):
        yield row.fault("selector_item_empty", column)
        return
    unknown = unknown_names(records, identifier, parse_selector(text))
    for name in unknown:
        known = {getattr(each, identifier) for each in records} | columns_for_selecting(records)
        yield row.fault("unknown_selector", column, name=name, near=near(name, known))
    kept = {rule.rule_id: rule for rule in draft.problem.rules}.get(row.record.rule_id)
    if not unknown and kept is not None:
        chosen = parse_selector(getattr(kept, column))
        if not select(getattr(draft.problem, column), identifier, chosen):
            yield row.warning("selector_selects_nobody", column)


def columns_for_selecting(records: Iterable[Record]) -> set[str]:
    """Columns that a selector can name: yes/no ones and those with an id or word to compare."""
    kinds = (Kind.FLAG, Kind.IDENTIFIER, Kind.IDENTIFIERS)
    listed = {
        name
        for each in records
        for name, column in columns_of(type(each)).items()
        if column.kind in kinds or name == "kind"
    }
    return listed | {name for each in records for name, _ in each.extras}


def has_empty_item(text: str) -> bool:
    """Whether something is missing beside an `&` or after a `!`."""
    items = (each.strip() for each in text.split(";"))
    return any(
        not piece.strip() for item in items if item for piece in item.removeprefix("!").split("&")
    )
