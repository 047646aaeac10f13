"""OpenRLHF (0.11): SFT and RL.

Its traps: prompt and response must both be strings or both be lists of messages, so with a system prompt they are
lists; and in a prompt the letters `<image>` become a picture, so rows that hold them are left out. Chat templates are
applied only with `--data.apply_chat_template`.
"""

import json

import pyarrow as pa

from store.exports.format import (
    LINEAGE,
    MESSAGES,
    Context,
    Format,
    Place,
    Row,
    first_fault,
    lineage,
    prompt_turns,
    reference_fields,
    references,
    response_turn,
    text_fault,
    turns_fault,
)

PICTURE = "<image>"
"""Becomes a picture in an RL prompt."""

_SFT = """```bash
python -m openrlhf.cli.train_sft --data.dataset {folder} \\
    --eval.dataset {folder} --eval.split {validation} \\
    --data.input_key input --data.output_key output --data.apply_chat_template ...
```"""
_RL = """```bash
python -m openrlhf.cli.train_ppo_ray --data.prompt_dataset {folder} \\
    --eval.dataset {folder} --eval.split {validation} \\
    --data.input_key input --data.label_key answer --data.apply_chat_template \\
    --reward.remote_url "$(python -c 'import rewards.for_openrlhf as r; print(r.__file__)')" ...
```"""


def _sft(row: Row, context: Context, place: Place) -> Row:
    if context.system:
        turns = {"input": prompt_turns(row, context.system), "output": [response_turn(row)]}
    else:
        turns = {"input": row["prompt"], "output": row["response"]}
    return turns | lineage(row)


def _sft_schema(context: Context) -> pa.Schema:
    kind = _kind(context)
    return pa.schema([("input", kind), ("output", kind), *LINEAGE])


def _sft_fault(row: Row) -> str | None:
    prompt, response = row["input"], row["output"]
    if isinstance(prompt, list) and isinstance(response, list):
        return first_fault(turns_fault(prompt, "user"), turns_fault([*prompt, *response], "assistant"))
    return first_fault(text_fault(prompt, "prompt"), text_fault(response, "response"))


def _rl(row: Row, context: Context, place: Place) -> Row:
    own = {
        "input": prompt_turns(row, context.system) if context.system else row["prompt"],
        "answer": (row["answer"] or "").strip(),
        "datasource": f"forethought/{context.dataset}",
        "question": row["question"],
    }
    return own | references(row, context) | lineage(row)


def _rl_schema(context: Context) -> pa.Schema:
    own = [("input", _kind(context)), ("answer", pa.string()), ("datasource", pa.string()), ("question", pa.string())]
    return pa.schema([*own, *reference_fields(context), *LINEAGE])


def _rl_fault(row: Row) -> str | None:
    prompt = row["input"]
    fault = turns_fault(prompt, "user") if isinstance(prompt, list) else text_fault(prompt, "prompt")
    if fault is None and PICTURE in json.dumps(prompt):
        return "picture_placeholder"
    return first_fault(fault, text_fault(row["answer"], "answer"))


def _kind(context: Context) -> pa.DataType:
    return MESSAGES if context.system else pa.string()


FORMATS = (
    Format(
        name="openrlhf-sft",
        title="OpenRLHF's SFT trainer: input and output",
        kind="sft",
        schema=_sft_schema,
        row=_sft,
        check=_sft_fault,
        usage=_SFT,
    ),
    Format(
        name="openrlhf-rl",
        title="OpenRLHF's RL trainers: input and the gold answer as label",
        kind="rl",
        schema=_rl_schema,
        row=_rl,
        check=_rl_fault,
        usage=_RL,
    ),
)
