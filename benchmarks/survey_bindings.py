"""How often the reference generator finds the right quantity, and whether its meta-thoughts compute the gold.

Collisions: in solutions whose numbers are all different, one stated number is made equal to another, or to a result,
and the solution is computed anew. What each number is, is known from before; the rules have to find it again.

python -m benchmarks.survey_bindings ../shared/data/problems/gsm8k_train.jsonl
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from benchmarks.survey_reference import load, share
from filters.variables import find_flaws
from schemas.problem import Problem
from synth.reference.binding import Bindings, bind
from synth.reference.expression import parse_expression
from synth.reference.features import Features, read
from synth.reference.naming import namer_of
from synth.reference.numerals import DIGITS, read_numeral
from synth.reference.solution import Solution, Step
from synth.reference.stages import Ambiguous, write_stage
from synth.reference.terms import Source

COUNTED = ("count", "number", "money", "rate", "duration", "length", "weight", "volume", "age", "difference")
"""Kinds of numbers that are made equal to others."""

Key = tuple[tuple[str, int], ...]


class Unfit(Exception):
    """The solution does not survive the change."""


def unambiguous(features: Features) -> Bindings | None:
    """The bindings of a solution in which each number can be one thing only, and is stated or a result."""
    found = bind(features)
    plain = found.lead == float("inf") and all(
        term is not None
        and term.operands
        and "share" not in term.operators()
        and all(leaf.source is not None and leaf.source.kind in ("stated", "result") for leaf in term.leaves())
        for term in found.terms
    )
    return found if plain else None


def collided(features: Features, bindings: Bindings, draw: random.Random) -> tuple[str, Features]:
    """The problem with one stated number made equal to another, or to a result that it does not enter."""
    uses = [{leaf.source for leaf in term.leaves() if leaf.source} for term in bindings.terms if term is not None]
    behind: list[set[int]] = []
    for step in uses:
        reached = {source.at for source in step if source.kind == "stated"}
        behind.append(reached.union(*(behind[source.at] for source in step if source.kind == "result")))
    mentions, results = features.mentions, features.solution.results
    stated = [at for at in sorted(set().union(*behind)) if mentions[at].kind in COUNTED]
    options = [
        ("stated", mentions[a].value, b) for a in stated for b in stated if mentions[a].value != mentions[b].value
    ]
    options += [("result", results[r], b) for r in range(len(uses) - 1) for b in stated if b not in behind[r]]
    options = [option for option in options if option[1].denominator == 1 and option[1] > 1]
    if not options:
        raise Unfit
    kind = draw.choice(sorted({option[0] for option in options}))
    _, value, at = draw.choice([option for option in options if option[0] == kind])
    return kind, _with_value(features, bindings, at, value)


def _with_value(features: Features, bindings: Bindings, at: int, value: Fraction) -> Features:
    text = " ".join(features.question.split())
    found = re.compile(rf"\$?\s?(?P<digits>{DIGITS})").match(text, features.mentions[at].start)
    if not found:
        raise Unfit
    question = text[: found.start("digits")] + str(value) + text[found.end("digits") :]
    values = {Source("stated", index): mention.value for index, mention in enumerate(features.mentions)}
    values[Source("stated", at)] = value
    steps: list[Step] = []
    for index, (step, term) in enumerate(zip(features.steps, bindings.terms, strict=True)):
        leaves = [leaf.source for leaf in term.leaves()] if term else []
        numbers = [values[source] for source in leaves if source is not None]
        steps.append(_recomputed(step, numbers))
        result = steps[-1].result
        assert result is not None
        values[Source("result", index)] = result
    return Features(question, Solution(features.solution.lines, tuple(steps), None))


def _recomputed(step: Step, numbers: Sequence[Fraction]) -> Step:
    leaves = list(step.tree.leaves()) if step.tree else []
    if len(leaves) != len(numbers):
        raise Unfit
    expression, visible, at, seen = step.expression, "", 0, 0
    rebuilt = ""
    for leaf, number in zip(leaves, numbers, strict=True):
        spot = expression.find(leaf.text, at)
        if spot < 0:
            raise Unfit
        rebuilt += expression[at:spot] + _written(number)
        at = spot + len(leaf.text)
        shown = step.visible.find(leaf.text, seen)
        if shown >= 0:
            visible += step.visible[seen:shown] + _written(number)
            seen = shown + len(leaf.text)
    tree = parse_expression(rebuilt + expression[at:])
    if tree is None or tree.value <= 0:
        raise Unfit
    _written(tree.value)
    return replace(step, tree=tree, result=tree.value, visible=visible + step.visible[seen:])


def _written(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value)
    if 100 % value.denominator:
        raise Unfit
    return str(float(value))


def key(bindings: Bindings) -> list[Key]:
    """What each step takes; the operands of a sum or product can change places, those of others cannot."""
    keys: list[Key] = []
    for term in bindings.terms:
        leaves = [(leaf.parent, leaf.source) for leaf in term.leaves()] if term else []
        taken = [(leaf.kind, leaf.at) for parent, leaf in leaves if leaf]
        free = {parent for parent, _ in leaves} <= {"+"} or {parent for parent, _ in leaves} <= {"*"}
        keys.append(tuple(sorted(taken) if free else taken))
    return keys


def survey_collisions(problems: Sequence[Features], rounds: int, seed: int) -> None:
    """Print how many collisions are settled, and how many of these rightly."""
    draw, counts = random.Random(seed), Counter[str]()
    known = [(features, found) for features in problems if (found := unambiguous(features))]
    for features, truth in known * rounds:
        try:
            kind, changed = collided(features, truth, draw)
        except (Unfit, ZeroDivisionError):
            continue
        if [mention.kind for mention in changed.mentions] != [mention.kind for mention in features.mentions]:
            continue
        found = bind(changed)
        counts[kind] += 1
        if not found.ambiguous:
            counts[f"{kind} settled"] += 1
            counts[f"{kind} right"] += key(found) == key(truth)
    for kind in ("stated", "result"):
        settled = counts[f"{kind} settled"]
        print(f"a stated number equal to a {kind} one: settled {share(settled, counts[kind])};", end=" ")
        print(f"of these right {share(counts[f'{kind} right'], settled)}")


LETTER = re.compile(r"\b([A-Z]{1,2})\b")
LET = re.compile(r"\b([A-Z]{1,2}) be (.+?)(?=, [A-Z]{1,2} be | and [A-Z]{1,2} be |\.$)")


def survey_meta_thoughts(problems: Sequence[Problem]) -> None:
    """Print how many meta-thoughts read back as computations give the gold, and how their quantities are described."""
    counts = Counter[str]()
    for problem in problems:
        try:
            text = write_stage(problem, "meta_thought")
        except Ambiguous:
            counts["ambiguous"] += 1
            continue
        features = read(problem)
        if text is None or features is None:
            counts["none"] += 1
            continue
        counts["written"] += 1
        counts["alike"] += bool(find_flaws(text).alike)
        described = [said for line in text.splitlines() for _, said in LET.findall(line)]
        counts["equal words"] += len(described) != len(set(described))
        counts["implied"] += "that the wording implies" in text
        reached = evaluate(text, values_of(features))
        counts["unread"] += reached is None
        counts["gold"] += reached is not None and close(reached, read_numeral(problem.answer or ""))
    print(
        "meta-thoughts:",
        share(counts["written"], len(problems)),
        "- ambiguous",
        share(counts["ambiguous"], len(problems)),
    )
    print("  which read back and evaluated give the gold:", share(counts["gold"], counts["written"]))
    print("  which the reader cannot read:", share(counts["unread"], counts["written"]))
    print(
        "  with two quantities in the same words:",
        share(max(counts["alike"], counts["equal words"]), counts["written"]),
    )
    print("  with a number that only the wording implies:", share(counts["implied"], counts["written"]))


def values_of(features: Features) -> Mapping[str, Fraction]:
    """Description to value, for everything that a meta-thought may introduce."""
    namer = namer_of(features)
    values: dict[str, Fraction] = {"a single unit": Fraction(1)}
    for name, mention in zip(namer.stated, features.mentions, strict=True):
        values[name] = mention.value / 100 if mention.kind == "percentage" else mention.value
    for term in namer.bindings.terms:
        for leaf in term.leaves() if term else ():
            if leaf.source and leaf.source.kind not in ("stated", "result", "share"):
                values.setdefault(namer.name(leaf).text, leaf.value)
    return values


def evaluate(text: str, named: Mapping[str, Fraction]) -> Fraction | None:
    """Read a meta-thought back: its letters, then its sentences in order; None where that is not possible."""
    letters: dict[str, Fraction] = {}
    for line in text.splitlines():
        if line.startswith("Let "):
            for letter, said in LET.findall(line):
                value = named.get(said)
                if value is None:
                    return None
                letters[letter] = value
            continue
        found = re.match(r"(?P<work>.+) to get (?P<letter>[A-Z]{1,2})(?:,|\.)", line)
        if found is None:
            last = re.match(r"([A-Z]{1,2}) is what", line)
            return letters.get(last[1]) if last else None
        value = sentence(found["work"], letters)
        if value is None:
            return None
        letters[found["letter"]] = value
    return None


SENTENCES = (
    (re.compile(r"Add (.+)"), "+"),
    (re.compile(r"Multiply (.+)"), "*"),
    (re.compile(r"Subtract (?P<taken>.+) from (?P<whole>[A-Z]{1,2})"), "-"),
    (re.compile(r"Divide (?P<whole>[A-Z]{1,2}) by (?P<taken>.+)"), "/"),
    (re.compile(r"Take the share (?P<taken>[A-Z]{1,2}) of (?P<whole>[A-Z]{1,2})"), "*"),
)
LETTERS = re.compile(r"(?:(?:and|by) )?([A-Z]{1,2})(?:,? |$)")


def sentence(work: str, letters: Mapping[str, Fraction]) -> Fraction | None:
    """The value of one sentence on plain letters."""
    for pattern, sign in SENTENCES:
        found = pattern.fullmatch(work)
        if not found:
            continue
        parts = found.groupdict()
        names = [*_listed(parts["whole"]), *_listed(parts["taken"])] if parts else _listed(found[1])
        if not names or any(name not in letters for name in names):
            return None
        return _chain(sign, [letters[name] for name in names])
    return None


def _listed(text: str) -> list[str]:
    names = LETTERS.findall(text)
    return names if LETTERS.sub("", text) == "" else []


def _chain(sign: str, values: Sequence[Fraction]) -> Fraction | None:
    total = values[0]
    for value in values[1:]:
        if sign == "/" and not value:
            return None
        total = {"+": total + value, "-": total - value, "*": total * value}.get(sign) if sign != "/" else total / value  # type: ignore[assignment]
    return total


def close(value: Fraction, gold: Fraction | None) -> bool:
    """Equal but for the rounding of a solution, and percentages written either way."""
    return gold is not None and any(
        abs(each - gold) <= max(Fraction(1, 2), abs(gold) / 100) for each in (value, value * 100)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("path", type=Path, help="a .jsonl file of problems with worked solutions")
    parser.add_argument("--rounds", type=int, default=1, help="so many collisions are tried in each solution")
    parser.add_argument("--seed", type=int, default=5, help="draws the collisions")
    options = parser.parse_args()
    problems = load(options.path)
    known = [features for problem in problems if (features := read(problem)) and features.sound]
    print("solutions with numbers that could be several quantities:", end=" ")
    found = list(map(bind, known))
    print(share(sum(each.lead < float("inf") for each in found), len(found)))
    survey_collisions(known, options.rounds, options.seed)
    survey_meta_thoughts(problems)


if __name__ == "__main__":
    main()
