"""Runs of words as 64-bit keys, the same in every process: cheap to count by the million."""

import zlib
from typing import Any

import numpy as np

from filters.overlap.words import Words

_PRIME = 0x100000001B3
"""Weights of a run's words are its powers, modulo 2^64."""


def run_keys(text: Words, size: int) -> Any:
    """A key for each run of `size` words of a text, in order: an array of `uint64`."""
    if len(text) < size:
        return np.empty(0, np.uint64)
    codes = np.array([zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in text], np.uint64)
    weights = np.array([pow(_PRIME, place, 1 << 64) for place in range(size)], np.uint64)
    return (np.lib.stride_tricks.sliding_window_view(codes, size) * weights).sum(axis=1, dtype=np.uint64)
