"""The base of filters that ask a model to judge: asked k times, read tolerantly, the majority decides.

A judge is off unless the recipe switches it on and names its role. Rubrics are prompts (synth/prompts/judges/), every
answer is kept in the trace's provenance, and what a judge does wrong is a verdict: `judge_unparseable` when most votes
cannot be read, `judge_undecided` when there is no majority. No answer at all makes the trace `failed`.
The number of votes, both orders and the majority are our choice; how the papers use their judges is not known.
"""

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePath
from typing import Any, ClassVar

from pydantic import Field, model_validator

from filters.asking import AskingFilter, AskingSettings
from filters.ballots import AGAINST, UNDECIDED, Ballot, Count
from filters.base import FilterSettings
from filters.judge_answers import Rating, read_rating
from filters.spans import Span, evidence
from schemas.errors import GenerationError
from schemas.trace import Trace
from schemas.verdict import Evidence, Verdict


class JudgeSettings(AskingSettings):
    """What a recipe may set of any judge."""

    role: str = "judge"
    """Which of the recipe's generators is asked; give it a temperature above 0, or all votes are one."""
    votes: int = Field(default=3, ge=1, le=101)
    """Votes; an even number can tie."""
    min_score: float = Field(default=0.5, ge=0, le=1)
    """A vote is for the text if its grade is at least this."""
    stop_early: bool = True
    """Ask no further when the remaining votes cannot change the verdict."""
    both_orders: bool = True
    """Where two texts are compared, each vote asks twice, once in each order; if they contradict it is no vote."""
    structured: bool = True
    """False sends no JSON schema. An endpoint that refuses the schema is asked again without it in any case."""
    prompt: str | None = None
    """Another rubric: id of a prompt or path of a template, over the same names and with the same answer."""
    skip_rejected: bool = False
    """True asks nothing about traces that another filter has rejected already: cheaper, but a looser threshold later
    would find no verdict there."""

    @model_validator(mode="after")
    def _switched_on(self) -> "JudgeSettings":
        if self.model_fields_set and "enabled" not in self.model_fields_set:
            raise ValueError("a judge is off by default: add 'enabled: true' (or 'enabled: false' to keep it off)")
        return self


class JudgeFilter(AskingFilter[JudgeSettings]):
    """Asks the votes and counts them; a judge's file says what is asked, of what, and how an answer is read."""

    Settings: ClassVar[type[FilterSettings]] = JudgeSettings
    rubric: ClassVar[str]
    """Id of its prompt."""
    names: ClassVar[tuple[str, ...]]
    """What its prompt is rendered from."""
    compares: ClassVar[bool] = False
    """Whether two texts stand side by side; `swapped` then turns their order round in the prompt."""
    answer: ClassVar[Mapping[str, Any]]
    """OpenAI `response_format` of its answers."""
    complaint: ClassVar[str]
    """The reason of a text that most votes are against."""

    @property
    def prompts(self) -> Mapping[str, Collection[str]]:
        return {self._prompt: (*self.names, "swapped")}

    @property
    def most_questions(self) -> int:
        return self.options.votes * (2 if self.compares and self.options.both_orders else 1)

    @abstractmethod
    def read(self, data: Mapping[str, Any]) -> Rating | None:
        """The rating that an object of the answer holds; None if it holds none."""

    @abstractmethod
    def material(self, trace: Trace, stage: str) -> Mapping[str, str]:
        """A value for each of `names`."""

    def idle(self, trace: Trace, stage: str) -> str | None:
        """Why there is nothing to ask about this trace, if so."""
        return None

    async def judge(self, trace: Trace, stage: str) -> Verdict:
        """Ask and count.

        Raises:
            GenerationError: the judge gave no answer; the trace is `failed` then.
        """
        idle = self._rejected(trace) or self.idle(trace, stage)
        if idle:
            return Verdict(self.name, stage, passed=True, detail=f"not asked: {idle}")
        ballots = await self._ballots(trace, self.material(trace, stage))
        return self._verdict(trace, stage, ballots)

    @property
    def _prompt(self) -> str:
        return self.options.prompt or self.rubric

    def _rejected(self, trace: Trace) -> str | None:
        complaints = [verdict.code for verdict in trace.verdicts if not verdict.passed]
        return f"rejected already by {complaints[0]}" if complaints and self.options.skip_rejected else None

    async def _ballots(self, trace: Trace, values: Mapping[str, str]) -> list[Ballot]:
        """One vote after the other: a vote that is not needed is not paid for, and provenance keeps one order."""
        swapped = {**values, "swapped": "yes"}
        orders = [values, swapped] if self.compares and self.options.both_orders else [values]
        ballots: list[Ballot] = []
        structured = self.options.structured
        for vote in range(self.options.votes):
            ratings = []
            for shown in orders:
                text, structured = await self._answer(trace, shown, vote, structured)
                ratings.append(read_rating(text, self.read))
            ballots.append(Ballot(tuple(ratings)))
            if self.options.stop_early and self._count(ballots).reason != UNDECIDED:
                break
        return ballots

    async def _answer(self, trace: Trace, values: Mapping[str, str], vote: int, structured: bool) -> tuple[str, bool]:
        """The answer's text, and whether a schema may be sent with the next question about this trace."""
        form = self.answer if structured else None
        try:
            completion = await self.put(trace, self._prompt, values, vote, form)
        except GenerationError as error:
            refused = isinstance(error.__cause__, GenerationError) and error.__cause__.kind == "bad_request"
            if not structured or not refused:
                raise
            return await self._answer(trace, values, vote, structured=False)
        return completion.text, structured

    def _verdict(self, trace: Trace, stage: str, ballots: Sequence[Ballot]) -> Verdict:
        count = self._count(ballots)
        reason = self.complaint if count.reason == AGAINST else count.reason
        quotes = [rating.quote for rating in count.ratings if rating.quote] if count.reason == AGAINST else []
        return Verdict(
            filter=self.name,
            stage=stage,
            passed=reason is None,
            reason=reason,
            score=count.score,
            threshold=self.options.min_score,
            value=count.label,
            detail=self._detail(trace, ballots),
            evidence=_quoted(stage, trace.text(stage) or "", self.complaint, quotes),
        )

    def _count(self, ballots: Sequence[Ballot]) -> Count:
        return Count(tuple(ballots), self.options.votes, self.options.min_score)

    def _detail(self, trace: Trace, ballots: Sequence[Ballot]) -> str:
        """Every vote, and the rubric with its hash as provenance has it."""
        ids = (self._prompt, PurePath(self._prompt).name)  # a user's template is known by its file's name
        hashes = (asked.prompt_hash for asked in trace.judgements if asked.prompt_id in ids)
        votes = ", ".join(map(str, ballots))
        return (
            f"votes: {votes} ({len(ballots)} of {self.options.votes} asked); {self._prompt} {next(hashes, '')}".rstrip()
        )


def _quoted(stage: str, text: str, label: str, quotes: Sequence[str]) -> tuple[Evidence, ...]:
    """The passages the judge points at that do stand in the text, each once."""
    spans = [Span(start, start + len(quote)) for quote in dict.fromkeys(quotes) if (start := text.find(quote)) >= 0]
    return evidence(stage, text, label, spans)
