"""The pages on first steps and meta-thoughts name every setting with its default, and every reason."""

import re
from pathlib import Path

import pytest

from filters.registry import known_filters
from pipelines.registry import find_pipeline
from schemas.first_step import OPERATIONS
from schemas.recipe import parse_recipe

ROOT = Path(__file__).parents[2]
OWN = {
    "fslr": ("operation", "one_step", "grounded", "computed_value", "reference_step", "agreement", "saving"),
    "comt": ("number_free", "variables", "executable", "saving"),
}


@pytest.mark.parametrize("name", OWN)
def test_every_setting_is_listed(name: str) -> None:
    page = (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
    for judge in OWN[name]:
        for setting, value in known_filters()[judge].Settings().model_dump(mode="json").items():
            listed = re.search(rf"^\|[^|]*`{judge}\.{setting}`[^|]*\|(?P<default>[^|]*)\|", page, re.MULTILINE)
            assert listed or setting == "enabled", (judge, setting)
            if listed and not isinstance(value, list):
                assert ("none" if value is None else str(value).lower()) in listed["default"]


@pytest.mark.parametrize("name", OWN)
def test_the_pages_defaults_are_the_pipelines(name: str) -> None:
    page = (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
    (stage,) = find_pipeline(name, "test").stage_names
    window = (find_pipeline(name, "test").filter_defaults or {})["length"][stage]
    assert f"| `length.{stage}` | `{list(window)}` |" in page


def test_the_operations_are_listed() -> None:
    assert ", ".join(OPERATIONS) in (ROOT / "docs/fslr.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["fslr-reference", "fslr-openai", "comt-reference", "comt-openai"])
def test_every_recipe_resolves(name: str) -> None:
    from pipelines.resolve import resolve

    text = (ROOT / f"recipes/{name}.yaml").read_text(encoding="utf-8")
    assert resolve(parse_recipe(text, name), name).pipeline.name == name.partition("-")[0]
