"""The verdict on any allocation, exact and without a solver. It must not know how one is found."""

from allocator.checks.ineligible import ineligible_offers
from allocator.checks.rows import breaches, rule_rows
from allocator.checks.verdict import check

__all__ = ["breaches", "check", "ineligible_offers", "rule_rows"]
