"""`allocator serve` and `allocator worker` as processes: start, words, end, deaths between."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from tests.command_line import SHARED, TOWN, Terminal, saved
from tests.databases import fresh_database
from tests.journals import kept_loggers
from tests.service_processes import END_SECONDS, Processes, Service, processes, until, zipped

WORKER_GONE_SECONDS = 15.0


@pytest.fixture(autouse=True)
def undisturbed() -> Iterator[None]:
    """Loggers stay as they are where a command runs in this process."""
    with kept_loggers():
        yield


@pytest.fixture(name="own")
def own_processes(tmp_path: Path) -> Iterator[Processes]:
    """The processes of one test."""
    with processes(tmp_path / "service") as made:
        yield made


@pytest.fixture
def bare_postgresql(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of PostgreSQL."""
    for database in fresh_database(request, "postgresql", tmp_path, migrated=False):
        yield database.url


@pytest.fixture(name="small")
def a_small_problem(tmp_path: Path) -> Path:
    """A commission whose least cost is 108."""
    return saved(tmp_path, **SHARED)


def said(service: Service) -> str:
    """The rest of what a service that has ended said on standard output."""
    assert service.process.stdout is not None
    return service.process.stdout.read()


def test_a_service_answers_solves_and_ends(own: Processes, small: Path) -> None:
    service = own.serve()
    assert service.address.startswith("http://127.0.0.1:")
    assert service.http.get("/v1/health").status_code == 200
    assert service.http.get("/v1/ready").status_code == 200
    solve_id = service.ask(service.post_problem(small))
    assert service.ended(solve_id)["job_state"] == "done"
    assert service.value(solve_id) == 108
    service.process.send_signal(signal.SIGTERM)
    assert said(service) == ""
    assert service.stop() < END_SECONDS
    assert service.process.returncode == 0
    until(lambda: not own.alive(), 3)
    events = [each["event"] for each in own.journal()]
    assert events.count("ready") == events.count("worker_ready") == events.count("ended") == 1
    _check_log(own, secrets=("M1", "C1", "108"))


def _check_log(own: Processes, *, secrets: tuple[str, ...]) -> None:
    """Every line is an object with ids of requests and solves, and none tells of the problem."""
    text = own.log.read_text()
    assert len(own.journal()) == len(text.splitlines())
    for each in own.journal():
        assert {"time", "level", "event"} <= each.keys()
    routes = {each["route"] for each in own.journal() if each["event"] == "request"}
    assert any("{solve_id}" in each for each in routes)
    assert any("solve_id" in each and each.get("attempt") == 1 for each in own.journal())
    assert [each for each in secrets if f'"{each}"' in text] == []


def test_ctrl_c_ends_it_and_a_second_service_is_told_who_is_there(own: Processes) -> None:
    service = own.serve()
    second = own.start("serve", "--port", "0")
    second.communicate(timeout=20)
    assert second.returncode == 2
    text = own.log.read_text()
    assert f"another service works with this folder already ({service.address}, pid " in text
    beside = own.serve("--no-worker")
    assert beside.http.get("/v1/health").status_code == 200
    beside.stop()
    taken = own.start("worker")
    taken.communicate(timeout=30)
    assert taken.returncode == 2
    assert "[worker_taken]" in own.log.read_text()
    assert service.stop(signal.SIGINT) < END_SECONDS
    assert service.process.returncode == 0
    # The folder is free again as soon as its service is gone.
    again = own.serve("--no-worker")
    again.stop()


@pytest.mark.parametrize("language", ["pl", "en"])
def test_all_that_stands_in_the_way_is_told_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = Terminal(capsys)("serve", "--data", file, "--port", port, language=language)
    assert (ran.code, ran.out) == (2, "")
    lines = ran.err.splitlines()
    assert f"--data: {quoted(str(file), language)}" in lines[0]
    assert lines[0].endswith("[data_not_a_folder]")
    assert f"--port: {quoted(f'127.0.0.1:{port}', language)}" in lines[1]
    assert lines[1].endswith("[address_taken]")
    assert len(lines) == 3


def quoted(text: str, language: str) -> str:
    """A value as issues quote it."""
    return f"„{text}”" if language == "pl" else f"“{text}”"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--host", "256.1.1.1"), "setting_open_without_log_in"),
        (("--host", "127.0.0.1", "--port", "high"), "setting_not_whole"),
        (("--root-path", "x"), "setting_root_path"),
        (("--settings", "missing.env"), "settings_unreadable"),
    ],
)
def test_nonsense_is_told_and_nothing_is_started(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    ran = Terminal(capsys)("serve", "--data", tmp_path / "data", *words)
    assert (ran.code, ran.out) == (2, "")
    assert f"[{code}]" in ran.err
    assert not (tmp_path / "data").exists()


def test_an_address_that_is_not_ours(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOCATOR_AUTHENTICATION", "tokens")
    ran = Terminal(capsys)("serve", "--data", tmp_path / "data", "--host", "192.0.2.1")
    assert ran.code == 2
    assert "[address_refused]" in ran.err


def test_a_worker_that_is_killed_is_started_again(own: Processes, town: Path) -> None:
    service = own.serve()
    solve_id = service.ask(service.post_problem(town), "target_deviation")
    until(lambda: service.solve(solve_id)["job_state"] == "solving")
    (first,) = own.workers()
    first.kill()
    found = service.ended(solve_id)
    assert (found["job_state"], found["attempt"]) == ("done", 2)
    assert service.value(solve_id) == Fraction("98398.03")
    (second,) = own.workers()
    assert second.pid != first.pid
    (told,) = [each for each in own.journal() if each["event"] == "worker_died"]
    assert told["code"] == -signal.SIGKILL
    service.stop()


def test_a_worker_does_not_outlive_its_service(own: Processes) -> None:
    service = own.serve()
    until(own.workers)
    service.kill()
    until(lambda: not own.alive(), WORKER_GONE_SECONDS)


def test_a_job_that_can_not_end_in_time_is_handed_back(own: Processes, town: Path) -> None:
    service = own.serve(shutdown_seconds=0.1)
    problem_id = service.post_problem(town)
    # Nobody proves this in seconds.
    solve_id = service.ask(problem_id, "small_members_value", backend="cpsat")
    until(lambda: service.solve(solve_id)["job_state"] == "solving")
    assert service.stop() < END_SECONDS
    until(lambda: not own.alive(), 3)
    after = own.serve("--no-worker")
    found = after.solve(solve_id)
    assert (found["job_state"], found["attempt"], found["tries"]) == ("queued", 2, 0)
    after.stop()


def test_streams_end_with_the_service(own: Processes, town: Path) -> None:
    service = own.serve(shutdown_seconds=0.1)
    problem_id = service.post_problem(town)
    solve_id = service.ask(problem_id, "small_members_value", backend="cpsat")
    lines: list[str] = []
    opened = threading.Event()

    def listen() -> None:
        with service.http.stream("GET", f"/v1/solves/{solve_id}/events") as answer:
            for line in answer.iter_lines():
                lines.append(line)
                opened.set()

    listener = threading.Thread(target=listen)
    listener.start()
    assert opened.wait(10)
    assert service.stop() < END_SECONDS
    listener.join(1)
    assert not listener.is_alive()
    assert any("queued" in line for line in lines)
    assert not any("event: end" in line for line in lines)


def test_many_processes_on_one_postgresql(
    tmp_path: Path, bare_postgresql: str, small: Path
) -> None:
    with processes(tmp_path / "service", database_url=bare_postgresql) as own:
        first = own.serve("--no-worker")
        second = own.serve("--no-worker")
        for name in ("north", "south"):
            own.worker(name, slots=1)
        problem_id = first.post_problem(small)
        solves = [first.ask(problem_id, seed=seed) for seed in range(6)]
        assert {second.ended(each)["job_state"] for each in solves} == {"done"}
        assert {second.value(each) for each in solves} == {108}
        for each in own.workers():
            each.terminate()
        first.stop()
        second.stop()
        until(lambda: not own.alive(), 5)


def test_an_application_that_can_not_start_ends_with_words(own: Processes) -> None:
    service = own.serve("--no-worker")
    service.stop()
    path = Path(str(own.environment()["ALLOCATOR_DATA"])) / "allocator.sqlite"
    # A file that is no database: as when a disk has gone bad.
    path.write_bytes(b"x" * 4096)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    broken = own.start("serve", "--port", "0")
    broken.communicate(timeout=20)
    assert broken.returncode == 2
    assert "[database_unreachable]" in own.log.read_text()


def test_a_request_in_progress_is_finished(own: Processes, small: Path) -> None:
    """The end is asked for while a body is still coming: it is answered all the same."""
    service = own.serve("--no-worker")
    body = small.read_bytes()
    begun = threading.Event()

    def slowly() -> Iterator[bytes]:
        yield body[:100]
        begun.set()
        time.sleep(0.8)
        yield body[100:]

    def end() -> None:
        begun.wait()
        os.kill(service.process.pid, signal.SIGTERM)

    ender = threading.Thread(target=end)
    ender.start()
    headers = {"Content-Type": "application/json"}
    answer = service.http.post("/v1/problems", content=slowly(), headers=headers)
    assert answer.status_code == 201
    ender.join()
    assert service.stop() < END_SECONDS


def test_the_ready_line_is_json(own: Processes) -> None:
    started = own.start("serve", "--no-worker", "--port", "0")
    assert started.stdout is not None
    line = json.loads(started.stdout.readline())
    assert line == {"listening": line["listening"], "ready": True}
    started.terminate()
    assert started.communicate(timeout=20)[0] == ""


@pytest.fixture(name="town")
def the_town(tmp_path: Path) -> Path:
    """The reference commission, zipped."""
    return zipped(TOWN, tmp_path / "town.zip")
