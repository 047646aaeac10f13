"""No version is made of an outage: one that lacks rows because an endpoint was away would be served as the newest."""

from textwrap import shorten

from pipelines.progress import Progress
from schemas.errors import UserError
from schemas.recipe import Recipe

LONGEST = 400
"""Characters of an endpoint's own words that are shown."""


def refuse_outage(progress: Progress, recipe: Recipe) -> None:
    """Refuse to commit when too many traces failed because an endpoint did not answer.

    Raises:
        UserError: more than `engine.max_outage_share` of them.
    """
    if progress.outages > recipe.engine.max_outage_share * max(1, progress.statuses.total()):
        what = f"{progress.outages:,} of {progress.done:,} traces failed because an endpoint did not answer"
        if progress.last_outage:
            what += f" (lastly {shorten(progress.last_outage, LONGEST, placeholder=' ...')})"
        fix = (
            "Nothing was committed and every answer is kept: run the same command again when it is back, "
            "or raise engine.max_outage_share to commit what there is."
        )
        raise UserError(what, where=recipe.name, fix=fix)
