"""LLaMA-Factory (0.9): alpaca and sharegpt, with the `dataset_info.json` that it looks datasets up in.

Its traps: a folder given as `file_name` is read whole, so shards stand alone in one folder per split; a column or tag
left out of `columns` or `tags` becomes null, not its default, so columns are all named and tags not at all; and
formatting `openai` adds a system prompt of its own, so sharegpt it is.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from store.exports.format import (
    LINEAGE,
    Context,
    Format,
    Place,
    Row,
    TokenLimit,
    first_fault,
    lineage,
    text_fault,
    turns_fault,
)

TURN = pa.struct([("from", pa.string()), ("value", pa.string())])
SPEAKERS = {"system": "system", "human": "user", "gpt": "assistant"}

_CUT = TokenLimit(2048, "row", "LLaMA-Factory cuts their end off unless cutoff_len is larger")
_USAGE = """```yaml
# llamafactory-cli train sft.yaml
stage: sft
dataset_dir: {folder}
dataset: {name}_train
eval_dataset: {name}_{validation}
```"""

ALPACA = {"prompt": "instruction", "query": "input", "response": "output", "system": "system"}
SHAREGPT = {"messages": "conversations"}


def _alpaca(row: Row, context: Context, place: Place) -> Row:
    texts = {"instruction": row["prompt"], "input": "", "output": row["response"], "system": context.system or ""}
    return texts | lineage(row)


def _alpaca_schema(context: Context) -> pa.Schema:
    return pa.schema([*((name, pa.string()) for name in ("instruction", "input", "output", "system")), *LINEAGE])


def alpaca_fault(row: Row) -> str | None:
    """Whether instruction and output are there."""
    return first_fault(text_fault(row["instruction"], "prompt"), text_fault(row["output"], "response"))


def _sharegpt(row: Row, context: Context, place: Place) -> Row:
    head = [{"from": "system", "value": context.system}] if context.system else []
    turns = [*head, {"from": "human", "value": row["prompt"]}, {"from": "gpt", "value": row["response"]}]
    return {"conversations": turns} | lineage(row)


def _sharegpt_fault(row: Row) -> str | None:
    turns = [{"role": SPEAKERS.get(turn["from"]), "content": turn["value"]} for turn in row["conversations"]]
    return turns_fault(turns, "assistant")


def _info(formatting: str, columns: Mapping[str, str]) -> Any:
    def side_files(context: Context, splits: Sequence[str]) -> Mapping[str, Any]:
        entry = {"formatting": formatting, "columns": dict(columns)}
        return {"dataset_info.json": {f"{context.dataset}_{split}": {"file_name": split, **entry} for split in splits}}

    return side_files


FORMATS = (
    Format(
        name="llamafactory-alpaca",
        title="LLaMA-Factory, alpaca: instruction, input, output, system",
        kind="sft",
        schema=_alpaca_schema,
        row=_alpaca,
        check=alpaca_fault,
        usage=_USAGE,
        limit=_CUT,
        folder_per_split=True,
        side_files=_info("alpaca", ALPACA),
    ),
    Format(
        name="llamafactory-sharegpt",
        title="LLaMA-Factory, sharegpt: conversations of human and gpt",
        kind="sft",
        schema=lambda context: pa.schema([("conversations", pa.list_(TURN)), *LINEAGE]),
        row=_sharegpt,
        check=_sharegpt_fault,
        usage=_USAGE,
        limit=_CUT,
        folder_per_split=True,
        side_files=_info("sharegpt", SHAREGPT),
    ),
)
