"""Prefect's switches, set before it is imported: no telemetry ever, and no chatter unless the user asks for it.

Import this module before `prefect`. Values the user has set in the environment stand.
"""

import os

SWITCHES = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    # an embedded server prints a traceback per task that is cut off when a flow of many tasks ends
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    # the default of 20 s is not enough for first migrations on a busy machine
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
}
"""Environment variable to default."""

for name, value in SWITCHES.items():
    os.environ.setdefault(name, value)
