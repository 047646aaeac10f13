"""What a recipe says of an in-process vLLM, and which of it can change an answer. Pure: vLLM is not imported here."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, field_validator

from schemas.recipe import RESULT_NEUTRAL_ENGINE
from synth.accounting import Price
from synth.chat_settings import Section, checked_sampling

OURS = {
    "model": "it stands beside `engine`",
    "hf_token": "a secret: export HF_TOKEN instead",
    "chat_template": "it stands beside `engine`, as text",
}
"""Engine arguments that a recipe cannot give, and why."""


class Settings(Section):
    """One role's model, and the engine that runs it."""

    model: str
    """A Hub name or a folder, as vLLM takes it."""
    engine: dict[str, Any] = Field(default_factory=dict)
    """Any engine argument of vLLM, by its Python name: `tensor_parallel_size`, `quantization`, `max_model_len`, ..."""
    chat_template: str | None = None
    """A Jinja chat template as text; None: the tokenizer's own."""
    concurrency: int = Field(default=256, ge=1)
    """Requests of this role that the engine is given at once; it batches as many of them as its cache holds."""
    sampling: dict[str, Any] = Field(default_factory=dict)
    """Parameters of the chat API or of vLLM's `SamplingParams`; the model's own defaults where it is silent."""
    price: Price | None = None
    """USD per million tokens, if machine time is to be counted as cost."""

    @field_validator("sampling")
    @classmethod
    def _leave_ours(cls, sampling: dict[str, Any]) -> dict[str, Any]:
        return checked_sampling(sampling)

    @field_validator("engine")
    @classmethod
    def _arguments(cls, engine: dict[str, Any]) -> dict[str, Any]:
        for name, why in OURS.items():
            if name in engine:
                raise ValueError(f"'{name}' is no engine argument of a recipe ({why})")
        dashed = next((name for name in engine if "-" in name), None)
        if dashed:
            raise ValueError(f"write '{dashed}' as '{dashed.replace('-', '_')}'")
        return engine

    @property
    def identity(self) -> dict[str, Any]:
        """What of the engine can change an answer beside model and sampling: part of fingerprints and provenance."""
        parts = {name: value for name, value in self.engine.items() if name not in RESULT_NEUTRAL_ENGINE}
        if self.chat_template is not None:
            parts["chat_template"] = self.chat_template
        return parts

    @property
    def recorded_sampling(self) -> Mapping[str, Any]:
        """The sampling parameters, with the engine's identity under `engine` where it has one.

        Without engine arguments it is what a served vLLM would be sent, and answers of both are shared.
        """
        return {**self.sampling, ENGINE: self.identity} if self.identity else dict(self.sampling)


ENGINE = "engine"
"""The key of a request's sampling that holds the engine's identity; it is no sampling parameter."""
