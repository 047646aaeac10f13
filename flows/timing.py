"""When a schedule fires: cron expressions and timezones, checked before a server is asked."""

import flows.quiet  # noqa: F401, I001  (sets Prefect's switches, so it stands before prefect)

from datetime import datetime
from difflib import get_close_matches
from zoneinfo import available_timezones

from prefect.client.schemas.schedules import CronSchedule
from pydantic import ValidationError

from pipelines.blocking import block
from schemas.errors import UserError

FIVE = "Give minute, hour, day of month, month and day of week, e.g. '0 3 * * *' for every night at three."


def check_timezone(name: str) -> None:
    """Refuse what IANA does not know.

    Raises:
        UserError: with the nearest one.
    """
    known = {zone.lower(): zone for zone in available_timezones()}
    if name not in known.values():
        near = get_close_matches(name.lower(), known, n=1)
        fix = f"Did you mean {known[near[0]]}?" if near else "Name it as IANA does, e.g. Europe/Berlin."
        raise UserError(f"there is no timezone '{name}'", where="--timezone", fix=fix)


def check_cron(cron: str, timezone: str) -> None:
    """Refuse what no cron reads, what crons read differently, and what never comes.

    Raises:
        UserError: it is no cron expression; it has other than five fields, and a sixth one is seconds to some, the year
            to others; or no month has that day.
    """
    try:
        CronSchedule(cron=cron, timezone=timezone)
    except (ValidationError, ValueError):
        raise UserError(f"'{cron}' is no cron expression", where="--cron", fix=FIVE) from None
    fields = len(cron.split())
    if fields != 5 and not cron.strip().startswith("@"):
        raise UserError(f"'{cron}' has {fields} fields, not five", where="--cron", fix=FIVE)
    try:
        block(firings(cron, timezone, 1))
    except ValueError:  # the cron library looks 50 years ahead
        raise UserError(f"'{cron}' never fires: no month of it has that day", where="--cron", fix=FIVE) from None


async def firings(cron: str, timezone: str, count: int) -> list[datetime]:
    """When it fires next, in its timezone."""
    from prefect.server.schemas.schedules import CronSchedule as Firing  # takes seconds to import

    return list(await Firing(cron=cron, timezone=timezone).get_dates(count))
