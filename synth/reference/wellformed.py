"""Whether a name cut out of a sentence reads well: a small grammar of noun phrases; what does not fit it is no name.

    name     = head [phrase] [clause] phrase*
    head     = the (total) number of NOUNS | the (total) amount (of NOUNS) | OWNER (WORD) QUANTITY
    clause   = SUBJECT VERB, in agreement:  he sold | each bag has | Tim and Ann will need
    phrase   = PREPOSITION THINGS | left | in total | each day ...

THINGS are words that stand next to each other in the question, too; a verb is one we know. The grammar is our choice:
it refuses many sound names, for a plain name in their place is better than a garbled one.
"""

from collections.abc import Iterator, Sequence

from synth.reference.clause_verbs import agreeing_verb
from synth.reference.lexicon import words
from synth.reference.name_words import (
    ADVERBS,
    ARTICLES,
    BEFORE_QUANTITY,
    CLOSED,
    CUT,
    FIXED,
    FOR_MONEY,
    LEADING,
    NO_CLAUSE,
    OURS,
    PLURAL,
    QUANTITIES,
    SINGULAR,
    TIMES,
    UNITS,
)
from synth.reference.story import MAX_NOUN, Story, folded, is_plural, plain, tokens_of
from synth.reference.verbs import PARTICIPLE, PAST, THIRD

MAX_PHRASES = 3
"""A name has at most so many phrases."""

EXTENTS = UNITS | words("time distance")
"""What a verb without an object can be about: `the number of hours she slept`."""


def reading(story: Story, name: str) -> str | None:
    """The name as far as it reads well, cut only where what is left stays true; None where its beginning does not."""
    return _Name(story, name).reading()


def reads_well(story: Story, name: str) -> bool:
    """True if all of the name fits the grammar."""
    return reading(story, name) == name.replace("\u2019", "'")


def kind_of(story: Story, name: str) -> str | None:
    """`the number of apples` from whatever is said of them; None where no such thing is counted."""
    lowered = tokens_of(name.lower())
    if "number" not in lowered[:3] or "of" not in lowered[2:4]:
        return None
    at = lowered.index("of") + 1
    end = next(story.counted(lowered, at), None)
    return None if end is None else f"the number of {' '.join(lowered[at:end])}"


class _Name:
    """One name; its methods yield where a part of it that begins at a word can end."""

    def __init__(self, story: Story, name: str) -> None:
        self.story = story
        self.tokens = tokens_of(name)
        self.lowered = [token.lower() for token in self.tokens]

    def reading(self) -> str | None:
        """The name as far as it reads well; None where its beginning does not."""
        if not self.lowered or any(word in OURS and word not in self.story.words for word in self.lowered):
            return None
        asked = self.lowered[0] == "how"
        heads = self._asked() if asked else self._head()
        ends = sorted({found for head in heads for found in self._tail(head, clause=asked)}, reverse=True)
        for end, clause in ends:
            whole = end == len(self.tokens)
            if (whole or (clause or end == 4) and self.lowered[end] in CUT) and not _repeats(self.lowered[:end]):
                return " ".join(self.tokens[:end]).replace(" ,", ",")
        return None

    def _asked(self) -> Iterator[int]:
        """Ends of `how many (more) apples she has`."""
        if self.lowered[1:2] not in (["many"], ["much"]):
            return
        at = 3 if self.lowered[2:3] and self.lowered[2] in ("more", "fewer", "less") else 2
        heads = [
            *self.story.counted(self.lowered, at),
            *([at] if at == 3 or self.lowered[1] == "much" else []),
            *([at + 1] if self.lowered[at : at + 1] == ["money"] else []),
        ]
        for head in heads:
            if head < len(self.tokens):
                yield from self._clause(head)

    def _head(self) -> Iterator[int]:
        at = 1
        if self.lowered[0] in ("the", "his", "her", "their", "its"):
            while at < len(self.lowered) and self.lowered[at] in BEFORE_QUANTITY:
                at += 1
            if self.lowered[at : at + 2] == ["number", "of"]:
                yield from self.story.counted(self.lowered, at + 2)
                return
        yield from self._measured()

    def _measured(self) -> Iterator[int]:
        """Ends of `the total cost`, `his monthly salary`, `Tim's age`, `the middle brother's age`."""
        start = 1 if self.lowered[0] in ARTICLES else 0
        for end in range(start, min(len(self.lowered), start + MAX_NOUN + 1)):
            if self.lowered[end] not in QUANTITIES or (end == 0 and start == 0):
                continue
            owner = [word for word in self.lowered[start:end] if word not in BEFORE_QUANTITY]
            said = not owner or (plain(owner) and self.story.holds(owner))
            if said and (start or self.tokens[0][0].isupper() and "'" in "".join(self.tokens[:end])):
                yield end + 1

    def _tail(self, at: int, phrases: int = 0, clause: bool = False) -> Iterator[tuple[int, bool]]:
        """Ends of the rest of a name, each with whether there is a clause in it."""
        yield at, clause
        if at >= len(self.tokens) or phrases > MAX_PHRASES:
            return
        for end in self._phrase(at):
            yield from self._tail(end, phrases + 1, clause)
        if not clause and self.lowered[at - 1] not in NO_CLAUSE and not _is_rate(self.lowered, at):
            for end in self._clause(at):
                yield from self._tail(end, phrases, True)

    def _phrase(self, at: int) -> Iterator[int]:
        if self.lowered[at] in ADVERBS:
            yield at + 1
        if self.lowered[at - 2] == "in" and self.lowered[at - 1] in UNITS:
            return
        if tuple(self.lowered[at : at + 2]) in FIXED or (
            self.lowered[at] in ("each", "every", "per", "a", "an", "that", "this")
            and self.lowered[at + 1 : at + 2]
            and self.lowered[at + 1] in TIMES
        ):
            yield at + 2
        if self.lowered[at] in LEADING:
            yield from self.story.things(self.lowered, at + 1)
        elif self.lowered[at].endswith("ing"):
            yield from self._verbatim(at)
        elif self.lowered[at] in ("who", "that") and self.lowered[0] == "the":
            yield from self._relative(at + 1)

    def _relative(self, at: int) -> Iterator[int]:
        """Ends of `(people who) are married`, `(friends that) received pebbles`."""
        verb = self.lowered[at] if at < len(self.lowered) else ""
        if verb in ("are", "were"):
            state = at + 1 + (self.lowered[at + 1 : at + 2] == ["not"])
            spoken = self.lowered[state : state + 1]
            if spoken and spoken[0] not in CLOSED and (spoken[0] in PARTICIPLE or self.story.holds(spoken)):
                yield state + 1
        elif verb in PAST:
            yield from self.story.thing(self.lowered, at + 1)

    def _verbatim(self, at: int) -> Iterator[int]:
        """`wearing horizontal stripes`, where the question says so of the same thing."""
        if self.lowered[at - 1] in QUANTITIES:
            return
        for end in range(len(self.lowered), at + 1, -1):
            if self.story.holds(self.lowered[at - 1 : end]) and self.lowered[end - 1] not in CLOSED:
                yield end
                return

    def _clause(self, at: int) -> Iterator[int]:
        unit = any(word in EXTENTS for word in self.lowered[:at])
        for end, plural in self._subject(at):
            for verb in agreeing_verb(self.lowered, end, plural=plural, measured=unit):
                if (
                    "amount" not in self.lowered[:at]
                    or PARTICIPLE.get(self.lowered[verb - 1], THIRD.get(self.lowered[verb - 1], self.lowered[verb - 1]))
                    in FOR_MONEY
                ):
                    yield verb

    def _subject(self, at: int) -> Iterator[tuple[int, bool]]:
        """Ends of a subject, each with whether it is a plural."""
        word = self.lowered[at]
        if word in SINGULAR or word in PLURAL:
            yield at + 1, word in PLURAL
        elif self.tokens[at][0].isupper() and self.story.holds([word]):
            joined = (
                self.lowered[at + 1 : at + 2] == ["and"]
                and at + 2 < len(self.tokens)
                and self.tokens[at + 2][0].isupper()
            )
            if joined:
                yield at + 3, True
            else:
                yield from (
                    (end, is_plural(self.lowered[end - 1]) and end > at + 1)
                    for end in self.story.thing(self.lowered, at)
                )
        elif word in ARTICLES:
            for end in self.story.thing(self.lowered, at):
                if end > at + 1:
                    yield end, word not in ("each", "every") and is_plural(self.lowered[end - 1])


def _is_rate(lowered: Sequence[str], at: int) -> bool:
    """True behind `the length in miles`, `the amount per pound` and `the price of each`, which nobody has or does."""
    measured = "number" not in lowered[:3]
    return (
        lowered[at - 1] == "each"
        or measured
        and lowered[at - 2] in ("in", "per")
        and (lowered[at - 2] == "per" or lowered[at - 1] in UNITS)
    )


def _repeats(lowered: Sequence[str]) -> bool:
    """True if a name says a thing twice: `the number of hours in hours`, `Tom's age's age`."""
    said = [folded(word) for word in lowered if word not in CLOSED]
    return len(said) != len(set(said))
