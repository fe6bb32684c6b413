"""Imported once, by the server that forks the engines' processes: so that no child pays for it."""

import allocator.running.child  # noqa: F401  (imported for its cost alone)
from allocator.solvers.loading import load_without_pandas

load_without_pandas("allocator.solvers.cpsat", "allocator.solvers.mathopt")
