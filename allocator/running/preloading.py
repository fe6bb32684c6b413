"""Imported once, by the server that forks the engines' processes: so that no child pays for it."""

import allocator.running.child
import allocator.solvers.cpsat
import allocator.solvers.mathopt
import allocator.solvers.pulp_cbc  # noqa: F401  (all four are imported for their cost alone)
