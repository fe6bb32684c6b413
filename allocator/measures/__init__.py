"""What an allocation amounts to: awards, metrics of rules, values of goals; exact, without a solver.

It must not know how allocations are found.
"""
