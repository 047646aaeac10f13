"""MinHash signatures and the index that finds alike ones, of `rensa` (Rust): a million texts fit in memory.

An index has bands of rows: two texts of similarity s meet in one with probability 1 - (1 - s^rows)^bands.
"""

from collections.abc import Iterable

from rensa import RMinHash, RMinHashLSH

SEED = 1
"""Of the permutations: the same texts have the same signatures in every process."""
MISSED = 0.001
"""Share of the pairs right at the threshold that an index may miss (our choice)."""


def minhash(parts: Iterable[bytes], permutations: int) -> RMinHash:
    """The signature of a set: `permutations` hashes of 32 bits."""
    made = RMinHash(num_perm=permutations, seed=SEED)
    made.update(list(parts))
    return made


def index(threshold: float, permutations: int) -> RMinHashLSH:
    """An index that finds all but `MISSED` of the sets whose similarity is at least `threshold`."""
    return RMinHashLSH(threshold=threshold, num_perm=permutations, num_bands=bands(threshold, permutations))


def bands(threshold: float, permutations: int) -> int:
    """The fewest bands that miss few enough: each costs memory, and the rows in it make chance meetings rare."""
    enough = (count for count in range(1, permutations + 1) if permutations % count == 0)
    return next(
        (count for count in enough if (1 - threshold ** (permutations // count)) ** count <= MISSED), permutations
    )
