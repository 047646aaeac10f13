"""The filters' judgements as GRPO reward functions, with no trainer imported."""
