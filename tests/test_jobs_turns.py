"""Consortia take turns, whatever the others have queued."""

from __future__ import annotations

from collections import Counter

from api.jobs.turns import Turns


def test_the_one_with_the_fewest_running_jobs_is_next() -> None:
    assert Turns(4).next(["A", "B"], {"A": 2, "B": 1}) == "B"
    assert Turns(4).next(["A", "B"], {"A": 2}) == "B"


def test_equals_come_in_turn() -> None:
    turns = Turns(4)
    served = [turns.next(["A", "B", "C"], {}) for _ in range(9)]
    assert served == ["A", "B", "C"] * 3


def test_one_that_comes_later_is_next_at_once() -> None:
    turns = Turns(4)
    for _ in range(50):
        turns.next(["A", "B"], {})
    assert turns.next(["A", "B", "Z"], {}) == "Z"


def test_nobody_has_more_than_he_may() -> None:
    turns = Turns(2)
    assert turns.next(["A", "B"], {"A": 2, "B": 3}) is None
    assert turns.next(["A", "B"], {"A": 2, "B": 1}) == "B"


def test_nobody_starves() -> None:
    """Four places: each of ten consortia is served as often as the others, within one."""
    turns, served = Turns(4), Counter[str]()
    running: list[str] = []
    for _ in range(200):
        counts = Counter(running)
        chosen = turns.next("ABCDEFGHIJ", counts)
        assert chosen is not None
        served[chosen] += 1
        running = [*running, chosen][-4:]
    assert max(served.values()) - min(served.values()) <= 1
