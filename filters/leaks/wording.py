"""What sort of words a sentence is made of: hedges, conclusions, sequence, warnings; all voices share them.

A learned detector that sees words only knows the voices it has read. These classes, the skeleton they form in a
sentence, formulas taken as one word, and what stands around a sentence carry over to new ones. All our choice.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from sys import intern

from filters.folding import fold
from filters.leaks.gates import Cued, bit_of, lines, new_bit
from filters.leaks.tokens import WORD, Table, kind_of

_CLASSES = {
    "SEQ": "first firstly second secondly third then next afterwards afterward finally lastly subsequently thereafter "
    "once before begin start starting end last followed after now later eventually ultimately",
    "HEDGE": "guess guessing expect suspect gut bet roughly around about approximately ballpark maybe perhaps probably "
    "likely presumably intuition hunch surprised instinct feeling feel impression hazard reckon imagine wager estimate "
    "somewhere neighbourhood neighborhood vicinity near close nearly almost pressed say seems looks appears sense",
    "CONC": "so hence thus therefore consequently means gives giving yields makes making becomes turns amounts comes "
    "equals boils reduces simplifies collapses obtain get gets lands ends works settles reads shows totals sums adds "
    "implies delivers produces is",
    "OUT": "excluded excludes eliminated eliminates ruled rule rules out discarded discard rejected fails fail dropped "
    "drops violates impossible neither nor none overshoots overshoot short cannot too struck gone dismissed breaks "
    "contradicts disqualified falls knocked removes undoing denied",
    "LEFT": "left leaves leaving remains remaining only survives surviving survivor stands standing single alone lone "
    "fits wins",
    "PIT": "pitfall pitfalls trap traps mistake mistakes mistaken error errors slip slips wrong wrongly beware forget "
    "forgetting confuse confusing confusion tempting temptation avoid careful careless misread misreading danger "
    "caution watch overlook overlooking mixing pitfalls: risk wrongful tempts incorrectly incorrect",
    "MUST": "must should has have need needs cannot may might can could would ought",
    "GOAL": "answer result total value wanted sought figure outcome asked question target quantity unknown number",
    "GIVEN": "given known states stated statement says said data",
    "IF": "if whether when unless suppose assuming assume",
    "GENERAL": "general generally always typically usually any every each whenever such type kind",
    "NOT": "not no never don't doesn't isn't without",
}
_CLASS = {word: name for name, words in _CLASSES.items() for word in words.split()}
_MATH_SIGNS = frozenset("=+-*/^<>\u00b7\u00d7\u00f7\u2212\u2248\u2264\u2265\u2192\u21d2\u221a|")


def _bone(word: str) -> str:
    name = word if word[0] == "<" else _CLASS.get(word, "")
    return intern(f"%{name}") if name else ""


BONES = Table(_bone)
"""A word to its class, or to itself if it stands for an amount, behind a percent sign; empty for most words."""


_LETTER = new_bit(lambda word: kind_of(word) == WORD and len(word) == 1 or word[0] == "\\")
_MATH_SIGN = new_bit(_MATH_SIGNS.__contains__)


def formulas(stream: Sequence[str], bits: int) -> list[str]:
    """Every run of letters and signs as one word, `<formula>` or `<equation>`, with up to two words on either side.

    `bits` are the sentence's, as `gates.Line.bits`: without a letter and a sign there is no formula.
    """
    if not (bits & _LETTER and bits & _MATH_SIGN):
        return []
    words = list(_collapsed(stream))
    found = []
    for at, word in enumerate(words):
        if word in ("<formula>", "<equation>", "<equations>"):
            before, after = ["^", "^", *words[:at]][-2:], [*words[at + 1 : at + 3], "$", "$"]
            found += [f"@{word}", f"@{before[1]} {word}", f"@{before[0]} {before[1]} {word}"]
            found += [f"@{word} {after[0]}", f"@{word} {after[0]} {after[1]}"]
    return found


def _collapsed(stream: Sequence[str]) -> Iterable[str]:
    run: list[str] = []
    for word in (*stream, "."):
        if word == "_v" or word[0] in "\\<" or word in _MATH_SIGNS:
            run.append(word)
            continue
        if run:
            letters = any(item == "_v" or item[0] == "\\" for item in run)
            signs = sum(item in _MATH_SIGNS for item in run)
            equals = run.count("=")
            if letters and signs:
                yield "<equations>" if equals > 1 else "<equation>" if equals else "<formula>"
            else:
                yield from run
            run = []
        yield word


_IMPERATIVE_WORDS = (
    "add adjust align apply arrange assign begin bring build calculate cancel carry change check choose clear "
    "collect combine compare complete compute convert count cross cut decide deduct define determine "
    "differentiate distribute divide double draw eliminate equate evaluate exchange expand express factor figure "
    "fill find fix form get give group halve hold identify insert integrate invert isolate join keep label let "
    "lift list look mark match measure merge move multiply note notice number obtain order pair pick place plug "
    "pretend pull put raise read rearrange record reduce remove replace rewrite round scale see select separate "
    "set shift simplify solve sort split square start strip substitute subtract sum swap take tally test tick "
    "total transform translate turn undo unite use walk weigh work write "
)
_IMPERATIVES = frozenset(_IMPERATIVE_WORDS.split())
_OPENED = r"[\s*_\d.)-]{0,8}(?:(?:and|then|next|finally|now|first|so|we|you|lastly)\b[,\s]+){0,3}([a-z]+)\b"
_FIRST = re.compile(_OPENED)
_CLAUSE = re.compile(
    r"(?:,|;|:|\.|\(|and(?<!\wand)\b|then(?<!\wthen)\b|next(?<!\wnext)\b|finally(?<!\wfinally)\b|now(?<!\wnow)\b"
    rf"|to(?<!\wto)\b(?=\s\w+\s(?:the|all|both|each|it|them)\b)){_OPENED}"
)
"""Both for folded text; a word comes before what stands before it, because that is fast."""


def _openings(sentence: str) -> Iterator[str]:
    """The word that each clause opens with, where that can be told."""
    plain, end = fold(sentence), 0
    if first := _FIRST.match(plain) or _CLAUSE.match(plain):
        yield sentence[slice(*first.span(1))].lower()
        end = first.end()
    for match in _CLAUSE.finditer(plain, end):
        yield sentence[slice(*match.span(1))].lower()


_IMPERATIVE = bit_of(_IMPERATIVE_WORDS)
_SEQUENCE = Cued(
    r"\b(?:first(?:ly)?|then|next|after(?:\sthat|wards?)|finally|lastly|subsequently|thereafter|from\sthere|at\sthe\s(?:very\s)?end|"
    r"once\sthat|with\sthat\s(?:in\shand|done|known)|having|in\sturn|to\s(?:begin|start)\swith|only\sthen|last\sof\sall|followed\sby|before\s\w+ing)\b",
    "first firstly then next after afterward afterwards finally lastly subsequently thereafter there end once hand "
    "done known having turn begin start last followed before",
)


def shape(sentence: str, bits: int) -> list[str]:
    """How many clauses open with a verb that tells to do something, how many words of sequence, whether it warns.

    `bits` are the sentence's, as `gates.Line.bits`.
    """
    if not bits & _SHAPED:
        return []
    verbs = order = 0
    if bits & _IMPERATIVE:
        verbs = sum(verb in _IMPERATIVES for verb in _openings(sentence))
    if bits & _SEQUENCE.bit:
        order = sum(1 for _ in _SEQUENCE.finditer(sentence))
    found = [f"!imperatives-{min(verbs, 4)}"] if verbs else []
    if order:
        found.append(f"!sequence-{min(order, 3)}")
    if verbs and order:
        found.append("!ordered-imperative")
    if verbs + order > 2:
        found.append("!many-steps")
    if warns(sentence, bits):
        found.append("!warns")
    return found


_WARNS = Cued(
    r"\b(?:pitfalls?|traps?|mistakes?|slips?|errors?|beware|forget\w*|confus\w+|tempt\w+|wrong\w*|misread\w*|careless|watch\sout|"
    r"overlook\w*|avoid|stumbl\w+|hazards?|instead\sof|common\sfault|go(?:es)?\sastray)\b",
    "pitfall* trap* mistake* slip* error* beware forget* confus* tempt* wrong* misread* careless watch overlook* avoid "
    "stumbl* hazard* instead fault astray",
)


_SHAPED = _IMPERATIVE | _SEQUENCE.bit | _WARNS.bit
"""A sentence without such a word has no shape."""


def warns(sentence: str, bits: int) -> bool:
    """Whether it speaks of a slip, a trap, or what is easily forgotten; `bits` as `gates.Line.bits`."""
    return bool(bits & _WARNS.bit) and _WARNS.search(sentence) is not None


_BEYOND = 20
"""Characters behind a sentence into which a warning that begins in it may reach: `instead`, a new line, `of`."""
_PARAGRAPH = re.compile(r"\n\s*\n")
LOOK_BACK = 400
"""Characters of its paragraph that are looked at before a sentence."""


@lru_cache(maxsize=64)
def under_warning(text: str) -> tuple[bool, ...]:
    """For each sentence of `gates.lines` whether its paragraph warned before it, as a list under "Pitfalls:" does."""
    said = lines(text)
    places = [
        match.start()
        for line in said
        if line.bits & _WARNS.bit
        for match in _WARNS.finditer(text, line.span.start, line.span.end + _BEYOND)
        if match.start() < line.span.end
    ]
    if not places:
        return (False,) * len(said)
    breaks = [0, *(match.end() for match in _PARAGRAPH.finditer(text))]
    warned = []
    for line in said:
        begin = line.span.start
        start = max(breaks[bisect_right(breaks, begin) - 1], begin - LOOK_BACK)
        warned.append(bisect_left(places, start) < bisect_left(places, begin))
    return tuple(warned)


_PASSED_ON = ("!out", "!imperatives", "!sequence", "!instruction", "!step", "!warns", "!many", "!opens", "!equals")

_BEFORE, _BEHIND = (
    Table(lambda flag, side=side: intern(f"{side}:{flag}") if flag.startswith(_PASSED_ON) else "")  # type: ignore[misc]
    for side in ("before", "behind")
)
"""What a flag is called in the next sentence, and in the last one; empty for flags that stay where they are."""


def around(flags: Sequence[Sequence[str]]) -> list[list[str]]:
    """What the sentence before and the one behind pass on to each sentence."""
    before = [["before:!start"], *(list(map(_BEFORE.__getitem__, one)) for one in flags[:-1])]
    behind = [*(list(map(_BEHIND.__getitem__, one)) for one in flags[1:]), ["behind:!end"]]
    found = ([*filter(None, one), *filter(None, two)] for one, two in zip(before, behind, strict=True))
    return list(found) if flags else []


_CONTENT = re.compile(r"[a-z]{4,}")
FROM_QUESTION = (0.85, 0.65)
"""Shares of a sentence's longer words that the question has too: from the first on it repeats it, from the second on
it is about it (our choice)."""


_REPEATS = (), (f"!repeats-{FROM_QUESTION[1]}",), tuple(f"!repeats-{level}" for level in FROM_QUESTION)
"""What a sentence is said to do that reaches none of the shares, the second one, both."""
_STEM = Table(lambda word: " ".join(run[:5] for run in _CONTENT.findall(word.lower())))
"""The beginning of a longer word; the beginnings of two, with a space between, where an apostrophe joins them."""


def repeats(words: Sequence[str], question_words: frozenset[str]) -> tuple[str, ...]:
    """Whether a sentence of these words repeats the question: what is asked, said again, tells nothing."""
    content = set(map(_STEM.__getitem__, words))
    content.discard("")
    if " " in "".join(content):
        content = set(" ".join(content).split())
    if len(content) < 4 or not question_words:
        return ()
    share = len(content & question_words) / len(content)
    return _REPEATS[(share >= FROM_QUESTION[0]) + (share >= FROM_QUESTION[1])]


@lru_cache(maxsize=256)
def stems(question: str) -> frozenset[str]:
    """The beginnings of a question's longer words."""
    return frozenset(word[:5] for word in _CONTENT.findall(question.lower()))
