"""A recipe's text as plain data, before anything is known of what its keys mean."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from schemas.errors import UserError


def read_mapping(text: str, where: str, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """The mapping that YAML text holds, with `a.b=c` overrides applied; `where` names it in errors.

    Raises:
        UserError: with the line of broken YAML, or because a secret stands in it.
    """
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}, line {mark.line + 1}" if mark else where
        raise UserError(f"not valid YAML: {getattr(error, 'problem', None) or error}", where=place) from error
    if not isinstance(data, dict):
        raise UserError("a recipe is a YAML mapping with name, pipeline, problems and generators", where=where)
    for override in overrides:
        _apply(data, override)
    _refuse_secrets(data, where)
    return data


def _apply(data: dict[str, Any], override: str) -> None:
    """Set one `a.b=c` in place; the value is read as YAML."""
    path, separator, value = override.partition("=")
    keys = path.strip().split(".")
    if not separator or not all(keys):
        raise UserError(f"cannot read '{override}'", where="--set", fix="Write it as a.b=value.")
    node = data
    for key in keys[:-1]:
        node = node.setdefault(key, {})
        if not isinstance(node, dict):
            raise UserError(f"'{key}' holds a value, not a section", where=f"--set {override}")
    try:
        node[keys[-1]] = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise UserError(f"the value is not valid YAML: {value!r}", where=f"--set {override}") from error


SECRET = re.compile(r"^(api[-_]?key|token|secret|password|authorization)$", re.IGNORECASE)
"""Keys under which people put secrets; a recipe names the environment variable instead."""


def _names_variable(value: object) -> bool:
    """Whether a secret's place holds `{env: VARIABLE}`, its name and not itself."""
    return isinstance(value, Mapping) and list(value) == ["env"]


def _refuse_secrets(node: object, where: str, path: str = "") -> None:
    if isinstance(node, Mapping):
        for key, value in node.items():
            dotted = f"{path}.{key}".lstrip(".")
            if SECRET.match(str(key)) and not _names_variable(value):
                fix = "Put the key into an environment variable and name that: api_key_env: MY_KEY."
                raise UserError(f"'{dotted}' would put a secret into the recipe", where=where, fix=fix)
            _refuse_secrets(value, where, dotted)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            _refuse_secrets(value, where, f"{path}.{number}")
