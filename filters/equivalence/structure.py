r"""How an answer is built: lists, tuples, sets, intervals, unions, matrices and `\pm`, and what their elements are."""

import re
from dataclasses import dataclass
from enum import Enum

from filters.equivalence.braces import OPENING, outside_brackets, split_outside

MAX_ITEMS = 200
"""More elements are not taken apart."""


class Kind(Enum):
    """What holds the elements together."""

    LIST = "list"
    """`1, 2`, `1 and 2`, `1; 2`: no bracket. Also what the two signs of `\\pm` make."""
    TUPLE = "tuple"
    """Round or square brackets, or `\\langle \\rangle`: tuples, points and intervals."""
    SET = "set"
    """`\\{1, 2\\}`."""
    UNION = "union"
    """`A \\cup B`."""
    MATRIX = "matrix"
    """Rows of entries; `brackets` holds the number of columns."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Elements and what holds them."""

    kind: Kind
    items: tuple[str, ...]
    """The elements as written, in order."""
    brackets: str = ""
    """The two brackets of a tuple, the number of columns of a matrix."""

    @property
    def ordered(self) -> bool:
        """Does the order of the elements matter?"""
        return self.kind in (Kind.TUPLE, Kind.MATRIX)


MATRIX = re.compile(
    r"\(?\s*\\begin\{([pbBv]?matrix|smallmatrix|array)\}(?:\{[clr|\s]*\})?(.*?)\\end\{\1\}\s*\)?", re.DOTALL
)
ROW = re.compile(r"\\\\(?:\[[^\]]*\])?")
UNION = re.compile(r"\\cup(?![A-Za-z])")
STRONG = re.compile(r";|,?\s*(?<![A-Za-z])(?:and|or)(?![a-z])|\\(?:lor|vee)(?![A-Za-z])")
SPACED_COMMA = re.compile(r",\s+(?:and\s+|or\s+)?")
COMMA = re.compile(r",\s*(?:and\s+|or\s+)?")
PLUS_MINUS = re.compile(r"\\(?:pm|mp)(?![A-Za-z])")
THOUSANDS = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")


def parse_shape(text: str) -> Shape | None:
    """How a normalised answer is built of elements; None when it is one thing."""
    shape = _matrix(text) or _list(text) or _union(text) or _bracketed(text) or _signs(text)
    return shape if shape and len(shape.items) <= MAX_ITEMS else None


def ungrouped(text: str) -> str:
    """The text without brackets that hold all of it and only group: `(x + 1)`, `{5}`."""
    while (inside := _inside(text)) is not None and (text[0] + text[-1]) in ("()", "{}"):
        if text[0] == "(" and any(inside[at] in ",;" for at in outside_brackets(inside)):
            break
        text = inside.strip()
    return text


def _list(text: str) -> Shape | None:
    for separator in (STRONG, SPACED_COMMA, COMMA):
        items = split_outside(text, separator)
        if len(items) > 1 and not (separator is SPACED_COMMA and _mixed_commas(text)):
            flat = [piece for item in items for piece in _pieces(item, separator)]
            return Shape(Kind.LIST, tuple(flat)) if all(flat) else None
    return None


def _pieces(item: str, separator: re.Pattern[str]) -> list[str]:
    """`1, 2 and 3` is one list, `p=5,q=2; p=7,q=2` is a list of lists."""
    inner = _list(item) if separator is STRONG and "=" not in item else None
    return list(inner.items) if inner else [item]


def _mixed_commas(text: str) -> bool:
    """True when commas without a space also separate, so that ` ,` cannot be told from thousands by its space."""
    free = set(outside_brackets(text))
    tight = [m for m in re.finditer(r",(?!\s)", text) if m.start() in free]
    return bool(tight) and not THOUSANDS.search(text)


def _union(text: str) -> Shape | None:
    items = split_outside(text, UNION)
    return Shape(Kind.UNION, tuple(items)) if len(items) > 1 and all(items) else None


def _bracketed(text: str) -> Shape | None:
    text = text.replace(r"\langle", "(").replace(r"\rangle", ")").strip()
    kind = Kind.SET if text.startswith(r"\{") and text.endswith(r"\}") else Kind.TUPLE
    inside = _inside(text.replace(r"\{", "{").replace(r"\}", "}") if kind is Kind.SET else text)
    if inside is None or (text[0] == "{"):
        return None
    items = split_outside(inside, re.compile("[,;]"))
    if not all(items) or (kind is Kind.TUPLE and len(items) == 1 and text[0] == "("):
        return None
    return Shape(kind, tuple(items), "" if kind is Kind.SET else text[0] + text[-1])


def _inside(text: str) -> str | None:
    """What stands between the first character and the last, if they are brackets that hold everything."""
    if len(text) < 2 or text[0] not in OPENING or text[-1] not in OPENING.values():
        return None
    depth = 0
    for position, character in enumerate(text):
        depth += (character in OPENING) - (character in OPENING.values())
        if depth == 0:
            return text[1:-1] if position == len(text) - 1 else None
    return None


def _matrix(text: str) -> Shape | None:
    match = MATRIX.fullmatch(text.strip())
    if match is None or r"\begin" in match[2] or match[1] == "vmatrix":
        return None
    rows = [[cell.strip() for cell in row.split("&")] for row in ROW.split(match[2]) if row.strip()]
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        return None
    return Shape(Kind.MATRIX, tuple(cell for row in rows for cell in row), str(len(rows[0])))


def _signs(text: str) -> Shape | None:
    r"""`1 \pm \sqrt{2}` is the list of both."""
    if not PLUS_MINUS.search(text):
        return None
    upper = re.sub(r"\\mp(?![A-Za-z])", "-", re.sub(r"\\pm(?![A-Za-z])", "+", text))
    lower = re.sub(r"\\mp(?![A-Za-z])", "+", re.sub(r"\\pm(?![A-Za-z])", "-", text))
    return Shape(Kind.LIST, (upper.lstrip("+ "), lower.lstrip("+ ")))
