"""The certificate beside a result, and the problem that it carries."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from allocator.cli.results import certificate_path
from allocator.cli.values import issue
from allocator.texts.issues import InputError


def read_certificate(result_path: str) -> Mapping[str, Any] | None:
    """The certificate that lies beside a result; None where there is none.

    Raises InputError for a file that is no JSON object.
    """
    # Imported here: help reads nothing.
    from allocator.reading.documents import parsed
    from allocator.reading.sources import read_bytes

    path = Path(certificate_path(result_path))
    if not path.exists():
        return None
    found = parsed(read_bytes(path), path.name)
    if not isinstance(found, dict) or found.get("kind") != "fairness_certificate":
        raise InputError((issue("not_a_certificate", "RESULT", str(path)),))
    return found


@contextmanager
def embedded_problem(
    given: str | None, certificate: Mapping[str, Any] | None
) -> Iterator[str | None]:
    """A path at which the certificate's problem lies; None where another one was given."""
    # Imported here: help writes nothing.
    from allocator.reporting import dump_document

    document = None if certificate is None else certificate.get("problem")
    if given is not None or not isinstance(document, dict):
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="allocator-verify-") as folder:
        path = Path(folder) / "problem.json"
        path.write_text(dump_document(document), encoding="utf-8")
        yield str(path)
