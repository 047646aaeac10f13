"""NeMo Data Designer: one text column over a list of prompts. Runs in its own environment."""

import json
import os

from job import hand_back, options, prompts

told = options()
os.environ |= {"NEMO_TELEMETRY_ENABLED": "false", "HF_HUB_OFFLINE": "1", "DATA_DESIGNER_HOME": str(told.work / "home")}

import data_designer.config as dd  # noqa: E402
from data_designer.interface import DataDesigner  # noqa: E402

if __name__ == "__main__":
    texts = prompts(told.prompts)
    seeds = told.work / "seeds.jsonl"
    seeds.write_text("".join(json.dumps({"question": text}) + "\n" for text in texts), encoding="utf-8")
    settings = dd.ChatCompletionInferenceParams(max_parallel_requests=told.in_flight, timeout=3, max_tokens=2048)
    model = dd.ModelConfig(
        alias="m", model="fake", provider="fake", inference_parameters=settings, skip_health_check=True
    )
    provider = dd.ModelProvider(name="fake", endpoint=told.base_url, provider_type="openai", api_key="EMPTY")
    builder = dd.DataDesignerConfigBuilder(model_configs=[model])
    builder.with_seed_dataset(dd.LocalFileSeedSource(path=str(seeds)))
    builder.add_column(dd.LLMTextColumnConfig(name="text", model_alias="m", prompt="{{ question }}"))
    designer = DataDesigner(artifact_path=told.work / "artifacts", model_providers=[provider])
    designer.set_run_config(dd.RunConfig(disable_early_shutdown=True, otel_metrics_port=None))
    made = designer.create(builder, num_records=len(texts), dataset_name="bench", resume=dd.ResumeMode.IF_POSSIBLE)
    rows = made.load_dataset()
    hand_back(told.out, zip(rows["question"], rows["text"], strict=True))
