"""How traces become the assistant's turn that a model is trained on."""

from collections.abc import Mapping

from schemas.trace import Trace


def training_prompt(question: str, instruction: str) -> str:
    """The user's turn that is trained on: `instruction` with the question put in as it is."""
    return instruction.replace("{question}", question)


def bare_text(trace: Trace, tags: Mapping[str, str]) -> str:
    """The last stage's text alone, for paradigms of one stage."""
    return trace.text(list(trace.stages)[-1]) or ""


def tagged_segments(trace: Trace, tags: Mapping[str, str]) -> str:
    """Each stage once, in order, between its tags: `<preplan>..</preplan><plan>..</plan><execute>..</execute>`."""
    return "\n".join(f"<{tag}>\n{trace.text(stage) or ''}\n</{tag}>" for stage, tag in tags.items())
