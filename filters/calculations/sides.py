"""One side of a statement: its tokens, and the one string of arithmetic that they make."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from filters.calculations.tokens import Token

_COMPUTES = re.compile(r"[no%)}\]!](?:[o^]|m)|\)\(|n\(|f.*[om^]|\}f|[s!]")


@dataclass(frozen=True)
class Side:
    """Arithmetic on one side of an equals sign."""

    tokens: tuple[Token, ...]
    """Without units."""
    units: tuple[str, ...]
    """The words that stood behind its numbers, in lower case."""
    bullet: bool = False
    """True when the minus in front may be a bullet."""

    @cached_property
    def computes(self) -> bool:
        """Whether there is an operation in it; a sign or a fraction alone is none."""
        kinds = "".join(token.kind for token in self.tokens)
        chooses = any(token.text == "\\binom" for token in self.tokens)
        return bool(_COMPUTES.search(kinds)) or kinds.count("f") > 1 or chooses

    @property
    def share(self) -> bool:
        """Whether it is a fraction of something: `1/4 container`."""
        return (
            bool(self.units)
            and "".join(token.kind + token.text for token in self.tokens[1:2]) == "o/"
            and len(self.tokens) == 3
        )

    @cached_property
    def canonical(self) -> str:
        """As `filters.equivalence.arithmetic` reads it, percentages apart, which stay as `%`."""
        return joined(self.tokens)


def joined(run: Sequence[Token]) -> str:
    r"""One string: implied products written out, `\frac12` with braces."""
    parts: list[str] = []
    wanted = 0  # single digits that a \frac still takes
    last = ""
    for token in run:
        text = "\\sqrt" if token.kind == "s" else token.text
        if token.kind == "f":
            wanted = 2
        if token.kind == "n" and wanted and last in ("f", "F"):
            parts.append(
                "".join(f"{{{digit}}}" for digit in text[:2]) if len(text) >= 2 and wanted == 2 else f"{{{text}}}"
            )
            wanted, last = wanted - min(2, len(text)), "F" if wanted - min(2, len(text)) > 0 else "}"
            continue
        if token.kind in "({fs" and last in ("n", ")", "%", "!") or token.kind in "(s" and last == "}":
            parts.append("*" if text != "\\frac" or last != "n" else " ")
        if token.kind in "nf" and last in (")", "}"):
            parts.append("*")
        parts.append(f" {text}" if token.kind == "n" and last == "n" else text)
        wanted = wanted if token.kind in "f{}" else 0 if token.kind not in "n" else wanted
        last = token.kind
    return "".join(parts)
