"""Files with changes that nobody would make on purpose, and some that only an attacker would.

Every change is drawn from a `random.Random`: the same seed gives the same files.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

Draw = random.Random
NAMES = ("json", "xlsx", "zip")

SPLICES = (
    *(b"\x00", b"\xff\xfe", b'"', b"{", b"]", b",", b"<", b"&", b"\\u0000", b"1e999", b"-"),
    *(b"NaN", b"9" * 400, "ą".encode(), b"<!DOCTYPE x>", b"=1+1", b"\xed\xa0\x80", b"[" * 2000),
    *(b"1e999999999", b"\r\n\r\n", b",,,,", "\u202e\ufeff".encode(), b"../../../etc/passwd"),
)
WORDS = (
    *("", " ", "0", "-0", "-1", "1e999999999", "1E-999999999", "9" * 5000, "0." + "0" * 3000 + "1"),
    *("NaN", "Infinity", "1/0", "1,5", "1 000,50", "0x10", "١٢", "½", "TRUE", "tak", "nie", "all"),
    *("2026-02-30", "31.12.9999", "0000-00-00", "1e5-01-01", "M1", "C1", "M1;M1", "offers", "S1"),
    *("=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "\t=1", "a\x00b", "a\x0bb", "a\ud7ffb", "\u202eabc"),
    *("ł" * 3000, "x" * 40_000, "\n" * 50, "'; DROP TABLE problems; --", "{{7*7}}", "../../x"),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**63, 10**400, 1.5, -0.0, 1e308, float("nan"), float("inf")),
    *([], {}, [[]], [None], {"": ""}, [1, "a", None, {}], "\ud800", *WORDS),
)


def flipped(data: bytes, draw: Draw) -> bytes:
    """Some bytes are others."""
    found = bytearray(data)
    for _ in range(draw.choice((1, 3, 20))):
        found[draw.randrange(len(found))] = draw.randrange(256)
    return bytes(found)


def cut(data: bytes, draw: Draw) -> bytes:
    """The beginning, the end, or all but a piece in the middle."""
    start, end = sorted(draw.randrange(len(data)) for _ in range(2))
    return draw.choice((data[:start], data[end:], data[:start] + data[end:]))


def spliced(data: bytes, draw: Draw) -> bytes:
    """Something that does not belong there, once or many times."""
    place = draw.randrange(len(data))
    return data[:place] + draw.choice(SPLICES) * draw.choice((1, 1, 50)) + data[place:]


def doubled(data: bytes, draw: Draw) -> bytes:
    """A piece stands there several times."""
    start, end = sorted(draw.randrange(len(data)) for _ in range(2))
    return data[:end] + data[start:end] * draw.choice((1, 3)) + data[end:]


def overwritten(data: bytes, draw: Draw) -> bytes:
    """Four bytes are another number: lengths and places in archives."""
    found = bytearray(data)
    place = draw.randrange(max(1, len(found) - 4))
    found[place : place + 4] = struct.pack("<I", draw.choice((0, 1, 2**31 - 1, 2**32 - 1)))
    return bytes(found)


def digits(data: bytes, draw: Draw) -> bytes:
    """A few digits are other ones, a point or a sign: what comes of it is often right."""
    found = bytearray(data)
    places = [place for place, sign in enumerate(found) if 48 <= sign <= 57]
    for place in draw.sample(places, min(len(places), draw.choice((1, 1, 2, 5)))):
        found[place] = draw.choice(b"0123456789-.e")
    return bytes(found)


Mutation = Callable[[bytes, Draw], bytes]
BYTES: tuple[Mutation, ...] = (flipped, cut, spliced, doubled, overwritten, digits)


def document(data: bytes, draw: Draw) -> bytes:
    """JSON whose form is right, with other values, keys or numbers of things."""
    found = json.loads(data)
    for _ in range(draw.choice((1, 1, 2, 8))):
        changed_value(found, draw)
    return json.dumps(found, ensure_ascii=draw.random() < 0.5).encode("utf-8", "surrogatepass")


def changed_value(document: Any, draw: Draw) -> None:
    """Change something in a JSON value in place: a value, a key, how often a thing is there."""
    _change(draw.choice(list(_containers(document))), draw)


def _containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for each in value.values() if isinstance(value, dict) else value:
            yield from _containers(each)


def _change(place: Any, draw: Draw) -> None:
    if not place:
        return
    if isinstance(place, list):
        number = draw.randrange(len(place))
        if draw.random() < 0.3:
            del place[number]
        elif draw.random() < 0.5:
            place += [place[number]] * draw.choice((1, 2, 500))
        else:
            place[number] = draw.choice(VALUES)
        return
    name = draw.choice(sorted(place))
    value = place[name]
    if draw.random() < 0.2:
        del place[name]
    elif draw.random() < 0.2:
        place[draw.choice(WORDS)] = value
    elif draw.random() < 0.1:
        for _ in range(draw.choice((5, 90, 3000))):
            value = {name: value} if draw.random() < 0.5 else [value]
            if draw.random() < 0.01:
                break
        place[name] = value
    else:
        place[name] = draw.choice(VALUES)


def rows(data: bytes, draw: Draw) -> bytes:
    """A CSV table with other cells, columns or rows, sometimes in another writing."""
    found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    for _ in range(draw.choice((1, 1, 2, 6))):
        row = draw.choice(found)
        match draw.randrange(6):
            case 0 | 1 if row:
                row[draw.randrange(len(row))] = draw.choice(WORDS)
            case 2 if row:
                del row[draw.randrange(len(row))]
            case 3:
                row += [draw.choice(WORDS)] * draw.choice((1, 1, 3000))
            case 4:
                found += [list(row) for _ in range(draw.choice((1, 3, 2000)))]
            case _:
                draw.shuffle(found)
    target = io.StringIO()
    csv.writer(target, delimiter=draw.choice(",,,;\t|")).writerows(found)
    encoding = draw.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1250", "utf-32"))
    return target.getvalue().encode(encoding, "replace")


CELL_PLACES = ("A0", "XFD1048576", "ZZZZZ1", "A99999999999", "", "1", "A1:XFD1048576", "Ą1")
SWAPS: tuple[tuple[bytes, tuple[str, ...]], ...] = (
    (rb'(?<= r=")[A-Z]*\d+(?=")', (*CELL_PLACES, "-1", "0", "1048577", "x")),
    (rb'(?<= t=")\w+(?=")', ("s", "b", "e", "d", "n", "str", "inlineStr", "nonsense")),
    (rb'(?<= s=")\d+(?=")', ("0", "-1", "99999999", "x")),
    (rb"(?<=<v>)[^<]*(?=</v>)", (*(word for word in WORDS if "\x00" not in word), "1e308", "-1")),
    (rb'(?<=ref=")[^"]*(?=")', CELL_PLACES),
    (rb'(?<=Target=")[^"]*(?=")', ("../../etc/passwd", "http://x.invalid/", "/", "", "xl/xl.xml")),
    (rb'(?<=[nN]ame=")[^"]*(?=")', ("", "members", "offers", "x" * 300, "&#0;", "a/b\\c?*[]")),
    (rb'(?<=[iI]d=")[^"]*(?=")', ("", "0", "-1", "rId1", "rId999")),
    (rb"(?<=<t>)[^<]*(?=</t>)", tuple(word for word in WORDS if "\x00" not in word)),
)
FORMULAS = (b"<f>1/0</f>", b"<f>HYPERLINK(A1)</f>", b'<f t="shared" si="0" ref="A1:XFD1048576"/>')
PROLOGS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaa">]>',
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    b"<!DOCTYPE x ["
    + b'<!ENTITY a0 "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>",
)


def markup(data: bytes, draw: Draw) -> bytes:
    """XML that is well-formed most of the time, with other places, kinds and values of cells."""
    found = data
    for _ in range(draw.choice((1, 1, 3))):
        pattern, words = draw.choice(SWAPS)
        places = list(re.finditer(pattern, found))
        if places:
            place = draw.choice(places)
            word = draw.choice(words).replace("&", "&amp;").replace("<", "&lt;")
            found = found[: place.start()] + word.encode() + found[place.end() :]
    match draw.randrange(12):
        case 0:
            prolog = draw.choice(PROLOGS)
            entity = b"<t>&a9;</t>" if b"a9" in prolog else b"<t>&a;</t>"
            found = _after_declaration(re.sub(rb"<t>[^<]*</t>", lambda _: entity, found), prolog)
        case 1:
            found = found.replace(b"<v>", draw.choice(FORMULAS) + b"<v>", draw.choice((1, -1)))
        case 2:
            row = re.search(rb"<row .*?</row>", found, re.DOTALL)
            if row:
                found = found.replace(row[0], row[0] * draw.choice((2, 50, 3000)))
        case 3:
            found = found.replace(b"<sheetData>", b"<x>" * 5000 + b"<sheetData>")
        case 4:
            merged = (
                b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
            )
            found = found.replace(b"</sheetData>", merged)
    return found


def _after_declaration(data: bytes, prolog: bytes) -> bytes:
    end = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    return data[:end] + prolog + data[end:]


def within(data: bytes, draw: Draw) -> bytes:
    """An archive that is whole, with one file in it changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        content = {name: source.read(name) for name in source.namelist()}
    names = sorted(name for name, value in content.items() if value)
    cells = [name for name in names if "sheet" in name or "Strings" in name] or names
    chosen = draw.choice(cells if draw.random() < 0.7 else names)
    kind = rows if chosen.endswith(".csv") else markup
    change = kind if draw.random() < 0.7 else draw.choice(BYTES)
    return _packed(content | {chosen: change(content[chosen], draw)})


PATHS = (
    "../../members.csv",
    "/etc/passwd",
    "C:\\members.csv",
    "a" * 5000,
    "",
    "members.csv/",
    "ą\u202e",
)
BOMB_BYTES = 100_000_000


def archive(data: bytes, draw: Draw) -> bytes:
    """An archive that is not what it seems: its names, its sizes, what it holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        content = {name: source.read(name) for name in source.namelist()}
    chosen = draw.choice(sorted(content))
    match draw.randrange(10):
        case 0:
            return _packed(content | {draw.choice(PATHS): b"x"})
        case 1:
            return _packed(
                {
                    draw.choice(PATHS) if each == chosen else each: value
                    for each, value in content.items()
                }
            )
        case 2:
            del content[chosen]
            return _packed(content)
        case 3:
            return _packed(content | {f"{number}.csv": b"a,b\n" for number in range(3000)})
        case 4:
            return _packed(content | {"inner.zip": data, "inner/": b""})
        case 5:
            return draw.choice((b"MZ" * 500, b"\x00" * 7)) + data + b"tail" * draw.choice((0, 9))
        case 6:  # a flag (encrypted, names in UTF-8) or a method of compression nobody knows
            return _in_directory(data, draw, draw.choice((8, 10)), "<H", (1, 0x800, 99, 12, 14))
        case 7:  # checksum, packed size, size: lies
            return _in_directory(data, draw, draw.choice((16, 20, 24)), "<I", (0, 1, 2**32 - 1))
        case 8 if draw.random() < 0.1:
            return _packed(content | {chosen: b"\x00" * BOMB_BYTES})
        case _:  # where an entry is said to begin
            return _in_directory(data, draw, 42, "<I", (0, 1, len(data), 2**32 - 1))


def _packed(content: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, value in content.items():
            made.writestr(zipfile.ZipInfo(name), value, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _in_directory(
    data: bytes, draw: Draw, offset: int, form: str, values: tuple[int, ...]
) -> bytes:
    """One field of one entry in the archive's list of contents is another."""
    found = bytearray(data)
    entries = [each.start() for each in re.finditer(b"PK\x01\x02", data)]
    struct.pack_into(form, found, draw.choice(entries) + offset, draw.choice(values))
    return bytes(found)


def mutated(data: bytes, name: str, draw: Draw) -> bytes:
    """A JSON document, a workbook or a zipped folder, changed in one of many ways."""
    if name == "json":
        change = draw.choice((document, document, document, *BYTES))
        return change(data, draw)
    if draw.random() < 0.6:
        return within(data, draw)
    return draw.choice((archive, archive, archive, *BYTES))(data, draw)
