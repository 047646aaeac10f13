"""The layout's promises: which folder may import which, who may know which package, and how files are named."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("forethought", "schemas", "synth", "filters", "rewards", "pipelines", "store", "flows")

MAY_IMPORT = {
    "schemas": set(),
    "synth": {"schemas"},
    "filters": {"schemas"},
    "store": {"schemas"},
    "rewards": {"schemas", "filters"},
    "pipelines": {"schemas", "synth", "filters", "rewards", "store"},
    "flows": {"schemas", "synth", "filters", "rewards", "store", "pipelines"},
    "forethought": {"schemas", "synth", "filters", "rewards", "store", "pipelines", "flows"},
}
ONLY_IN = {
    "openai": {"synth"},
    "vllm": {"synth"},
    "sklearn": {"filters"},
    "math_verify": {"filters"},
    "rensa": {"filters"},
    "deltalake": {"store"},
    "datasets": {"store"},
    "huggingface_hub": {"store"},
    "prefect": {"flows"},
    "torch": set(),
    "trl": set(),
}
BANNED_NAMES = {"utils", "types", "datasets", "openai", "vllm"}


def source_files() -> Iterator[Path]:
    for package in OURS:
        yield from (ROOT / package).rglob("*.py")


@cache
def imported_roots(path: Path) -> set[str]:
    roots: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            roots.add(node.module.split(".")[0])
    return roots


def package_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


@pytest.mark.parametrize("package", OURS)
def test_imports_point_one_way(package: str) -> None:
    allowed = MAY_IMPORT[package] | {package}
    wrong = {
        f"{path.relative_to(ROOT)} imports {sorted(extra)}"
        for path in (ROOT / package).rglob("*.py")
        if (extra := (imported_roots(path) & set(OURS)) - allowed)
    }
    assert not wrong


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_known_where_it_belongs_only(library: str) -> None:
    knowing = {package_of(path) for path in source_files() if library in imported_roots(path)}
    assert knowing <= ONLY_IN[library]


def test_nothing_imports_a_relative_path_or_a_star() -> None:
    wrong = []
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.level or any(a.name == "*" for a in node.names)):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wrong


def test_no_module_shadows_a_package() -> None:
    stems = {path.stem for path in source_files()} - {"__init__", "__main__"}
    top_level = {path.stem for package in OURS for path in (ROOT / package).glob("*.py")} - {"__init__", "__main__"}
    assert not stems & BANNED_NAMES
    assert not {name for name in top_level if name in sys.stdlib_module_names and package_is_flows(name)}


def package_is_flows(name: str) -> bool:
    return (ROOT / "flows" / f"{name}.py").exists()


def test_data_holds_no_python() -> None:
    assert not list((ROOT / "data").rglob("*.py"))


def test_every_package_is_listed_for_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert sorted(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == sorted(OURS)


def test_files_are_short_enough_to_read_in_one_sitting() -> None:
    long = {str(p.relative_to(ROOT)): n for p in source_files() if (n := len(p.read_text().splitlines())) > 300}
    assert not long


def test_functions_stay_below_sixty_lines() -> None:
    long = []
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno > 60:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not long


def test_the_changelog_knows_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {version}" in changelog or "## Unreleased" in changelog
