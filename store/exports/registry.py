"""Every export format, by name."""

from collections.abc import Mapping

from schemas.validation import unknown_value
from store.exports import axolotl, llamafactory, openrlhf, table, trl, verl
from store.exports.format import Format

FORMATS: Mapping[str, Format] = {
    made.name: made for module in (trl, verl, openrlhf, llamafactory, axolotl, table) for made in module.FORMATS
}
"""All formats, in the order in which they are listed."""

ALIASES: Mapping[str, str] = {
    "trl-sft-prompt-completion": "trl-sft",
    "openrlhf": "openrlhf-sft",
    "llamafactory": "llamafactory-sharegpt",
}
"""Short names, to the format that most people mean."""


def find_format(name: str) -> Format:
    """The format of that name.

    Raises:
        UserError: with the nearest known name.
    """
    known = ALIASES.get(name, name)
    if known not in FORMATS:
        raise unknown_value("format", name, FORMATS, where="--format")
    return FORMATS[known]
