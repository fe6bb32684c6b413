"""A small typed client of the service, for programs and notebooks. Knows nothing of its inside."""

from api.client.clients import AsyncClient, Client
from api.client.faults import ServiceError
from api.client.records import (
    Event,
    Page,
    ProblemInfo,
    PublicationInfo,
    SolveInfo,
    SweepInfo,
)
from api.client.serving import served

__all__ = [
    "AsyncClient",
    "Client",
    "Event",
    "Page",
    "ProblemInfo",
    "PublicationInfo",
    "ServiceError",
    "SolveInfo",
    "SweepInfo",
    "served",
]
