"""An answer that exact arithmetic contradicts becomes an error with its model on disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

from allocator.allocation import WrongAnswer
from allocator.model import Model


def wrong_answer(message: str, model: Model) -> WrongAnswer:
    """The error to raise, after the model was written to a file that can be sent."""
    # Imported here: exporting loads PuLP, which nothing else in a usual run needs.
    from allocator.solvers.exporting import export_model

    folder = Path(tempfile.mkdtemp(prefix="allocator-wrong-answer-"))
    path = folder / "model.mps"
    export_model(model, path)
    return WrongAnswer(message, str(path))
