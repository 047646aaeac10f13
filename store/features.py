"""Columns as a card's `dataset_info` tells them, for files that carry no types of their own.

JSON lines say nothing of a column that is null in a whole split; `datasets` then fails on the split where it is not.
"""

from typing import Any

import pyarrow as pa

KINDS = {"string": "string", "bool": "bool", "int32": "int32", "int64": "int64", "double": "float64"}
"""Arrow's names of the types that flat columns have, to the Hub's."""


def features_of(schema: Any) -> list[dict[str, str]]:
    """One entry per column of an Arrow schema; none at all where a type has no simple name."""
    found = [_feature(field) for field in schema]
    return found if all(found) else []


def _feature(field: Any) -> dict[str, str]:
    listed = pa.types.is_list(field.type)
    kind = KINDS.get(str(field.type.value_type if listed else field.type))
    return {"name": field.name, "sequence" if listed else "dtype": kind} if kind else {}
