"""Small English: lists, plurals, sentence case, and a choice among phrasings that is the same every time."""

import re
import zlib
from collections.abc import Sequence

from synth.reference.numerals import ORDINALS

NOUN = re.compile(
    r"\b(number|price|amount|duration|length|weight|volume|temperature|speed|percentage|multiple|fraction|age|"
    r"time|year)\b"
)


def listed(items: Sequence[str], joiner: str = "and") -> str:
    """`a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joiner} {items[-1]}"


def plural(name: str) -> str:
    """`number of apples` to `numbers of apples`: the first noun that names a quantity."""
    return NOUN.sub(lambda found: found[1] + "s", name, count=1)


def with_article(name: str) -> str:
    """`amount of money` to `an amount of money`."""
    return f"{'an' if re.match(r'[aeio](?!ne)|hour', name) else 'a'} {name}"


def sentence(text: str) -> str:
    """The text with a capital at its start and a stop at its end."""
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def ordinal(number: int) -> str:
    """`third` for 3; `13th` and on in digits, which no text of ours reaches in practice."""
    return ORDINALS[number - 1] if number <= len(ORDINALS) else "last"


def choose(options: Sequence[str], key: str, salt: str) -> str:
    """One of the options, by the key and nothing else."""
    return options[zlib.crc32(f"{salt}/{key}".encode("utf-8", "replace")) % len(options)]
