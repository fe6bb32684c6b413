"""Column types that are the same on SQLite and PostgreSQL: moments, exact JSON, packed texts."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from allocator.reporting.exact_json import exact_text
from api.moments import moment_of, text_of


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, kept as text that sorts as moments do."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else text_of(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else moment_of(value)


class Document(TypeDecorator[Any]):
    """JSON-ready data whose numbers stay exact: `int` and `Decimal` in, the same out."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else exact_text(value, compact=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """From the database."""
        return None if value is None else json.loads(value, parse_float=Decimal)


class Packed(TypeDecorator[str]):
    """A long text, compressed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """To the database."""
        return None if value is None else zlib.compress(value.encode(), 6)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """From the database."""
        return None if value is None else zlib.decompress(value).decode()
