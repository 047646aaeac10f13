"""distilabel: TextGeneration over a list of prompts. Runs in distilabel's own environment."""

import os

from job import hand_back, options, prompts

told = options()
os.environ |= {"HF_HUB_OFFLINE": "1", "DISTILABEL_CACHE_DIR": str(told.work), "HF_HOME": str(told.work / "hf")}

from distilabel.models import OpenAILLM  # noqa: E402
from distilabel.pipeline import Pipeline  # noqa: E402
from distilabel.steps import LoadDataFromDicts  # noqa: E402
from distilabel.steps.tasks import TextGeneration  # noqa: E402

if __name__ == "__main__":
    with Pipeline(name="bench", cache_dir=told.work) as pipeline:
        load = LoadDataFromDicts(data=[{"instruction": prompt} for prompt in prompts(told.prompts)], batch_size=50)
        settings = {"max_new_tokens": 2048}
        llm = OpenAILLM(
            model="fake", base_url=told.base_url, api_key="EMPTY", timeout=3, max_retries=6, generation_kwargs=settings
        )
        load >> TextGeneration(llm=llm, input_batch_size=told.in_flight)
    rows = pipeline.run(use_cache=True)["default"]["train"]
    hand_back(told.out, ((row["instruction"], row["generation"]) for row in rows))
