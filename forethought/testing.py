"""The shipped fakes, for users' own tests and rehearsals, on loopback: an OpenAI-compatible server and a Hub.

`docs/rehearsal.md` shows how to rehearse a run, faults included, `docs/hub.md` how to rehearse a push.
"""

from store.fake_hub import FakeHub, HubUser
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
    "FakeHub",
    "FakeProcess",
    "FakeServer",
    "FakeSettings",
    "Fault",
    "Fixed",
    "HubUser",
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
