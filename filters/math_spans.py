r"""Finds LaTeX math in prose: `$..$`, `\(..\)`, `$$..$$`, `\[..\]` and display environments.

Two things make this more than a regular expression. Dollars are also money ("it costs $12 and then $15"), and a
model's text is hostile, so the scan must be linear. As in TeX, no math crosses a blank line; that also makes every
count monotone when a paragraph is added.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from filters.spans import Span


@dataclass(frozen=True, slots=True)
class MathSpan:
    """One piece of math, delimiters included."""

    span: Span
    """From the first character of the opening delimiter to the end of the closing one."""
    inner: Span
    """What stands between the delimiters, outer spaces left out."""
    display: bool
    """True for display math; False for inline."""


def math_spans(text: str) -> list[MathSpan]:
    """Every piece of math in `text`, in order and not overlapping; linear in its length.

    A display that is not closed before the blank line counts up to there (a truncated or carelessly spaced block is
    still one); inline math that is not closed is plain text.
    """
    if "$" not in text and "\\" not in text:
        return []
    found: list[MathSpan] = []
    tokens: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if token.group().startswith("\n"):
            _Paragraph(text, tokens, token.start(), found).scan()
            tokens = []
        else:
            tokens.append(token)
    _Paragraph(text, tokens, len(text), found).scan()
    return found


_ENVIRONMENT = r"\{(?:equation|align|alignat|gather|multline|flalign|eqnarray|displaymath)\*?\}"
_TOKEN = re.compile(rf"\\[\\$()\[\]]|\$\$?|\\(?:begin|end){_ENVIRONMENT}|\n[^\S\n]*\n")
r"""Delimiters; the escapes `\\` and `\$`, which must not be taken for one; blank lines."""

_CLOSER = {r"\(": r"\)", r"\[": r"\]", "$$": "$$", "begin": "end"}
"""Opening kind to closing kind; `$` is not here because its pairing depends on what stands between."""


def _kind(token: re.Match[str]) -> str:
    value = token.group()
    if value.startswith(r"\b"):
        return "begin"
    return "end" if value.startswith(r"\e") else value


class _Paragraph:
    """Pairs the delimiters between two blank lines, left to right."""

    def __init__(self, text: str, tokens: Sequence[re.Match[str]], end: int, found: list[MathSpan]) -> None:
        self.text, self.tokens, self.end, self.found = text, tokens, end, found
        self.kinds = [_kind(token) for token in tokens]
        self.last = {kind: index for index, kind in enumerate(self.kinds)}

    def scan(self) -> None:
        index = 0
        while index < len(self.tokens):
            index = self._dollar(index) if self.kinds[index] == "$" else self._bracket(index)

    def _bracket(self, index: int) -> int:
        """Handle any delimiter but `$`; returns the index of the next one to look at."""
        kind = self.kinds[index]
        closer, display = _CLOSER.get(kind), kind != r"\("
        if closer is None:
            return index + 1
        if self.last.get(closer, -1) > index:
            close = self.kinds.index(closer, index + 1)
            self._add(index, *self.tokens[close].span(), display)
            return close + 1
        if display and (kind != "$$" or self._is_fence(index)):
            self._add(index, self.end, self.end, display)
            return len(self.tokens)
        return index + 1

    def _dollar(self, index: int) -> int:
        close = index + 1
        while close < len(self.kinds) and self.kinds[close] not in ("$", "$$"):
            close += 1
        if close == len(self.kinds) or self.kinds[close] == "$$":
            return index + 1
        start, end = self.tokens[index].end(), self.tokens[close].start()
        if not _is_math(self.text[start:end], self.text[end + 1 : end + 3]):
            return index + 1
        self._add(index, end, end + 1, display=False)
        return close + 1

    def _is_fence(self, index: int) -> bool:
        """True if a `$$` begins or ends its line: then it opens a block; elsewhere it may be slang for money."""
        start, end = self.tokens[index].span()
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        after = self.text[end : self.text.find("\n", end) % (len(self.text) + 1)]
        return not before.strip() or not after.strip()

    def _add(self, index: int, inner_end: int, end: int, display: bool) -> None:
        start, inner_start = self.tokens[index].span()
        inner = self.text[inner_start:inner_end]
        left = inner_start + len(inner) - len(inner.lstrip())
        right = max(left, inner_start + len(inner.rstrip()))
        self.found.append(MathSpan(Span(start, end), Span(left, right), display))


_MONEY = re.compile(
    r"\s*+[0-9][0-9,]*+(?:\.[0-9]++)?+"  # an amount, and after it ...
    r"(?:"
    r"(?:\s*+[.,;:!?)]++)?+\s++\(?(?:[A-Za-z]{3}|[A-Za-z]{2}\s)"  # ... prose: "5 each, or"
    r"|\s*+[-/]\s*+[A-Za-z]{2}"  # ... a unit: "5/hour"
    r"|\s*+[.;:!?)]++(?:\s|$)(?!\s*+[0-9])"  # ... the end of a sentence: "5. A"
    r"|.*[-+*/=<>]\s*$"  # ... an operator left hanging: "30/"
    r")",
    re.DOTALL,
)
_MATH_SIGN = re.compile(r"[\\^_=+*/<>{}0-9-]")
_WORD = re.compile(r"[A-Za-z]{2}")


def _is_math(content: str, after: str) -> bool:
    """Whether what stands between two dollars is math, and not prose between two amounts of money (our rules).

    Args:
        content: the text between the dollars.
        after: the two characters behind the second one.
    """
    inner = content.strip()
    if not inner or inner[0] in ",.;:)!?" or inner[-1] in "([" or inner.startswith("<<"):
        return False  # the last: GSM8K's calculation marks, "$<<2*3=6>>6"
    if content[0].isspace() != content[-1].isspace():  # "5$ or 7$", "$5 or $7"
        return False
    if content[0].isspace():  # "$ x + 1 $", but not "$ 60 or $ 70" nor "a $ sign and a $ sign"
        if after.strip()[:1].isdigit() or (_WORD.search(inner) and not _MATH_SIGN.search(inner)):
            return False
    elif after[:1].isdigit():  # "$5-$7"
        return False
    return not _MONEY.match(content)
