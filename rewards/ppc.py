r"""PPC's reward: outcome + 0.1 adherence + 0.3 format - 0.1 max(0, spoiler - 2) (Wang & Zhang, arXiv 2605.30245).

The formula and its weights are those of two notes on the paper that agree (methods.md 1.1); its full text, its judges'
prompts and the scale of its proximity rating could not be had. The spoiler score is the function that the filter
`spoiler` keeps rows by, so that data and reward mean the same.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from filters.equivalence import EquivalenceSettings, PoolSettings, extract
from filters.equivalence.boxes import last_box_flaw
from filters.final_answer import Several
from filters.segments import PPC_TAGS, Segments, parse_segments
from filters.spoiler import SpoilerSettings, spoiler_score
from rewards.outcome import compare_all, outcome_part
from rewards.record import Judge, Judged, Part, Reward, Turn
from schemas.errors import UserError


@dataclass(frozen=True, slots=True)
class PpcSettings:
    """Weights and rules. The defaults are the paper's as two notes give it, unless a field says otherwise."""

    outcome: float = 1.0
    """Weight of a right answer."""
    adherence: float = 0.1
    """Weight of the plan's inheriting the preplan's strategy (lambda_a)."""
    format: float = 0.3
    """Weight of the form (lambda_f)."""
    style: float = 0.1
    """Weight of what is taken off for spoilers (lambda_s)."""
    proximity_cap: float = 0.15
    """g(J) = proximity_cap * J is the credit of a wrong answer; below 1. Our choice, as g is not known: with the other
    defaults every wrong turn stays below every right one (0.15 + 0.1 + 0.3 < 1 - 0.4)."""
    tags: tuple[str, str, str] = PPC_TAGS
    """Names of the three segments; the third is our choice among the sources' two."""
    spoiler: SpoilerSettings = SpoilerSettings()
    """The filter's settings; its `max_score` is the score from which style costs (tau_s)."""
    equivalence: EquivalenceSettings = EquivalenceSettings()
    """How answers are compared."""
    several: Several = "reject"
    """What different answers of one execution are, as in the filter `answer`: wrong, or steps before the last."""
    workers: PoolSettings = PoolSettings()
    """How many processes compare what needs symbolic mathematics, and how long each comparison may take."""

    def __post_init__(self) -> None:
        for name in ("outcome", "adherence", "format", "style"):
            weight = getattr(self, name)
            if not 0 <= weight < math.inf:
                raise UserError(f"the weight {name} is {weight}", fix="Weights are finite and not negative.")
        if not 0 <= self.proximity_cap < 1:
            raise UserError(f"proximity_cap is {self.proximity_cap}", fix="Set it from 0 to below 1.")
        if len(self.tags) != 3 or len(set(self.tags)) != 3 or not all(self.tags):
            raise UserError(f"tags are {self.tags}", fix="PPC has three segments with three different names.")


@dataclass(frozen=True, slots=True)
class PpcJudges:
    """What rates what no rule can. A judge that is not given leaves its term out, and the part says `no_judge`."""

    adherence: Judge | None = None
    """How far the plan inherits the preplan's strategy, not how good it is; asked of turns that have both segments."""
    proximity: Judge | None = None
    """How near a wrong execution came; asked of wrong turns that have an execution segment."""


DEFAULTS = PpcSettings()
NO_JUDGES = PpcJudges()


def ppc_reward(
    completion: str,
    gold: str,
    question: str = "",
    settings: PpcSettings = DEFAULTS,
    judges: PpcJudges = NO_JUDGES,
) -> Reward:
    """The reward of one completion; `ppc_rewards` is faster for several."""
    return ppc_rewards([Turn(completion, gold, question)], settings, judges)[0]


def ppc_rewards(
    turns: Sequence[Turn],
    settings: PpcSettings = DEFAULTS,
    judges: PpcJudges = NO_JUDGES,
) -> list[Reward]:
    """The reward of each turn, with the parts outcome, adherence, format and style.

    Without a proximity judge and with the default weights it lies in [-0.4, 1.4].

    Raises:
        ValueError: a judge returned too few numbers, or one outside of [0, 1].
        WorkerStartError: no process for symbolic comparisons can be started.
    """
    batch = _Batch(turns, settings)
    columns = (
        batch.outcomes(judges.proximity),
        batch.adherences(judges.adherence),
        [format_part(turn.completion, found, settings) for turn, found in batch.rows],
        [style_part(turn, found, settings) for turn, found in batch.rows],
    )
    names = ("outcome", "adherence", "format", "style")
    return [Reward(dict(zip(names, parts, strict=True))) for parts in zip(*columns, strict=True)]


def format_part(completion: str, found: Segments, settings: PpcSettings = DEFAULTS) -> Part:
    r"""1 if each segment is there once, in order, and the last ends in a closed, filled `\boxed{}`; else 0 and why."""
    if found.error is not None:
        return Part(0.0, settings.format, f"{found.error}:{found.tag}" if found.tag else found.error)
    flaw = last_box_flaw(completion, *found.spans[settings.tags[-1]])
    return Part(float(flaw is None), settings.format, flaw or "")


def style_part(turn: Turn, found: Segments, settings: PpcSettings = DEFAULTS) -> Part:
    """max(0, s - tau_s) for the spoiler score s of the preplan alone; 0 if there is no preplan, which costs format."""
    preplan = found.text(turn.completion, settings.tags[0])
    if preplan is None:
        return Part(0.0, -settings.style, "no_preplan")
    score = spoiler_score(preplan, turn.question, settings.spoiler)
    return Part(float(max(0, score.score - settings.spoiler.max_score)), -settings.style, "+".join(score.fired))


class _Batch:
    """Turns with their segments, and the two terms that are judged for all of them together."""

    def __init__(self, turns: Sequence[Turn], settings: PpcSettings) -> None:
        self.settings = settings
        self.rows = [(turn, parse_segments(turn.completion, settings.tags)) for turn in turns]

    def outcomes(self, proximity: Judge | None) -> list[Part]:
        """What the filter `answer` says of the last segment; without that segment there is no answer."""
        last, options = self.settings.tags[-1], self.settings
        answers = [extract(found.text(turn.completion, last) or "") for turn, found in self.rows]
        pairs = [(turn.gold, answer.text or "") for (turn, _), answer in zip(self.rows, answers, strict=True)]
        compared = compare_all(pairs, options.equivalence, options.workers)
        parts = [
            outcome_part(answer, outcome, options.outcome, options.several)
            for answer, outcome in zip(answers, compared, strict=True)
        ]
        near = {
            index: self._judged(index)
            for index, part in enumerate(parts)
            if proximity and part.value == 0.0 and last in self.rows[index][1].spans
        }
        for index, rating in _ratings("proximity", proximity, near).items():
            if rating is not None:
                credit = self.settings.proximity_cap * rating
                parts[index] = replace(parts[index], value=credit, note=f"{parts[index].note}+proximity")
        return parts

    def adherences(self, judge: Judge | None) -> list[Part]:
        """The judge's rating; 0 without asking it where there is no preplan or no plan."""
        weight, needed = self.settings.adherence, self.settings.tags[:2]
        if judge is None:
            return [Part(None, weight, "no_judge")] * len(self.rows)
        asked = {
            index: self._judged(index) for index, (_, found) in enumerate(self.rows) if set(needed) <= set(found.spans)
        }
        ratings = _ratings("adherence", judge, asked)
        parts = [Part(0.0, weight, "no_segments")] * len(self.rows)
        for index, rating in ratings.items():
            parts[index] = Part(rating, weight, "" if rating is not None else "no_rating")
        return parts

    def _judged(self, index: int) -> Judged:
        turn, found = self.rows[index]
        preplan, plan, execution = (found.text(turn.completion, tag) or "" for tag in self.settings.tags)
        return Judged(turn, preplan, plan, execution)


def _ratings(name: str, judge: Judge | None, asked: Mapping[int, Judged]) -> dict[int, float | None]:
    """What the judge says, by index; it is not called for nothing."""
    if judge is None or not asked:
        return {}
    ratings = list(judge(list(asked.values())))
    if len(ratings) != len(asked):
        raise ValueError(f"the {name} judge was shown {len(asked)} turns and returned {len(ratings)} numbers")
    for rating in ratings:
        if rating is not None and not 0 <= rating <= 1:
            raise ValueError(f"the {name} judge returned {rating}: not in [0, 1]")
    return dict(zip(asked, ratings, strict=True))
