"""Rewards run inside a trainer's processes: nothing heavy, and nothing of ours but filters and schemas, comes along."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    "torch", "trl", "transformers", "verl", "openrlhf", "ray", "prefect", "openai", "vllm", "pandas", "numpy",
    "pyarrow", "datasets", "deltalake", "math_verify", "sympy", "sklearn", "latex2sympy2_extended", "aiohttp", "jinja2",
    "fastapi", "sqlalchemy", "forethought", "flows", "pipelines", "synth", "store",
}  # fmt: skip
SCORE = r"""
import json, sys
{imports}
print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""


@pytest.mark.parametrize(
    "imports",
    [
        "import rewards",
        "import rewards.for_trl, rewards.for_verl, rewards.for_openrlhf",
        r'import rewards; assert rewards.ppc_reward("<preplan>a</preplan><plan>b</plan><execute>\\boxed{(x+1)^2}'
        r'</execute>", "x^2+2x+1").total > 1.2',
    ],
)
def test_importing_rewards_and_even_comparing_symbolically_pulls_nothing_heavy(imports: str) -> None:
    script = SCORE.format(imports=imports)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=True)
    loaded = set(json.loads(done.stdout))
    assert "rewards" in loaded
    assert not loaded & HEAVY
