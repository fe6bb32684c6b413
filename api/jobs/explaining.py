"""An exception in a job's process as plain data, so that its worker can tell people."""

from __future__ import annotations

import traceback
from typing import Any

from allocator.allocation import WrongAnswer
from allocator.operations.describing import issue_documents
from allocator.solvers import EngineMissing
from allocator.texts.issues import InputError

UNKNOWN_OPERATION = "unknown_operation"
FRAMES = 6


def explained(error: Exception) -> dict[str, Any]:
    """The code of `api.jobs.failures` it comes under, with issues; kind and place for the log."""
    issues = issue_documents(error.issues) if isinstance(error, InputError) else []
    return {
        "code": _code(error),
        "issues": issues,
        "error": type(error).__name__,
        "frames": [
            f"{'/'.join(each.filename.split('/')[-2:])}:{each.lineno} {each.name}"
            for each in traceback.extract_tb(error.__traceback__)[-FRAMES:]
        ],
    }


def _code(error: Exception) -> str:
    match error:
        case InputError():
            codes = {each.code for each in error.issues}
            return UNKNOWN_OPERATION if UNKNOWN_OPERATION in codes else "bad_input"
        case WrongAnswer():
            return "wrong_answer"
        case EngineMissing():
            return "engine_missing"
        case MemoryError():
            return "memory_limit"
        case OSError():
            return "system"
        case _:
            return "internal"
