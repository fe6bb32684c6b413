"""What an allocation amounts to: awards, metrics of rules, values of goals; exact, no solver.

It must not know how allocations are found.
"""
