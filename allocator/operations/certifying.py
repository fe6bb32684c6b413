"""The certificate of a stored result: made from its document and its problem, nothing searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from allocator.problem.problem import Problem

TARGET_SHARE = "target_share"


@dataclass(frozen=True)
class Certificate:
    """A certificate as it is written to a file. It holds members' offers: not for members."""

    document: Mapping[str, Any]
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text: what `sha256sum` says of the file."""
        return sha256(self.text.encode()).hexdigest()

    def of_member(self, member_id: str) -> dict[str, Any] | None:
        """Its claim about one member in words, with the digest, and nothing of any other.

        None for a member without a share in the key.
        """
        found = (each for each in self.document["members"] if each["member_id"] == member_id)
        row = next(found, None)
        if row is None:
            return None
        return {
            "digest": self.digest,
            "complete": self.document["complete"],
            "measure": self.document["measure"],
            "level": row["level"],
            "text_pl": row["text_pl"],
            "text_en": row["text_en"],
        }


def certificate_of(problem: Problem, document: Mapping[str, Any]) -> Certificate | None:
    """The certificate of a result; None where it has no split or no goal of levels.

    `problem` is the one that was solved, its scenario applied; numbers of the document are `int`
    or `Decimal`. Raises InputError where the document is about another problem.
    """
    # Imported here: most results have no certificate.
    from allocator.certificates import certificate_document, stated_goals
    from allocator.reporting.document import dump_document
    from allocator.reporting.recalled import goals_of, recalled

    if all(each["goal"] != TARGET_SHARE for each in document.get("goals") or ()):
        return None
    result, terms = recalled(problem, document)
    if result.split is None:
        return None
    quantities = {
        (each.member_id, each.component_id): each.quantity for each in result.split.assignments
    }
    goals = goals_of(document["provenance"])
    found = certificate_document(problem, terms, goals, stated_goals(result), quantities)
    return None if found is None else Certificate(found, dump_document(found))
