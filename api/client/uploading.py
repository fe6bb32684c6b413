"""A problem from wherever it is, as the body of a request."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from api.client.exact import dumped

MEDIA_TYPES: Mapping[str, str] = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "csv": "text/csv",
    "md": "text/markdown",
}
"""What files are called by between client and service."""

WORKBOOK_PART = "xl/workbook.xml"
ZIP_MAGIC = b"PK"


def upload_of(source: str | PathLike[str] | bytes | Mapping[str, Any]) -> tuple[bytes, str]:
    """The bytes of a problem and their media type.

    A text or path is a file or a folder of .csv files, which is zipped; a mapping is the problem
    as a document. Raises OSError for a file that can not be read.
    """
    if isinstance(source, Mapping):
        return dumped(source).encode(), MEDIA_TYPES["json"]
    if not isinstance(source, bytes):
        path = Path(os.fspath(source))
        if path.is_dir():
            return _zipped(path), MEDIA_TYPES["zip"]
        source = path.read_bytes()
    return source, MEDIA_TYPES[_kind(source)]


def _zipped(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob("*.csv")):
            archive.write(path, path.name)
    return buffer.getvalue()


def _kind(data: bytes) -> str:
    """What the bytes are: workbooks are zip files, too."""
    if not data.startswith(ZIP_MAGIC):
        return "json"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xlsx" if WORKBOOK_PART in archive.namelist() else "zip"
    except zipfile.BadZipFile:
        return "zip"
