"""Numbers as people type them, in each kind of file."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.reading.cells import decimal_text
from allocator.reading.numbers import (
    NumberFault,
    Point,
    Signs,
    canonical,
    of_decimal,
    of_float,
    read_number,
    shows_decimal_point,
)

HARD, NARROW = "\u00a0", "\u202f"
ALL_SIGNS = Signs(currency=True, percent=True, hours=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("49.80", "49.8"),
        ("49,80", "49.8"),
        ("-0,5", "-0.5"),
        ("−3", "-3"),
        ("+7", "7"),
        (",5", "0.5"),
        ("1 234,50", "1234.5"),
        (f"1{HARD}234{HARD}567", "1234567"),
        (f"12{NARROW}345.5", "12345.5"),
        ("1 234.567", "1234.567"),
        ("0.395", "0.395"),
        ("1234.567", "1234.567"),
        ("1,234", "1.234"),
        ("49,80 zł", "49.8"),
        ("49,80zł.", "49.8"),
        (f"1 000{HARD}PLN", "1000"),
        ("PLN 20", "20"),
        ("5 %", "5"),
        ("5%", "5"),
        ("1:30", "1.5"),
        ("0:20", "1/3"),
        ("1:00:36", "1.01"),
        ("1/3", "1/3"),
        ("-2/7", "-2/7"),
        ("007", "7"),
    ],
)
def test_numbers_in_files_of_both_marks(text: str, value: str) -> None:
    assert read_number(text, Point.EITHER, signs=ALL_SIGNS) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.234", "ambiguous_number"),
        ("-12.345", "ambiguous_number"),
        ("123.456", "ambiguous_number"),
        ("1.234,50", "bad_number"),
        ("1,234.50", "bad_number"),
        ("1.234.567", "bad_number"),
        ("12 34", "bad_number"),
        ("1  234", "bad_number"),
        ("5.", "bad_number"),
        ("--5", "bad_number"),
        ("-", "bad_number"),
        (".", "bad_number"),
        ("dwa", "bad_number"),
        ("1:75", "bad_number"),
        ("1/0", "bad_number"),
        ("nan", "not_finite"),
        ("NaN", "not_finite"),
        ("-inf", "not_finite"),
        ("Infinity", "not_finite"),
        ("1E+05", "scientific_number"),
        ("1,5e3", "scientific_number"),
        ("9" * 61, "bad_number"),
    ],
)
def test_what_is_no_number(text: str, code: str) -> None:
    assert read_number(text, Point.EITHER, signs=ALL_SIGNS) == NumberFault(code)


@pytest.mark.parametrize(
    ("text", "value"), [("1.234", "1.234"), ("49.80", "49.8"), ("1 234.5", "1234.5")]
)
def test_the_point_is_decimal_where_commas_separate(text: str, value: str) -> None:
    assert read_number(text, Point.DECIMAL) == Fraction(value)


def test_a_comma_is_refused_where_commas_separate() -> None:
    assert read_number("49,80", Point.DECIMAL) == NumberFault("decimal_comma")


def test_a_file_that_shows_its_point_has_no_doubt() -> None:
    assert read_number("1.234", Point.SHOWN) == Fraction("1.234")
    assert read_number("1,5", Point.SHOWN) == Fraction("1.5")


@pytest.mark.parametrize("text", ["5 %", "5 zł", "1:30"])
def test_signs_only_where_the_column_has_them(text: str) -> None:
    assert read_number(text, Point.EITHER) == NumberFault("bad_number")


@pytest.mark.parametrize("text", ["49.80", "0.395", "1234.567", "1 234.567", "12.5 zł", "-0.5"])
def test_what_shows_a_decimal_point(text: str) -> None:
    assert shows_decimal_point(["7", "1.234", text])


@pytest.mark.parametrize("text", ["1.234", "49,80", "1.234.567", "31.12.2026", "v1.2", ""])
def test_what_shows_no_decimal_point(text: str) -> None:
    assert not shows_decimal_point([text])


@pytest.mark.parametrize(
    ("text", "one_form"),
    [
        ("7.0", "7"),
        ("7,50", "7.5"),
        ("-0.0", "0"),
        ("1.234", "1.234"),
        ("007", "007"),
        ("600 123 456", "600 123 456"),
        ("23%", "23%"),
        ("4.3.1", "4.3.1"),
    ],
)
def test_unlisted_numbers_have_one_form(text: str, one_form: str) -> None:
    assert canonical(text) == one_form
    assert canonical(one_form) == one_form


def test_workbook_numbers_are_their_fifteen_digits() -> None:
    # 49.8 * 1.1 is 54.78 on paper and 54.78000000000001 in binary.
    assert of_float(49.8 * 1.1) == Decimal("54.78")
    assert of_float(123456789.0125) == Decimal("123456789.0125")
    assert of_float(float("nan")) == NumberFault("not_finite")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1e1000000000", "number_too_large"),
        ("1e-1000000000", "number_too_long"),
        ("NaN", "not_finite"),
    ],
)
def test_numbers_that_would_fill_the_memory(value: str, code: str) -> None:
    assert of_decimal(Decimal(value)) == NumberFault(code)


amounts = st.integers(min_value=-(10**16), max_value=10**16)


@settings(max_examples=60)
@given(amounts, st.integers(min_value=0, max_value=6))
def test_written_decimals_read_back(units: int, places: int) -> None:
    value = Fraction(units, 10**places)
    text = decimal_text(value)
    assert read_number(text, Point.DECIMAL) == value
    with_comma = text.replace(".", ",")
    assert read_number(with_comma, Point.EITHER) == value


@settings(max_examples=40)
@given(amounts, st.integers(min_value=1, max_value=10**6))
def test_written_fractions_read_back(above: int, below: int) -> None:
    value = Fraction(above, below)
    assert read_number(decimal_text(value), Point.DECIMAL) == value


@settings(max_examples=40)
@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([" ", HARD, NARROW]))
def test_thousands_may_be_spaced(value: int, blank: str) -> None:
    assert read_number(f"{value:,}".replace(",", blank) + ",25", Point.EITHER) == (
        value + Fraction(1, 4)
    )
