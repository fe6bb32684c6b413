"""One result, several faces: terminal, JSON, Markdown, workbook, data frames. Decides nothing."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from allocator.reporting.document import dump_document as dump_document
    from allocator.reporting.document import result_document as result_document
    from allocator.reporting.faces import check_output as check_output
    from allocator.reporting.faces import write_report as write_report
    from allocator.reporting.frames import result_frames as result_frames
    from allocator.reporting.markdown import result_markdown as result_markdown
    from allocator.reporting.schema import result_schema as result_schema
    from allocator.reporting.terminal import print_report as print_report
    from allocator.reporting.terminal import result_text as result_text

_PLACES = {
    "check_output": "faces",
    "dump_document": "document",
    "print_report": "terminal",
    "result_document": "document",
    "result_frames": "frames",
    "result_markdown": "markdown",
    "result_schema": "schema",
    "result_text": "terminal",
    "write_report": "faces",
}


def __getattr__(name: str) -> Any:
    """Load a face when it is first asked for: JSON on stdout needs neither screen nor workbook."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
