"""Contrastive texts for the learned leak detector: clean preplans, the same with a leak put in, worked solutions.

A fragment is a piece of the problem's own plan or execution, or a sentence of `leaks/fragments.txt` filled from its
solution: the answer in some form, a riddle for it, a value on the way, a computation. Clean sentences of the same file
are put in too, so that an inserted sentence as such says nothing. Seeded; the same files give the same texts.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.leak_riddles import forms, in_units, riddles
from filters.leaks.cutting import sentences
from filters.marked_computations import ANY_MARK
from filters.steps import units
from schemas.labelled import LabelledText

FRAGMENTS = Path(__file__).parent / "leaks/fragments.txt"
_MARK = re.compile(r"<<([^<>=]+)=([-\d.]+)>>")
_ASKED = re.compile(r"how (?:many|much) ([a-z]+)", re.IGNORECASE)
_STATED = re.compile(r"\b\d[\d,.]*\d? [a-z]{3,}")


def read_fragments(path: Path = FRAGMENTS) -> dict[str, list[str]]:
    """Sentences by kind."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, _, sentence = line.partition(": ")
        if not line.startswith("#") and sentence:
            kinds[kind].append(sentence)
    return dict(kinds)


def contrast(seeds: Sequence[LabelledText], each: int, seed: int = 0) -> Iterator[LabelledText]:
    """`each` leaking and `each` clean variants of every clean preplan."""
    rng = random.Random(seed)
    kinds = read_fragments()
    yield from _worked(seeds, random.Random(seed))
    for text in seeds:
        for number in range(each):
            yield _clean(text, kinds["clean"], rng, number)
            leaking = _leaking(text, kinds, rng, number)
            if leaking is not None:
                yield leaking


def _worked(seeds: Sequence[LabelledText], rng: random.Random) -> Iterator[LabelledText]:
    """The solution of every problem as if it were its preplan, whole or its first lines; without a plan to recite."""
    for text in {text.question: text for text in seeds}.values():
        lines = [line for line in (text.solution or "").splitlines() if "####" not in line]
        worked = [place for place, line in enumerate(lines, 1) if _MARK.search(line)]
        if not worked:
            continue
        kept = lines[: max(rng.randint(1, len(lines)), worked[0])]
        written = kept if rng.random() < 0.2 else [ANY_MARK.sub("", line) for line in kept]
        if rng.random() < 0.3:
            written = [f"A{place}: {line}" for place, line in enumerate(written, 1)]
        told = tuple(line for line, source in zip(written, kept, strict=True) if _MARK.search(source))
        body = "\n".join(written)
        yield replace(
            text,
            id=f"{text.id}-worked",
            text=body,
            leak=True,
            kind="made:worked",
            fragments=told,
            plan=None,
            execution=None,
        )


def _clean(text: LabelledText, pool: Sequence[str], rng: random.Random, number: int) -> LabelledText:
    chosen = [_filled(sentence, text, rng) for sentence in rng.sample(pool, 2)]
    body = text.text
    for sentence in chosen:
        body = _inserted(body, sentence or "", rng)
    return _bare(replace(text, id=f"{text.id}-clean-{number}", text=body, kind="made:clean"), rng)


def _leaking(text: LabelledText, kinds: dict[str, list[str]], rng: random.Random, number: int) -> LabelledText | None:
    kind = rng.choice([name for name in kinds if name != "clean"] + ["own_plan", "own_execution"])
    fragment = _own(text, kind, rng) if kind.startswith("own") else _filled(rng.choice(kinds[kind]), text, rng)
    if fragment is None:
        return None
    body = text.text
    fragments: tuple[str, ...] = (fragment,)
    if kind == "recital":
        fragments = tuple(filter(None, (_filled(item, text, rng) for item in rng.sample(kinds[kind], 3))))
    if rng.random() < 0.5:
        body = _inserted(body, _filled(rng.choice(kinds["clean"]), text, rng) or "", rng)
    body = _inserted(body, " ".join(fragments), rng)
    return _bare(
        replace(text, id=f"{text.id}-{kind}-{number}", text=body, leak=True, kind=f"made:{kind}", fragments=fragments),
        rng,
    )


def _bare(text: LabelledText, rng: random.Random) -> LabelledText:
    """One in three has no solution, and one in five no plan: a detector must not lean on them."""
    if rng.random() < 1 / 3:
        text = replace(text, solution=None, execution=None)
    return replace(text, plan=None) if rng.random() < 0.2 else text


def _own(text: LabelledText, kind: str, rng: random.Random) -> str | None:
    """Sentences of the trace's own plan or execution."""
    source = text.plan if kind == "own_plan" else text.execution
    if not source:
        return None
    pieces = [source[unit.span.start : unit.span.end] for unit in units(source)]
    if kind == "own_plan":
        start = rng.randrange(max(1, len(pieces) - 1))
        return " ".join(pieces[start : start + rng.choice((2, 3, 4))])
    with_values = [piece for piece in pieces if "=" in piece]
    return rng.choice(with_values) if with_values else None


def _filled(sentence: str, text: LabelledText, rng: random.Random) -> str | None:
    """The sentence with its blanks filled from the problem; None where the problem has nothing to fill one with."""
    asked = _ASKED.search(text.question)
    marks = _MARK.findall(text.solution or "")
    fillings = {"{N}": [asked[1] if asked else "units"], "{Q}": _STATED.findall(text.question) or ["the first number"]}
    fillings |= {"{G}": forms(text.answer or "", rng), "{R}": riddles(text.answer or "", rng)}
    fillings |= {"{U}": in_units(text.answer or "", text.question, rng)}
    inner = [value for _, value in marks[:-1] if value != text.answer and len(value) > 1]
    fillings |= {"{I}": forms(rng.choice(inner), rng) if inner else []}
    fillings |= {"{E}": [_equation(rng.choice(marks), rng)] if marks else []}
    for blank, choices in fillings.items():
        if blank in sentence:
            if not choices:
                return None
            sentence = sentence.replace(blank, rng.choice(choices))
    return sentence


def _equation(mark: tuple[str, str], rng: random.Random) -> str:
    """A marked computation in one of the ways people write one."""
    left, right = mark
    times = rng.choice((" * ", " \u00d7 ", " \u00b7 ", r" \cdot "))
    spaced = re.sub(r"\s*([-+/])\s*", r" \1 ", left)
    written = f"{re.sub(r'[*]+', lambda _: times, spaced)} = {right}"
    return f"${written}$" if "cdot" in times else written


def _inserted(body: str, sentence: str, rng: random.Random) -> str:
    """A sentence put between two others, or at an end."""
    ends = [span.end for span in sentences(body)] or [len(body)]
    at = rng.choice(ends)
    return f"{body[:at]} {sentence}{body[at:]}"
