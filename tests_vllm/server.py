"""vLLM's own OpenAI-compatible server on a free port of this machine."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

HEALTHY_S = 600
"""Patience with a server that starts, in seconds."""
ARGUMENTS = "--host 127.0.0.1 --served-model-name tiny --dtype bfloat16 --enforce-eager --max-num-seqs 32"


@contextmanager
def served(model: str, *arguments: str) -> Iterator[str]:
    """The base URL of a server that runs inside the block; it calls the model `tiny`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model", model, "--port", str(port)]
    environment = {**os.environ, "VLLM_LOGGING_LEVEL": "ERROR"}
    server = subprocess.Popen([*command, *ARGUMENTS.split(), *arguments], env=environment)
    try:
        wait_until_healthy(server, port)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_until_healthy(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + HEALTHY_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail("the server does not start")
