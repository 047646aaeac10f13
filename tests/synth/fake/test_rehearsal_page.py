"""The page on rehearsing names every option and every fault there is, and its examples work."""

import re
from pathlib import Path
from typing import get_args

import pytest

from synth.fake import cli
from synth.fake.faults import FaultKind, parse_fault
from synth.fake.process import ROOT

PAGE = (ROOT / "docs" / "rehearsal.md").read_text(encoding="utf-8")


def shown_options() -> list[str]:
    options = [option for action in cli._parser()._actions for option in action.option_strings]
    return [option for option in options if option.startswith("--") and option not in ("--help", "--host")]


@pytest.mark.parametrize("option", shown_options())
def test_every_option_is_on_the_page(option: str) -> None:
    assert re.search(rf"{option}\b", PAGE)


@pytest.mark.parametrize("kind", get_args(FaultKind))
def test_every_fault_is_on_the_page(kind: str) -> None:
    assert f"`{kind}`" in PAGE


def test_faults_written_on_the_page_can_be_read() -> None:
    table = PAGE.split("| written | befalls |")[1].split("\n\n")[0]
    written = re.findall(r"^\| `([^`]+)`", table, re.MULTILINE) + re.findall(r"--fault ([\w:.]+\d)", PAGE)
    assert len(written) >= 8
    for spec in written:
        parse_fault(spec)


def test_the_first_command_of_the_page_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    command = PAGE.split("python -m synth.fake ", 1)[1].split("\n\n")[0].replace("\\\n", " ").split()
    monkeypatch.chdir(ROOT)
    settings = cli._settings(cli._parser().parse_args(command))
    assert (settings.capacity, len(settings.faults), settings.models) == (20, 3, ("qwen3",))
    assert Path("data/problems/arithmetic.jsonl").exists()
