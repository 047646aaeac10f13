"""What the journal keeps of an answer, and when a kept answer fits a new request. Pure: no file is touched here.

Every row carries a checksum, because SQLite does not notice a flipped bit inside a text.
"""

import json
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from schemas.request import Completion, Message, Origin, Request, TokenLogprob

SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    id INTEGER PRIMARY KEY,
    family BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    max_tokens INTEGER,
    completion TEXT NOT NULL,
    request TEXT NOT NULL,
    origin TEXT,
    created REAL NOT NULL,
    cost_usd REAL,
    checksum INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS abandoned (
    id INTEGER PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    origin TEXT,
    created REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS answers_by_family ON answers (family);
"""
"""Tables before the index, as VACUUM orders them: a repair relies on where they begin in the file.

`family` and `fingerprint` are sha256 digests; `cost_usd` is NULL without a price; an abandoned call's is unknown.
"""

INSERT_ANSWER = "INSERT INTO answers VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_ABANDONED = "INSERT INTO abandoned VALUES (NULL, ?, ?, ?, ?, ?)"
FIND = "SELECT fingerprint, max_tokens, completion, checksum, family FROM answers WHERE family = ? ORDER BY id DESC"
"""Newest first, so that a repaired or repeated answer wins over the older one."""

KEPT = tuple(item.name for item in fields(Completion) if item.name != "from_journal")
"""Fields of a completion that are written."""

Row = tuple[Any, ...]
"""One row of a table, without its id, in the order of its columns."""


class Key(NamedTuple):
    """What a request is looked up by."""

    fingerprint: bytes
    """Over everything that can change the answer."""
    family: bytes
    """The same without the cap on tokens."""
    max_tokens: int | None
    """The cap."""

    @classmethod
    def of(cls, request: Request) -> "Key":
        """The key of a request."""
        fingerprint, cap = bytes.fromhex(request.fingerprint), request.max_tokens
        return cls(fingerprint, fingerprint if cap is None else bytes.fromhex(request.family), cap)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered request, as the journal keeps it."""

    key: Key
    """What it is found by."""
    request: Request
    """What was asked; never holds a key."""
    completion: Completion
    """What came back."""
    cost_usd: float | None = None
    """What it cost, None where no price is known."""
    created: float = field(default_factory=time.time)
    """Unix time in seconds."""


def answer_row(answer: Answer) -> Row:
    """An answer as a row of `answers`."""
    key, completion, request = answer.key, completion_json(answer.completion), request_json(answer.request)
    check = checksum(key.family, key.fingerprint, key.max_tokens, completion.encode())
    lookup, origin = (key.family, key.fingerprint, key.max_tokens, completion), origin_json(answer.request.origin)
    return (*lookup, request, origin, answer.created, answer.cost_usd, check)


def abandoned_row(fingerprint: bytes, request: Request, kind: str) -> Row:
    """A call that may have been paid for without an answer, as a row of `abandoned`."""
    return (fingerprint, kind, request.model, origin_json(request.origin), time.time())


def checksum(family: bytes, fingerprint: bytes, cap: int | None, completion: bytes) -> int:
    """CRC-32 over all that a lookup relies on; the request's own text is held by its fingerprint."""
    head = b"%b%b%d " % (family, fingerprint, -1 if cap is None else cap)
    return zlib.crc32(completion, zlib.crc32(head))


def fits(key: Key, fingerprint: bytes, cap: int | None, answer: Completion) -> bool:
    """Whether an answer of the same family, given under `cap`, is what the request would get.

    The very same fingerprint always fits. Under another cap only an answer that ended by itself does, and only if the
    new cap would not have cut it: its tokens are within it, or, where the endpoint did not count them, the old cap is.
    """
    if fingerprint == key.fingerprint:
        return True
    if answer.truncated:
        return False
    if key.max_tokens is None:
        return True
    size = answer.completion_tokens or cap
    return size is not None and size <= key.max_tokens


def choose(key: Key, candidates: Iterable[tuple[bytes, int | None, Completion]]) -> Completion | None:
    """The answer to reuse, newest first: the exact fingerprint's, else any that fits."""
    fitting = None
    for fingerprint, cap, answer in candidates:
        if fingerprint == key.fingerprint:
            return answer
        if fitting is None and fits(key, fingerprint, cap, answer):
            fitting = answer
    return fitting


def request_json(request: Request) -> str:
    """A request for people and for replay: its fields, origin apart."""
    content: dict[str, Any] = {
        "model": request.model,
        "messages": [message._asdict() for message in request.messages],
        "sampling": dict(request.sampling),
    }
    if request.response_format is not None:
        content["response_format"] = dict(request.response_format)
    if request.sample:
        content["sample"] = request.sample
    if request.endpoint is not None:
        content["endpoint"] = request.endpoint
    return _dump(content)


def request_from(content: Mapping[str, Any]) -> Request:
    """Read a request back; who asked is not part of it."""
    return Request(
        messages=tuple(Message(message["role"], message["content"]) for message in content["messages"]),
        model=content["model"],
        sampling=content["sampling"],
        response_format=content.get("response_format"),
        sample=content.get("sample", 0),
        endpoint=content.get("endpoint"),
    )


def origin_json(origin: Origin | None) -> str | None:
    """Who asked, without the problem itself."""
    if origin is None:
        return None
    return _dump({item.name: getattr(origin, item.name) for item in fields(origin) if item.name != "problem"})


def completion_json(completion: Completion) -> str:
    """A completion, what is None left out."""
    given = ((name, getattr(completion, name)) for name in KEPT)
    return _dump({name: value for name, value in given if value is not None})


def completion_from(content: Mapping[str, Any]) -> Completion:
    """Read a completion back, ignoring fields that this version does not know."""
    known = {item.name for item in fields(Completion)}
    given = {name: value for name, value in content.items() if name in known}
    if given.get("logprobs") is not None:
        given["logprobs"] = tuple(TokenLogprob(*token) for token in given["logprobs"])
    return Completion(**{**given, "from_journal": True})


_dump = json.JSONEncoder(separators=(",", ":")).encode
