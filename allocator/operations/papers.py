"""Workbook and Markdown of an answer, from what makes its paper. Knows no operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from allocator.operations.operation import Document, Face

if TYPE_CHECKING:
    from allocator.problem.problem import Problem
    from allocator.reporting.paper import Paper

PaperOf = Callable[["Problem", Document, str], "Paper"]
"""The paper of a document in one language (pl or en); the problem with its scenario applied."""


def paper_faces(paper: PaperOf) -> dict[str, Face]:
    """The faces `workbook` and `markdown` of the papers that a function makes."""

    def workbook(problem: Problem, document: Document, language: str) -> bytes:
        # Imported here: naming operations writes no workbook.
        from allocator.reporting.workbook import paper_workbook

        return paper_workbook(paper(problem, document, language))

    def markdown(problem: Problem, document: Document, language: str) -> bytes:
        # Imported here: as above.
        from allocator.reporting.markdown import paper_markdown

        return paper_markdown(paper(problem, document, language)).encode()

    return {"workbook": workbook, "markdown": markdown}
