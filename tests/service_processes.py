"""Real processes of the service for tests: started, killed, stopped, and never left behind.

Each test has a folder; whatever runs with that folder in its environment is its own, also what a
killed process has left, and is ended with the test.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import httpx2
import psutil

START_SECONDS = 30.0
END_SECONDS = 15.0


class Processes:
    """The processes of one test, all on the same data. `settings` are those of the service."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        # Hardly nicer than others: on a busy machine a job would else wait for minutes.
        self.settings = {"slots": 2, "threads_per_solve": 1, "nice": 1, **settings}
        self.log = folder / "service.log"
        self._started: list[subprocess.Popen[str]] = []
        self._clients: list[httpx2.Client] = []
        folder.mkdir(parents=True, exist_ok=True)

    def environment(self, **settings: Any) -> dict[str, str]:
        """The environment of a process: this folder, these settings, no others."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("ALLOCATOR_")
        }
        own = {"data": self.folder / "data", **self.settings, **settings}
        variables = {f"ALLOCATOR_{name.upper()}": str(value) for name, value in own.items()}
        return {**inherited, **variables, "TEST_FOLDER": str(self.folder)}

    def start(self, *words: str, **settings: Any) -> subprocess.Popen[str]:
        """`allocator` with these words; what it says on standard error goes to `log`."""
        with self.log.open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "allocator", *words, "--lang", "en"],
                env=self.environment(**settings),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self._started.append(process)
        return process

    def client(self, address: str) -> httpx2.Client:
        """A client of a service; closed with the test."""
        made = httpx2.Client(base_url=address, timeout=30.0)
        self._clients.append(made)
        return made

    def serve(self, *words: str, **settings: Any) -> Service:
        """`allocator serve`, once it is ready."""
        port = () if "--port" in words else ("--port", "0")
        return Service(self, self.start("serve", *port, *words, **settings))

    def worker(self, name: str = "", **settings: Any) -> subprocess.Popen[str]:
        """`allocator worker`; returns at once."""
        return self.start("worker", *(("--id", name) if name else ()), **settings)

    def alive(self) -> list[psutil.Process]:
        """Every process of this test that still is one."""
        return list(self._own())

    def workers(self) -> list[psutil.Process]:
        """The processes of `allocator worker`, not their children."""
        return [each for each in self._own() if self._says(each, "worker")]

    def solving_children(self) -> list[psutil.Process]:
        """Children that have a lower priority: those that solve."""
        return [each for each in self._own() if self._nice(each) > 0]

    def journal(self) -> list[dict[str, Any]]:
        """What the processes have told, line by line; lines that are no JSON are left out."""
        found = []
        for line in self.log.read_text().splitlines():
            with suppress(ValueError):
                found.append(json.loads(line))
        return found

    def end(self) -> None:
        """Kill whatever is left."""
        for client in self._clients:
            client.close()
        for process in self._started:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
        for _ in range(20):
            left = self.alive()
            for each in left:
                with suppress(psutil.Error):
                    each.kill()
            if not left:
                return
            time.sleep(0.05)

    def _own(self) -> Iterator[psutil.Process]:
        for each in psutil.process_iter():
            with suppress(psutil.Error):
                is_own = each.environ().get("TEST_FOLDER") == str(self.folder)
                if is_own and each.status() != psutil.STATUS_ZOMBIE:
                    yield each

    @staticmethod
    def _says(process: psutil.Process, word: str) -> bool:
        with suppress(psutil.Error):
            return word in process.cmdline()[2:6]
        return False

    @staticmethod
    def _nice(process: psutil.Process) -> int:
        with suppress(psutil.Error):
            return int(process.nice())
        return 0


class Service:
    """A service that answers, in a process of its own."""

    def __init__(self, processes: Processes, process: subprocess.Popen[str]) -> None:
        self.processes = processes
        self.process = process
        self.began = time.monotonic()
        self.address = self._address()
        self.seconds_to_ready = time.monotonic() - self.began
        self.http = processes.client(self.address)

    def workers_alive(self) -> int:
        """How many workers the service knows of."""
        return int(self.http.get("/v1/ready").json()["parts"]["workers"]["alive"])

    def post_problem(self, path: Path) -> str:
        """Store a problem of a JSON file or a zipped folder; its id."""
        kind = "application/json" if path.suffix == ".json" else "application/zip"
        answer = self.http.post(
            "/v1/problems", content=path.read_bytes(), headers={"Content-Type": kind}
        )
        assert answer.status_code in {200, 201}, answer.text
        return str(answer.json()["id"])

    def ask(self, problem_id: str, goal: str = "cost", *, key: str = "", **body: Any) -> str:
        """Ask for a solve of one goal; its id. `key` goes into Idempotency-Key."""
        order = {"problem_id": problem_id, "operation": "solve", "goals": [{"goal": goal}], **body}
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.http.post("/v1/solves", json=order, headers=headers)
        assert answer.status_code in {200, 202}, answer.text
        return str(answer.json()["id"])

    def solve(self, solve_id: str) -> dict[str, Any]:
        """How a solve stands."""
        answer = self.http.get(f"/v1/solves/{solve_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def ended(self, solve_id: str, seconds: float = 60.0) -> dict[str, Any]:
        """How a solve ended, waited for."""

        def end() -> dict[str, Any] | None:
            found = self.solve(solve_id)
            return None if found["job_state"] in {"queued", "solving"} else found

        found: dict[str, Any] = until(end, seconds)
        return found

    def value(self, solve_id: str) -> Fraction:
        """The proved value of the first goal of a solve's result, exactly."""
        answer = self.http.get(f"/v1/solves/{solve_id}/result")
        assert answer.status_code == 200, answer.text
        goal = json.loads(answer.text, parse_float=str, parse_int=str)["goals"][0]
        assert goal["proved"] is True
        return Fraction(goal["value"])

    def kill(self) -> None:
        """End the API's process at once, as kill -9 does. Its worker sees it and ends by itself."""
        self.process.kill()
        self.process.wait()

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> float:
        """End it in good order; says how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(sign)
        self.process.wait(END_SECONDS + 5)
        return time.monotonic() - began

    def _address(self) -> str:
        assert self.process.stdout is not None
        late = threading.Timer(START_SECONDS, self.process.kill)
        late.start()
        try:
            line = self.process.stdout.readline()
        finally:
            late.cancel()
            late.join()
        if not line:
            code = self.process.wait()
            words = self.processes.log.read_text()[-3000:]
            raise AssertionError(f"the service did not start (exit code {code}): {words}")
        return str(json.loads(line)["listening"])


@contextmanager
def processes(folder: Path, **settings: Any) -> Iterator[Processes]:
    """Processes of a test; at the end none of them is left."""
    made = Processes(folder, **settings)
    try:
        yield made
    finally:
        made.end()
    assert made.alive() == []


def until(condition: Any, seconds: float = 20.0, pause: float = 0.05) -> Any:
    """What the condition is, once it is something; fails after so many seconds."""
    limit = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < limit, "it did not come about in time"
        time.sleep(pause)


def free_port() -> int:
    """A port that nobody listens on, for a service that comes back under the same address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def zipped(folder: Path, target: Path) -> Path:
    """A folder of CSV files as one zip."""
    with zipfile.ZipFile(target, "w") as archive:
        for each in sorted(folder.glob("*.csv")):
            archive.write(each, each.name)
    return target
