"""The learned detector as it is applied: sums of weights, with neither scikit-learn nor pickle.

Two linear layers. The first gives every sentence a logit from its words and its cues; the second turns the strongest
sentences and what the rules found into one calibrated probability. `filters.leaks.training` fits both.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from pathlib import Path
from sys import intern
from typing import Any

from filters.leaks.features import Reading, Sentence
from filters.leaks.pieces import Piece, piece_of, spelled
from schemas.errors import UserError

SHIPPED = Path(__file__).parent / "model"
"""The folder of the model that comes with the package."""
FORMAT = 6
"""Raised when features change, so that an old model is refused rather than misread."""
LABELS = ("gold", "near", "result", "converted", "expression", "elimination", "conclusion", "arithmetic", "derivation")
"""What the rules find; how often they do is an input of the second layer each."""
INPUTS = ("first", "second", "third", "positive", *LABELS, "instructions", "plan_overlap", "recital")
"""The inputs of the second layer."""
MOST_FOUND = 3
"""Findings of one label beyond this say no more: three computations are as sure a sign as ten (our choice)."""
CLIP = 8.0
"""Logits are cut here: one odd sentence must not drown everything else."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One outcome of the second layer: from `INPUTS` to a probability."""

    weights: tuple[float, ...]
    """One for each of `INPUTS`."""
    bias: float
    """Added to the sum."""

    def probability(self, inputs: Sequence[float]) -> float:
        """Logistic, in (0, 1)."""
        return _logistic(self.bias + sum(map(float.__mul__, self.weights, inputs)))


@dataclass(frozen=True, slots=True)
class Model:
    """A trained detector."""

    weights: Mapping[Piece, float]
    """Piece to weight; of a sentence's pieces the sum over the root of their number counts."""
    cues: Mapping[str, float]
    """Cue to weight."""
    bias: float
    """Of a sentence's logit."""
    words: Layer
    """Calibrates the sentences alone; the weights of all other inputs are 0."""
    rules: Layer
    """What the rules found alone, where telling the plan's steps is no leak."""
    combined: Layer
    """Sentences and rules together."""
    meta: Mapping[str, object]
    """Version, training command, data and figures: the card in data."""

    def logit(self, sentence: Sentence) -> float:
        """How much a sentence looks like a leak."""
        pieces = sentence.pieces()
        words = sum(map(self.weights.get, chain.from_iterable(pieces), repeat(0.0)))
        cues = sum(map(self.cues.get, sentence.cues, repeat(0.0)))
        return self.bias + words / math.sqrt(sum(map(len, pieces)) or 1) + cues

    def logits(self, reading: Reading) -> list[float]:
        """Of every sentence, in order."""
        return [self.logit(sentence) for sentence in reading.sentences]


def inputs_of(logits: Sequence[float], reading: Reading, plan_overlap: float, recital: float) -> list[float]:
    """What the second layer sees of a text; one number for each of `INPUTS`."""
    top = sorted((min(CLIP, max(-CLIP, logit)) for logit in logits), reverse=True)[:3]
    top += [-CLIP] * (3 - len(top))
    positive = min(4.0, float(sum(logit > 0 for logit in logits)))
    counts = {label: len(where) for label, where in reading.found.items()}
    counts["gold"] = counts.get("gold", 0) + counts.get("answer", 0)
    rules = [float(min(MOST_FOUND, counts.get(label, 0))) for label in LABELS]
    instructions = min(4.0, float(len(reading.found.get("instruction", ()))))
    return [*top, positive, *rules, instructions, plan_overlap, recital]


@lru_cache(maxsize=8)
def load_model(folder: Path) -> Model:
    """Read a model's two files.

    Raises:
        UserError: they are not there, or not of this format.
    """
    import numpy as np  # here, so that commands that judge nothing do not wait for it

    try:
        meta = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        with np.load(folder / "model.npz", allow_pickle=False) as arrays:
            names = arrays["features"].tobytes().decode().split("\n")
            weights = arrays["weights"].astype(float).tolist()
            cue_names = arrays["cues"].tobytes().decode().split("\n")
            cues = arrays["cue_weights"].astype(float).tolist()
    except (OSError, KeyError, ValueError) as error:
        raise UserError(f"no leak model: {error}", where=str(folder), fix=RETRAIN) from error
    if (
        meta.get("format") != FORMAT
        or tuple(meta.get("inputs", ())) != INPUTS
        or len(names) != len(weights)
        or len(cue_names) != len(cues)
    ):
        raise UserError("a leak model of another format", where=str(folder), fix=RETRAIN)
    words, rules, combined = (
        Layer(tuple(meta[name]["weights"]), meta[name]["bias"]) for name in ("words", "rules", "combined")
    )
    pieces = dict(zip(map(piece_of, names), weights, strict=True))
    held = dict(zip(map(intern, cue_names), cues, strict=True))
    return Model(pieces, held, meta["bias"], words, rules, combined, meta)


RETRAIN = "Train one with `forethought train-detector --labels FILE --out FOLDER`, or leave `model` out of the recipe."


def save_model(model: Model, folder: Path) -> None:
    """Write a model as model.npz (arrays) and model.json (everything that people read)."""
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {}
    features = {spelled(piece): weight for piece, weight in model.weights.items()}
    for names, weights, found in (("features", "weights", features), ("cues", "cue_weights", model.cues)):
        arrays[names] = np.frombuffer("\n".join(found).encode(), dtype=np.uint8)
        arrays[weights] = np.array(list(found.values()), dtype=np.float32)
    np.savez_compressed(folder / "model.npz", **arrays)
    layers = {name: {"weights": layer.weights, "bias": layer.bias} for name, layer in _layers(model)}
    meta = {"format": FORMAT, "inputs": INPUTS, "bias": model.bias, **layers, **model.meta}
    load_model.cache_clear()
    (folder / "model.json").write_text(json.dumps(meta, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _layers(model: Model) -> tuple[tuple[str, Layer], ...]:
    return ("words", model.words), ("rules", model.rules), ("combined", model.combined)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value > -60 else 0.0
