"""The promises around the code: every key, command and filter is in the docs."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from filters.registry import known_filters
from forethought.cli import app
from pipelines.registry import known_pipelines
from schemas import recipe, screens
from schemas.budget import BudgetOptions
from synth.chat_settings import Settings
from synth.prompting import known_prompts
from synth.vllm_settings import Settings as VllmSettings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
SECTIONS = [
    recipe.Recipe,
    recipe.ProblemSource,
    recipe.StageOptions,
    recipe.RenderOptions,
    recipe.EngineOptions,
    recipe.DatasetOptions,
    BudgetOptions,
    Settings,
    VllmSettings,
]

SCREENS = [
    screens.ScreenOptions,
    screens.NearDuplicateOptions,
    screens.BoilerplateOptions,
    screens.ContaminationOptions,
    screens.SelectOptions,
]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_every_recipe_key_is_documented(section: type[BaseModel]) -> None:
    missing = [key for key in section.model_fields if f"`{key}`" not in DOCS["recipes.md"]]
    assert not missing


@pytest.mark.parametrize("section", SCREENS, ids=lambda section: section.__name__)
def test_every_screen_is_documented(section: type[BaseModel]) -> None:
    assert not [key for key in section.model_fields if f"`{key}`" not in DOCS["screens.md"]]


def test_every_command_is_documented_and_has_help() -> None:
    for command in app.registered_commands:
        assert f"forethought {command.name}" in README + "".join(DOCS.values()), command.name
        assert command.callback is not None and command.callback.__doc__


@pytest.mark.parametrize("name", sorted(known_filters()))
def test_every_filter_is_documented(name: str) -> None:
    assert f"`{name}`" in README + "".join(DOCS.values())


@pytest.mark.parametrize("name", sorted(known_pipelines()))
def test_every_pipeline_has_a_reference_recipe(name: str) -> None:
    assert (ROOT / "recipes" / f"{name}-reference.yaml").exists()


@pytest.mark.parametrize("prompt", known_prompts())
def test_every_prompt_is_documented(prompt: str) -> None:
    assert f"`{prompt}`" in DOCS["prompts.md"]


@pytest.mark.parametrize("name", sorted(DOCS))
def test_links_between_pages_lead_somewhere(name: str) -> None:
    import re

    for text, folder in ((DOCS[name], ROOT / "docs"), (README, ROOT)):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (folder / target).exists(), target
