"""Recipes: what parses, what the errors say, what the digest covers."""

import json
from pathlib import Path

import pytest

from schemas.errors import UserError
from schemas.recipe import Recipe, parse_recipe

RECIPES = Path(__file__).parents[2] / "recipes"

MINIMAL = """
name: small
pipeline: ppc
problems: {path: problems.jsonl}
generators: {default: {kind: reference}}
"""


def parse(text: str = MINIMAL, *overrides: str) -> Recipe:
    return parse_recipe(text, "small.yaml", overrides)


def complaint(text: str = MINIMAL, *overrides: str) -> str:
    with pytest.raises(UserError) as caught:
        parse(text, *overrides)
    return caught.value.message


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_recipe_parses(path: Path) -> None:
    assert parse_recipe(path.read_text(encoding="utf-8"), path.name).name == path.stem


def test_the_resolved_recipe_parses_to_itself() -> None:
    recipe = parse()
    assert parse(recipe.to_yaml()) == recipe


def test_an_unknown_key_suggests_the_nearest() -> None:
    message = complaint(MINIMAL + "samples_per_problm: 2\n")
    assert "samples_per_problm" in message and "Did you mean 'samples_per_problem'?" in message


def test_an_unknown_nested_key_is_named_with_its_path() -> None:
    message = complaint(MINIMAL.replace("{path: problems.jsonl}", "{path: p.jsonl, limits: 3}"))
    assert "problems.limits" in message and "'limit'" in message


def test_a_missing_key_is_named() -> None:
    assert "missing key 'pipeline'" in complaint(MINIMAL.replace("pipeline: ppc\n", ""))


def test_broken_yaml_names_the_line() -> None:
    assert complaint("name: x\npipeline: [ppc\n").startswith("small.yaml, line ")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words"])
def test_what_is_no_mapping_is_no_recipe(text: str) -> None:
    assert "YAML mapping" in complaint(text)


def test_a_secret_in_a_recipe_is_refused_without_being_printed() -> None:
    message = complaint(MINIMAL.replace("{kind: reference}", "{kind: openai, api_key: sk-secret}"))
    assert "api_key_env" in message and "sk-secret" not in message


def test_the_name_of_a_variable_is_no_secret() -> None:
    headers = "{kind: openai, headers: {api-key: {env: AZURE_KEY}}}"
    recipe = parse(MINIMAL.replace("{kind: reference}", headers))
    assert recipe.generators["default"]["headers"] == {"api-key": {"env": "AZURE_KEY"}}


@pytest.mark.parametrize("problems", ["{}", "{path: a.jsonl, hub: o/n}"])
def test_problems_come_from_exactly_one_place(problems: str) -> None:
    assert "exactly one" in complaint(MINIMAL.replace("{path: problems.jsonl}", problems))


def test_a_wrong_problem_field_suggests_the_nearest() -> None:
    message = complaint(MINIMAL.replace("{path: problems.jsonl}", "{path: p.jsonl, fields: {quesion: q}}"))
    assert "quesion" in message and "'question'" in message


@pytest.mark.parametrize("name", ["../escape", "", ".hidden", "a/b", "a b", "x" * 101])
def test_names_that_are_no_folder_names_are_refused(name: str) -> None:
    assert "'name': " in complaint(MINIMAL.replace("name: small", f"name: {json.dumps(name)}"))


def test_overrides_reach_into_sections_that_are_not_there_yet() -> None:
    recipe = parse(MINIMAL, "problems.limit=7", "filters.spoiler.max_score=1", "seed=3")
    assert (recipe.problems.limit, recipe.filters["spoiler"], recipe.seed) == (7, {"max_score": 1}, 3)


def test_override_values_are_yaml() -> None:
    recipe = parse(MINIMAL, "filters.length.preplan=[1, 9]")
    assert recipe.filters["length"]["preplan"] == [1, 9]


@pytest.mark.parametrize("override", ["seed", "=3", "a..b=1", "name.inner=3", "seed={"])
def test_an_override_that_cannot_be_read_says_so(override: str) -> None:
    assert "--set" in complaint(MINIMAL, override)


@pytest.mark.parametrize(
    "override",
    ["name=other", "problems.limit=5", "engine.shard_size=7", "dataset.root=elsewhere",
     "generators.default.concurrency=3", "generators.default.base_url=http://127.0.0.1:1/v1",
     "generators.default.endpoints=[http://127.0.0.1:1/v1]"],
)  # fmt: skip
def test_the_digest_ignores_what_cannot_change_a_row(override: str) -> None:
    assert parse(MINIMAL, override).digest == parse().digest


@pytest.mark.parametrize(
    "override",
    ["pipeline=fslr", "seed=1", "samples_per_problem=2", "on_reject=stop", "filters.spoiler.max_score=1",
     "generators.default.model=m", "stages.plan.retries=0", "render.tags.execution=execution"],
)  # fmt: skip
def test_the_digest_covers_what_can_change_a_row(override: str) -> None:
    assert parse(MINIMAL, override).digest != parse().digest
