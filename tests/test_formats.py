"""Numbers, money, dates and plural forms in both languages."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.texts.formats import (
    HARD_SPACE,
    MINUS,
    day,
    decimal_places,
    money,
    month,
    number,
    percent,
    plain,
    plural,
    rounded,
)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Fraction(5, 1000), 2, "0.01"),
        (Fraction(4999, 1000000), 2, "0.00"),
        (Fraction(-5, 1000), 2, "0.00"),
        (Fraction(-6, 1000), 2, "-0.01"),
        (Fraction(1, 3), 6, "0.333333"),
        (Fraction(12), 0, "12"),
        (Fraction(10**20) + Fraction(1, 100), 2, "100000000000000000000.01"),
    ],
)
def test_decimal_text_is_exact_and_rounded_half_up(
    value: Fraction, places: int, expected: str
) -> None:
    assert plain(value, places) == expected


def test_trailing_zeros_go_down_to_what_is_always_shown() -> None:
    assert plain(Fraction(3, 2), 4, at_least=0) == "1.5"
    assert plain(Fraction(3, 2), 4, at_least=2) == "1.50"
    assert plain(Fraction(2), 4, at_least=0) == "2"


@settings(max_examples=50, deadline=None)
@given(st.integers(-(10**9), 10**9), st.integers(1, 9999), st.integers(0, 6))
def test_rounding_is_never_off_by_more_than_half_a_step(
    numerator: int, denominator: int, places: int
) -> None:
    value = Fraction(numerator, denominator)
    step = Fraction(1, 10**places)
    error = rounded(value, places) - value
    assert -step / 2 < error <= step / 2
    assert Fraction(plain(value, places)) == rounded(value, places)


def test_how_many_decimals_a_number_has() -> None:
    assert decimal_places(Fraction(5, 4), most=6) == 2
    assert decimal_places(Fraction(1, 3), most=6) == 6
    assert decimal_places(7, most=6) == 0


def test_polish_numbers_have_hard_spaces_and_a_comma() -> None:
    assert number(Fraction(1234567891, 1000), "pl", places=2) == "1\xa0234\xa0567,89"
    assert number(Fraction(-1234), "pl") == f"{MINUS}1\xa0234"
    assert money(Fraction(12345678, 10), "pl") == "1\xa0234\xa0567,80\xa0zł"
    assert percent(Fraction(45, 2), "pl") == "22,5%"


def test_english_numbers_have_commas_and_a_point() -> None:
    assert number(Fraction(1234567891, 1000), "en", places=2) == "1,234,567.89"
    assert money(Fraction(12345678, 10), "en") == f"PLN{HARD_SPACE}1,234,567.80"
    assert percent(Fraction(45, 2), "en") == "22.5%"


def test_another_currency_keeps_its_code() -> None:
    assert money(Fraction(5), "pl", currency="EUR") == "5,00\xa0EUR"
    assert money(Fraction(5), "en", currency="EUR") == "EUR\xa05.00"


def test_dates_and_months() -> None:
    assert day(date(2026, 3, 7), "pl") == "07.03.2026"
    assert day(date(2026, 3, 7), "en") == "7 March 2026"
    assert month("2026-10", "pl") == "październik 2026"
    assert month("2026-10", "pl", short=True) == "paź 2026"
    assert month("2026-10", "en", short=True) == "Oct 2026"
    assert month("2026-13", "en") == "2026-13"
    assert month("P1", "pl") == "P1"


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "składników"),
        (1, "składnik"),
        (2, "składniki"),
        (4, "składniki"),
        (5, "składników"),
        (12, "składników"),
        (14, "składników"),
        (21, "składników"),
        (22, "składniki"),
        (112, "składników"),
        (Fraction(3, 2), "składnika"),
    ],
)
def test_polish_plural_forms(count: Fraction | int, expected: str) -> None:
    forms = ("składnik", "składniki", "składników", "składnika")
    assert plural(count, "pl", forms) == expected


def test_english_plural_forms() -> None:
    forms = ("rule", "rules")
    assert [plural(each, "en", forms) for each in (0, 1, 2, Fraction(1, 2))] == [
        "rules",
        "rule",
        "rules",
        "rules",
    ]
