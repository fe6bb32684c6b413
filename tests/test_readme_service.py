"""The README's tour of the service is true: its lines, run as they stand, do what they say."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.service_processes import free_port

ROOT = Path(__file__).parent.parent
TOUR = re.compile(r"<!-- service tour -->\n\n```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
PRINTED = re.compile(r"The last lines print `(.*?)` and `(.*?)`")
PORT = "8000"


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq")), reason="the tour is told with curl and jq"
)
def test_the_tour_of_the_service(tmp_path: Path) -> None:
    """Start, post the workbook, follow the events, fetch the workbook: as people would type it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (tour,) = TOUR.findall(text)
    ((standing, total),) = PRINTED.findall(text)
    run = typed(tour, tmp_path)
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert lines[-2:] == [standing, total]
    assert [line for line in lines if line.startswith("event:")][-1] == "event: end"
    assert "split" in " ".join(load_workbook(tmp_path / "split.xlsx").sheetnames)


def typed(tour: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the lines in a shell, on a free port; what they start ends with them."""
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    start, rest = tour.split("\n", 1)
    port = str(free_port())
    ready = f"curl -sf -o /dev/null http://127.0.0.1:{port}/v1/ready"
    wait = f"for i in $(seq 100); do {ready} && break; sleep 0.2; done"
    script = "\n".join(
        (
            f'allocator() {{ "{sys.executable}" -m allocator "$@"; }}',
            start.replace(PORT, port),
            wait,
            "set -euo pipefail",
            rest.replace(PORT, port),
        )
    )
    shell = subprocess.Popen(
        ["bash", "-c", script],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        # The pipes stay open as long as the service lives, so the shell's own end is waited for.
        shell.wait(timeout=120)
    finally:
        os.killpg(shell.pid, signal.SIGTERM)
    out, err = shell.communicate(timeout=30)
    return subprocess.CompletedProcess(script, shell.returncode, out, err)
