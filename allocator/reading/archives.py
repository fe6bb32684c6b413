"""Archives opened with care: what they hold, before any of it is unpacked."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from allocator.reading.limits import (
    LARGEST_RATIO,
    LARGEST_UNPACKED_BYTES,
    RATIO_COUNTS_FROM_BYTES,
)
from allocator.texts.issues import InputError, Issue

OLE_MARK = bytes.fromhex("d0cf11e0a1b11ae1")
"""First bytes of old Office files; encrypted new ones are wrapped in the same form."""

DAMAGED = (
    *(zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError),
    *(OverflowError, struct.error, zlib.error, lzma.LZMAError),
)
"""What the library raises for archives that lie about themselves."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@contextmanager
def opened(data: bytes, name: str) -> Iterator[zipfile.ZipFile]:
    """An archive that is one, is not encrypted and does not blow up.

    Raises InputError otherwise; sizes are those the archive declares, and an entry never unpacks
    to more than it declares.
    """
    if data.startswith(OLE_MARK):
        code = "encrypted" if _ENCRYPTED in data else "old_workbook"
        raise InputError((Issue(code, table=name),))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, name)
            yield archive
    except DAMAGED as error:
        raise InputError(
            (Issue("not_an_archive", table=name, parameters=(("detail", str(error)),)),)
        ) from error


def _check(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    if not all(each.filename for each in entries):
        raise zipfile.BadZipFile("an entry has no name")
    if any(each.flag_bits & 1 for each in entries):
        raise InputError((Issue("encrypted", table=name),))
    check_size(sum(each.file_size for each in entries), name)
    for each in entries:
        large = each.file_size > RATIO_COUNTS_FROM_BYTES
        if large and each.file_size > LARGEST_RATIO * max(each.compress_size, 1):
            limit = (("entry", each.filename), ("limit", str(LARGEST_RATIO)))
            raise InputError((Issue("packed_too_tightly", table=name, parameters=limit),))


def check_size(size: int, name: str) -> None:
    """Refuse more bytes than any honest commission has."""
    if size > LARGEST_UNPACKED_BYTES:
        megabytes = str(LARGEST_UNPACKED_BYTES // 2**20)
        raise InputError((Issue("too_large", table=name, parameters=(("limit", megabytes),)),))
