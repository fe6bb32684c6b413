"""What the answer is, in sentences that a meeting can read aloud."""

from __future__ import annotations

from fractions import Fraction

from allocator.allocation import GoalResult, Split, Verdict
from allocator.reporting.report import Report
from allocator.reporting.tables import Amount, Cell, Kind, shown
from allocator.texts.formats import HARD_SPACE, money
from allocator.texts.labels import counted

MONEY_GOALS = ("uncovered", "cost", "small_members_value", "handover", "changes")
MILLIONTH_GOALS = (
    "soft_rules",
    "smallest_ratio",
    "weighted_nash",
    "alpha_fairness",
    "owa",
    "quality",
    "preference",
)
COUNT_GOALS = ("target_share", "largest_share", "small_members_engaged")


def headline(report: Report) -> tuple[str, ...]:
    """The verdict, how sure it is, and what is broken or switched off; one sentence each."""
    found = [verdict_sentence(report)]
    split = report.result.split
    if split is not None:
        found += [*_broken(report, split), *_proof(report), *_soft(report, split)]
    off = sorted({row.rule_id for row in split.rules if row.strength == "off"}) if split else []
    if off:
        found.append(report.label("note.switched_off", rules=", ".join(off)))
    return tuple(found)


def verdict_sentence(report: Report) -> str:
    """Whether the commission fits, in one sentence with its amount."""
    result = report.result
    key = f"verdict.{result.verdict.value}"
    amount = Fraction(0)
    if result.split is not None:
        if result.verdict is Verdict.FITS and result.budget_pln is None:
            key += ".no_budget"
        if result.verdict is Verdict.OVER_BUDGET:
            amount = asked_pln(result.split) - (result.budget_pln or Fraction(0))
        if result.verdict is Verdict.FITS_PARTLY:
            amount = sum((each.reference_value_pln for each in result.split.uncovered), amount)
    reason = report.label(f"stopped_by.{result.stopped_by}")
    shown = money(amount, report.language, currency=report.currency)
    return report.label(key, amount=shown, reason=reason)


def asked_pln(split: Split) -> Fraction:
    """What the commissioner pays: the total without the members' own contribution."""
    return split.total_pln - split.own_contribution_pln


def told_goals(report: Report) -> tuple[GoalResult, ...]:
    """The goals that have something to tell: a value, or at least a bound."""
    goals = report.result.goals
    return tuple(each for each in goals if each.value is not None or each.bound is not None)


def goal_cell(report: Report, goal: str, value: Fraction | tuple[int, ...] | None) -> Cell:
    """A goal's value as a cell in its unit; levels as text."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return levels_text(value, report)
    name = goal.partition(":")[0]
    if name in MONEY_GOALS or (name == "target_deviation" and _in_money(report)):
        return Amount(value, Kind.MONEY)
    if name == "smallest_ratio":
        return Amount(100 * value, Kind.FINE_PERCENT)
    if name == "target_deviation":
        return Amount(value, Kind.HOURS)
    return Amount(value, Kind.RATIO)


def goal_value(report: Report, goal: str, value: Fraction | tuple[int, ...] | None) -> str:
    """A goal's value as people read it: zlotys, percent, levels with how often each occurs."""
    cell = goal_cell(report, goal, value)
    return shown(cell, Kind.TEXT, report.language, currency=report.currency)


def levels_text(levels: tuple[int, ...], report: Report) -> str:
    """Sorted levels, equal ones counted: 94, 97, 12 × 100."""
    parts = []
    for level in sorted(set(levels)):
        times = levels.count(level)
        text = report.label("note.levels", times=str(times), level=str(level))
        parts.append(str(level) if times == 1 else text.replace(" ", HARD_SPACE))
    return ", ".join(parts)


def proof_text(report: Report, goal: GoalResult) -> str:
    """How sure a goal's value is, in words."""
    text = report.label("proof.proved")
    if not goal.proved:
        key = "proof.unproved" if goal.bound is None else "proof.bound"
        text = report.label(key, bound=goal_value(report, goal.goal, goal.bound))
    if not goal.exact:
        text += f" ({report.label('proof.first_rung')})"
    return text


def engines_text(report: Report, goal: GoalResult) -> str:
    """Which engines stand behind a goal."""
    return ", ".join(report.label(f"engine.{each}") for each in goal.confirmed_by)


def _in_money(report: Report) -> bool:
    return report.terms.fairness.measure != "hours"


def _broken(report: Report, split: Split) -> list[str]:
    broken = sum(row.breaks for row in split.rules)
    if not broken:
        return []
    rules = counted(broken, "rule_row", report.language)
    return [report.label("note.breaks", rules=rules)]


def _proof(report: Report) -> list[str]:
    goals = report.result.goals
    if not goals:
        return []
    proved = sum(each.proved for each in goals)
    if proved == len(goals):
        return [report.label("proof.all")]
    return [
        report.label(
            "proof.some",
            proved=str(proved),
            all=counted(len(goals), "of_goals", report.language),
            reason=report.label(f"stopped_by.{report.result.stopped_by}"),
        )
    ]


def _soft(report: Report, split: Split) -> list[str]:
    missed = len({row.rule_id for row in split.rules if row.strength == "soft" and row.violation})
    if not missed:
        return []
    return [report.label("note.soft_missed", count=str(missed))]
