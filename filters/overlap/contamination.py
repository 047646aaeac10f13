"""Is a question one that an evaluation set asks? Five rules, told apart; the first that fits names the match.

| rule | the question |
| --- | --- |
| `same_question` | is an evaluation question, spelling and markup aside |
| `short_question` | is one of fewer than `ngram` words, but for words that only ask ("Compute", "What is") |
| `numbers_changed` | is nearly one with its numbers masked, but the numbers are others |
| `near_duplicate` | is nearly one, numbers included |
| `shared_words` | holds `coverage` of one's words in runs of `ngram` words, or a run of `run` words |

Why these numbers: any shared run of 8 words, as several projects take it, flags stock phrases ("how many more pieces
of candy does"). Of 7,473 GSM8K training questions held against 1,500 of GSM8K test, SVAMP and MATH-500 it flags 79,
of which nearly all only ask alike. Asking for half of the evaluation question (as Tulu 3 does), or for a run of 13
words (GPT-3), leaves 5 that are of one origin. A rule of runs alone is blind to questions below n words, hence
`short_question`; and to one changed word in eight, hence the near duplicates. Drawings (`[asy]` code)
are much alike and count for equality only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from filters.overlap.near import NearIndex
from filters.overlap.ngrams import NgramIndex
from filters.overlap.words import Words, core, masked, numbers, prose, spoken, words

Rule = Literal["same_question", "short_question", "numbers_changed", "near_duplicate", "shared_words"]
"""Which rule a match is by; stable names."""
RULES: tuple[Rule, ...] = get_args(Rule)
"""All of them, the surest first."""


@dataclass(frozen=True, slots=True)
class OverlapSettings:
    """Thresholds; see the module's text for where they come from."""

    ngram: int = 8
    """Words in a run; evaluation questions with fewer words are matched as a whole."""
    coverage: float = 0.5
    """Share of an evaluation question's words that must stand in shared runs."""
    run: int = 13
    """So many words in a row are an overlap whatever share they are."""
    spoken: int = 4
    """So many different words that say something must be in what is alike or shared: "what is the value of # + #" and
    "where a, b and c are integers" are forms that any question may have (our choice)."""
    similarity: float = 0.6
    """Jaccard's, over word pairs with numbers masked, from which two questions are near duplicates (our choice)."""


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """One question that must not be trained on."""

    source: str
    """The evaluation set, as the user named it."""
    id: str
    """Its id there."""
    text: str
    """As it stands there."""


@dataclass(frozen=True, slots=True)
class Match:
    """Why a question counts as contaminated."""

    rule: Rule
    """The first rule that fits."""
    score: float
    """Similarity or coverage, 0 to 1; 1 for an equal question."""
    matched: EvaluationQuestion
    """What it overlaps with."""
    shared: str = ""
    """The longest shared run of words, for `shared_words`."""


@dataclass(slots=True)
class ContaminationIndex:
    """Evaluation questions, ready to be compared with any number of others; memory grows with them only."""

    settings: OverlapSettings = field(default_factory=OverlapSettings)
    """Thresholds."""
    _questions: list[EvaluationQuestion] = field(default_factory=list)
    _texts: list[Words] = field(default_factory=list)
    _whole: dict[Words, int] = field(default_factory=dict)
    _short: dict[Words, int] = field(default_factory=dict)
    _long: list[int] = field(default_factory=list)
    _shares: list[float] = field(default_factory=list)
    _ngrams: NgramIndex = field(init=False)
    _near: NearIndex = field(init=False)

    def __post_init__(self) -> None:
        self._ngrams = NgramIndex(self.settings.ngram)
        self._near = NearIndex(self.settings.similarity)

    def __len__(self) -> int:
        return len(self._questions)

    def add(self, questions: Iterable[EvaluationQuestion]) -> int:
        """Index questions; those that say the same as an earlier one are passed over. How many there were."""
        count = 0
        for question in questions:
            count += 1
            text = words(question.text)
            if text and text not in self._whole:
                self._add(question, text)
        return count

    def match(self, question: str) -> Match | None:
        """What the question overlaps with, by the first rule that fits; None if nothing."""
        text = prose(question)
        return self._same(words(question)) or self._alike(text) or self._sharing(text)

    def _add(self, question: EvaluationQuestion, text: Words) -> None:
        number, told = len(self._questions), prose(question.text)
        self._questions.append(question)
        self._texts.append(told)
        self._whole[text] = number
        if len(text) < self.settings.ngram:
            self._short.setdefault(core(text) or text, number)
        elif len(told) >= self.settings.ngram:  # the two indexes count in step with this list
            self._long.append(number)
            self._shares.append(len(told) / len(text))
            self._ngrams.add(told)
            self._near.add(masked(told))

    def _same(self, text: Words) -> Match | None:
        if (number := self._whole.get(text)) is not None:
            return Match("same_question", 1.0, self._questions[number])
        if (number := self._short.get(core(text) or text)) is not None:
            return Match("short_question", 1.0, self._questions[number])
        return None

    def _alike(self, text: Words) -> Match | None:
        """A near duplicate; of several that are alike one with the same numbers rather than another."""
        hidden = masked(text)
        if spoken(text) < self.settings.spoken:
            return None
        own = numbers(text)
        found = [(self._long[place], score) for place, score in self._near.near(hidden)]
        alike = next(((number, score) for number, score in found if numbers(self._texts[number]) == own), None)
        if alike:
            return Match("near_duplicate", alike[1], self._questions[alike[0]])
        return Match("numbers_changed", found[0][1], self._questions[found[0][0]]) if found else None

    def _sharing(self, text: Words) -> Match | None:
        for shared in self._ngrams.shared(text):
            covered = shared.covered * self._shares[shared.item]
            enough = covered >= self.settings.coverage or len(shared.run) >= self.settings.run
            if enough and spoken(shared.run) >= self.settings.spoken:
                question = self._questions[self._long[shared.item]]
                return Match("shared_words", covered, question, " ".join(shared.run))
        return None
