"""What past years do to each member's target this year, beside the account that it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from allocator.measures.awards import carried_over, key_targets, targets
from allocator.measures.ledger import Account, Carried, accounts
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness


@dataclass(frozen=True, slots=True)
class Statement:
    """A member's account and this year's target; amounts of this year in the measure's unit.

    `share` is what the key gives it this year, `carried` what the account adds to that or takes
    from it, both None without a share. `target` is None where nothing is left to claim.
    """

    account: Account
    share: Fraction | None
    carried: Carried | None
    target: Fraction | None

    @property
    def member_id(self) -> str:
        """Whose account it is."""
        return self.account.member_id

    @property
    def carries_on(self) -> Fraction:
        """What a member has had too much beyond this year's share: it goes on to the next year."""
        if self.share is None or self.carried is None or self.target is not None:
            return Fraction(0)
        return -(self.share + self.carried.counted + self.carried.had)


def statements(problem: Problem, fairness: Fairness) -> tuple[Statement, ...]:
    """The statement of every member with a share or a past, by id.

    `fairness` must have a ledger.
    """
    assert fairness.ledger is not None, "a statement is of a ledger"
    books = accounts(problem, fairness.ledger)
    share = key_targets(problem, fairness.measure)
    past = carried_over(problem, fairness)
    due = targets(problem, fairness)
    return tuple(
        Statement(account, share.get(each), past.get(each), due.get(each))
        for each, account in sorted(books.items())
        if each in share or any(row.due_pln or row.got_pln for row in account.years)
    )
