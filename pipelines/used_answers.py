"""Which answers of models a version was made from, by its rows' provenance."""

import json
from collections.abc import Iterator
from typing import Any

from schemas.request import MAX_TOKENS_KEYS
from store.dataset import View
from synth.journal_export import UsedAnswers

UNJOURNALED = ("reference", "replay")
"""Kinds of generators whose answers no journal holds."""


def used_answers(view: View) -> UsedAnswers:
    """The answered requests of all rows: every attempt at every stage, and every question of a filter."""
    fingerprints: set[str] = set()
    samplings: set[str] = set()
    for attempt in _answered(view):
        fingerprints.add(attempt["fingerprint"])
        samplings.add(attempt["sampling"])
    caps = {json.dumps(_cap(json.loads(sampling))): _cap(json.loads(sampling)) for sampling in samplings}
    return UsedAnswers(frozenset(fingerprints), tuple(caps.values()))


def _cap(sampling: dict[str, Any]) -> dict[str, int]:
    return {name: value for name, value in sampling.items() if name in MAX_TOKENS_KEYS}


def _answered(view: View) -> Iterator[dict[str, Any]]:
    """The attempts that a journaled generator answered; only the columns that are needed become Python objects."""
    names = ("fingerprint", "sampling", "generator", "finish_reason")
    for batch in view.batches(["provenance"]):
        attempts = batch["provenance"].flatten()
        columns = [attempts.field(name).to_pylist() for name in names]
        for values in zip(*columns, strict=True):
            attempt = dict(zip(names, values, strict=True))
            if attempt["finish_reason"] is not None and attempt["generator"] not in UNJOURNALED:
                yield attempt
