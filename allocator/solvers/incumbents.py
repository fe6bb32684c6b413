"""Plans that HiGHS writes to a file as it finds them: what it knew outlives its process."""

from __future__ import annotations

from pathlib import Path

Plan = list[float]


class IncumbentFile:
    """Reads, block by block, the sparse file of improving solutions that HiGHS appends to.

    A block is `Objective V`, `# Columns -N`, then N lines of value and column; columns that are
    not named are zero. A block still being written is left for the next reading.
    """

    def __init__(self, path: Path, variables: int) -> None:
        self._path, self._variables = path, variables
        self._offset = 0

    def new_plans(self) -> list[Plan]:
        """The plans that came since the last reading, oldest first."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                text = file.read()
        except OSError:
            return []
        lines = text.split(b"\n")[:-1]
        plans = []
        while len(lines) >= 2 and lines[1].startswith(b"# Columns -"):
            count = int(lines[1].split(b"-")[1])
            if len(lines) < 2 + count:
                break
            plans.append(self._plan(lines[2 : 2 + count]))
            self._offset += sum(len(line) + 1 for line in lines[: 2 + count])
            del lines[: 2 + count]
        return plans

    def _plan(self, lines: list[bytes]) -> Plan:
        plan = [0.0] * self._variables
        for line in lines:
            value, column = line.split()
            plan[int(column)] = float(value)
        return plan
