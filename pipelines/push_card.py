"""One card over all the configurations of a push, made of the facts of its exports."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines.export_facts import FOLDER, LISTED
from pipelines.push_prompts import NOTE, UsedPrompt, prompt_rows
from pipelines.push_staging import StagedExport
from store.card import CardConfig, CardFacts

OF_ONE = ("left out", "exported")
"""How steps of the funnel begin that differ from format to format."""


def push_facts(repository: str, tag: str, exports: Sequence[StagedExport], prompts: list[UsedPrompt]) -> CardFacts:
    """The facts of the whole repository; what the exports share is said once."""
    first = exports[0].facts
    facts = [export.facts for export in exports]
    names = [export.name for export in exports]
    return replace(
        first,
        configs=[_config(config, repository, tag) for each in facts for config in each.configs],
        loading=_loading(repository, tag, names),
        generators=_most(facts),
        prompts=prompt_rows(prompts),
        prompts_note=NOTE if prompts else "",
        provenance={**first.provenance, "tag": f"`{tag}`"},
        funnel=_funnel(names, facts),
        split=_split(names, facts),
        contamination=_by_config(names, facts),
        contamination_note=first.contamination_note.replace(LISTED, ""),
        limits=list(dict.fromkeys(limit for each in facts for limit in each.limits)),
    )


def _config(config: CardConfig, repository: str, tag: str) -> CardConfig:
    """Files lie in a folder named as the configuration; usage names the repository, or the fetched folder."""
    name = config.name
    usage = config.usage.replace(f'load_dataset("{FOLDER}"', f'load_dataset("{repository}", "{name}", revision="{tag}"')
    if FOLDER in usage:
        fetch = f"hf download {repository} --repo-type dataset --revision {tag} --include '{name}/*' --local-dir DIR"
        usage = f"```bash\n{fetch}\n```\n\n{usage.replace(FOLDER, f'DIR/{name}')}"
    files = {split: f"{name}/{pattern}" for split, pattern in config.data_files.items()}
    return replace(config, data_files=files, usage=usage)


def _loading(repository: str, tag: str, names: Sequence[str]) -> str:
    others = f" Configurations: {', '.join(f'`{name}`' for name in names)}." if len(names) > 1 else ""
    return (
        "```python\nfrom datasets import load_dataset\n\n"
        f'data = load_dataset("{repository}", "{names[0]}", revision="{tag}")\n```\n\n'
        f"`{tag}` is this version of the dataset; without `revision` it is the one pushed last.{others}"
    )


def _most(facts: Sequence[CardFacts]) -> list[Mapping[str, Any]]:
    """Who wrote the texts; of the formats that which holds most of them counts, since they hold the same texts."""
    found: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for row in (row for each in facts for row in each.generators):
        who = tuple(value for name, value in row.items() if name != "texts")
        if who not in found or found[who]["texts"] < row["texts"]:
            found[who] = row
    return list(found.values())


def _funnel(names: Sequence[str], facts: Sequence[CardFacts]) -> list[Mapping[str, Any]]:
    shared = [row for row in facts[0].funnel if not str(row["step"]).startswith(OF_ONE)]
    own = [
        {"step": f"`{name}`: {row['step']}", "count": row["count"]}
        for name, each in zip(names, facts, strict=True)
        for row in each.funnel
        if str(row["step"]).startswith(OF_ONE)
    ]
    return [*shared, *own]


def _split(names: Sequence[str], facts: Sequence[CardFacts]) -> str:
    """The counts of each configuration, then what holds for all of them."""
    told = [each.split.partition(". ") for each in facts]
    counts = [f"- `{name}`: {count}." for name, (count, _, _) in zip(names, told, strict=True)]
    return "\n".join([*counts, "", *dict.fromkeys(rule for _, _, rule in told)])


def _by_config(names: Sequence[str], facts: Sequence[CardFacts]) -> list[Mapping[str, Any]]:
    pairs = zip(names, facts, strict=True)
    return [{"configuration": f"`{name}`", **row} for name, each in pairs for row in each.contamination]
