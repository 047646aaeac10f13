"""The examples of docs/rewards.md run as they stand, and its tables know every setting and part."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

from rewards import PpcSettings, ppc_reward

PAGE = (Path(__file__).parents[2] / "docs/rewards.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_examples_run_in_order() -> None:
    runnable = [block for block in BLOCKS if not block.startswith(("# needs trl", "# needs an endpoint"))]
    assert len(runnable) == len(BLOCKS) - 2 >= 7
    names: dict[str, Any] = {}
    for block in runnable:
        exec(compile(block, "docs/rewards.md", "exec"), names)


def test_every_setting_and_part_is_documented() -> None:
    names = [field.name for field in fields(PpcSettings)] + list(ppc_reward("", "1").parts)
    assert not [name for name in names if f"`{name}`" not in PAGE]
