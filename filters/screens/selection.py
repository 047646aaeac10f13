"""A balanced choice of N rows: always from the group that has fewest, so small ones are taken whole (our choice)."""

import heapq
import random
from collections import Counter, defaultdict
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


def balanced(groups: Sequence[Hashable], rows: int, seed: int, kept: Sequence[Hashable] = ()) -> set[int]:
    """Which places are chosen, so that with those kept already there are `rows`, as equal by group as can be.

    Args:
        groups: the group of each place.
        rows: how many there are to be in all.
        seed: of the order within a group.
        kept: the groups of rows that stay in any case.
    """
    by_group: dict[Hashable, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        by_group[group].append(place)
    draw, there = random.Random(seed), Counter(kept)
    queues = [(there[group], number, by_group[group]) for number, group in enumerate(sorted(by_group, key=repr))]
    for _, _, queue in queues:
        draw.shuffle(queue)
    heapq.heapify(queues)
    chosen: set[int] = set()
    while queues and len(chosen) + len(kept) < rows:
        count, number, queue = heapq.heappop(queues)
        chosen.add(queue.pop())
        if queue:
            heapq.heappush(queues, (count + 1, number, queue))
    return chosen
