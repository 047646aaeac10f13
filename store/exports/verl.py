"""verl (0.9): Parquet for its RL trainer and its multi-turn SFT trainer.

Its traps: a `data_source` it does not know raises unless a custom reward function is configured; prompts over
`data.max_prompt_length` (1,024 tokens in 0.9, 512 before) are dropped in silence or stop the run; SFT rows over
`data.max_length` (1,024) stop the run. Columns named images, videos, tools or enable_thinking would be taken for what
they say, so there are none.
"""

import pyarrow as pa

from store.exports.format import (
    LINEAGE,
    MESSAGES,
    Context,
    Format,
    Place,
    Row,
    TokenLimit,
    first_fault,
    lineage,
    prompt_turns,
    reference_fields,
    references,
    text_fault,
    turns_fault,
)
from store.exports.trl import messages, messages_fault, messages_schema

RESERVED = frozenset({"images", "videos", "tools", "enable_thinking", "raw_prompt", "index", "agent_name"})

_RL = """```bash
python -m verl.trainer.main_ppo \\
    data.train_files="[$(ls -m {folder}/train-*.parquet | tr -d '\\n ')]" \\
    data.val_files="[$(ls -m {folder}/{validation}-*.parquet | tr -d '\\n ')]" \\
    custom_reward_function.path="$(python -c 'import rewards.for_verl as r; print(r.__file__)')" \\
    custom_reward_function.name=compute_score ...
```

Prompts over `data.max_prompt_length` are dropped without a word, or stop the run, depending on
`data.filter_overlong_prompts`."""
_SFT = """```bash
torchrun ... -m verl.trainer.sft_trainer \\
    data.train_files="[$(ls -m {folder}/train-*.parquet | tr -d '\\n ')]" \\
    data.val_files="[$(ls -m {folder}/{validation}-*.parquet | tr -d '\\n ')]" \\
    data.messages_key=messages data.max_length=4096 ...
```

With `data.truncation=error` (the default) a row over `data.max_length` (1,024 by default) stops the run."""


def _rl(row: Row, context: Context, place: Place) -> Row:
    extra = {"index": place.index, "split": place.split, "question": row["question"]}
    return {
        "data_source": f"forethought/{context.dataset}",
        "prompt": prompt_turns(row, context.system),
        "ability": "math",
        "reward_model": {"style": "rule", "ground_truth": (row["answer"] or "").strip()},
        "extra_info": extra | references(row, context) | lineage(row),
    }


def _rl_schema(context: Context) -> pa.Schema:
    extra = [("index", pa.int64()), ("split", pa.string()), ("question", pa.string())]
    return pa.schema(
        [
            ("data_source", pa.string()),
            ("prompt", MESSAGES),
            ("ability", pa.string()),
            ("reward_model", pa.struct([("style", pa.string()), ("ground_truth", pa.string())])),
            ("extra_info", pa.struct([*extra, *reference_fields(context), *LINEAGE])),
        ]
    )


def _rl_fault(row: Row) -> str | None:
    model, extra = row["reward_model"], row["extra_info"]
    if model["style"] != "rule" or not isinstance(extra.get("index"), int) or not row["data_source"]:
        return "not_a_rule_row"
    return first_fault(turns_fault(row["prompt"], "user"), text_fault(model["ground_truth"], "answer"))


FORMATS = (
    Format(
        name="verl-sft",
        title="verl's SFT trainer: messages",
        kind="sft",
        schema=messages_schema,
        row=messages,
        check=messages_fault,
        usage=_SFT,
        limit=TokenLimit(1024, "row", "verl stops at the first of them unless data.max_length is larger"),
        reserved=RESERVED,
    ),
    Format(
        name="verl-rl",
        title="verl's RL trainer: prompt, reward_model with the gold answer, extra_info with references",
        kind="rl",
        schema=_rl_schema,
        row=_rl,
        check=_rl_fault,
        usage=_RL,
        limit=TokenLimit(1024, "prompt", "verl drops them, or stops, unless data.max_prompt_length is larger"),
        reserved=RESERVED,
    ),
)
