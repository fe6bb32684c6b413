"""What a consortium may use, held against what it asks for."""

from __future__ import annotations

from sqlalchemy import Connection

from api.faults import Refusal
from api.people.principals import Principal
from api.settings import Settings
from api.storage import consortia

COME_BACK_SECONDS = 30


def check_storage(
    connection: Connection, principal: Principal, settings: Settings, more_bytes: int
) -> None:
    """Raise Refusal `storage_full` where so many bytes more would be too many."""
    ceilings = consortia.ceilings(connection, principal.consortium_id, settings)
    usage = consortia.usage(connection, principal.consortium_id)
    if usage.bytes + more_bytes > ceilings.storage_megabytes * 2**20:
        raise Refusal("storage_full", {"most": str(ceilings.storage_megabytes)})


def check_queue(
    connection: Connection, principal: Principal, settings: Settings, *, more: int = 1
) -> None:
    """Raise Refusal `queue_full` where so many jobs more would be too many."""
    ceilings = consortia.ceilings(connection, principal.consortium_id, settings)
    usage = consortia.usage(connection, principal.consortium_id)
    if usage.queued + more > ceilings.queued_jobs:
        raise Refusal(
            "queue_full",
            {"most": str(ceilings.queued_jobs)},
            headers={"Retry-After": str(COME_BACK_SECONDS)},
        )
    if usage.bytes > ceilings.storage_megabytes * 2**20:
        raise Refusal("storage_full", {"most": str(ceilings.storage_megabytes)})
