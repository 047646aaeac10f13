"""How traces become the assistant's turn that a model is trained on."""

from collections.abc import Mapping

from schemas.trace import Trace


def tagged_segments(trace: Trace, tags: Mapping[str, str]) -> str:
    """Each stage once, in order, between its tags: `<preplan>..</preplan><plan>..</plan><execute>..</execute>`."""
    return "\n".join(f"<{tag}>\n{trace.text(stage) or ''}\n</{tag}>" for stage, tag in tags.items())
