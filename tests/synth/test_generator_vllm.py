"""The vllm generator as far as it goes without vLLM: settings, identity, what is said where it cannot run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from schemas.errors import UserError
from schemas.recipe import RESULT_NEUTRAL_ENGINE, parse_recipe
from synth.generator_vllm import VllmGenerator
from synth.registry import build_generator
from synth.vllm_settings import Settings

ROOT = Path(__file__).parents[2]


def built(**section: Any) -> VllmGenerator:
    generator = build_generator("planner", {"kind": "vllm", "model": "tiny", **section}, "r.yaml")
    assert isinstance(generator, VllmGenerator)
    return generator


def test_reading_a_recipe_needs_no_vllm() -> None:
    code = "import sys, synth.generator_vllm; print('vllm' in sys.modules or 'torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"


def test_without_engine_arguments_it_asks_what_a_served_vllm_is_asked() -> None:
    sampling = {"temperature": 0.7, "max_tokens": 50}
    served = build_generator("planner", {"kind": "openai", "model": "tiny", "sampling": sampling}, "r.yaml")
    assert built(sampling=sampling).sampling == served.sampling
    assert built(sampling=sampling, engine={"tensor_parallel_size": 2}).sampling == served.sampling


def test_what_can_change_an_answer_is_part_of_fingerprint_and_provenance() -> None:
    engine = {"quantization": "awq", "gpu_memory_utilization": 0.8}
    generator = built(engine=engine, chat_template="{{ messages }}", sampling={"top_p": 0.9})
    assert generator.sampling == {"top_p": 0.9, "engine": {"quantization": "awq", "chat_template": "{{ messages }}"}}


@pytest.mark.parametrize(
    ("engine", "same"),
    [*(({name: 1}, True) for name in RESULT_NEUTRAL_ENGINE), ({"dtype": "half"}, False), (None, True), ({}, True)],
)
def test_the_recipes_digest_knows_what_changes_an_answer(engine: Any, same: bool) -> None:
    text = "{name: n, pipeline: ppc, problems: {path: p.jsonl}, generators: {default: {kind: vllm, model: tiny%s}}}"
    plain = parse_recipe(text % "", "r.yaml")
    other = parse_recipe(text % f", engine: {engine or ''}", "r.yaml")
    assert (plain.digest == other.digest) is same


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"modle": "x"}, "Did you mean 'model'"),
        ({"concurrency": 0}, "'concurrency'"),
        ({"sampling": {"n": 4}}, "'n' is not a sampling parameter"),
        ({"engine": {"model": "other"}}, "it stands beside `engine`"),
        ({"engine": {"hf_token": "secret-1"}}, "export HF_TOKEN instead"),
        ({"engine": {"max-model-len": 100}}, "write 'max-model-len' as 'max_model_len'"),
    ],
)
def test_wrong_sections_are_explained(section: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError) as caught:
        built(**section)
    assert message in str(caught.value) and "secret-1" not in str(caught.value)


def modules(monkeypatch: pytest.MonkeyPatch, platforms: ModuleType | None) -> None:
    monkeypatch.setitem(sys.modules, "vllm", ModuleType("vllm"))
    monkeypatch.setitem(sys.modules, "vllm.platforms", platforms)


async def test_a_missing_package_comes_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    modules(monkeypatch, None)
    with pytest.raises(UserError, match=r"needs the package 'vllm'.*pip install 'forethought\[vllm\]'"):
        await built().check()


async def test_a_machine_without_a_device_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    platforms = ModuleType("vllm.platforms")
    platforms.__dict__["current_platform"] = SimpleNamespace(device_type="")
    modules(monkeypatch, platforms)
    with pytest.raises(UserError, match=r"no device it can run on.*with a GPU.*kind: openai"):
        await built().check()


async def test_a_library_that_cannot_be_loaded_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    modules(monkeypatch, ModuleType("vllm.platforms"))  # lacks the name that is imported
    with pytest.raises(UserError, match="installed but cannot be loaded"):
        await built().check()


async def test_closing_what_never_ran_is_nothing() -> None:
    await built().close()


def test_one_key_per_engine_whatever_the_role_samples() -> None:
    from synth.vllm_pool import engine_key

    one = Settings(model="m", engine={"a": 1, "b": 2}, sampling={"top_p": 0.5}, concurrency=3)
    assert engine_key(one) == engine_key(Settings(model="m", engine={"b": 2, "a": 1}))
    assert engine_key(one) != engine_key(Settings(model="m", engine={"a": 1, "b": 3}))


OWNER = """
import subprocess, sys, time
from synth.vllm_guard import Guard
child = subprocess.Popen(["sleep", "600"])
guard = Guard()
guard.watch([child.pid])
if sys.argv[1] == "dismiss":
    guard.dismiss()
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("ending", ["dies", "dismiss"])
def test_a_guard_ends_what_a_killed_owner_leaves_and_nothing_after_it_is_dismissed(ending: str) -> None:
    command = [sys.executable, "-c", OWNER, ending]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as owner:
        assert owner.stdout is not None
        orphan = int(owner.stdout.readline())
        owner.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + (60 if ending == "dies" else 1)
    while running(orphan) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert running(orphan) is (ending == "dismiss")
    if running(orphan):
        os.kill(orphan, signal.SIGKILL)


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
