"""The fake in its own process: its first line, its command line, and everything that ends it."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import openai
import pytest

from schemas.errors import UserError
from synth.fake import FakeProcess, start_process
from synth.fake.process import ROOT
from tests.synth.fake.serving import chat

WAIT = 300.0
"""Seconds; only a test that is about to fail waits that long."""


def ask(fake: FakeProcess, prompt: str = "hi there", key: str = "k", **params: Any) -> str | None:
    with openai.OpenAI(base_url=fake.base_url, api_key=key, max_retries=0) as client:
        return str(client.chat.completions.create(**chat(prompt, **params)).choices[0].message.content)


def spawn(*arguments: str, code: str = "", **options: Any) -> subprocess.Popen[str]:
    """A fake started by hand; with `code`, a Python program instead."""
    command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "synth.fake", *arguments]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.Popen(command, text=True, cwd=ROOT, **pipes)


def alive(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url + "/healthz", timeout=WAIT):
            return True
    except OSError:
        return False


def ready(child: subprocess.Popen[str]) -> dict[str, Any]:
    assert child.stdout is not None
    line: dict[str, Any] = json.loads(child.stdout.readline())
    return line


def test_a_process_answers_logs_changes_and_goes() -> None:
    with start_process("--capacity", "20", "--model", "m") as fake:
        assert ask(fake, "over there") == ask(fake, "over there")
        assert fake.stats()["by_status"] == {"200": 2}
        assert [record["messages"][0]["content"] for record in fake.log(since=1)] == ["over there"]
        fake.configure(faults=["rate_limit"], retry_after=3)
        with pytest.raises(openai.RateLimitError) as error:
            ask(fake)
        assert error.value.response.headers["Retry-After"] == "3"
        with pytest.raises(UserError, match="Did you mean 'capacity'"):
            fake.configure(capasity=3)
        url, pid = fake.url, fake.pid
    assert not alive(url)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_long_log_is_read_in_pages() -> None:
    with start_process() as fake:
        for number in range(5):
            ask(fake, str(number))
        page = fake._call("/_fake/log?limit=2")
        assert len(page["records"]) == 2 and page["more"]
        assert [record["index"] for record in fake.log()] == list(range(5))


def test_the_command_line_sets_all_it_says(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    arguments = [
        *("--latency", "uniform:0:0.001", "--capacity", "9", "--when-full", "queue", "--retry-after", "2"),
        *("--retry-after-style", "date", "--context-length", "50", "--reasoning", "think", "--fault", "500@1"),
        *("--fault", "length~long", "--model", "m", "--prefix-cache", "--no-logprobs", "--seed", "5"),
        *("--api-key", "right", "--log", str(log), "--log-limit", "0"),
    ]
    with start_process(*arguments) as fake:
        settings = fake._call("/_fake/settings")
        text = ask(fake, key="right")
        with pytest.raises(openai.AuthenticationError):
            ask(fake)
    assert settings["latency"] == "Uniform(low=0.0, high=0.001)"
    assert (settings["capacity"], settings["when_full"], settings["context_length"]) == (9, "queue", 50)
    assert (settings["retry_after"], settings["retry_after_style"], settings["seed"]) == (2.0, "date", 5)
    assert (settings["prefix_cache"], settings["logprobs"], settings["log_limit"]) == (True, False, None)
    assert len(settings["faults"]) == 2
    assert text is not None and text.startswith("<think>")
    assert [json.loads(line)["status"] for line in log.read_text().splitlines()] == [200, 401]


def test_staged_with_answers_and_a_script_and_a_function_of_ones_own(tmp_path: Path) -> None:
    problems = tmp_path / "problems.jsonl"
    problems.write_text('{"question": "How many?", "gold_answer": "144"}\n')
    prompt = "Carry out the plan for this problem.\n\nProblem:\nHow many?"
    with start_process("--responder", "staged", "--answers", str(problems)) as fake:
        assert "\\boxed{144}" in str(ask(fake, prompt))
    script = tmp_path / "script.json"
    script.write_text('[{"contains": "plan", "replies": ["bad", "good"]}]')
    with start_process("--script", str(script)) as fake:
        assert [ask(fake, "plan"), ask(fake, "plan")] == ["bad", "good"]
    with start_process("--responder", "synth.fake.responders:echo") as fake:
        assert str(ask(fake)).startswith("Echo")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--host", "0.0.0.0"], "only listens on loopback"),
        (["--latency", "slow"], "not a latency"),
        (["--fault", "explode"], "unknown fault 'explode'"),
        (["--capacity", "many"], "'capacity'"),
        (["--when-full", "panic"], "'when_full'"),
        (["--responder", "nowhere:nothing"], "no responder 'nowhere:nothing'"),
        (["--script", "missing.json"], "missing.json"),
        (["--no-such-option"], "unrecognized arguments"),
    ],
)
def test_wrong_arguments_exit_with_2_and_one_sentence(arguments: list[str], word: str) -> None:
    with spawn(*arguments) as child:
        out, said = child.communicate(timeout=WAIT)
    assert (child.returncode, out) == (2, "")
    assert word in said
    assert "Traceback" not in said


def test_a_process_that_does_not_start_is_a_user_error_with_its_words() -> None:
    with pytest.raises(UserError, match="did not start: unknown fault 'explode'"), start_process("--fault", "explode"):
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_even_with_requests_open(number: signal.Signals) -> None:
    with spawn("--fault", "hang", stdin=subprocess.DEVNULL) as child:
        url = ready(child)["base_url"]
        asking = f"import urllib.request as u; u.urlopen('{url}/chat/completions', {json.dumps(chat())!r}.encode())"
        with spawn(code=asking, env={**os.environ, "no_proxy": "*"}) as client:
            fake = FakeProcess(url.removesuffix("/v1"), child.pid)
            while not fake.stats()["in_flight"]:
                assert client.poll() is None
            child.send_signal(number)
            _, said = child.communicate(timeout=WAIT)
            client.communicate(timeout=WAIT)
    assert (child.returncode, said) == (0, "fake server stopped: asked to by signal\n")


def test_a_request_ends_it() -> None:
    with spawn(stdin=subprocess.DEVNULL) as child:
        said = ready(child)
        FakeProcess(said["url"], said["pid"]).stop()
        _, words = child.communicate(timeout=WAIT)
    assert (child.returncode, words) == (0, "fake server stopped: asked to by request\n")


def test_a_closed_standard_input_ends_it() -> None:
    with spawn() as child:
        assert ready(child)["pid"] == child.pid
        _, words = child.communicate(timeout=WAIT)  # which closes its standard input
    assert (child.returncode, words) == (0, "fake server stopped: its standard input was closed\n")


def test_it_ends_by_itself_after_its_time() -> None:
    with spawn("--max-seconds", "0.2", stdin=subprocess.DEVNULL) as child:
        _, words = child.communicate(timeout=WAIT)
    assert words == "fake server stopped: 0.2 seconds are over\n"


ORPHAN = """
import subprocess, sys, os, signal
command = [sys.executable, "-m", "synth.fake"]
child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
print(child.stdout.readline().strip(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_death_of_its_parent_ends_it() -> None:
    with spawn(code=ORPHAN) as parent:
        said = ready(parent)
        _, words = parent.communicate(timeout=WAIT)  # until the orphan, which holds the pipe, has gone as well
    assert parent.returncode == -signal.SIGKILL
    assert words == "fake server stopped: its parent is gone\n"
    assert not alive(said["url"])


def test_detached_it_outlives_its_standard_input() -> None:
    with spawn("--detach", "--max-seconds", "60") as child:
        said = ready(child)
        assert child.stdin is not None
        child.stdin.close()
        assert alive(said["url"])
        child.terminate()
        assert child.wait(timeout=WAIT) == 0
