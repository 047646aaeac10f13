"""Ready responders: who answers at the fake. Any function from a ChatRequest to a Reply or a str is one too."""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from schemas.errors import UserError
from synth.fake.chat import ChatRequest, Reply, Responder
from synth.fake.choice import written

Condition = str | Callable[[ChatRequest], bool]
"""A text that must stand in the messages, or a predicate."""

Scripted = Reply | str | Responder
"""What a script answers with."""

Rule = tuple[Condition, Scripted | Sequence[Scripted]]
"""When to answer, and what: one thing, or several in turn."""


def echo(request: ChatRequest) -> Reply:
    """Minimal JSON where a schema is asked for, else a short text from the request's hash."""
    return Reply()


def scripted(
    rules: Iterable[tuple[Condition, Scripted | Sequence[Scripted]]], otherwise: Responder = echo
) -> Responder:
    """Answer by the first rule that fits; `otherwise` answers what none fits.

    A sequence is answered in turn, its last item again and again: `[("plan", ["bad", "good"])]` answers the first
    request that holds `plan` badly, all later ones well.
    """
    prepared = [(_predicate(condition), _in_turn(replies)) for condition, replies in rules]

    def respond(request: ChatRequest) -> Reply | str:
        fitting = (responder for fits, responder in prepared if fits(request))
        return next(fitting, otherwise)(request)

    return respond


def thinking(responder: Responder, thought: str = "Let me look at what is asked before I write anything.") -> Responder:
    """The same responder, with reasoning in front of every reply that has none."""

    def respond(request: ChatRequest) -> Reply:
        reply = as_reply(responder(request))
        if reply.reasoning is not None:
            return reply
        return Reply(reply.text, thought, reply.finish_reason, reply.logprobs)

    return respond


def as_reply(reply: Reply | str) -> Reply:
    """A plain text as a Reply."""
    return Reply(reply) if isinstance(reply, str) else reply


def reply_text(responder: Responder, request: ChatRequest) -> str:
    """The text a responder answers with, for trying one out without a server."""
    return written(as_reply(responder(request)), request)


class ScriptRule(BaseModel):
    """One rule of a script file."""

    model_config = ConfigDict(extra="forbid")

    contains: str
    """A text that must stand in the messages."""
    replies: list[str]
    """Answered in turn, the last one again and again."""


def load_script(path: Path) -> Responder:
    """A `scripted` responder from a JSON file: `[{"contains": "...", "replies": ["...", "..."]}, ...]`.

    Raises:
        UserError: the file cannot be read or has another shape.
    """
    try:
        rules = TypeAdapter(list[ScriptRule]).validate_python(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        fix = 'Write [{"contains": "...", "replies": ["..."]}].'
        raise UserError(f"not a script: {error}", where=str(path), fix=fix) from error
    return scripted([(rule.contains, rule.replies) for rule in rules])


def _predicate(condition: Condition) -> Callable[[ChatRequest], bool]:
    if isinstance(condition, str):
        return lambda request: condition in request.prompt
    return condition


def _in_turn(replies: Scripted | Sequence[Scripted]) -> Responder:
    if isinstance(replies, str | Reply) or callable(replies):
        return _responder(replies)
    turns = [_responder(reply) for reply in replies]
    if not turns:
        raise ValueError("a scripted rule needs at least one reply")
    number = count()
    return lambda request: turns[min(next(number), len(turns) - 1)](request)


def _responder(reply: Scripted) -> Responder:
    return reply if callable(reply) else lambda request: reply
