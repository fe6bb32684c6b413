"""Where a listener to a solve's events stands, so that it can come back and miss nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx2

from api.client.call import path
from api.client.exact import loaded
from api.client.faults import PASSING, error_of, pause_after, unreachable
from api.client.records import Event

GONE = 410
END = "end"
SILENCE_SECONDS = 45.0
"""Three heartbeats that did not come: the connection is dead."""

RETURNS = 10
"""How often in a row it comes back without having heard anything."""

LONGEST_WAIT_SECONDS = 1.0


@dataclass
class Following:
    """Follows the events of one solve; knows nothing of how bytes come in."""

    solve_id: str
    after: int = 0
    ended: bool = False
    returns: int = 0
    asked_pause_seconds: float | None = None

    @property
    def path(self) -> str:
        """Where the events are."""
        return path("solves", self.solve_id, "events")

    @property
    def headers(self) -> dict[str, str]:
        """What a request sends: the number of the last event that was seen."""
        seen = {"Last-Event-ID": str(self.after)} if self.after else {}
        return {"Accept": "text/event-stream", **seen}

    def take(self, found: httpx2.ServerSentEvent) -> Event | None:
        """The event that came in, unless it is only a word to the client."""
        if found.retry is not None:
            self.asked_pause_seconds = found.retry / 1000
        if not found.data:
            return None
        event = Event(int(found.id), found.event, loaded(found.data))
        if event.number <= self.after:
            return None
        self.after, self.returns = event.number, 0
        self.ended = event.kind == END
        return event

    def opened(self, response: httpx2.Response) -> bool:
        """Whether events come now. Raises ServiceError where they never will.

        The body of a refusal has been read by then.
        """
        if response.is_success:
            return True
        if response.status_code == GONE:
            self.ended = True
        elif response.status_code not in PASSING or self.returns >= RETURNS:
            raise error_of(response)
        return False

    def pause(self, outcome: httpx2.Response | httpx2.TransportError | None) -> float:
        """Seconds to wait before coming back. Raises ServiceError after too many returns."""
        self.returns += 1
        is_error = isinstance(outcome, httpx2.TransportError)
        if is_error and self.returns > RETURNS:
            assert isinstance(outcome, httpx2.TransportError), "seen above"
            raise unreachable(outcome) from outcome
        refused = outcome if isinstance(outcome, httpx2.Response) else None
        if refused is None and self.asked_pause_seconds is not None:
            return self.asked_pause_seconds
        return pause_after(refused, self.returns)


def waits() -> Iterator[float]:
    """Seconds between two looks at something that ends by itself: short at first."""
    seconds = 0.05
    while True:
        yield seconds
        seconds = min(seconds * 1.3, LONGEST_WAIT_SECONDS)
