"""Cards: what the Hub reads at their front, and that nothing breaks their tables."""

from dataclasses import replace

import pytest
import yaml

from store.card import CardConfig, CardFacts, render_card, size_category

CONFIG = CardConfig(
    "trl-sft", "TRL", {"train": "train-*.parquet"}, {"train": 5}, {"prompt": "string"}, "```\nload\n```"
)
FACTS = CardFacts("toy", "A toy.", [CONFIG])


def front(facts: CardFacts) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(render_card(facts).split("---")[1])
    return found


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, {}),
        ("Apache-2.0", {"license": "apache-2.0"}),
        ("Our own: ask us", {"license": "other", "license_name": "our-own-ask-us"}),
        ("版权所有", {"license": "other"}),
    ],
)
def test_the_licence_is_what_the_recipe_says(given: str | None, told: dict[str, str]) -> None:
    found = front(replace(FACTS, licence=given))
    assert {key: value for key, value in found.items() if key.startswith("license")} == told


def test_several_configurations_have_a_default() -> None:
    other = replace(CONFIG, name="verl-rl", data_files={"train": "verl-rl/train-*.parquet"}, rows={"train": 5000})
    found = front(replace(FACTS, configs=[CONFIG, other]))
    configs = found["configs"]
    assert isinstance(configs, list) and [config.get("default") for config in configs] == [True, None]
    assert found["size_categories"] == ["1K<n<10K"]


def test_a_cell_cannot_break_its_table() -> None:
    text = render_card(replace(FACTS, funnel=[{"step": "a | b\n| c", "count": 1234}]))
    assert "| a \\| b \\| c | 1,234 |" in text


def test_what_is_empty_is_left_out() -> None:
    assert "## Cost" not in render_card(FACTS) and "None is given" in render_card(FACTS)


@pytest.mark.parametrize(("rows", "name"), [(0, "n<1K"), (1000, "1K<n<10K"), (10**6, "1M<n<10M"), (10**7, "n>10M")])
def test_sizes_are_the_hubs(rows: int, name: str) -> None:
    assert size_category(rows) == name
