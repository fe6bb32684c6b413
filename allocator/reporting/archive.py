"""A zip archive without the clock: the same content gives the same bytes."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIXED_DATE = (1980, 1, 1, 0, 0, 0)
FIXED_STAMP = b"1980-01-01T00:00:00Z"
PROPERTIES = "docProps/core.xml"

_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def steady_archive(data: bytes) -> bytes:
    """The archive with fixed dates, in its entries and in the document properties."""
    written = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == PROPERTIES:
                content = _STAMP.sub(rb"\g<1>" + FIXED_STAMP, content)
            entry = ZipInfo(name, FIXED_DATE)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, content)
    return written.getvalue()
