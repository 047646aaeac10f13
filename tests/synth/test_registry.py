"""Generator kinds are found by file name and built from a recipe's section."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import UserError
from synth import registry
from synth.generator_openai import OpenAIGenerator
from synth.registry import build_generator, known_kinds


def test_kinds_are_the_files_there_are() -> None:
    files = (Path(registry.__file__).parent).glob("generator_*.py")
    assert known_kinds() == sorted(file.stem.removeprefix("generator_") for file in files)
    assert "openai" in known_kinds()


def test_nothing_heavy_is_imported_until_a_kind_is_built() -> None:
    code = "import sys, synth.registry as r; r.known_kinds(); print(sorted({'openai', 'aiohttp'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_section_becomes_a_generator() -> None:
    section = {"kind": "openai", "model": "m", "sampling": {"temperature": 0.5}, "price": {"input": 1, "output": 2}}
    generator = build_generator("planner", section, "r.yaml")
    assert isinstance(generator, OpenAIGenerator)
    assert (generator.kind, generator.model, generator.sampling) == ("openai", "m", {"temperature": 0.5})
    assert generator.endpoint is None and section["kind"] == "openai"


def test_the_endpoint_is_part_of_fingerprints_only_when_asked_for() -> None:
    section = {"kind": "openai", "model": "m", "base_url": "http://127.0.0.1:8000/v1/", "fingerprint_base_url": True}
    assert build_generator("planner", section, "r.yaml").endpoint == "http://127.0.0.1:8000/v1"


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"model": "m"}, "r.yaml, generators.planner: missing key 'kind'"),
        ({"kind": "opnai"}, "unknown generator kind 'opnai'. Did you mean 'openai'"),
        ({"kind": "openai"}, "missing key 'model'"),
        ({"kind": "openai", "model": "m", "concurency": 3}, "unknown key 'concurency'. Did you mean 'concurrency'"),
        ({"kind": "openai", "model": "m", "concurrency": 0}, "'concurrency"),
        ({"kind": "openai", "model": "m", "sampling": {"n": 2}}, "'n' is not a sampling parameter"),
        ({"kind": "openai", "model": "m", "sampling": {"max_tokens": "many"}}, "'max_tokens' is a whole number"),
        ({"kind": "openai", "model": "m", "base_url": "127.0.0.1:8000"}, "begins with http"),
        ({"kind": "openai", "model": "m", "base_url": "http://me:secret@h/v1"}, "must not hold a user name"),
        ({"kind": "openai", "model": "m", "price": {"input": -1, "output": 0}}, "price.input"),
        ({"kind": "openai", "model": "m", "timeout": {"conect": 1}}, "Did you mean 'connect'"),
    ],
)
def test_wrong_sections_are_explained(section: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError) as caught:
        build_generator("planner", section, "r.yaml")
    assert message in str(caught.value)
    assert "me:secret" not in str(caught.value)


def test_a_package_that_is_missing_comes_with_the_way_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "generator_moon.py").write_text("import vllm\n")
    monkeypatch.setattr(registry, "__file__", str(tmp_path / "registry.py"))
    monkeypatch.setattr("synth.__path__", [str(tmp_path)])
    monkeypatch.setitem(sys.modules, "vllm", None)
    with pytest.raises(UserError, match=r"needs the package 'vllm'.*pip install 'forethought\[vllm\]'"):
        build_generator("planner", {"kind": "moon"}, "r.yaml")
