r"""One spelling for the many ways to write the same answer, without reading it as mathematics yet.

What is undone here never changes a value: wrappers (`$`, `\text`, `\left`), spacing commands, synonyms (`\dfrac`),
Unicode, currency signs, trailing punctuation. Units, percents and `x =` are left for later tiers, which know them.
"""

import re
from functools import lru_cache

from filters.equivalence.braces import closing_braces
from filters.equivalence.symbols import plain_symbols

Rule = tuple[re.Pattern[str], str]


def _rules(*pairs: tuple[str, str]) -> tuple[Rule, ...]:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in pairs)


DOUBLED = re.compile(r"\\\\(?=[A-Za-z{}%$,!;:()\[\]])")
r"""A backslash escaped twice on its way through JSON or a raw string: `\\frac`. In a matrix `\\` ends a row instead."""

WRAPPER = re.compile(
    r"\\(?:text(?:bf|it|rm|normal|sf|tt)?|mathrm|mathbf|mathit|mathsf|mathtt|boldsymbol|bm|mbox|hbox|emph|boxed|fbox)"
    r"(?![A-Za-z]) ?"
)
r"""A command that only dresses its content; `\text{ and }` becomes ` and `."""

SPACING = _rules(
    (r"(?<=\d)(?:\{,\}|,\\!) ?(?=\d{3}(?!\d))", ""),  # 14{,}916 and 32,\!348 are thousands
    (r"\{([,:;.])\}", r"\1"),
    (r"\\(?:left|right|big|Big|bigg|Bigg|bigl|bigr|Bigl|Bigr|middle)(?![A-Za-z]) ?\.?(?=[()\[\]{}|\\<>/])", ""),
    (r"\\(?:displaystyle|textstyle|limits|nolimits|hfill|phantom\{[^{}]*\}|hspace\{[^{}]*\}|rm|bf)(?![A-Za-z])", " "),
    (r"(?<!\\)\\(?:[,;:! >\n]|(?:quad|qquad|enspace|thinspace)(?![A-Za-z])|quad(?=[a-z]))|~|[\t\r\n\f\v\u00a0]", " "),
)

SYNONYMS = _rules(
    (r"\\[dtc]frac(?![a-z])", r"\\frac"),
    (r"\\leq(?:slant)?(?![A-Za-z])|<=", r"\\le "),
    (r"\\geq(?:slant)?(?![A-Za-z])|>=", r"\\ge "),
    (r"\\neq(?![A-Za-z])|!=", r"\\ne "),
    (r"\\lt(?![A-Za-z])", "<"),
    (r"\\gt(?![A-Za-z])", ">"),
    (r"\\(?=[%\"'#&])", ""),
    (r"\\(?:lbrace|\{)", r"\\{"),
    (r"\\(?:rbrace|\})", r"\\}"),
    (r"\\(?:overline|overrightarrow|overleftrightarrow|vec) ?\{ ?([A-Z]+) ?\}", r"\1"),
    (r"\\[lr]vert(?![A-Za-z])|\\mid(?![A-Za-z])", "|"),
    (r"\\(?:colon|ratio)(?![A-Za-z])", ":"),
    (r"\\varnothing(?![A-Za-z])|\\\{ ?\\\}", r"\\emptyset"),
    (r"(?<![A-Za-z\\])infinity(?![A-Za-z])|^\+ ?\\infty", r"\\infty"),
    (r"(?<![A-Za-z])(?:the set of )?all real(?:s| numbers)(?![A-Za-z])", r"\\mathbb{R}"),
    (r"\\(?:approxeq|simeq|thickapprox)(?![A-Za-z])", r"\\approx"),
    (r"\^ ?\{? ?(?:\\circ|\\degree) ?\}?|\\degree(?![A-Za-z])", r"^\\circ "),
    (r"(?<=\d) ?\^? ?\{? ?(?:st|nd|rd|th)(?![A-Za-z]) ?\}?", ""),  # 12^{th}
    (r"\^\{ ?(\w) ?\}", r"^\1"),
    (r"_\{ ?(\w) ?\}", r"_\1"),
)

FRACTIONS = _rules(
    (r"\\frac ?(\d) ?(\d)", r"\\frac{\1}{\2}"),
    (r"\\frac ?(\w) ?\{", r"\\frac{\1}{"),
    (r"\\frac ?(\{[^{}]*\}) ?(\w)", r"\\frac\1{\2}"),
    (r"\\frac \{", r"\\frac{"),
    (r"\\sqrt ?(\d+|[A-Za-z](?![A-Za-z]))", r"\\sqrt{\1}"),
    (r"\\sqrt (?=[\[{])", r"\\sqrt"),
)

CURRENCIES = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₹": "rupees", "₽": "rubles", "₩": "won"}
AMOUNT = re.compile(r"([$€£¥₹₽₩]) ?(-?(?:\d[\d,. ]*)?\d(?:\.\d+)?(?: ?/ ?\d+)?|-?\.\d+)")
SIGN_AFTER = re.compile(r"(?<=[\d ])[$€£¥₹₽₩]")
SPACES = re.compile(r"\s+")
"""Runs of space are made one before anything else is matched: no pattern here may meet a thousand of them."""
SHORT = 500
"""Characters up to which results are remembered: long texts must not fill the memory."""


def normalise(text: str) -> str:
    """The answer in one spelling; the same answer may still have several."""
    return _short(text) if len(text) <= SHORT else _normalised(text)


@lru_cache(maxsize=4_096)
def _short(text: str) -> str:
    return _normalised(text)


def _normalised(text: str) -> str:
    text = _apply(SPACING, SPACES.sub(" ", undouble(plain_symbols(text))).rstrip("\\ "))
    text = _apply(SYNONYMS, SPACES.sub(" ", _unwrap(SPACES.sub(" ", text))))
    text = _apply(FRACTIONS, SPACES.sub(" ", _amounts(_undelimit(text))))
    return SPACES.sub(" ", text).rstrip(' ,;:."*').lstrip(' "*')


def undouble(text: str) -> str:
    """Backslashes escaped once too often made single, unless a matrix needs them."""
    return text if r"\begin" in text else DOUBLED.sub(r"\\", text)


def key(text: str) -> str:
    """What two normalised strings are compared by: no spaces."""
    return text.replace(" ", "").replace(r"\cdot", "*").replace(r"\times", "*")


def _apply(rules: tuple[Rule, ...], text: str) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


def _unwrap(text: str) -> str:
    """Wrappers replaced by spaces; the brace of one that is never closed goes too."""
    closing = closing_braces(text)
    opened = [match.end() for match in WRAPPER.finditer(text) if text[match.end() : match.end() + 1] == "{"]
    dropped = {*opened, *(closing[at] for at in opened if at in closing)}
    bare = "".join(" " if at in dropped else character for at, character in enumerate(text))
    return WRAPPER.sub(" ", bare)


def _undelimit(text: str) -> str:
    r"""Math delimiters dropped; a dollar sign that is escaped, or without a partner, is money."""
    text = re.sub(r"(?<!\\)\\[()\[\]]", " ", text)
    escaped = text.replace(r"\$", "\0")
    if escaped.count("$") % 2 == 0:
        escaped = escaped.replace("$", " ")
    return escaped.replace("\0", "$")


def _amounts(text: str) -> str:
    """`$18.00` and `18.00$` written as `18.00 dollars`; any other currency sign says nothing."""
    text = AMOUNT.sub(lambda m: f"{m[2]} {CURRENCIES[m[1]]} ", text)
    text = SIGN_AFTER.sub(lambda m: f" {CURRENCIES[m[0]]} ", text)
    return re.sub("[$€£¥₹₽₩]", " ", text)
