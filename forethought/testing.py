"""The shipped fake, for users' own tests and rehearsals: an OpenAI-compatible server without a model, on loopback.

`docs/rehearsal.md` shows how to rehearse a run against it, faults included.
"""

from synth.fake import (
    ChatRequest,
    FakeProcess,
    FakeServer,
    FakeSettings,
    Fault,
    Fixed,
    LogNormal,
    Record,
    Reply,
    RequestLog,
    Responder,
    Uniform,
    echo,
    scripted,
    staged,
    start_process,
    thinking,
)

__all__ = [
    "ChatRequest",
    "FakeProcess",
    "FakeServer",
    "FakeSettings",
    "Fault",
    "Fixed",
    "LogNormal",
    "Record",
    "Reply",
    "RequestLog",
    "Responder",
    "Uniform",
    "echo",
    "scripted",
    "staged",
    "start_process",
    "thinking",
]
