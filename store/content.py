"""Digests of what things say, whatever their order, file layout or making.

Each record is hashed over its canonical JSON (keys sorted, None left out); a set's digest is the sum of its records'
hashes modulo 2^256. Addition makes it independent of order and lets versions that grow keep a running sum. It tells
accidents apart, not forgers: sums of hashes can be steered by whoever chooses thousands of records.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

MODULUS = 1 << 256

VOLATILE = frozenset({"error"})
"""Columns that may differ between two runs of one recipe with the same answers; what failed shows in `status`."""
VOLATILE_PROVENANCE = frozenset({"calls", "prompt_tokens", "completion_tokens", "cached_tokens", "error"})
"""Keys of a provenance item that tell what an answer cost and not what it is."""
PLAIN = frozenset({str, float, int, bool, type(None)})
"""Types of values that hold no others."""


def record_hash(record: Mapping[str, Any]) -> int:
    """Hash of one record."""
    text = json.dumps(_present(record), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())


def row_hash(row: Mapping[str, Any]) -> int:
    """Hash of one dataset row, without its volatile parts."""
    content = {key: value for key, value in row.items() if key not in VOLATILE}
    if content.get("provenance"):
        content["provenance"] = [_lasting(attempt) for attempt in content["provenance"]]
    return record_hash(content)


def combine(total: int, *hashes: int) -> int:
    """The sum that stands for all of them."""
    return (total + sum(hashes)) % MODULUS


def digest_text(total: int) -> str:
    """A sum as 64 hex digits."""
    return f"{total:064x}"


def _lasting(attempt: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in attempt.items() if key not in VOLATILE_PROVENANCE}


def _present(value: Any) -> Any:
    """Without what is null. Asked of every value of every row, hence the quick way out for the plain ones."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Mapping):
        return {key: _present(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_present(item) for item in value]
    return value
