"""The account of past years: by hand, as properties, and against its naive twin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.measures.awards import had_before, ratios, targets
from allocator.measures.ledger import Account, AccountYear, accounts
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Ledger
from tests import naive_ledger
from tests.builders import problem

HALVES = {"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}}
ADDED = Fairness(ledger=Ledger())


def past(*rows: tuple[int, str, Any], **cells: Any) -> list[dict[str, Any]]:
    """Rows of history from (year, member, value)."""
    return [{"year": year, "member_id": who, "value_pln": got, **cells} for year, who, got in rows]


def halves(*rows: dict[str, Any], **content: Any) -> Problem:
    """Two members with 50 % each of a budget of 1000, the commission beginning in 2026."""
    return problem(**{"members": HALVES, "budget": 1000, "history": rows, **content})


def test_an_account_by_hand() -> None:
    """Of 200 in 2024 M1 was due 100 and had 40: 60 open. In 2025 a tenth of that fades, it was due
    150 of 300 and had 160: 54 - 10 = 44. Nothing more fades by 2026."""
    which = halves(*past((2024, "M1", 40), (2024, "M2", 160), (2025, "M1", 160), (2025, "M2", 140)))
    found = accounts(which, Ledger(fade_pct=Fraction(10)))["M1"]
    assert found == Account(
        "M1",
        (
            AccountYear(2024, *map(Fraction, (0, 100, 40, 0, 0, 60)), eligible=True),
            AccountYear(2025, *map(Fraction, (60, 150, 160, 6, 0, 44)), eligible=True),
        ),
        Fraction(44),
        Fraction(40 * 9, 10) + 160,
    )


def test_years_without_a_commission_fade_too() -> None:
    """100 open after 2022; half is left after 2023, a quarter after 2024, an eighth after 2025."""
    which = halves(*past((2022, "M1", 0), (2022, "M2", 200)))
    assert accounts(which, Ledger(fade_pct=Fraction(50)))["M1"].open_pln == Fraction(100, 8)


def test_a_stated_target_comes_before_the_key() -> None:
    which = halves(*past((2025, "M1", 40), target_pln=70), *past((2025, "M2", 160)))
    assert accounts(which, Ledger())["M1"].open_pln == 30


def test_nothing_is_due_in_a_year_out_of_reach() -> None:
    """Not eligible, or without a row at all: what was open before stays open, no more, no less."""
    before = past((2024, "M1", 40), (2024, "M2", 160))
    barred = past((2025, "M1", 0), eligible=False)
    for rows in ([*before, *barred], before):
        which = halves(*rows, *past((2025, "M2", 300)))
        assert accounts(which, Ledger())["M1"].open_pln == 60


def test_no_more_is_owed_than_the_cap() -> None:
    """Twice 100 open of yearly targets of 100, at most 150 %: 150, and 50 are let go in 2025.

    This year's target is 500 of a budget of 1000: counted whole. Of a budget of 100 it is 50, and
    at most 75 is added to it.
    """
    rows = past((2024, "M1", 0), (2024, "M2", 200), (2025, "M1", 0), (2025, "M2", 200))
    ledger = Ledger(cap_pct=Fraction(150))
    account = accounts(halves(*rows), ledger)["M1"]
    assert (account.open_pln, account.years[-1].capped_pln) == (150, 50)
    fairness = Fairness(ledger=ledger)
    assert targets(halves(*rows), fairness)["M1"] == 650
    assert targets(halves(*rows, budget=100), fairness)["M1"] == 50 + 75


def test_who_had_too_much_has_no_claim_and_the_excess_carries_on() -> None:
    """M1 had 1300 of 1400, 600 too much: nothing of its 500 this year. After a year in which it
    has none of 1000, 100 too much are left: a target of 400 in the year after."""
    rows = past((2024, "M1", 1300), (2024, "M2", 100))
    assert targets(halves(*rows), ADDED) == {"M2": 1100}
    later = past((2025, "M1", 0), (2025, "M2", 1000))
    assert targets(halves(*rows, *later), ADDED) == {"M1": 400, "M2": 600}


def test_hours_are_owed_at_what_an_hour_costs() -> None:
    """10 units at 10 PLN and 2 hours: 20 hours of 100 PLN. 30 PLN open are 6 hours."""
    which = halves(
        *past((2025, "M1", 20), (2025, "M2", 80)),
        components={"C1": {"quantity": 10, "labour_hours_per_unit": 2}},
    )
    assert targets(which, replace(ADDED, measure="hours")) == {"M1": 10 + 6, "M2": 10 - 6}


def test_counted_together_all_years_are_one() -> None:
    """M1 had 40 of 100 due, M2 160 of 100: with 500 due to each this year, 600 in all to each."""
    which = halves(*past((2025, "M1", 40), (2025, "M2", 160)))
    together = Fairness(ledger=Ledger("cumulative"))
    assert targets(which, together) == {"M1": 600, "M2": 600}
    split = {("M1", "C1"): Fraction(4), ("M2", "C1"): Fraction(6)}
    assert ratios(which, split, together) == {"M1": Fraction(80, 600), "M2": Fraction(220, 600)}


AMOUNTS = st.integers(0, 9)
YEARS = st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=4)
LEDGERS = st.builds(
    Ledger,
    st.sampled_from(("added", "cumulative")),
    st.none() | st.integers(0, 200).map(Fraction),
    st.integers(0, 100).map(Fraction),
)


def three(years: list[tuple[int, ...]], **stated: Any) -> Problem:
    """Members with 50, 30 and 20 % and these awards year by year, the last one in 2025."""
    shares = dict(zip(("M1", "M2", "M3"), (50, 30, 20), strict=True))
    rows = [
        row
        for back, amounts in enumerate(reversed(years))
        for who, got in zip(shares, amounts, strict=True)
        for row in past((2025 - back, who, got), **stated)
    ]
    members = {who: {"target_share_pct": share} for who, share in shares.items()}
    return problem(members=members, budget=1000, history=rows)


@settings(max_examples=40, deadline=None)
@given(YEARS)
def test_what_is_owed_sums_to_zero(years: list[tuple[int, ...]]) -> None:
    """With everybody eligible, shares of 100 % in all, before capping and fading."""
    found = accounts(three(years), Ledger())
    assert sum(each.open_pln for each in found.values()) == 0


@settings(max_examples=60, deadline=None)
@given(YEARS, LEDGERS)
def test_an_account_adds_up_and_agrees_with_its_naive_twin(
    years: list[tuple[int, ...]], ledger: Ledger
) -> None:
    which = three(years)
    for who, account in accounts(which, ledger).items():
        opening = Fraction(0)
        for each in account.years:
            assert each.opening_pln == opening
            opening = opening - each.faded_pln + each.due_pln - each.got_pln - each.capped_pln
            assert each.closing_pln == opening
        twin = naive_ledger.past(which, which.member[who], ledger)
        assert (account.open_pln, account.had_pln) == twin


@settings(max_examples=80, deadline=None)
@given(YEARS, LEDGERS, st.integers(1, 9))
def test_nobody_short_changed_is_worse_placed(
    years: list[tuple[int, ...]], ledger: Ledger, missing: int
) -> None:
    """Had M1 had less last year and another more, M1's target this year is no lower; and what it
    still misses of it is no less, also where all years are counted together."""
    first, second, third = years[-1]
    taken = min(missing, first)
    shorter = [*years[:-1], (first - taken, second + taken, third)]
    fairness = Fairness(ledger=ledger)

    def missed(which: list[tuple[int, ...]]) -> Fraction:
        made = three(which)
        due = targets(made, fairness).get("M1", Fraction(0))
        return due - had_before(made, fairness).get("M1", Fraction(0))

    assert missed(shorter) >= missed(years)


@settings(max_examples=40, deadline=None)
@given(AMOUNTS, LEDGERS)
def test_short_of_a_first_target_means_a_higher_second(got: int, ledger: Ledger) -> None:
    """With nothing open before, less than was due never lowers this year's target."""
    which = three([(got, 9, 9)], target_pln=10)
    owed = accounts(which, ledger)["M1"].open_pln
    assert owed >= 0
    assert (owed == 0) == (ledger.cap_pct == 0)


def rotation(rounds: int) -> Iterator[tuple[str, Mapping[str, Fraction]]]:
    """One lot a year by shares 3, 2, 1 to whoever is owed most, the larger share first; and what
    is open after each year."""
    shares = {"A": Fraction(3, 6), "B": Fraction(2, 6), "C": Fraction(1, 6)}
    members = {who: {"target_share_pct": 100 * share} for who, share in shares.items()}
    rows: list[dict[str, Any]] = []
    for year in range(2000, 2000 + rounds):
        books = accounts(problem(members=members, history=rows), Ledger())
        due = {who: books[who].open_pln + share for who, share in shares.items()}
        chosen = max(sorted(due), key=lambda who: due[who])
        rows += past(*((year, who, int(who == chosen)) for who in shares))
        after = accounts(problem(members=members, history=rows), Ledger())
        yield chosen, {who: each.open_pln for who, each in after.items()}


def test_lots_in_rotation() -> None:
    """T14: whoever is owed most gets the year's lot: ABACBA twice, counts 6, 4, 2; what is open
    sums to zero every year, is never more than half a lot, and is 0 after 6 and 12 years."""
    found = list(rotation(12))
    assert "".join(chosen for chosen, _ in found) == "ABACBAABACBA"
    assert all(sum(each.values()) == 0 for _, each in found)
    assert max(abs(owed) for _, each in found for owed in each.values()) == Fraction(1, 2)
    assert set(found[5][1].values()) == set(found[11][1].values()) == {0}


def odd_about(*history: dict[str, Any]) -> set[str]:
    """Codes of what is odd about a policy that counts these past years."""
    given = problem(
        members={"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}},
        budget=1000,
        policies={"fair": [{"goal": "target_share", "ledger": True}]},
        history=history,
    )
    return {each.code for each in given.notices}


def test_what_is_odd_about_a_ledger_is_told() -> None:
    last = {"year": 2025, "member_id": "M1", "value_pln": 10}
    odd = {"ledger_without_history", "history_not_past", "history_award_not_eligible"}
    assert odd_about() & odd == {"ledger_without_history"}
    assert odd_about(last) & odd == set()
    assert odd_about({**last, "year": 2027}) & odd == {"history_not_past"}
    assert odd_about({**last, "eligible": False}) & odd == {"history_award_not_eligible"}
