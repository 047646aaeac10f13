"""What a dataset card says, gathered from a version's metadata, its recipe and the export itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from filters.registry import known_filters
from pipelines.export_making import WRITER, Making
from pipelines.mismatched import HOW as MISMATCHED
from pipelines.registry import known_pipelines
from pipelines.split import SplitSettings
from schemas.trace import Status
from store.card import CardConfig, CardFacts
from store.card_sections import counted, plain
from store.dataset import VersionInfo, View
from store.exports.format import Format, usage_text
from store.features import features_of

RULE_DERIVED = "reference"
"""The generator that asks no model."""
LISTED = "`contamination.jsonl` lists every overlap with the rule and the evaluation question. "
"""True of an export's folder; a push leaves that file out."""
FOLDER = "FOLDER"
"""Stands for where an export is, in the lines that a trainer is told."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to; the fields of `ExportResult` that a card tells."""

    rows: Mapping[str, int]
    problems: Mapping[str, int]
    left_out: Mapping[str, int]
    against: Mapping[str, int]
    overlaps: Sequence[Mapping[str, Any]]


def card_facts(
    view: View, made: Format, schema: Any, split: SplitSettings, exported: Exported, making: Making
) -> CardFacts:
    """The facts of a folder with one export. A recipe that older code wrote is read as far as it can be."""
    recipe = _recipe(view.info)
    pipeline = str(view.info.extra.get("pipeline", recipe.get("pipeline", "")))
    summary = known_pipelines()[pipeline].summary if pipeline in known_pipelines() else pipeline
    options = recipe.get("dataset") or {}
    return CardFacts(
        name=view.name,
        summary=f"Synthetic reasoning supervision made with forethought, pipeline `{pipeline}`: {summary}.",
        configs=[_config(view, made, schema, exported)],
        licence=options.get("licence"),
        languages=options.get("languages") or (),
        tags=("math", "reasoning", "forethought"),
        provenance=_provenance(view.info),
        sources=_sources(view.info, recipe, making),
        generators=_generators(making),
        filters=_filters(recipe, pipeline),
        funnel=_funnel(view.info, exported),
        cost=_cost(view.info),
        split=_split(split, exported),
        contamination=_contamination(exported),
        contamination_note=_contamination_note(exported),
        limits=_limits(view.info, made, making, exported),
    )


def _recipe(info: VersionInfo) -> dict[str, Any]:
    found = yaml.safe_load(info.recipe or "")
    return found if isinstance(found, dict) else {}


def _config(view: View, made: Format, schema: Any, exported: Exported) -> CardConfig:
    splits = list(exported.rows)
    place = "{0}/{0}-*" if made.folder_per_split else "{0}-*"
    return CardConfig(
        name=made.name,
        title=made.title,
        data_files={split: f"{place.format(split)}.{made.suffix}" for split in splits},
        rows=exported.rows,
        columns={field.name: str(field.type).replace("element: ", "") for field in schema},
        usage=usage_text(made, FOLDER, view.name, splits),
        features=features_of(schema) if made.suffix == "jsonl" else (),
    )


def _provenance(info: VersionInfo) -> dict[str, str]:
    values = {
        "dataset version": f"{info.number}, committed {info.created}",
        "run": info.run_id and f"`{info.run_id}`",
        "recipe digest": info.recipe_digest and f"`{info.recipe_digest}`",
        "content digest": info.content_digest and f"`{info.content_digest}`",
        "forethought": info.code_version,
        **{how: _told(info.extra[how]) for how in ("derived", "refiltered") if isinstance(info.extra.get(how), dict)},
    }
    return {label: value for label, value in values.items() if value}


def _told(values: Mapping[str, Any]) -> str:
    """What a derivation says of itself, e.g. from which dataset and version."""
    return ", ".join(f"{name} {value}" for name, value in values.items() if isinstance(value, str | int | float))


def _sources(info: VersionInfo, recipe: Mapping[str, Any], making: Making) -> list[dict[str, Any]]:
    """Where the problems come from; of a local path only the file's name is told."""
    source = recipe.get("problems") or {}
    path = source.get("path")
    place = Path(path).name if path else f"{source.get('hub', '')} {source.get('config') or ''}".strip()
    told = {
        "problem set": place,
        "split": "" if path else source.get("split", ""),
        "revision": info.problems.get("revision") or "",
        "problems read": info.problems.get("count", ""),
        "licence": source.get("licence") or "not given",
    }
    names = [(name, count) for name, count in making.sources.most_common(20) if name]
    shown = "; ".join(f"{plain(name)} ({count:,})" for name, count in names)
    return [{**told, "rows here by source": shown}] if place else []


def _generators(making: Making) -> list[dict[str, Any]]:
    rows = []
    for writer, count in sorted(making.writers.items(), key=lambda item: (-item[1], str(item[0]))):
        told = dict(zip(WRITER, writer, strict=True))
        sampling = json.loads(told["sampling"] or "{}")
        rows.append(
            {
                "stage": told["stage"],
                "role": told["role"],
                "generator": told["generator"],
                "model": told["model"],
                "prompt": _prompt(told),
                "sampling": ", ".join(f"{name} {value}" for name, value in sampling.items()) or "none",
                "texts": count,
            }
        )
    return rows


def _prompt(told: Mapping[str, Any]) -> str:
    """Rules are given no prompt, whatever template their stage has."""
    if told["generator"] == RULE_DERIVED:
        return "none"
    return f"{told['prompt_id']} ({(told['prompt_hash'] or '')[:12]})"


def _filters(recipe: Mapping[str, Any], pipeline: str) -> list[dict[str, Any]]:
    """Every filter that was on, with the settings that it had, defaults included where they can be known."""
    declared = known_pipelines().get(pipeline)
    given = recipe.get("filters") or {}
    defaults = (declared.filter_defaults or {}) if declared else {}
    names = declared.filter_names if declared else tuple(given)
    rows = []
    for name in names:
        section = {**defaults.get(name, {}), **given.get(name, {})}
        settings = _settings(name, section)
        if settings.pop("enabled", True):
            rows.append(
                {"filter": name, "settings": f"`{json.dumps(settings, ensure_ascii=False, default=str)[:300]}`"}
            )
    return rows


def _settings(name: str, section: Mapping[str, Any]) -> dict[str, Any]:
    kind = known_filters().get(name)
    try:
        full = kind.Settings.model_validate(section).model_dump(mode="json") if kind else dict(section)
    except ValueError:  # a recipe of older code
        full = dict(section)
    short = {key: value for key, value in full.items() if not _is_list_of_words(value) or key in section}
    return {key: value for key, value in short.items() if value not in (None, [], {})}


def _is_list_of_words(value: Any) -> bool:
    """Phrase lists are long and documented elsewhere."""
    return isinstance(value, list) and len(value) > 6


def _funnel(info: VersionInfo, exported: Exported) -> list[dict[str, Any]]:
    rows = [("problems read", info.problems.get("count")), ("traces", info.rows)]
    rows += [(f"traces {status}", count) for status, count in info.statuses.items()]
    rows += [(f"rejected: {reason}", count) for reason, count in list(info.reasons.items())[:8]]
    rows += [(f"left out: {reason}", count) for reason, count in exported.left_out.items()]
    excluded = sum(kind["rows"] for kind in exported.overlaps if kind["excluded"])
    rows += [("left out: overlaps an evaluation set", excluded)] if exported.against else []
    rows += [(f"exported: {split}", count) for split, count in exported.rows.items()]
    return [{"step": step, "count": count} for step, count in rows if count is not None]


def _cost(info: VersionInfo) -> dict[str, str]:
    usage = info.usage
    numbers = {
        "requests answered": usage.get("answered"),
        "prompt tokens": usage.get("prompt_tokens"),
        "completion tokens": usage.get("completion_tokens"),
    }
    told = {label: f"{value:,}" for label, value in numbers.items() if value is not None}
    cost = usage.get("cost_usd")
    if cost is not None:
        told["USD"] = "no price was given" if usage.get("unpriced") and not cost else f"{cost:,.4f}"
    return told


def _split(split: SplitSettings, exported: Exported) -> str:
    counts = ", ".join(
        f"{counted(exported.rows[name], 'row')} of {counted(exported.problems[name], 'problem')} in `{name}`"
        for name in exported.rows
    )
    how = f"seed {split.seed}, share {split.validation}"
    drawn = f"{how}, drawn in each difficulty by itself" if split.stratify else how
    parted = (
        "Split by problem: rows that share a problem, a family, a question, or a question but for its numbers are on "
        f"one side ({drawn})."
    )
    return f"{counts}. {parted}" if split.validation else f"{counts}. No validation split was asked for."


def _contamination(exported: Exported) -> list[dict[str, Any]]:
    rows = []
    for name, questions in exported.against.items():
        kinds = [kind for kind in exported.overlaps if kind["against"] == name]
        told: dict[str, Any] = {
            "evaluation set": Path(name).name if "/" in name and not name.startswith("hub:") else name
        }
        told["questions"] = questions
        if not kinds:
            rows.append({**told, "rule": "none fits", "rows": 0, "they are": ""})
        for kind in kinds:
            kept = "left out" if kind["excluded"] else "kept"
            rows.append({**told, "rule": kind["rule"], "rows": kind["rows"], "they are": kept})
    return rows


def _contamination_note(exported: Exported) -> str:
    if not exported.against:
        return "The questions were not held against any evaluation set."
    return (
        "Held against the questions of these sets: equal, short and equal but for words that only ask, equal but for "
        f"the numbers, near duplicates (MinHash, verified), shared runs of words. {LISTED}"
        "Paraphrases and translations are not found."
    )


def _limits(info: VersionInfo, made: Format, making: Making, exported: Exported) -> list[str]:
    told = ["No person has read every row; filters find what they look for and nothing else."]
    if (info.extra.get("derived") or {}).get("how") == MISMATCHED:
        told.insert(0, "A control, not for training: each preplan was written for another problem, on purpose.")
    if rejected := making.statuses[Status.REJECTED.value]:
        why = ", for the labels that are false" if made.kind == "stepwise" else ", since they were asked for"
        told.insert(0, f"`{made.name}` holds {counted(rejected, 'row')} that filters turned down{why}.")
    if any(writer[WRITER.index("generator")] == RULE_DERIVED for writer in making.writers):
        told.append(
            "Texts of the generator `reference` are derived from worked solutions by rules; no model wrote them."
        )
    if any(writer[WRITER.index("generator")] not in (RULE_DERIVED, None) for writer in making.writers):
        told.append("Texts were written by models and may hold errors in steps whose answer is right.")
    if "validation" in exported.rows:
        told.append(
            "The validation split is of the same problem sets as the training split: it measures fit, not transfer."
        )
    return told
