"""The shipped fake: an OpenAI-compatible server without a model, for tests, benches and rehearsals."""

from synth.fake.chat import ChatRequest, Reply, Responder
from synth.fake.faults import Fault, parse_fault
from synth.fake.latency import Fixed, LogNormal, Uniform, parse_latency
from synth.fake.log import Record, RequestLog
from synth.fake.process import FakeProcess, start_process
from synth.fake.responders import echo, load_script, scripted, thinking
from synth.fake.server import FakeServer
from synth.fake.settings import FakeSettings
from synth.fake.staged import load_answers, staged

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
    "load_answers",
    "load_script",
    "parse_fault",
    "parse_latency",
    "scripted",
    "staged",
    "start_process",
    "thinking",
]
