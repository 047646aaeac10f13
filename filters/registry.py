"""Finds filters by module: a file in this folder with a `FILTER` is the filter of that name."""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import filters
from filters.base import Filter
from schemas.validation import unknown_value, validate


@cache
def known_filters() -> Mapping[str, type[Filter]]:
    """Every filter there is, by name."""
    names = [module.name for module in pkgutil.iter_modules(filters.__path__) if not module.ispkg]
    modules = {name: importlib.import_module(f"filters.{name}") for name in names}
    return {name: module.FILTER for name, module in modules.items() if hasattr(module, "FILTER")}


def build_filters(used: Iterable[str], settings: Mapping[str, Mapping[str, Any]], where: str) -> dict[str, Filter]:
    """The filters a pipeline uses, with a recipe's settings; those switched off are left out.

    Raises:
        UserError: for a filter that is unknown or that the pipeline does not use, or a wrong setting.
    """
    names = list(dict.fromkeys(used))
    for name in settings:
        if name not in names:
            raise unknown_value("filter of this pipeline", name, names, where=where)
    built = {name: _build(name, settings.get(name, {}), where) for name in names}
    return {name: judge for name, judge in built.items() if judge.settings.enabled}


def _build(name: str, section: Mapping[str, Any], where: str) -> Filter:
    kind = known_filters()[name]
    return kind(validate(kind.Settings, section, f"{where}, filters.{name}"))
