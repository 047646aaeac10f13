"""TRL (1.16): SFTTrainer, GRPOTrainer, and stepwise supervision for process reward models.

Its traps: whether a row is conversational is decided by its first suitable key, so that a string `prompt` beside a list
`messages` is read one way or the other by chance; one row type per folder then. GRPO hands every column to the reward
functions but for `prompt` and `completion`, and some names are its own.
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
    response_turn,
    text_fault,
    turns_fault,
)
from store.exports.stepwise import labelled_steps

RESERVED = frozenset(
    {"completion", "completion_ids", "trainer_state", "log_extra", "log_metric", "environments", "image", "images"}
)
"""Names that GRPOTrainer does not pass to reward functions as columns, or means otherwise."""

_CUT = TokenLimit(1024, "row", "SFTTrainer cuts their end off unless SFTConfig(max_length=...) is larger")
_SFT = """```python
from datasets import load_dataset
from trl import SFTConfig, SFTTrainer

data = load_dataset("{folder}")
trainer = SFTTrainer(model=MODEL, args=SFTConfig({options}), train_dataset=data["{train}"])
```"""
_GRPO = """```python
from datasets import load_dataset
from trl import GRPOConfig, GRPOTrainer
from rewards.for_trl import ppc_reward

data = load_dataset("{folder}", split="{train}")
trainer = GRPOTrainer(model=MODEL, args=GRPOConfig(), reward_funcs=ppc_reward, train_dataset=data)
```

`ppc_reward` reads `answer` and `question`; TRL's own `accuracy_reward` reads `solution`."""
_STEPWISE = """```python
from datasets import load_dataset

data = load_dataset("{folder}", split="{train}")  # prompt, completions, labels: TRL's stepwise supervision type
```"""


def _pair(row: Row, context: Context, place: Place) -> Row:
    turns = {"prompt": prompt_turns(row, context.system), "completion": [response_turn(row)]}
    return turns | lineage(row)


def _pair_fault(row: Row) -> str | None:
    prompt, completion = row["prompt"], row["completion"]
    return first_fault(turns_fault(prompt, "user"), turns_fault([*prompt, *completion], "assistant"))


def _text(row: Row, context: Context, place: Place) -> Row:
    """The trainer joins the two as they are, so a line break parts them; a prompt at inference ends in it too."""
    return {"prompt": f"{row['prompt']}\n", "completion": row["response"]} | lineage(row)


def _text_fault(row: Row) -> str | None:
    return first_fault(text_fault(row["prompt"], "prompt"), text_fault(row["completion"], "response"))


def messages(row: Row, context: Context, place: Place) -> Row:
    """The whole conversation in one column."""
    return {"messages": [*prompt_turns(row, context.system), response_turn(row)]} | lineage(row)


def messages_fault(row: Row) -> str | None:
    """Whether `messages` is a conversation that ends with the assistant."""
    return turns_fault(row["messages"], "assistant")


def messages_schema(context: Context) -> pa.Schema:
    """Schema of `messages`."""
    return pa.schema([("messages", MESSAGES), *LINEAGE])


def _grpo(row: Row, context: Context, place: Place) -> Row:
    gold = (row["answer"] or "").strip()
    own = {
        "prompt": prompt_turns(row, context.system),
        "question": row["question"],
        "answer": gold,
        "solution": rf"\boxed{{{gold}}}" if gold else "",
    }
    return own | references(row, context) | lineage(row)


def _grpo_schema(context: Context) -> pa.Schema:
    own = [("prompt", MESSAGES), ("question", pa.string()), ("answer", pa.string()), ("solution", pa.string())]
    return pa.schema([*own, *reference_fields(context), *LINEAGE])


def _grpo_fault(row: Row) -> str | None:
    return first_fault(turns_fault(row["prompt"], "user"), text_fault(row["answer"], "answer"))


def _steps(row: Row, context: Context, place: Place) -> Row:
    steps = labelled_steps(row, context.stages)
    return {
        "prompt": row["prompt"],
        "completions": [step.text for step in steps],
        "labels": [step.label for step in steps],
    } | lineage(row)


def _steps_schema(context: Context) -> pa.Schema:
    own = [("prompt", pa.string()), ("completions", pa.list_(pa.string())), ("labels", pa.list_(pa.bool_()))]
    return pa.schema([*own, *LINEAGE])


def _steps_fault(row: Row) -> str | None:
    if not row["completions"] or len(row["completions"]) != len(row["labels"]):
        return "no_steps"
    texts = [text_fault(text, "step_text") for text in row["completions"]]
    return first_fault(text_fault(row["prompt"], "prompt"), *texts)


FORMATS = (
    Format(
        name="trl-sft",
        title="TRL SFTTrainer: prompt and completion as messages, loss on the completion",
        kind="sft",
        schema=lambda context: pa.schema([("prompt", MESSAGES), ("completion", MESSAGES), *LINEAGE]),
        row=_pair,
        check=_pair_fault,
        usage=_SFT.replace("{options}", ""),
        limit=_CUT,
    ),
    Format(
        name="trl-sft-text",
        title="TRL SFTTrainer: prompt and completion as strings, no chat template, loss on the completion",
        kind="sft",
        schema=lambda context: pa.schema([("prompt", pa.string()), ("completion", pa.string()), *LINEAGE]),
        row=_text,
        check=_text_fault,
        usage=_SFT.replace("{options}", ""),
        limit=_CUT,
        takes_system=False,
    ),
    Format(
        name="trl-sft-messages",
        title="TRL SFTTrainer: whole conversations; set assistant_only_loss to train on the response only",
        kind="sft",
        schema=messages_schema,
        row=messages,
        check=messages_fault,
        usage=_SFT.replace("{options}", "assistant_only_loss=True"),
        limit=_CUT,
    ),
    Format(
        name="trl-grpo",
        title="TRL GRPOTrainer: a prompt per problem, gold answer and references as columns for rewards",
        kind="rl",
        schema=_grpo_schema,
        row=_grpo,
        check=_grpo_fault,
        usage=_GRPO,
        reserved=RESERVED,
    ),
    Format(
        name="trl-stepwise",
        title="TRL stepwise supervision: a trace's stages as steps, labelled by their verdicts",
        kind="stepwise",
        schema=_steps_schema,
        row=_steps,
        check=_steps_fault,
        usage=_STEPWISE,
        takes_system=False,
    ),
)
