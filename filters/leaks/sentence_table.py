"""The sentences of many read texts as one sparse matrix, so that a model can be fitted on any part of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from filters.leaks.training import Example

Matrix = Any
"""A scipy CSR matrix, which has no types: sentences x features, 1 where a feature holds."""
Numbers = np.ndarray[tuple[int], np.dtype[Any]]
"""A row of numbers."""
LEAST = 1e-3
"""Smaller weights are left out of the model."""
MIN_COUNT = 2
"""A feature is kept that occurs in so many sentences of those that are learned from."""


@dataclass(frozen=True, slots=True)
class SentenceTable:
    """Every sentence of the texts, one row each, in order."""

    matrix: Matrix
    """Sentences x features."""
    names: tuple[str, ...]
    """Of the features."""
    owners: Numbers
    """The text of each sentence, by its place."""
    labels: Numbers
    """1 for a sentence that leaks, 0 for one that does not, -1 where nobody says."""

    def fit(self, texts: Numbers, strength: float) -> tuple[Numbers, float]:
        """Weights of all features and the bias of a logistic regression over the labelled sentences of some texts.

        Args:
            texts: True for each text that is learned from.
            strength: inverse regularisation.
        """
        from sklearn.linear_model import LogisticRegression

        rows = np.flatnonzero(texts[self.owners] & (self.labels >= 0))
        part = self.matrix[rows]
        kept = np.flatnonzero(np.bincount(part.indices, minlength=part.shape[1]) >= MIN_COUNT)
        fitted = LogisticRegression(C=strength, solver="liblinear", max_iter=300, tol=1e-3, random_state=0)
        fitted.fit(part[:, kept], self.labels[rows])
        weights = np.zeros(len(self.names))
        weights[kept] = np.where(np.abs(fitted.coef_[0]) > LEAST, fitted.coef_[0].round(4), 0.0)
        return weights, round(float(fitted.intercept_[0]), 5)

    def logits(self, weights: Numbers, bias: float) -> list[list[float]]:
        """Of the sentences of each text."""
        found = self.matrix @ weights + bias
        starts = np.searchsorted(self.owners, np.arange(1, int(self.owners.max(initial=-1)) + 1))
        return [part.tolist() for part in np.split(found, starts)]

    def named(self, weights: Numbers) -> dict[str, float]:
        """The weights that are not 0, by feature."""
        return {name: round(float(weight), 4) for name, weight in zip(self.names, weights, strict=True) if weight}


def sentence_table(examples: Sequence["Example"]) -> SentenceTable:
    """The table of all sentences of `examples`; every text has one at least."""
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(analyzer=sorted, binary=True)
    sentences = [sentence for one in examples for sentence in one.reading.sentences]
    matrix = counter.fit_transform([sentence.features for sentence in sentences])
    owners = [at for at, one in enumerate(examples) for _ in one.reading.sentences]
    labels = [label for one in examples for label in one.leaking or [None] * len(one.reading.sentences)]
    numbers = [-1 if label is None else int(label) for label in labels]
    return SentenceTable(matrix, tuple(counter.get_feature_names_out()), np.array(owners), np.array(numbers))
