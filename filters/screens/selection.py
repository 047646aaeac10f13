"""A balanced choice of N rows: one from each group in turn, so that small groups are taken whole (our choice)."""

import random
from collections import defaultdict
from collections.abc import Hashable, Sequence


def clusters(questions: Sequence[str], count: int, seed: int) -> list[int]:
    """The cluster of each question: mini-batch k-means over TF-IDF, the same for the same seed and order."""
    if len(questions) <= count:
        return list(range(len(questions)))
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    try:
        vectors = TfidfVectorizer(max_features=20_000, sublinear_tf=True, stop_words="english").fit_transform(questions)
    except ValueError:  # nothing but stop words and numbers
        return [0] * len(questions)
    made = MiniBatchKMeans(count, random_state=seed, n_init=3, batch_size=4096).fit_predict(vectors)
    return [int(label) for label in made]


def balanced(groups: Sequence[Hashable], rows: int, seed: int) -> set[int]:
    """Which places are chosen: groups take turns, each in a shuffled order of its own."""
    by_group: dict[Hashable, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        by_group[group].append(place)
    draw = random.Random(seed)
    queues = [by_group[group] for group in sorted(by_group, key=repr)]
    for queue in queues:
        draw.shuffle(queue)
    chosen: set[int] = set()
    while len(chosen) < rows and any(queues):
        for queue in queues:
            if queue and len(chosen) < rows:
                chosen.add(queue.pop())
    return chosen
