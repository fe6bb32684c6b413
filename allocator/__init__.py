"""Splits one commission among the members of a consortium: exact, proved, explained."""
