"""The service: HTTP, jobs, storage, people and their rights.

No thought about optimisation belongs here: it calls the public names of `allocator` and
`scenarios`, and nothing of theirs ever imports it.
"""
