"""A name for every quantity that a solution's computations use: no two of the same words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from synth.reference.binding import bind
from synth.reference.describing import describe
from synth.reference.features import Features
from synth.reference.terms import PLAIN, Source, Term
from synth.reference.wording import ordinal


@dataclass(frozen=True, slots=True)
class Name:
    """What a number in a computation stands for."""

    text: str
    """A noun phrase with its article, free of numbers."""
    source: str
    """`result`, `stated`, `known`, `unit`, `implied`, or `computed` for an operation in words."""
    key: object = None
    """The source: tells quantities apart."""
    written: str = ""
    """A stated amount as the problem writes it."""


IN_WORDS = {
    "stated": "{}",
    "share": "{}",
    "complement": "the share that {} leaves",
    "inverse": "the inverse of {}",
    "cents": "{} in dollars",
    "dozens": "the number of dozens in {}",
}
"""Ways in which a stated number enters a computation."""


class Namer:
    """Names the quantities of one solution."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.bindings = bind(features)
        self.names = features.step_names
        taken = [name for name in self.names if name]
        self.stated = describe(features.question, features.mentions, taken)
        used = (leaf.source for term in self.bindings.terms if term is not None for leaf in term.leaves())
        self.implied = dict(_implied([source for source in used if source is not None and source.kind == "implied"]))

    def name(self, term: Term) -> Name:
        """The name of a number."""
        source = term.source
        if source is None:
            raise ValueError("an operation has no name of its own")
        if source.kind == "result":
            return Name(self.result_name(source.at), "result", source)
        if source.kind in PLAIN:
            mention = self.features.mentions[source.at]
            text = IN_WORDS[source.kind].format(self.stated[source.at])
            key = Source("stated", source.at) if IN_WORDS[source.kind] == "{}" else source
            return Name(text, "stated", key, mention.text)
        if source.kind == "known":
            return Name(f"the {source.name}", "known", source)
        if source.kind == "unit":
            return Name("one", "unit", source)
        return Name(self.implied[source], "implied", source)

    def result_name(self, step: int) -> str:
        """The name of an earlier result."""
        place = f"{ordinal(self.bindings.numbers[step])} step"
        noun = self.features.results[step].noun
        return self.names[step] or (f"{noun} from the {place}" if noun else f"the result of the {place}")


@lru_cache(maxsize=256)
def namer_of(features: Features) -> Namer:
    """The names of a problem's quantities, found once for all its texts."""
    return Namer(features)


def _implied(sources: Sequence[Source]) -> Iterator[tuple[Source, str]]:
    """Names for the numbers that nobody states: `the number of legs that the wording implies`."""
    given: dict[str, int] = {}
    for source in dict.fromkeys(sources):
        given[source.name] = given.get(source.name, 0) + 1
        place = f"{ordinal(given[source.name])} " if given[source.name] > 1 else ""
        yield source, f"the {place}{source.name} that the wording implies"
