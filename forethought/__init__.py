"""forethought: staged reasoning supervision for LLMs, synthesised, screened and versioned.

This package is the door: the public names below and the command line. The work is done in the folders beside it. Names
are loaded when they are first used, so that `forethought --help` answers at once.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forethought.api import export, open, push, refilter, run
    from pipelines.reward_judges import reward_judges
    from schemas.errors import UserError

__all__ = ["UserError", "__version__", "export", "open", "push", "refilter", "reward_judges", "run"]


def __getattr__(name: str) -> Any:
    if name in ("export", "open", "push", "refilter", "run"):
        from forethought import api

        return getattr(api, name)
    if name == "reward_judges":
        from pipelines.reward_judges import reward_judges

        return reward_judges
    if name == "UserError":
        from schemas.errors import UserError

        return UserError
    if name == "__version__":
        from importlib.metadata import version

        return version("forethought")
    raise AttributeError(f"module 'forethought' has no attribute '{name}'")
