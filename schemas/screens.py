"""The recipe's section `screens`: what is judged of accepted rows when all of them are there. All off by default."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NearDuplicateOptions(_Section):
    """Near duplicates of stage texts, or of the question."""

    stages: tuple[str, ...] = ("question",)
    """Stages, or `question`, whose texts are compared, each by itself."""
    threshold: float = Field(default=0.8, gt=0, le=1)
    """Estimated Jaccard similarity of word pairs from which two texts are near duplicates."""


class BoilerplateOptions(_Section):
    """One phrase in thousands of rows."""

    stages: tuple[str, ...]
    """Stages whose phrases are counted."""
    words: int = Field(default=8, ge=2)
    """Words of a phrase."""
    max_rows: int = Field(default=100, ge=1)
    """Rows of one phrase that are kept."""
    anywhere: bool = False
    """Whether any run of words counts, not only the opening."""


class ContaminationOptions(_Section):
    """Questions of evaluation sets."""

    against: tuple[str, ...]
    """Files or Hub datasets, as `forethought export --against` takes them."""


class SelectOptions(_Section):
    """A balanced choice of rows."""

    rows: int = Field(ge=1)
    """So many stay accepted, those of the version that is topped up included."""
    by: tuple[Literal["difficulty", "kind", "cluster"], ...] = ("difficulty", "cluster")
    """What is balanced: the problem's difficulty, its subject, and clusters of alike questions."""
    clusters: int = Field(default=20, ge=2)
    """Clusters of questions (k-means over TF-IDF)."""
    seed: int = 0
    """Of clustering and choice."""


class ScreenOptions(_Section):
    """Which screens are applied, in this order; a row that one rejects is not compared by the next."""

    duplicates: tuple[str, ...] = ()
    """Stages, or `question`, of which an equal text (spelling and markup aside) rejects the later problem's row."""
    near_duplicates: NearDuplicateOptions | None = None
    """The same for texts that are nearly equal."""
    boilerplate: BoilerplateOptions | None = None
    """Caps phrases that many rows share."""
    contamination: ContaminationOptions | None = None
    """Rejects questions of evaluation sets."""
    select: SelectOptions | None = None
    """Keeps a balanced choice of rows."""

    @property
    def texts(self) -> list[str]:
        """Stages, or `question`, that are compared by what they say."""
        near = self.near_duplicates.stages if self.near_duplicates else ()
        return [*self.duplicates, *near, *(self.boilerplate.stages if self.boilerplate else ())]

    @property
    def any(self) -> bool:
        """Whether one is on."""
        return bool(self.duplicates or self.near_duplicates or self.boilerplate or self.contamination or self.select)
