"""Jobs that are never lost: queue, workers, leases, children that solve."""
