"""Votes of a judge and what they come to: pure counting.

A vote counts for a text, against it, or not at all: an answer that cannot be read, and two orders of the same texts
that contradict each other, are nobody's votes. A majority is more than half of all votes, asked or not.
"""

from collections import Counter
from dataclasses import dataclass
from statistics import median

from filters.judge_answers import Rating

AGAINST, UNPARSEABLE, UNDECIDED = "against", "judge_unparseable", "judge_undecided"
"""What a count says that is not in favour; the last two are about the judge and not about the text."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote."""

    ratings: tuple[Rating | None, ...]
    """What was read: one rating, or one per order; None where nothing could be read."""

    @property
    def readable(self) -> bool:
        """Whether every answer could be read."""
        return None not in self.ratings

    @property
    def grade(self) -> float:
        """The mean over both orders."""
        grades = [rating.grade for rating in self.ratings if rating is not None]
        return sum(grades) / len(grades)

    def side(self, min_score: float) -> bool | None:
        """For the text, against it, or None where it is nobody's vote."""
        sides = {None if rating is None else rating.grade >= min_score for rating in self.ratings}
        return sides.pop() if len(sides) == 1 else None

    def __str__(self) -> str:
        return "/".join(map(_shown, self.ratings))


@dataclass(frozen=True, slots=True)
class Count:
    """What ballots come to."""

    ballots: tuple[Ballot, ...]
    """Those that were asked."""
    votes: int
    """All votes there may be."""
    min_score: float
    """The grade from which a vote is for the text."""

    @property
    def reason(self) -> str | None:
        """None: most votes are for the text; else AGAINST, UNPARSEABLE or UNDECIDED."""
        sides = Counter(ballot.side(self.min_score) for ballot in self.ballots)
        for side, reason in ((True, None), (False, AGAINST)):
            if self._most(sides[side]):
                return reason
        unreadable = sum(not ballot.readable for ballot in self.ballots)
        return UNPARSEABLE if self._most(unreadable) else UNDECIDED

    @property
    def score(self) -> float | None:
        """The median grade of the votes that count, which lies on the majority's side; None without a majority."""
        if self.reason in (UNPARSEABLE, UNDECIDED):
            return None
        counted = (ballot for ballot in self.ballots if ballot.side(self.min_score) is not None)
        return round(median(ballot.grade for ballot in counted), 6)

    @property
    def ratings(self) -> list[Rating]:
        """What the majority said; nothing without one."""
        reason = self.reason
        if reason in (UNPARSEABLE, UNDECIDED):
            return []
        winners = (ballot for ballot in self.ballots if ballot.side(self.min_score) == (reason is None))
        return [rating for ballot in winners for rating in ballot.ratings if rating is not None]

    @property
    def label(self) -> str | None:
        """What most of the majority call their finding."""
        labels = Counter(rating.label for rating in self.ratings if rating.label is not None)
        return labels.most_common(1)[0][0] if labels else None

    def _most(self, count: int) -> bool:
        return 2 * count > self.votes


def _shown(rating: Rating | None) -> str:
    return "unreadable" if rating is None else f"{rating.grade:.3g}" + (f" {rating.label}" if rating.label else "")
