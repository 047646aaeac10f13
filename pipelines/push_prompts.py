"""The prompts that a version was made with: which, how often, and their texts where they still are what they were."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from pipelines.export_facts import RULE_DERIVED
from store.dataset import View
from synth.prompt_texts import prompt_text

ASKED = ("stage", "role", "prompt_id", "prompt_hash")
"""What tells two uses of prompts apart."""
NOTE = (
    "Jinja templates: a block per message, `{{ name }}` where a field of the problem or an earlier stage is put in. "
    "The hash is the first 16 hex digits of the sha256 of the text. Asked: attempts of all rows, also those that are "
    "not here, retries and judges included; a retry goes on with what the filters found."
)


@dataclass(frozen=True, slots=True)
class UsedPrompt:
    """One prompt in one use."""

    stage: str
    """The stage that it wrote, or the filter that asked it."""
    role: str
    """Which of the recipe's generators was asked."""
    id: str
    """The prompt's name."""
    hash: str
    """Its hash."""
    asked: int
    """How many attempts were made with it."""
    text: str | None
    """None if the template has changed since, or is gone."""
    path: str | None
    """Of its text in the repository."""


def used_prompts(view: View) -> list[UsedPrompt]:
    """The prompts of a version, in the order of stages; rules are given none, whatever their attempts name."""
    counts = Counter[tuple[str, str, str, str]]()
    if "provenance" in view.schema.names:
        for batch in view.batches(["provenance"]):
            counts.update(_counted(batch))
    recipe = yaml.safe_load(view.info.recipe or "")
    paths = sorted(set(_strings(recipe)))
    texts: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    for _, _, name, digest in sorted(counts):
        if (name, digest) not in texts:
            text = prompt_text(name, digest, paths)
            texts[name, digest] = (text, None if text is None else _path(name, digest, [p for _, p in texts.values()]))
    return [
        UsedPrompt(stage, role, name, digest, asked, *texts[name, digest])
        for (stage, role, name, digest), asked in sorted(counts.items())
    ]


def prompt_rows(prompts: list[UsedPrompt]) -> list[dict[str, Any]]:
    """As rows of a card's table."""
    return [
        {
            "stage": prompt.stage,
            "role": prompt.role,
            "prompt": f"[{prompt.id}]({prompt.path})" if prompt.path else f"{prompt.id} (its text is not at hand)",
            "hash": f"`{prompt.hash}`",
            "asked": prompt.asked,
        }
        for prompt in prompts
    ]


def _counted(batch: Any) -> dict[tuple[str, str, str, str], int]:
    attempts = batch["provenance"].flatten()
    attempts = attempts.filter(pc.not_equal(attempts.field("generator"), RULE_DERIVED))
    table = pa.table({name: attempts.field(name) for name in ASKED})
    groups = table.group_by(list(ASKED)).aggregate([([], "count_all")]).to_pylist()
    return {
        (group["stage"] or "", group["role"] or "", group["prompt_id"], group["prompt_hash"]): group["count_all"]
        for group in groups
        if group["prompt_id"] and group["prompt_hash"]
    }


def _path(name: str, digest: str, taken: list[str | None]) -> str:
    safe = re.sub(r"[^\w./-]|\.\.", "_", name).strip("/")
    path = f"prompts/{safe}" if safe.endswith((".md", ".j2")) else f"prompts/{safe}.md"
    return path if path not in taken else f"prompts/{digest}-{safe.replace('/', '-')}.md"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
