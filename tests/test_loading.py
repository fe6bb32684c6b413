"""What a process that only runs engines loads, and what it spares itself."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
import allocator.running.preloading
assert "pandas" not in sys.modules, "pandas was loaded with the engines"
from allocator.model import Expression, ModelDraft, Sense, Tag
from allocator.running import run_here
from allocator.solvers import Limits
draft = ModelDraft()
x = draft.variable("x", 0, 9)
draft.row(Tag("cap"), Expression({x: 2}), upper=7)
model = draft.model().with_objective(Sense.MAXIMISE, Expression({x: 1}))
for name in ("cpsat", "highs", "scip"):
    assert run_here(model, name, Limits()).values == (3,), name
import pandas
assert pandas.Series([1, 2]).sum() == 3, "the real pandas must be there for those who ask"
"""


def test_engines_work_without_pandas_and_leave_the_real_one_alone() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
