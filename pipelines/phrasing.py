"""Which phrases the texts of a version share, by stage; counted on a sample, the same one each time."""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from filters.screens.phrasing import Phrase, common_phrases
from pipelines.registry import known_pipelines
from schemas.trace import Status
from store.report.sampling import RowSample
from store.view import View

SAMPLED = 1_000
"""Accepted rows that are read: a share is right to 3 points (our choice)."""


def phrasing(view: View, words: int = 8, most: int = 5, rows: int = SAMPLED) -> Mapping[str, Sequence[Phrase]]:
    """The most common phrases of each stage's texts, over accepted rows.

    Args:
        view: the version.
        words: of a phrase, at least.
        most: phrases per stage.
        rows: how many accepted rows are read.
    """
    stages = _stages(view)
    ids = RowSample(rows)
    for batch in view.batches(["trace_id"], Status.ACCEPTED.value):
        for trace_id in batch["trace_id"].to_pylist():
            ids.offer(trace_id, "accepted")
    chosen = pa.array(sorted(ids.chosen()), pa.string())
    texts: dict[str, list[str]] = {stage: [] for stage in stages}
    for batch in view.batches(["trace_id", *stages], Status.ACCEPTED.value):
        for row in batch.filter(pc.is_in(batch["trace_id"], chosen)).to_pylist():
            for stage in stages:
                texts[stage].append(row[stage] or "")
    return {stage: common_phrases(texts[stage], words, most) for stage in stages}


def _stages(view: View) -> list[str]:
    pipeline = known_pipelines().get(str(view.info.extra.get("pipeline")))
    return [name for name in pipeline.stage_names if name in view.schema.names] if pipeline else []
