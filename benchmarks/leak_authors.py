"""What the leak detector does to texts by an author it has not seen: every author of the dev part left out in turn.

A text's author is what its id begins with; texts that were made of an author's texts are left out with them. The
thresholds of `leak` are chosen on these scores, since nothing else that is trained on says what a new voice does to it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.progress import track

from filters.leak import LeakSettings, leak_score
from filters.leaks.calibration import brier, outcomes, reliability
from filters.leaks.model import Model
from filters.leaks.sentence_table import sentence_table
from filters.leaks.training import Example, examples_of, fit, folds_of
from filters.plan_overlap import Overlap
from schemas.labelled import LabelledText

FIRST = "first"
"""The author of the texts whose ids begin with `preplan-`: the benchmark's own first ones."""
RECORDED = "recorded"
"""The model whose answers were recorded; it wrote clean texts only, and is always learned from."""
HIDING = (
    "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
    "fourteenth", "fifteenth",
)  # fmt: skip
"""Authors who had not seen the detector, and were asked for variety and for leaks that hide."""
NATURAL = (
    "twentysecond", "twentythird", "twentyfourth", "twentyfifth", "twentysixth", "twentyninth", "thirtieth",
    "thirtyfirst",
)  # fmt: skip
"""Authors who had not seen it, and wrote as a teacher model does; the threshold is chosen on their texts."""
OTHERS = (*HIDING, *NATURAL)
"""All but the first."""
STRENGTH = 16.0
"""Inverse regularisation of the words: twice the default, since most texts are made ones, which count for less."""


def author_of(text: LabelledText) -> str:
    """Who wrote a text of the benchmark, or the text that it was made of."""
    prefix = text.id.partition("-")[0]
    return prefix if prefix in OTHERS else FIRST if prefix == "preplan" else RECORDED


@dataclass(frozen=True, slots=True)
class Judged:
    """A text, and what a detector said of it that had seen no text by its author."""

    text: LabelledText
    """The text and its label."""
    author: str
    """Its author."""
    score: float
    """Of `leak`, in [0, 1]."""


def across_authors(texts: Sequence[LabelledText]) -> list[Judged]:
    """The written texts of every author, scored by a detector that was trained without their author."""
    examples = examples_of(texts)
    table = sentence_table(examples)
    names = [author_of(text) for text in texts]
    authors, folds = np.array(names), folds_of(examples, names)
    found: list[Judged] = []
    left_out = [name for name in (FIRST, *OTHERS) if name in names]
    for author in track(left_out, "Leaving out each author", console=Console(stderr=True)):
        model, _ = fit(examples, table, authors != author, folds, STRENGTH)
        theirs = [one for one, name in zip(examples, authors, strict=True) if name == author]
        written = [one for one in theirs if not one.text.kind.startswith("made:")]
        found += [Judged(one.text, author, _score(one, model)) for one in written]
    return found


def _score(one: Example, model: Model) -> float:
    overlap = Overlap(one.overlap, 0, ())
    has_plan = bool(one.text.plan)
    return leak_score(one.text.text, one.reading, overlap, one.recital, model, LeakSettings(), has_plan).score


def tables(judged: Sequence[Judged], threshold: float) -> Iterator[str]:
    """What a threshold does, by author and by kind, and what other thresholds would do; lines of Markdown."""
    groups = {"natural voices": NATURAL, "voices that hide leaks": HIDING}
    parts = {name: [one for one in judged if one.author in authors] for name, authors in groups.items()}
    yield f"| max_score {threshold} | leaks / clean | recall | false alarms | F1 | area under ROC |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for name, part in parts.items():
        yield from [_line(name, part, threshold)] if part else []
    for author in dict.fromkeys(one.author for one in judged):
        yield _line(f"`{author}`", [one for one in judged if one.author == author], threshold)
    for name, part in parts.items():
        if part:
            yield from ("", f"{name.capitalize()}:", *_details(part, threshold))


def _details(judged: Sequence[Judged], threshold: float) -> Iterator[str]:
    """By kind, by threshold, and by range of the score."""
    yield from ("", "| kind | n | flagged |", "| --- | ---: | ---: |", *_kinds(judged, threshold))
    scores, leaks = [one.score for one in judged], [one.text.leak for one in judged]
    yield from ("", "| max_score | recall | false alarms | F1 |", "| ---: | ---: | ---: | ---: |")
    for row in outcomes(scores, leaks):
        yield f"| {row.max_score} | {row.recall:.1%} | {row.false_alarms:.1%} | {row.f1:.1%} |"
    yield from ("", f"Brier score {brier(scores, leaks):.3f}", "", "| score | texts | mean score | leaking |")
    yield "| --- | ---: | ---: | ---: |"
    for part in reliability(scores, leaks):
        yield f"| {part.low}-{part.high} | {part.texts} | {part.mean_score:.2f} | {part.leaking:.2f} |"


def _line(name: str, judged: Sequence[Judged], threshold: float) -> str:
    from sklearn.metrics import roc_auc_score

    scores, leaks = [one.score for one in judged], [one.text.leak for one in judged]
    (row,) = outcomes(scores, leaks, (threshold,))
    area = roc_auc_score(leaks, scores)
    counts = f"{sum(leaks)} / {len(leaks) - sum(leaks)}"
    return f"| {name} | {counts} | {row.recall:.1%} | {row.false_alarms:.1%} | {row.f1:.1%} | {area:.3f} |"


def _kinds(judged: Sequence[Judged], threshold: float) -> Iterator[str]:
    kinds: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    for one in judged:
        kinds[not one.text.leak, one.text.kind].append(one.score > threshold)
    for (clean, kind), flags in sorted(kinds.items()):
        label = f"`{kind}` (clean)" if clean else f"`{kind}`"
        yield f"| {label} | {len(flags)} | {sum(flags) / len(flags):.1%} |"
