"""Fits the learned detector on labelled texts; the same texts in the same order give the same model.

Sentences are labelled by the fragments of their text. A leaking text that names no fragments teaches the second layer
only. That layer is fitted on logits of sentences that their own fold's model had not seen, so it is calibrated for new
texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

import numpy as np

from filters.leaks.calibration import brier, outcomes, reliability
from filters.leaks.features import Reading, read
from filters.leaks.known import known_of
from filters.leaks.model import INPUTS, LABELS, Layer, Model, inputs_of
from filters.plan_overlap import plan_overlap
from filters.recital import RecitalSettings, recital_score
from filters.spans import Span
from schemas.errors import UserError
from schemas.labelled import LabelledText

FOLDS = 5
LEAST = 1e-3
"""Smaller weights are left out of the model."""
MIN_COUNT = 2
"""A feature is kept that occurs in so many sentences."""
MADE = 0.1
"""Weight for the second layer of a text whose kind begins with `made:`, i.e. that was made by inserting (our choice).

For the sentence layer it counts in full: the sentence that was put in is as real as any."""
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
    reading = read(text.text, known_of(text.question, text.answer, sources))
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


def train(texts: Sequence[LabelledText], strength: float = 0.3, card: Mapping[str, object] | None = None) -> Model:
    """A model from labelled texts.

    Args:
        texts: with label, and with fragments where they leak.
        strength: inverse regularisation of the sentence layer.
        card: what the model's card shall say beside counts.

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
    logits = _out_of_fold(examples, strength)
    rows = np.array(
        [inputs_of(found, one.reading, one.overlap, one.recital) for found, one in zip(logits, examples, strict=True)]
    )
    weights, bias = _fit_sentences(examples, strength)
    kept = [at for at, one in enumerate(examples) if one.text.kind not in RECITALS]
    rules = _fit_layer(rows[kept], [examples[at] for at in kept], RULES)
    words, combined = _fit_layer(rows, examples, WORDS), _fit_layer(rows, examples, slice(None))
    scores, labels = _held_out(rows, examples)
    meta: dict[str, object] = {"texts": len(texts), "leaking": leaks, "strength": strength, **(card or {})}
    meta["out_of_fold"] = [asdict(outcome) for outcome in outcomes(scores, labels)]
    meta["reliability"] = [asdict(found) for found in reliability(scores, labels)]
    meta["brier"] = brier(scores, labels)
    return Model(weights, bias, words, rules, combined, meta)


def _out_of_fold(examples: Sequence[Example], strength: float) -> list[list[float]]:
    """Each sentence's logit from a model that has not seen its text's question."""
    found: list[list[float]] = [[] for _ in examples]
    for fold in range(FOLDS):
        weights, bias = _fit_sentences([one for one in examples if one.group != fold], strength)
        for at, one in enumerate(examples):
            if one.group == fold:
                found[at] = [
                    bias + sum(weights.get(name, 0.0) for name in sentence.features)
                    for sentence in one.reading.sentences
                ]
    return found


def _held_out(
    rows: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", examples: Sequence[Example]
) -> tuple[list[float], list[bool]]:
    """Scores and labels of the written texts, each scored by layers that have not seen its question."""
    scores: list[float] = []
    leaks: list[bool] = []
    for fold in range(FOLDS):
        seen = [at for at, one in enumerate(examples) if one.group != fold]
        layer = _fit_layer(rows[seen], [examples[at] for at in seen], slice(None))
        written = [at for at, one in enumerate(examples) if one.group == fold and not one.text.kind.startswith("made:")]
        scores += [layer.probability(rows[at]) for at in written]
        leaks += [examples[at].text.leak for at in written]
    return scores, leaks


def _fit_sentences(examples: Sequence[Example], strength: float) -> tuple[dict[str, float], float]:
    """Weights of a logistic regression over the sentences whose label is known."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    sentences = [
        (sentence.features, leaks)
        for one in examples
        if one.leaking is not None
        for sentence, leaks in zip(one.reading.sentences, one.leaking, strict=True)
    ]
    counter = CountVectorizer(analyzer=sorted, binary=True, min_df=MIN_COUNT)
    matrix = counter.fit_transform([features for features, _ in sentences])
    fitted = LogisticRegression(C=strength, solver="liblinear", max_iter=300, random_state=0)
    fitted.fit(matrix, [leaks for _, leaks in sentences])
    pairs = zip(counter.get_feature_names_out(), fitted.coef_[0], strict=True)
    weights = {str(name): round(float(weight), 4) for name, weight in pairs if abs(weight) > LEAST}
    return weights, round(float(fitted.intercept_[0]), 5)


def _fit_layer(
    rows: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", examples: Sequence[Example], used: slice
) -> Layer:
    """Logistic regression over some of the inputs, which is calibrated by construction; the rest weigh 0."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=10.0, max_iter=5000, random_state=0)
    fitted.fit(rows[:, used], [one.text.leak for one in examples], sample_weight=[one.weight for one in examples])
    weights = np.zeros(len(INPUTS))
    weights[used] = fitted.coef_[0]
    return Layer(tuple(round(float(weight), 5) for weight in weights), round(float(fitted.intercept_[0]), 5))
