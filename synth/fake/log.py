"""The request log: what was asked, when, and what came of it. Tests and benches prove their claims with it."""

import json
import logging
import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

from synth.fake.chat import ChatRequest, message_text

logger = logging.getLogger(__name__)

KEPT_HEADERS = ("content-type", "user-agent", "x-request-id", "x-stainless-retry-count", "idempotency-key")
"""Headers that are logged as they are. Of `authorization` only its presence is."""


@dataclass(slots=True)
class Record:
    """One request and its fate."""

    index: int
    """Number of the request at this server, from 0, in order of arrival."""
    arrived: float
    """Unix time, seconds."""
    in_flight: int
    """Requests that were open when this one arrived, itself included."""
    headers: Mapping[str, str]
    """Those of KEPT_HEADERS that came, and `authorization: present` or `absent`."""
    model: str | None = None
    """The model that was asked for; None when the body could not be read."""
    messages: tuple[Mapping[str, Any], ...] = ()
    """The messages as they came."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """All other fields of the body."""
    fingerprint: str | None = None
    """Hash of everything that can change the answer."""
    attempt: int = 0
    """How many requests with the same fingerprint came before."""
    latency: float = 0.0
    """Seconds that the latency distribution made it take, waiting for a place not included; 0 if it was refused."""
    status: int = 0
    """HTTP status that was sent; 0 for none (reset, hung, client gone)."""
    fault: str | None = None
    """What went wrong on purpose, or why it was refused."""
    finished: float | None = None
    """Unix time, seconds, at which the answer was handed to the network; None while open."""
    disconnected: bool = False
    """True when the client left before it had its answer."""
    replies: tuple[str | None, ...] = ()
    """The texts that were answered."""
    prompt_tokens: int = 0
    """As reported in `usage`."""
    completion_tokens: int = 0
    """As reported in `usage`."""

    @property
    def prompt(self) -> str:
        """The text of all messages, joined by blank lines."""
        return "\n\n".join(message_text(message) for message in self.messages)

    def row(self) -> dict[str, Any]:
        """The record as JSON takes it."""
        return {name: getattr(self, name) for name in self.__slots__}

    def take(self, request: ChatRequest) -> None:
        """Note what was asked."""
        self.model, self.messages, self.params = request.model, request.messages, request.params
        self.fingerprint, self.attempt = request.fingerprint, request.attempt


class RequestLog:
    """Records of the latest requests, and exact counts of all."""

    def __init__(self, limit: int | None, path: Path | None = None) -> None:
        """Keep the latest `limit` records (None: all) in memory; append each as a JSON line to `path`, if given."""
        self._records: deque[Record] = deque(maxlen=limit)
        self._file: IO[str] | None = path.open("a", encoding="utf-8", buffering=1) if path else None
        self._seen: Counter[str] = Counter()
        self._fates: Counter[tuple[int, str | None]] = Counter()
        self.requests = 0
        self.in_flight = 0
        self.max_in_flight = 0
        self.disconnected = 0
        self.prompt_tokens = 0
        self.completion_tokens = 0
        self.latency_sum = 0.0

    @property
    def records(self) -> list[Record]:
        """The records still in memory, oldest first, open requests included."""
        return list(self._records)

    @property
    def dropped(self) -> int:
        """Records that had to make room; `limit` was too small if a proof needs them."""
        return self.requests - len(self._records)

    @property
    def repeated(self) -> int:
        """Requests that asked what had been asked before."""
        return sum(self._seen.values()) - len(self._seen)

    def prompts(self) -> list[str]:
        """The prompt of every record in memory: all its messages' texts, joined by blank lines."""
        return [record.prompt for record in self.records]

    def count(self, status: int | None = None, fault: str | None = None) -> int:
        """Finished requests with this status and this fault, of all there ever were; None stands for any."""
        fates = self._fates.copy().items()
        return sum(n for (s, f), n in fates if status in (None, s) and fault in (None, f))

    def fates(self) -> Counter[tuple[int, str | None]]:
        """Finished requests by (status, fault)."""
        return self._fates.copy()

    def fingerprints(self) -> Counter[str]:
        """How often each fingerprint was asked for, of all requests there ever were."""
        return self._seen.copy()

    def since(self, index: int, limit: int | None = None) -> list[Record]:
        """Records in memory from number `index` on, at most `limit` of them."""
        skipped = max(0, index - self.dropped)
        return list(islice(self.records, skipped, None if limit is None else skipped + limit))

    def open(self, headers: Mapping[str, str]) -> Record:
        """Begin a record: a request has arrived."""
        self.in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)
        record = Record(self.requests, time.time(), self.in_flight, _kept(headers))
        self.requests += 1
        self._records.append(record)
        return record

    def attempt(self, fingerprint: str) -> int:
        """Note that `fingerprint` is asked for, and say how often it was before."""
        before = self._seen[fingerprint]
        self._seen[fingerprint] = before + 1
        return before

    def close(self, record: Record) -> None:
        """End a record: the request is answered, or given up."""
        record.finished = time.time()
        self.in_flight -= 1
        self._fates[record.status, record.fault] += 1
        self.disconnected += record.disconnected
        self.prompt_tokens += record.prompt_tokens
        self.completion_tokens += record.completion_tokens
        self.latency_sum += record.latency
        if self._file is not None:
            self._write(self._file, record)

    def release(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, file: IO[str], record: Record) -> None:
        try:
            file.write(json.dumps(record.row()) + "\n")
        except OSError as error:  # answers matter more than their log: carry on in memory
            logger.error("the request log is no longer written: %s", error)
            self._file = None


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    kept = {name: headers[name] for name in KEPT_HEADERS if name in headers}
    kept["authorization"] = "present" if headers.get("authorization") else "absent"
    return kept
