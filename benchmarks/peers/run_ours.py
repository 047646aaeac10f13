"""forethought: a `cot` run from a problem file to a committed version, every filter off but `truncated`."""

import asyncio
import json

import yaml
from job import hand_back, options, prompts

from pipelines.build import run_build
from pipelines.registry import find_pipeline
from schemas.recipe import parse_recipe
from store.dataset import Dataset

if __name__ == "__main__":
    told = options()
    problems = told.work / "problems.jsonl"
    lines = (json.dumps({"question": prompt, "answer": "1"}) for prompt in prompts(told.prompts))
    problems.write_text("\n".join(lines), encoding="utf-8")
    generator = {"kind": "openai", "base_url": told.base_url, "model": "fake", "concurrency": told.in_flight}
    off = {name: {"enabled": False} for name in find_pipeline("cot", "bench").filter_names if name != "truncated"}
    recipe = {
        "name": "bench",
        "pipeline": "cot",
        "problems": {"path": str(problems)},
        "generators": {
            "default": {
                **generator,
                "sampling": {"max_tokens": 2048},
                "timeout": {"total": 3},
                "retries": {"attempts": 6},
            }
        },
        "filters": off,
        "dataset": {"root": str(told.work)},
    }
    asyncio.run(run_build(parse_recipe(yaml.safe_dump(recipe), "bench.yaml"), "bench.yaml"))
    rows = Dataset.at(told.work, "bench").read().to_arrow().to_pylist()
    hand_back(told.out, ((row["question"], row["cot"] if row["status"] == "accepted" else None) for row in rows))
