"""What a run may spend, as a recipe says it."""

from pydantic import BaseModel, ConfigDict, Field


class BudgetOptions(BaseModel):
    """Hard caps on what one run spends; answers from the journal cost nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    usd: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    """US dollars, by the prices of the roles."""
    tokens: int | None = Field(default=None, ge=1)
    """Prompt and generated tokens together, as the endpoints count them."""
    requests: int | None = Field(default=None, ge=1)
    """Model calls, failed and repeated ones included."""

    @property
    def capped(self) -> bool:
        """Whether anything is capped at all."""
        return not (self.usd is None and self.tokens is None and self.requests is None)
