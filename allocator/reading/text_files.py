"""Delimited text as people save it -> a sheet: its encoding, its separator, its rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from allocator.reading.cells import tidy
from allocator.reading.headings import LONGEST_SEARCH, find_headings
from allocator.reading.numbers import Point
from allocator.reading.sheets import Row, RowBudget, Sheet
from allocator.texts.issues import InputError, Issue, Severity

SEPARATORS = (",", ";", "\t")
"""Tried in this order: the first that shows the most headings is the file's."""

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HINT = re.compile(r"sep=([;,\t])\r?\n?")
_UTF8_POLISH = re.compile(rb"[\xc4\xc5][\x80-\xbf]|\xc3\xb3")
_LATIN2_POLISH = re.compile(r"[±¶ˇ¦¬Ľ](?=[^\W\d_])|(?<=[^\W\d_])[±¶ˇ¦¬Ľ]")


def read_text_file(data: bytes, name: str, known: Mapping[str, str], *, budget: RowBudget) -> Sheet:
    """The rows of a file whose headings are among `known`.

    Raises InputError where the file is no text, or its quotes never close.
    """
    text, issues = decoded(data, name)
    hint = _HINT.match(text)
    if hint:
        text = text[hint.end() :]
    separator = hint[1] if hint else separator_of(text, name, known)
    rows = tuple(budget.filled(_rows(text, name, separator), name))
    point = Point.DECIMAL if separator == "," else Point.EITHER
    return Sheet(name, name, rows, point, issues)


def decoded(data: bytes, name: str) -> tuple[str, tuple[Issue, ...]]:
    """The text of a file in UTF-8, UTF-16 with its mark, or Windows-1250 (with a notice)."""
    if data.startswith(UTF16_MARKS):
        return _strictly(data, "utf-16", name), ()
    if b"\0" in data:
        raise InputError((Issue("not_text", table=name),))
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        broken = data.count(b"\n", 0, error.start) + 1
    if _UTF8_POLISH.search(data):
        raise InputError((Issue("bad_encoding", table=name, row=broken),))
    text = _strictly(data, "cp1250", name)
    if _LATIN2_POLISH.search(text):
        raise InputError((Issue("bad_encoding", table=name, row=broken),))
    return text, (Issue("read_as_windows_1250", Severity.NOTICE, name),)


def separator_of(text: str, name: str, known: Mapping[str, str]) -> str:
    """The separator that shows the most headings; a comma where there is but one column."""
    best, best_count = ",", 0
    for separator in SEPARATORS:
        try:
            rows = tuple(islice(_rows(text, name, separator), LONGEST_SEARCH))
        except InputError:
            continue
        headings = find_headings(Sheet(name, name, rows, Point.EITHER), known)
        if headings and len(headings.listed) > best_count:
            best, best_count = separator, len(headings.listed)
    return best


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise InputError((Issue("bad_encoding", table=name, row=row),)) from error


def _rows(text: str, name: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, tuple(tidy(each) or None for each in cells)
    except csv.Error as error:
        detail = (("detail", str(error)),)
        raise InputError(
            (Issue("broken_quotes", table=name, row=number + 1, parameters=detail),)
        ) from error
