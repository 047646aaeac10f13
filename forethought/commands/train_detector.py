"""`forethought train-detector`: the learned leak detector, trained on your own labelled texts."""

from pathlib import Path
from typing import Annotated

import typer

Labels = Annotated[
    list[Path],
    typer.Option("--labels", metavar="FILE", help="Labelled texts with `fragments`; repeatable."),
]
Out = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the model is written; name it in a recipe.")]
Split = Annotated[str | None, typer.Option("--split", metavar="NAME", help="Only texts of this split, e.g. dev.")]
Strength = Annotated[float, typer.Option("--strength", min=1e-4, help="Inverse regularisation of the words.")]


def train_detector(labels: Labels, out: Out, split: Split = None, strength: Strength = 8.0) -> None:
    """Train the `leak` filter's model on labelled texts and write it to a folder.

    A row is as for `evaluate-filter`; `fragments` of a leaking text say which part of it leaks. The same files give the
    same model. Use it with `filters: {leak: {enabled: true, model: FOLDER}}`.
    """
    from filters.leaks.model import save_model
    from filters.leaks.training import train
    from store.labelled_texts import read_labelled_texts

    texts = [text for path in labels for text in read_labelled_texts(path) if split in (None, text.split)]
    model = train(texts, strength, {"version": "own", "command": "forethought train-detector"})
    save_model(model, out)
    leaking = sum(text.leak for text in texts)
    typer.echo(f"{len(texts)} texts ({leaking} leak), {len(model.weights)} features, written to {out}")
