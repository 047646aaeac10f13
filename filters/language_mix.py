"""Letters of a script that the question does not use: a model that falls into another language (our choice).

Greek letters and letter-like signs are mathematics and never counted. Two languages of one script (English, Spanish)
are not told apart. Measured in docs/quality.md.
"""

import re
import unicodedata
from functools import lru_cache
from typing import ClassVar

from pydantic import Field

from filters.base import Filter, FilterSettings
from filters.quality import verdict
from filters.spans import Span
from schemas.trace import Trace
from schemas.verdict import Verdict

_OTHER = re.compile(r"[^\x00-\u03ff]+")
"""Neither Latin, as far as European languages need it, nor Greek."""
SCRIPTS = (
    "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "CYRILLIC", "ARABIC", "HEBREW", "DEVANAGARI", "BENGALI", "TAMIL", "TELUGU",
    "THAI", "ARMENIAN", "GEORGIAN",
)  # fmt: skip
"""First words of the Unicode names of letters that are counted."""


class LanguageMixSettings(FilterSettings):
    """How much is let pass."""

    max_runs: int = Field(default=0, ge=0)
    """Runs of foreign letters that a text may hold."""


class LanguageMixFilter(Filter):
    """Rejects a text with letters of a foreign script; the score counts the runs."""

    name: ClassVar[str] = "language_mix"
    Settings: ClassVar[type[FilterSettings]] = LanguageMixSettings

    def __init__(self, settings: LanguageMixSettings) -> None:
        super().__init__(settings)
        self.options = settings

    def judge(self, trace: Trace, stage: str) -> Verdict:
        text = trace.text(stage) or ""
        found = foreign_runs(text, scripts(trace.problem.question))
        return verdict(self.name, stage, text, {"foreign_script": found}, self.options.max_runs, "foreign_script")


def scripts(text: str) -> frozenset[str]:
    """The scripts, other than Latin and Greek, whose letters stand in a text."""
    if text.isascii():
        return frozenset()
    return frozenset(name for run in _OTHER.findall(text) for sign in run if (name := _script(sign)))


def foreign_runs(text: str, known: frozenset[str]) -> list[Span]:
    """Runs of letters of scripts that are not `known`; linear in the length of the text."""
    if text.isascii():
        return []
    marks = [match.start() + place for match in _OTHER.finditer(text) for place in _foreign(match[0], known)]
    runs: list[Span] = []
    for place in marks:
        if runs and runs[-1].end == place:
            runs[-1] = Span(runs[-1].start, place + 1)
        else:
            runs.append(Span(place, place + 1))
    return runs


def _foreign(run: str, known: frozenset[str]) -> list[int]:
    return [place for place, sign in enumerate(run) if (name := _script(sign)) and name not in known]


@lru_cache(maxsize=4096)
def _script(sign: str) -> str:
    """The script of a letter; empty for anything else."""
    name = unicodedata.name(sign, "").split(" ", 1)[0] if sign.isalpha() else ""
    return name if name in SCRIPTS else ""


FILTER = LanguageMixFilter
