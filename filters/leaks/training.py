"""Fits the learned detector on labelled texts; the same texts in the same order give the same model.

Sentences are labelled by the fragments of their text. A leaking text that names no fragments teaches the second layer
only. That layer is fitted on logits of sentences that their own fold's model had not seen, so it is calibrated for new
texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

import numpy as np

from filters.leaks.alignment import steps_of
from filters.leaks.calibration import brier, outcomes, reliability
from filters.leaks.features import Reading, read
from filters.leaks.known import known_of
from filters.leaks.model import INPUTS, LABELS, Layer, Model, inputs_of
from filters.leaks.pieces import piece_of
from filters.leaks.sentence_table import Numbers, SentenceTable, named, sentence_table
from filters.plan_overlap import plan_overlap
from filters.recital import RecitalSettings, recital_score
from filters.spans import Span
from schemas.errors import UserError
from schemas.labelled import LabelledText

Rows = np.ndarray[tuple[int, int], np.dtype[np.float64]]
"""What the second layer sees of texts, a row each."""
FOLDS = 5
MADE = 0.1
"""Weight for the second layer of a text whose kind begins with `made:`, i.e. that was made by inserting (our choice).

For the sentences there is `sentence_table.MADE`: a sentence that was put in is as real as any."""
WORDS, RULES = slice(0, 4), slice(4, 4 + len(LABELS))
"""Where the inputs from sentences' logits and from rules stand among `INPUTS`."""


@dataclass(frozen=True, slots=True)
class Example:
    """One text, read."""

    text: LabelledText
    """The text and its label."""
    reading: Reading
    """Its sentences."""
    leaking: tuple[bool, ...] | None
    """Which sentences leak; None where nobody says."""
    overlap: float
    """Share of the plan that it states."""
    recital: float
    """Its recital score."""
    group: int
    """Fold: all texts on one question are in one."""
    weight: float = 1.0
    """A text that was made by inserting counts for less than one that was written."""


def examples_of(texts: Sequence[LabelledText]) -> list[Example]:
    """Read texts for training, in their order."""
    return [_example(text) for text in texts]


def _example(text: LabelledText) -> Example:
    sources = [source for source in (text.solution, text.execution) if source]
    steps = steps_of(text.plan or "", text.question)
    reading = read(text.text, known_of(text.question, text.answer, sources), steps)
    spans = [sentence.span for sentence in reading.sentences]
    leaking = tuple(_hits(span, text) for span in spans) if text.fragments or not text.leak else None
    overlap = plan_overlap(text.text, text.plan, text.question).score
    recital = recital_score(text.text, text.plan, RecitalSettings(), text.question).score
    weight = MADE if text.kind.startswith("made:") else 1.0
    fold = int(sha256((text.question or text.id).encode()).hexdigest(), 16) % FOLDS
    return Example(text, reading, leaking, overlap, recital, fold, weight)


def _hits(span: Span, text: LabelledText) -> bool:
    """Whether a fragment of the text lies in a sentence, by more than a word's length."""
    for fragment in text.fragments:
        at = text.text.find(fragment)
        if at >= 0 and min(span.end, at + len(fragment)) - max(span.start, at) > min(8, len(fragment) // 2):
            return True
    return False


RECITALS = frozenset({"plan_recital", "made:recital", "made:own_plan"})
"""Kinds of texts whose leak is the plan and no value: the layer of the rules does not learn from them."""


def train(
    texts: Sequence[LabelledText],
    strength: float = 8.0,
    card: Mapping[str, object] | None = None,
    voices: Sequence[str] | None = None,
) -> Model:
    """A model from labelled texts.

    Args:
        texts: with label, and with fragments where they leak.
        strength: inverse regularisation of the words.
        card: what the model's card shall say beside counts.
        voices: who wrote each text, where that is known. What is fitted behind the words learns from logits that words
            of other voices gave; without voices, of other questions.

    Raises:
        UserError: too few texts of either sort, or no fragments at all.
    """
    leaks = sum(text.leak for text in texts)
    marked = sum(bool(text.fragments) for text in texts if text.leak)
    if min(leaks, len(texts) - leaks) < 20 or marked < 20:
        raise UserError(
            f"too little to learn from: {leaks} leaking texts ({marked} with fragments), {len(texts) - leaks} clean",
            where="training",
            fix="Give at least 20 clean and 20 leaking texts whose `fragments` say which part leaks.",
        )
    examples = examples_of(texts)
    every = np.ones(len(examples), dtype=bool)
    model, held_out = fit(examples, sentence_table(examples), every, folds_of(examples, voices), strength)
    written = [at for at, one in enumerate(examples) if not one.text.kind.startswith("made:")]
    scores, labels = [held_out[at] for at in written], [examples[at].text.leak for at in written]
    meta: dict[str, object] = {"texts": len(texts), "leaking": leaks, "strength": strength, **(card or {})}
    meta["out_of_fold"] = [asdict(outcome) for outcome in outcomes(scores, labels)]
    meta["reliability"] = [asdict(found) for found in reliability(scores, labels)]
    meta["brier"] = brier(scores, labels)
    return replace(model, meta=meta)


MOST_OF_A_VOICE = 0.25
"""A voice with a larger share of the texts is cut in two by question, or leaving it out would leave too little."""


def folds_of(examples: Sequence[Example], voices: Sequence[str] | None) -> Numbers:
    """The fold of each text: by question, or one for each voice."""
    if voices is None:
        return np.array([one.group for one in examples])
    big = {name for name in set(voices) if voices.count(name) > MOST_OF_A_VOICE * len(voices)}
    names = [f"{name} {one.group % 2}" if name in big else name for name, one in zip(voices, examples, strict=True)]
    places = {name: at for at, name in enumerate(sorted(set(names)))}
    return np.array([places[name] for name in names])


def fit(
    examples: Sequence[Example], table: SentenceTable, used: Numbers, folds: Numbers, strength: float = 8.0
) -> tuple[Model, dict[int, float]]:
    """A model from some of the texts, and what layers that had not seen its fold say of each of these.

    Args:
        examples: all texts.
        table: their sentences.
        used: True for each text that may be learned from.
        folds: the fold of each text.
        strength: inverse regularisation of the words.
    """
    present = sorted(set(folds[used].tolist()))
    words = np.zeros(len(table.owners))
    for fold in present:
        weights, bias = table.fit_words(used & (folds != fold), strength)
        inside = np.flatnonzero((used & (folds == fold))[table.owners])
        words[inside] = table.words[inside] @ weights + bias
    logits = np.zeros(len(table.owners))
    for fold in present:
        factor, cues, bias = table.fit_cues(used & (folds != fold), words)
        inside = np.flatnonzero((used & (folds == fold))[table.owners])
        logits[inside] = factor * words[inside] + table.cues[inside] @ cues + bias
    by_text = table.by_text(logits)
    places: list[int] = np.flatnonzero(used).tolist()
    rows = np.array([_inputs(by_text[at], examples[at]) for at in places])
    seen = [examples[at] for at in places]
    kept = [at for at, one in enumerate(seen) if one.text.kind not in RECITALS]
    rules = _fit_layer(rows[kept], [seen[at] for at in kept], RULES)
    alone, combined = _fit_layer(rows, seen, WORDS), _fit_layer(rows, seen, slice(None))
    weights, first = table.fit_words(used, strength)
    factor, cues, bias = table.fit_cues(used, words)
    pieces = {piece_of(name): weight for name, weight in named(table.names, factor * weights).items()}
    held = named(table.cue_names, cues)
    scores = dict(zip(places, _held_out(rows, seen, folds[used]), strict=True))
    return Model(pieces, held, round(bias + factor * first, 5), alone, rules, combined, {}), scores


def _inputs(logits: Sequence[float], one: Example) -> list[float]:
    return inputs_of(logits, one.reading, one.overlap, one.recital)


def _held_out(rows: Rows, examples: Sequence[Example], folds: Numbers) -> list[float]:
    """The score of each text by layers that have not seen its fold."""
    scores = [0.0] * len(examples)
    for fold in set(folds.tolist()):
        seen: list[int] = np.flatnonzero(folds != fold).tolist()
        layer = _fit_layer(rows[seen], [examples[at] for at in seen], slice(None))
        for at in np.flatnonzero(folds == fold).tolist():
            scores[at] = layer.probability(rows[at])
    return scores


def _fit_layer(rows: Rows, examples: Sequence[Example], used: slice) -> Layer:
    """Logistic regression over some of the inputs, which is calibrated by construction; the rest weigh 0."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=10.0, max_iter=5000, random_state=0)
    fitted.fit(rows[:, used], [one.text.leak for one in examples], sample_weight=[one.weight for one in examples])
    weights = np.zeros(len(INPUTS))
    weights[used] = fitted.coef_[0]
    return Layer(tuple(round(float(weight), 5) for weight in weights), round(float(fitted.intercept_[0]), 5))
