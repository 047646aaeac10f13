"""Takes a reasoning model's thoughts off its answer, because they must never reach a stage's text (design 5)."""

import json
from typing import NamedTuple

OPEN = "<think>"
CLOSE = "</think>"


class Split(NamedTuple):
    """An answer and what was thought before it."""

    text: str
    """The answer alone, stripped when something was cut off in front of it."""
    reasoning: str | None
    """What stood between the tags, stripped; None when there were no tags."""
    start: int
    """Character offset of `text` in the raw content."""


def split_reasoning(content: str, thinking: bool = False) -> Split:
    """Cut a leading `<think>...</think>` off, also when the opening tag or the closing one is missing.

    A chat template may put the opening tag into the prompt, so a lone `</think>` still ends the reasoning. An opening
    tag that is never closed means that the cap struck while the model was thinking: all of it is reasoning. Tags that
    stand inside an answer (a text that talks about them, after other text and in order) cannot be told from a missing
    opening tag, and leaking thoughts is the worse mistake: the first closing tag decides. JSON alone can be told:
    a tag in one of its strings ends nothing.

    Args:
        content: what the model wrote.
        thinking: it is known that the answer begins within thoughts, so that without a closing tag it is all thoughts.
    """
    body = content.lstrip()
    opened = thinking or body.startswith(OPEN)
    end = content.find(CLOSE)
    if (end >= 0 or thinking) and _is_json(body):
        return Split(content, None, 0)
    if end < 0:
        return Split("", body.removeprefix(OPEN).strip(), len(content)) if opened else Split(content, None, 0)
    reasoning = content[:end].lstrip().removeprefix(OPEN).strip()
    rest = content[end + len(CLOSE) :]
    text = rest.strip()
    return Split(text, reasoning, end + len(CLOSE) + len(rest) - len(rest.lstrip()))


def _is_json(content: str) -> bool:
    """Whether all of it is one JSON object or array; its strings may hold raw control characters, as vLLM's do."""
    if not content.startswith(("{", "[")):
        return False
    try:
        json.loads(content, strict=False)
    except (ValueError, RecursionError):
        return False
    return True
