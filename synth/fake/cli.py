"""The command line of a fake in its own process: `python -m synth.fake --latency lognormal:0.05:1.0 --capacity 20`."""

import argparse
import asyncio
import importlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from schemas.errors import UserError
from schemas.validation import validate
from synth.fake.chat import Responder
from synth.fake.lifetime import Lifetime, serve
from synth.fake.responders import echo, load_script, thinking
from synth.fake.server import FakeServer
from synth.fake.settings import FakeSettings, SettingsPatch
from synth.fake.staged import load_answers, staged

FAULT_HELP = """a fault: KIND[:RATE][@INDEX,...][*ATTEMPTS][/SECONDSs][~TEXT], e.g. server_error:0.05, 429@0,3,
reset:0.5*1 (only first attempts), slow_drip/30s, length~some text of the prompt. May be given several times"""

PATCH_OPTIONS: dict[str, tuple[str, str]] = {
    "latency": ("SPEC", "seconds, uniform:LOW:HIGH or lognormal:MEDIAN:P99 (default 0)"),
    "capacity": ("N", "requests served at once (default: any number)"),
    "when-full": ("MODE", "'reject' with 429 (default) or 'queue'"),
    "retry-after": ("SECONDS", "what 429 and 503 ask for (default 1)"),
    "retry-after-style": ("STYLE", "seconds (default), date, milliseconds or absent"),
    "context-length": ("TOKENS", "longer prompts are refused with 400"),
    "reasoning": ("STYLE", "answer with reasoning: reasoning_content, reasoning, think, think_unopened or hidden"),
}
"""Options that are fields of SettingsPatch: placeholder and help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until something ends it; exit code 2 for what the user must fix."""
    options = _parser().parse_args(arguments)
    try:
        server = FakeServer(_settings(options), host=options.host, port=options.port)
        ending = asyncio.run(serve(server, Lifetime(options.max_seconds, options.detach)))
    except UserError as error:
        print(error.message, file=sys.stderr)
        return 2
    print(f"fake server stopped: {ending}", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m synth.fake", description="An OpenAI-compatible server without a model."
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="default 0: a free one, told in the first line of output")
    for name, (placeholder, text) in PATCH_OPTIONS.items():
        parser.add_argument(f"--{name}", metavar=placeholder, help=text)
    parser.add_argument("--fault", action="append", metavar="FAULT", help=FAULT_HELP)
    parser.add_argument("--model", action="append", metavar="NAME", help="a served model (default: any name)")
    parser.add_argument("--prefix-cache", action="store_true", help="simulate a prefix cache and report cached_tokens")
    parser.add_argument("--no-logprobs", action="store_true", help="ignore requests for log-probabilities")
    parser.add_argument("--no-metrics", action="store_true", help="have no /metrics")
    parser.add_argument("--seed", type=int, default=0, help="decides latencies and fault rates")
    _add_process_options(parser)
    return parser


def _add_process_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--responder", default="echo", metavar="NAME", help="echo, staged, or MODULE:FUNCTION")
    parser.add_argument("--script", type=Path, metavar="FILE", help='JSON: [{"contains": "...", "replies": ["..."]}]')
    parser.add_argument("--answers", type=Path, metavar="FILE", help="problems (JSONL) that 'staged' answers rightly")
    parser.add_argument("--flaws", type=float, default=0.0, metavar="RATE", help="share of bad texts of 'staged'")
    parser.add_argument("--api-key", metavar="KEY", help="demand this key (default: none)")
    parser.add_argument("--log", type=Path, metavar="FILE", help="append every finished request as a line of JSON")
    parser.add_argument("--log-limit", type=int, default=20_000, help="records kept in memory, 0 for all")
    parser.add_argument("--max-seconds", type=float, default=3600.0, help="stop after this time (default 3600)")
    parser.add_argument("--detach", action="store_true", help="do not stop with the parent process or with stdin")


def _settings(options: argparse.Namespace) -> FakeSettings:
    given: dict[str, object] = {name.replace("-", "_"): vars(options)[name.replace("-", "_")] for name in PATCH_OPTIONS}
    given |= {"faults": options.fault, "models": options.model, "prefix_cache": options.prefix_cache}
    given |= {"logprobs": not options.no_logprobs, "metrics": not options.no_metrics}
    patch = validate(SettingsPatch, {k: v for k, v in given.items() if v is not None}, "command line")
    responder = _responder(options)
    settings = replace(
        FakeSettings(),
        responder=thinking(responder) if options.reasoning else responder,
        seed=options.seed,
        api_key=options.api_key,
        log_path=options.log,
        log_limit=options.log_limit or None,
    )
    return patch.apply(settings)


def _responder(options: argparse.Namespace) -> Responder:
    if options.script is not None:
        return load_script(options.script)
    match options.responder:
        case "echo":
            return echo
        case "staged":
            answers = load_answers(options.answers) if options.answers else {}
            return staged(answers=answers, flaws=options.flaws)
    return _imported(options.responder)


def _imported(name: str) -> Responder:
    module, _, attribute = name.partition(":")
    try:
        responder = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        fix = "Name echo, staged, or a function that can be imported, as MODULE:FUNCTION."
        raise UserError(f"no responder '{name}': {error}", fix=fix) from error
    if not callable(responder):
        raise UserError(f"'{name}' is no function from a request to a reply")
    return responder  # type: ignore[no-any-return]
