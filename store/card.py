"""The dataset card: README.md with the YAML that the Hub and `datasets` read, and what a user should know. Pure.

One card describes one folder with one or more configurations, each an export in one format. Licence and languages are
said as the recipe says them, and not at all when it is silent.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from store.card_sections import bullets, counted, section, table

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
"""The Hub's size categories: rows below the first number."""
LARGEST = (10_000_000, "1M<n<10M", "n>10M")
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9.+-]*")
"""How the Hub writes licences it knows, e.g. `apache-2.0`; others go under `license_name`."""


@dataclass(frozen=True, slots=True)
class CardConfig:
    """One configuration: files of one row shape."""

    name: str
    """Its name on the Hub; the format's."""
    title: str
    """Which trainer reads it."""
    data_files: Mapping[str, str]
    """Split to a glob pattern relative to the card."""
    rows: Mapping[str, int]
    """Split to number of rows."""
    columns: Mapping[str, str]
    """Column to type."""
    usage: str
    """How its trainer is told to read it, Markdown."""
    features: Sequence[Mapping[str, str]] = ()
    """Columns for `datasets`, see `store.features`; empty where the files tell their types."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """Everything a card says; plain values only."""

    name: str
    """Of the dataset."""
    summary: str
    """What a row is, in a sentence."""
    configs: Sequence[CardConfig]
    """At least one; the first is the default."""
    licence: str | None = None
    """As the recipe gives it."""
    languages: Sequence[str] = ()
    """As the recipe gives them, e.g. `en`."""
    tags: Sequence[str] = ()
    """Beside `synthetic`."""
    provenance: Mapping[str, str] = field(default_factory=dict)
    """What it was made from and with: version, digests, code; label to text."""
    sources: Sequence[Mapping[str, Any]] = ()
    """Problem sets: rows of a table."""
    generators: Sequence[Mapping[str, Any]] = ()
    """Who wrote the texts that are kept: rows of a table."""
    prompts: Sequence[Mapping[str, Any]] = ()
    """The prompts, with links to their texts: rows of a table; empty for a folder without them."""
    prompts_note: str = ""
    """What the table means."""
    loading: str = ""
    """How to load what is published, Markdown; empty for a folder."""
    filters: Sequence[Mapping[str, Any]] = ()
    """Filters and settings: rows of a table."""
    funnel: Sequence[Mapping[str, Any]] = ()
    """From problems to exported rows: rows of a table."""
    cost: Mapping[str, str] = field(default_factory=dict)
    """Requests, tokens, USD; label to text."""
    split: str = ""
    """How train and validation were told apart."""
    contamination: Sequence[Mapping[str, Any]] = ()
    """What was held against which evaluation set: rows of a table; empty if nothing was."""
    contamination_note: str = ""
    """What the table means, or that nothing was compared."""
    limits: Sequence[str] = ()
    """What users should not expect."""


def render_card(facts: CardFacts) -> str:
    """The whole README.md. The same facts give the same bytes."""
    front = yaml.safe_dump(_metadata(facts), sort_keys=False, allow_unicode=True)
    parts = [f"---\n{front}---", f"# {facts.name}", facts.summary]
    parts += [section("How to load", facts.loading), *(_config(config) for config in facts.configs)]
    parts += [
        section("Splits", facts.split),
        section("Problems", table(facts.sources)),
        section("Who wrote it", table(facts.generators)),
        section("Prompts", table(facts.prompts), facts.prompts_note),
        section("What was kept", table(facts.funnel)),
        section("Filters", table(facts.filters)),
        section("Contamination", table(facts.contamination), facts.contamination_note),
        section("Cost", bullets(facts.cost)),
        section("Provenance", bullets(facts.provenance)),
        section("Limits", "\n".join(f"- {limit}" for limit in facts.limits)),
        section("Licence", facts.licence or "None is given by the recipe: ask whoever made the dataset."),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def size_category(rows: int) -> str:
    """The Hub's word for so many rows."""
    limit, below, above = LARGEST
    return next((name for bound, name in SIZES if rows < bound), below if rows < limit else above)


def _metadata(facts: CardFacts) -> dict[str, Any]:
    rows = max(sum(config.rows.values()) for config in facts.configs)
    configs = [
        {
            "config_name": config.name,
            **({"default": True} if place == 0 and len(facts.configs) > 1 else {}),
            "data_files": [{"split": split, "path": path} for split, path in config.data_files.items()],
        }
        for place, config in enumerate(facts.configs)
    ]
    infos = [
        {"config_name": config.name, "features": [dict(feature) for feature in config.features]}
        for config in facts.configs
        if config.features
    ]
    return {
        **_licence(facts.licence),
        **({"language": list(facts.languages)} if facts.languages else {}),
        "pretty_name": facts.name,
        "size_categories": [size_category(rows)],
        "tags": list(dict.fromkeys(["synthetic", *facts.tags])),
        "configs": configs,
        **({"dataset_info": infos} if infos else {}),
    }


def _licence(licence: str | None) -> dict[str, str]:
    if not licence:
        return {}
    name = licence.strip()
    if IDENTIFIER.fullmatch(name.lower()):
        return {"license": name.lower()}
    short = re.sub(r"[^a-z0-9.-]+", "-", name.lower()).strip("-")
    return {"license": "other", **({"license_name": short} if short else {})}


def _config(config: CardConfig) -> str:
    counts = ", ".join(f"{counted(count, 'row')} in `{split}`" for split, count in config.rows.items())
    columns = table([{"column": f"`{name}`", "type": kind} for name, kind in config.columns.items()])
    return section(f"`{config.name}`", f"{config.title}. {counts}.", columns, config.usage)
