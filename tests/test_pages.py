"""Cursors: they lead to the next page, and tell nothing of how many things others have."""

from __future__ import annotations

import secrets
from itertools import pairwise

import pytest

from api.faults import Refusal
from api.web.pages import cursor_of, number_of

KEY = bytes(range(32))


def test_a_cursor_leads_back_to_its_number_and_is_always_the_same() -> None:
    for number in (0, 1, 17, 2**40, 2**63):
        cursor = cursor_of(number, KEY)
        assert number_of(cursor, KEY) == number
        assert cursor == cursor_of(number, KEY)


def test_neighbours_have_nothing_in_common() -> None:
    """Differences of numbers are what others did in between."""
    found = [int(cursor_of(number, KEY)[16:], 16) for number in range(50)]
    differences = {one ^ other for one, other in pairwise(found)}
    assert len(differences) == 49
    assert min(differences) > 2**32


@pytest.mark.parametrize("cursor", ["", "x", "p1", "0" * 32, "A" * 32, "ś" * 32, "0" * 33])
def test_what_nobody_was_given_is_refused(cursor: str) -> None:
    with pytest.raises(Refusal, match="bad_cursor"):
        number_of(cursor, KEY)


def test_anothers_cursor_is_refused_and_so_is_a_changed_one() -> None:
    cursor = cursor_of(5, KEY)
    with pytest.raises(Refusal):
        number_of(cursor, secrets.token_bytes(32))
    for place in range(32):
        changed = cursor[:place] + ("0" if cursor[place] != "0" else "1") + cursor[place + 1 :]
        with pytest.raises(Refusal):
            number_of(changed, KEY)
