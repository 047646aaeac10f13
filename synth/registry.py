"""Finds generator kinds by their file names, so that adding one touches one file and importing one imports no other.

A generator file is `synth/generator_<kind>.py` with a `Settings` model and `build(settings) -> Generator`. Heavy
packages (openai, vllm) are imported only when a recipe names the kind that needs them.
"""

import importlib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from schemas.errors import UserError
from schemas.validation import unknown_value, validate
from synth.protocol import Generator

PREFIX = "generator_"
OURS = ("schemas", "synth")
"""Top-level packages whose absence is our mistake and not a missing extra."""
EXTRAS = {"vllm": "forethought[vllm]"}
"""Packages that come with an extra of ours rather than by their own name."""


_registered: dict[str, str] = {}


def register_kind(kind: str, module: str) -> None:
    """Have recipes of this process name a kind that is none of our files: `module` has its `Settings` and `build`."""
    _registered[kind] = module


def known_kinds() -> list[str]:
    """Every generator kind there is, sorted; nothing is imported."""
    files = Path(__file__).parent.glob(f"{PREFIX}*.py")
    return sorted({*(file.stem.removeprefix(PREFIX) for file in files), *_registered})


def build_generator(role: str, section: Mapping[str, Any], where: str) -> Generator:
    """Build the generator a recipe describes for a role; nothing is contacted.

    Raises:
        UserError: unknown or missing kind, wrong settings, or a package that is not installed.
    """
    settings = dict(section)
    place = f"{where}, generators.{role}"
    kind = settings.pop("kind", None)
    kinds = known_kinds()
    if not isinstance(kind, str):
        raise UserError("missing key 'kind'", where=place, fix=f"Known: {', '.join(kinds)}.")
    if kind not in kinds:
        raise unknown_value("generator kind", kind, kinds, where=place)
    module = _load(kind, place)
    generator: Generator = module.build(validate(module.Settings, settings, place))
    return generator


def _load(kind: str, where: str) -> ModuleType:
    try:
        return importlib.import_module(_registered.get(kind, f"synth.{PREFIX}{kind}"))
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if not package or package in OURS:
            raise
        fix = f"Install it: pip install '{EXTRAS.get(package, package)}'."
        raise UserError(f"kind '{kind}' needs the package '{package}'", where=where, fix=fix) from error
