"""What can be asked about publications, each as a function that makes its request."""

from __future__ import annotations

from typing import Any

from api.client.call import Call, document, get, given, nothing, path, post, query_of
from api.client.records import Page, PublicationInfo, one, page


def draft_publication(solve_id: str, *, note: str = "") -> Call[PublicationInfo]:
    """Make the result of a solve ready to be shown to the members."""
    return post(path("publications"), one(PublicationInfo), given(solve_id=solve_id, note=note))


def publish(publication_id: str) -> Call[PublicationInfo]:
    """Show a draft to the members; what was shown before of this commission is superseded."""
    return post(path("publications", publication_id, "publish"), one(PublicationInfo))


def get_publication(publication_id: str) -> Call[PublicationInfo]:
    """A publication with the latest answer of each member."""
    return get(path("publications", publication_id), one(PublicationInfo))


def publications(
    *, limit: int | None = None, cursor: str | None = None, state: str | None = None
) -> Call[Page[PublicationInfo]]:
    """Publications, newest first."""
    query = query_of(limit=limit, cursor=cursor, state=state)
    return get(path("publications"), page(PublicationInfo), query=query)


def delete_publication(publication_id: str) -> Call[None]:
    """Delete a draft."""
    return Call("DELETE", path("publications", publication_id), nothing)


def publication_responses(publication_id: str) -> Call[dict[str, Any]]:
    """Every answer that was ever given, in order."""
    return get(path("publications", publication_id, "responses"), document)


def respond(
    publication_id: str, answer: str, *, note: str = "", member_id: str | None = None
) -> Call[PublicationInfo]:
    """A member `accepts` or `objects`; `member_id` where a coordinator says it for the member."""
    body = given(answer=answer, note=note, member_id=member_id)
    return post(path("publications", publication_id, "responses"), one(PublicationInfo), body)
