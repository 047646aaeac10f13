"""Finds pipelines by module: a file in this folder with a `PIPELINE` is the pipeline of that name."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

import pipelines
from pipelines.stage import Pipeline
from schemas.validation import unknown_value


@cache
def known_pipelines() -> Mapping[str, Pipeline]:
    """Every pipeline there is, by name."""
    names = [module.name for module in pkgutil.iter_modules(pipelines.__path__)]
    modules = {name: importlib.import_module(f"pipelines.{name}") for name in names}
    return {name: module.PIPELINE for name, module in modules.items() if hasattr(module, "PIPELINE")}


def find_pipeline(name: str, where: str) -> Pipeline:
    """The pipeline of that name.

    Raises:
        UserError: with the nearest known name.
    """
    known = known_pipelines()
    if name not in known:
        raise unknown_value("pipeline", name, known, where=where)
    return known[name]
