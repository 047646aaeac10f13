"""The sentences of many read texts as sparse matrices, so that a model can be fitted on any part of them at once.

Words are many and belong to their authors, cues are few and shared by all. Fitted together, words would take the credit
for what cues explain as well, and cues would be fitted to the authors that are learned from; so the words come first,
and the cues behind them, beside the logit that words by other authors give.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from filters.leaks.training import Example

Matrix = Any
"""A scipy CSR matrix, which has no types."""
Numbers = np.ndarray[tuple[int], np.dtype[Any]]
"""A row of numbers."""
MIN_COUNT = 3
"""A word is kept that occurs in so many sentences of those that are learned from."""
MIN_CUE = 20
"""A cue is kept that holds of so many."""
MADE = 0.3
"""Weight of a sentence in a text that was made by inserting: there are several such texts for every written one, and
they share the voices of few fragments (our choice; 0.15 to 0.4 do as well across authors, 1 does worse)."""
CUE_STRENGTH = 0.1
"""Inverse regularisation of the cues; 0.1 to 2 do as well across authors."""


@dataclass(frozen=True, slots=True)
class SentenceTable:
    """Every sentence of the texts, one row each, in order."""

    words: Matrix
    """Sentences x features, a row being 1 / sqrt(its features) where a feature holds: long sentences have many."""
    names: tuple[str, ...]
    """Of the features."""
    cues: Matrix
    """Sentences x cues, 1 where one holds."""
    cue_names: tuple[str, ...]
    """Of the cues."""
    owners: Numbers
    """The text of each sentence, by its place."""
    labels: Numbers
    """1 for a sentence that leaks, 0 for one that does not, -1 where nobody says."""
    weights: Numbers
    """1 over the root of how often the same sentence stands in the texts, since those made of one text share most of
    it; times `MADE` in a text that was made."""
    fitted: dict[tuple[bytes, float], tuple[Numbers, float]] = field(default_factory=dict)
    """Fits of the words by texts and strength: leaving out two authors is one fit, whichever of them is judged."""

    def rows(self, texts: Numbers) -> Numbers:
        """The labelled sentences of some texts, True for each of them."""
        found: Numbers = np.flatnonzero(texts[self.owners] & (self.labels >= 0))
        return found

    def fit_words(self, texts: Numbers, strength: float) -> tuple[Numbers, float]:
        """Weights of all features, and the bias, of a logistic regression over the sentences of some texts.

        Features are scaled by inverse document frequency: what everybody writes needs more evidence to weigh.
        """
        key = texts.tobytes(), strength
        if key not in self.fitted:
            self.fitted[key] = self._fit_words(texts, strength)
        return self.fitted[key]

    def _fit_words(self, texts: Numbers, strength: float) -> tuple[Numbers, float]:
        from sklearn.linear_model import LogisticRegression

        rows = self.rows(texts)
        part = self.words[rows]
        counts = np.bincount(part.indices, minlength=part.shape[1])
        kept = np.flatnonzero(counts >= MIN_COUNT)
        scale = np.log((1 + len(rows)) / (1 + counts[kept])) / 5
        fitted = LogisticRegression(C=strength, solver="liblinear", tol=1e-2, random_state=0)
        fitted.fit(part[:, kept].multiply(scale).tocsr(), self.labels[rows], sample_weight=self.weights[rows])
        weights = np.zeros(len(self.names))
        weights[kept] = fitted.coef_[0] * scale
        return weights, float(fitted.intercept_[0])

    def fit_cues(self, texts: Numbers, words: Numbers) -> tuple[float, Numbers, float]:
        """The weight of the words' logit, of each cue, and the bias, over the sentences of some texts.

        Args:
            texts: True for each text that is learned from.
            words: the words' logit of every sentence, from a fit that had not seen it.
        """
        from sklearn.linear_model import LogisticRegression

        rows = self.rows(texts)
        part = self.cues[rows]
        kept = np.flatnonzero(np.bincount(part.indices, minlength=part.shape[1]) >= MIN_CUE)
        joined = np.hstack([words[rows, None] / 2, part[:, kept].toarray()])
        fitted = LogisticRegression(C=CUE_STRENGTH, solver="liblinear", tol=1e-3, random_state=0)
        fitted.fit(joined, self.labels[rows], sample_weight=self.weights[rows])
        weights = np.zeros(len(self.cue_names))
        weights[kept] = fitted.coef_[0][1:]
        return float(fitted.coef_[0][0]) / 2, weights, float(fitted.intercept_[0])

    def by_text(self, logits: Numbers) -> list[list[float]]:
        """The logits of each text's sentences."""
        starts = np.searchsorted(self.owners, np.arange(1, int(self.owners.max(initial=-1)) + 1))
        return [part.tolist() for part in np.split(logits, starts)]


def named(names: Sequence[str], weights: Iterable[float]) -> dict[str, float]:
    """The weights that count for anything, by feature."""
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True) if abs(weight) > 1e-3}


def sentence_table(examples: Sequence["Example"]) -> SentenceTable:
    """The table of all sentences of `examples`; every text has one at least."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    counter, cues = CountVectorizer(analyzer=sorted, binary=True), CountVectorizer(analyzer=sorted, binary=True)
    sentences = [sentence for one in examples for sentence in one.reading.sentences]
    words = normalize(counter.fit_transform([sentence.features for sentence in sentences]).astype(float))
    held = cues.fit_transform([sentence.cues for sentence in sentences])
    owners = np.array([at for at, one in enumerate(examples) for _ in one.reading.sentences])
    known = [label for one in examples for label in one.leaking or [None] * len(one.reading.sentences)]
    labels = np.array([-1 if label is None else int(label) for label in known])
    texts = [examples[at].text.text[one.span.start : one.span.end] for at, one in zip(owners, sentences, strict=True)]
    _, place, counts = np.unique(
        [f"{text} {label}" for text, label in zip(texts, labels, strict=True)], return_inverse=True, return_counts=True
    )
    made = np.array([one.text.kind.startswith("made:") for one in examples])[owners]
    weights = np.where(made, MADE, 1.0) / np.sqrt(counts[place])
    names = tuple(counter.get_feature_names_out()), tuple(cues.get_feature_names_out())
    return SentenceTable(words, names[0], held, names[1], owners, labels, weights)
