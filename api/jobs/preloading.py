"""Imported once, by the server that forks the jobs' processes: so that no job pays for it.

None of this loads pandas: jobs do without it.
"""

import gc

import allocator.operations.describing
import allocator.operations.judging
import allocator.reading.documents
import allocator.reporting
import allocator.running.preloading
import allocator.solving  # noqa: F401
import api.jobs.child  # noqa: F401
from allocator.operations import operations

operations()
# What is here stays: a child that collects garbage must not copy these pages.
gc.collect()
gc.freeze()
