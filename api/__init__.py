"""The service: HTTP, jobs, storage, people and their rights. It comes with a later release.

No thought about optimisation belongs here; it will call the public names of `allocator` and
`scenarios`, and nothing of theirs will ever import it.
"""
