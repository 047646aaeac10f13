"""`forethought push` as a person meets it."""

import json
import os
import signal
from pathlib import Path

from store.fake_hub import FakeHub
from tests.hub.pushing import program


def test_a_dry_run_shows_all_and_asks_nothing(hub: FakeHub, root: Path, tmp_path: Path) -> None:
    hub.calls.clear()
    done = program(
        hub.url, tmp_path, "team/dry", "-f", "trl-sft", "-f", "verl-rl", "--root", root, "--dry-run", token=None
    )
    out, err = done.communicate(timeout=300)
    assert done.returncode == 0, err
    for words in ("dry run", "verl-rl/train-00000-of-00001.parquet", "kB", "config_name: trl-sft", "## Prompts"):
        assert words in out, words
    assert not hub.calls and "team/dry" not in hub.repositories


def test_a_push_says_where_it_went_and_how_to_load_it(hub: FakeHub, root: Path, tmp_path: Path) -> None:
    done = program(hub.url, tmp_path, "team/said", "--root", root)
    out, err = done.communicate(timeout=300)
    assert done.returncode == 0, err
    assert (
        f"{hub.url}/datasets/team/said (public)" in out and 'load_dataset("team/said", "trl-sft", revision="v0")' in out
    )
    assert "exporting trl-sft" in err and "uploading" in err
    again = program(hub.url, tmp_path, "team/said", "--root", root, "--json")
    out, err = again.communicate(timeout=300)
    assert json.loads(out)["outcome"] == "unchanged" and not err


def test_a_missing_token_is_one_sentence(hub: FakeHub, root: Path, tmp_path: Path) -> None:
    done = program(hub.url, tmp_path, "team/none", "--root", root, token=None)
    out, err = done.communicate(timeout=300)
    assert done.returncode == 2 and "needs a token" in err and "Traceback" not in err and not out


def test_ctrl_c_leaves_nothing_half(hub: FakeHub, root: Path, tmp_path: Path) -> None:
    hub.hold("commit")
    push = program(hub.url, tmp_path, "team/interrupted", "--root", root)
    try:
        assert hub.wait_held()
        os.kill(push.pid, signal.SIGINT)
        out, err = push.communicate(timeout=300)
    finally:
        push.kill()
        hub.release()
    assert push.returncode == 130 and "Interrupted" in err and "Traceback" not in err
    assert len(hub.repositories["team/interrupted"].commits) == 1
