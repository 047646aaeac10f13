"""Columns of the baselines: what several samples of one problem say together, and what this sample says."""

from schemas.arrow import Column, verdict_column


def sampling_columns(stage: str) -> tuple[Column, ...]:
    """Pass rate and majority answer of the problem; predicted answer, proximity and tokens of the sample."""
    return (
        verdict_column("pass_rate", "pass_rate", stage, "score"),
        verdict_column("majority_answer", "pass_rate", stage, "value"),
        verdict_column("predicted_answer", "answer", stage, "value"),
        verdict_column("proximity", "proximity", stage, "score"),
        verdict_column(f"{stage}_tokens", "length", stage, "score"),
    )
