"""Largest flows in fractions (Edmonds and Karp 1972): exact, for a few hundred edges."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from fractions import Fraction

Node = tuple[str, str]


@dataclass
class Network:
    """Edges with room for a flow; filling it uses the room up."""

    room: dict[Node, dict[Node, Fraction]] = field(default_factory=dict)

    def edge(self, start: Node, end: Node, capacity: Fraction) -> None:
        """Add an edge; a second one between the same nodes adds its capacity."""
        ahead = self.room.setdefault(start, {})
        ahead[end] = ahead.get(end, Fraction(0)) + capacity
        self.room.setdefault(end, {}).setdefault(start, Fraction(0))

    def fill(self, source: Node, sink: Node) -> Fraction:
        """Send as much as possible from source to sink; how much it was."""
        sent = Fraction(0)
        while True:
            path = self._path(source, sink)
            if not path:
                return sent
            amount = min(self.room[start][end] for start, end in path)
            for start, end in path:
                self.room[start][end] -= amount
                self.room[end][start] += amount
            sent += amount

    def reachable(self, source: Node) -> frozenset[Node]:
        """Nodes to which more could still be sent."""
        return frozenset(self._before(source))

    def _path(self, source: Node, sink: Node) -> list[tuple[Node, Node]]:
        """A shortest way with room, as its edges; empty where there is none."""
        before = self._before(source)
        if sink not in before:
            return []
        path, node = [], sink
        while node != source:
            path.append((before[node], node))
            node = before[node]
        return path

    def _before(self, source: Node) -> dict[Node, Node]:
        """From where each node is reached first."""
        before, waiting = {source: source}, deque([source])
        while waiting:
            start = waiting.popleft()
            for end, room in self.room.get(start, {}).items():
                if room and end not in before:
                    before[end] = start
                    waiting.append(end)
        return before
