"""Questions of evaluation sets, from a file or the Hub: what an export must not train on."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from schemas.errors import UserError
from schemas.recipe import ProblemSource
from store.columns import HINTS, LOOK
from store.problem_files import file_rows
from store.problem_hub import find_on_hub
from store.problem_paths import problem_files
from store.source_rows import SourceRow

HUB = "hub:"
SPLIT = "test"
"""The split of a Hub dataset that is read when none is named: it is what evaluation sets are for."""
COLUMNS = ("question", *(name for name in HINTS["question"] if name != "question"))
"""Where a question may stand; the first of these that the set has counts."""
MAX_BAD_SHARE = 0.01
"""With more rows that have no readable question the set is refused: a guard with holes is none (our choice)."""


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """One evaluation set."""

    name: str
    """As the user gave it."""
    label: str
    """What exports and cards call it: of a local path only the file's name, since others read them."""
    column: str
    """Where its questions stand."""
    source: ProblemSource
    """Where its rows are."""

    def questions(self) -> Iterator[tuple[str, str]]:
        """(id, question) of each row; the id is the row's own, or its line number.

        Raises:
            UserError: it cannot be read, or too many of its rows have no question.
        """
        good = bad = 0
        for row in _rows(self.source):
            text = row.values.get(self.column)
            if isinstance(text, str) and text.strip():
                good += 1
                named = row.values.get("id")
                yield str(row.line if named is None else named), text
            else:
                bad += 1
        if bad > MAX_BAD_SHARE * (good + bad):
            what = f"{bad} of its {good + bad} rows have no question in the column '{self.column}'"
            raise UserError(what, where=f"--against {self.name}", fix="Repair or remove them.")


def evaluation_set(name: str) -> EvaluationSet:
    """The evaluation set that `--against NAME` means.

    Raises:
        UserError: it is not there, it is empty, or no column of its first rows looks like questions.
    """
    source = _source(name)
    seen = list(dict.fromkeys(column for row in islice(_rows(source), LOOK) for column in row.values))
    column = next((known for known in COLUMNS if known in seen), None)
    if column is None:
        what = f"no column of questions; its columns are {', '.join(seen)}" if seen else "it holds no rows"
        raise UserError(
            what, where=f"--against {name}", fix=f"Name the column {', '.join(COLUMNS[:-1])} or {COLUMNS[-1]}."
        )
    return EvaluationSet(name, Path(name).name if source.path else name, column, source)


def _source(name: str) -> ProblemSource:
    if not name.startswith(HUB):
        return ProblemSource(path=name)
    parts = name.removeprefix(HUB).split(":")
    if len(parts) > 3 or not all(parts):
        how = "Write a file, or hub:owner/name, hub:owner/name:split or hub:owner/name:config:split."
        raise UserError(f"cannot read '{name}'", where="--against", fix=how)
    config = parts[1] if len(parts) == 3 else None
    return ProblemSource(hub=parts[0], config=config, split=parts[-1] if len(parts) > 1 else SPLIT)


def _rows(source: ProblemSource) -> Iterator[SourceRow]:
    if source.path is None:
        return find_on_hub(source).rows()
    return chain.from_iterable(map(file_rows, problem_files(source.path)))
