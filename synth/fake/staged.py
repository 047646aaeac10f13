"""A responder that plays every stage of a pipeline: it sees from the prompt which text is wanted and writes one."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from schemas.errors import UserError
from synth.fake import texts
from synth.fake.chat import ChatRequest, Reply, Responder, message_text
from synth.fake.responders import as_reply, echo
from synth.fake.texts import Subject, subject_words

StageWriter = Callable[[Subject, bool], str]
"""Writes a text about a subject, well or flawed."""

WRITERS: Mapping[str, StageWriter] = {
    "preplan": texts.preplan,
    "plan": texts.plan,
    "execution": texts.execution,
    "cot": texts.cot,
    "first_step": texts.first_step,
    "meta_thought": texts.meta_thought,
}
"""The stages it can play without being told how."""

MARKERS: Mapping[str, str | Responder] = {
    "Write the preplan of this problem": "preplan",
    "Write the plan for this problem": "plan",
    "Carry out the plan for this problem": "execution",
    "Solve this problem.": "cot",
}
"""What the shipped prompts say where they ask for a stage."""

GOLD_FIELDS = ("gold_answer", "answer", "gold")
"""Fields of a problem file that may hold the gold answer, best first."""


def staged(
    markers: Mapping[str, str | Responder] = MARKERS,
    *,
    answers: Mapping[str, str] | None = None,
    flaws: float = 0.0,
    otherwise: Responder = echo,
) -> Responder:
    """Answer as the stage whose marker stands in the latest message that holds one.

    `markers` maps a text of the prompt to the name of one of WRITERS or to a responder of your own. `answers` maps
    questions to gold answers, so that executions come out right; without it they box some number. `flaws` is the
    share of texts that are bad in the way models are bad: a preplan that computes, a wrong answer. A request with a
    JSON schema gets minimal JSON; what no marker fits is left to `otherwise`.

    Raises:
        UserError: a marker names no known stage.
    """
    known = {marker: _as_responder(stage, _Book(answers or {}), flaws) for marker, stage in markers.items()}

    def respond(request: ChatRequest) -> Reply | str:
        for message in reversed(request.messages):
            text = message_text(message)
            for marker, responder in known.items():
                if marker in text:
                    return responder(request)
        return otherwise(request)

    return respond


def load_answers(path: Path) -> dict[str, str]:
    """Gold answers by question, from a JSONL file of problems.

    Raises:
        UserError: it cannot be read, or a line lacks a question or an answer.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot read the answers: {error}", where=str(path)) from error
    return dict(_entry(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip())


def _entry(line: str, where: str) -> tuple[str, str]:
    try:
        row = json.loads(line)
        return row["question"], str(next(row[name] for name in GOLD_FIELDS if name in row))
    except (KeyError, StopIteration, TypeError, ValueError) as error:
        fix = f"Each line is JSON with 'question' and one of {', '.join(GOLD_FIELDS)}."
        raise UserError("not a problem with its answer", where=where, fix=fix) from error


class _Book:
    """Finds the question that a prompt holds, by its first line."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._by_line: dict[str, list[tuple[str, str]]] = {}
        for question, answer in answers.items():
            line = question.strip().split("\n", 1)[0].strip()
            self._by_line.setdefault(line, []).append((question.strip(), answer))

    def find(self, prompt: str) -> tuple[str, str] | None:
        """Question and answer; the last line that is one counts, since examples come before it."""
        for line in reversed(prompt.split("\n")):
            for question, answer in self._by_line.get(line.strip(), ()):
                if question in prompt:
                    return question, answer
        return None


def _as_responder(stage: str | Responder, book: _Book, flaws: float) -> Responder:
    if not isinstance(stage, str):
        return stage
    if stage not in WRITERS:
        raise UserError(f"no stage '{stage}' to play", fix=f"Known: {', '.join(WRITERS)}; or give a function.")
    writer = WRITERS[stage]

    def respond(request: ChatRequest) -> Reply:
        if request.schema is not None:
            return Reply()
        draw = int(request.fingerprint[:8], 16) + request.choice
        subject = _subject(request, book, draw)
        return as_reply(writer(subject, draw % 10_000 < flaws * 10_000))

    return respond


def _subject(request: ChatRequest, book: _Book, draw: int) -> Subject:
    asked = next((message for message in request.messages if message["role"] == "user"), request.messages[-1])
    found = book.find(request.prompt)
    question, answer = found if found else (message_text(asked), str(draw % 997))
    return Subject(subject_words(question), answer, str(draw % 997 + 1000))
