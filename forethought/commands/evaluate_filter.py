"""`forethought evaluate-filter`: what filters find and what they flag wrongly, on labelled texts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forethought.commands.options import Json

if TYPE_CHECKING:
    from filters.base import Filter
    from schemas.labelled import LabelledText

Names = Annotated[
    list[str],
    typer.Argument(metavar="FILTER...", help="Filters, also with settings: spoiler, or spoiler:max_score=1."),
]
Labels = Annotated[
    Path,
    typer.Option("--labels", metavar="FILE", help="Labelled texts, e.g. benchmarks/leaks/preplans.jsonl."),
]
Kinds = Annotated[list[str], typer.Option("--kind", metavar="KIND", help="Only texts of this kind. Repeatable.")]
Split = Annotated[
    str | None, typer.Option("--split", metavar="NAME", help="Only texts of this split, e.g. dev or test.")
]
Worst = Annotated[int, typer.Option("--worst", metavar="N", min=0, help="Also show each filter's N worst mistakes.")]
Markdown = Annotated[
    bool, typer.Option("--markdown", help="Print the table alone, as Markdown, for a page or a dataset card.")
]
Sweep = Annotated[bool, typer.Option("--sweep", help="Also show what other thresholds would do.")]


def evaluate_filter(
    names: Names,
    labels: Labels,
    kinds: Kinds = [],  # noqa: B006
    split: Split = None,
    worst: Worst = 0,
    sweep: Sweep = False,
    json: Json = False,
    markdown: Markdown = False,
) -> None:
    """Measure filters on labelled texts: precision, recall, F1 and false alarms, with 95% intervals, per kind.

    Each text is judged as a preplan, with the plan and execution of its row if there are any. A row has `text` and a
    label: `leak` or `label_leak` (true or false), or `label_audited` (clean, setup, computes, final).
    """
    import asyncio

    from filters.evaluation.asking import verdicts_on
    from filters.evaluation.results import evaluate
    from forethought.evaluation_view import print_evaluations
    from store.labelled_texts import read_labelled_texts

    judges = {name: _built(name) for name in names}
    texts = _chosen(read_labelled_texts(labels), kinds, split, labels)
    found = [evaluate(name, texts, asyncio.run(verdicts_on(judge, texts))) for name, judge in judges.items()]
    print_evaluations(found, texts, worst=worst, sweep=sweep, as_json=json, as_markdown=markdown)


def _built(asked: str) -> "Filter":
    """The filter asked for as `name` or `name:setting=value,setting=value`; one that is off by default is on here."""
    from filters.registry import build_filters, known_filters
    from schemas.errors import UserError
    from schemas.validation import unknown_value

    name, _, listed = asked.partition(":")
    if name not in known_filters():
        raise unknown_value("filter", name, known_filters(), where=asked)
    pairs = [pair.partition("=") for pair in listed.split(",") if pair]
    if any(not sign for _, sign, _ in pairs):
        raise UserError("a setting has no value", where=asked, fix=f"Write {name}:setting=value,setting=value.")
    built = build_filters([name], {name: {"enabled": True} | {key: value for key, _, value in pairs}}, asked)
    if name not in built:
        raise UserError("the filter is switched off", where=asked)
    if built[name].roles:
        raise UserError(f"the filter asks a model ({', '.join(built[name].roles)}), and here is none", where=asked)
    return built[name]


def _chosen(texts: "list[LabelledText]", kinds: list[str], split: str | None, labels: Path) -> "list[LabelledText]":
    """The texts of the kinds and the split that are asked for."""
    from schemas.validation import unknown_value

    known = {text.kind for text in texts}
    for kind in kinds:
        if kind not in known:
            raise unknown_value("kind", kind, known, where=str(labels))
    splits = {text.split for text in texts if text.split}
    if split is not None and split not in splits:
        raise unknown_value("split", split, splits, where=str(labels))
    return [text for text in texts if text.kind in (kinds or known) and split in (None, text.split)]
