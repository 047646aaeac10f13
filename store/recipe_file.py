"""Reads recipes from disk."""

import difflib
from collections.abc import Sequence
from pathlib import Path

from schemas.errors import UserError
from schemas.recipe import Recipe, parse_recipe


def read_recipe(path: Path, overrides: Sequence[str] = ()) -> Recipe:
    """The recipe in a YAML file, with `a.b=c` overrides applied.

    Raises:
        UserError: the file is missing, unreadable or not a recipe.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"not UTF-8 text (byte {error.start})", where=str(path), fix="A recipe is YAML.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"cannot read the recipe: {reason}", where=str(path), fix=_nearest(path)) from error
    return parse_recipe(text, str(path), overrides)


def _nearest(path: Path) -> str | None:
    folder = path.parent if path.parent.is_dir() else Path("recipes")
    names = [str(p) for p in sorted(folder.glob("*.y*ml"))] if folder.is_dir() else []
    near = difflib.get_close_matches(str(path), names, n=1, cutoff=0.3)
    return f"Did you mean {near[0]}?" if near else None
