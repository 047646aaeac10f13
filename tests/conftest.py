"""The tests have a Prefect home of their own: no settings of the user, no database of another version."""

import os
from tempfile import TemporaryDirectory

HOME = TemporaryDirectory(prefix="forethought-prefect-", ignore_cleanup_errors=True)
os.environ["PREFECT_HOME"] = HOME.name  # before Prefect is imported, and for every process that a test starts


def pytest_unconfigure() -> None:
    """Remove it; a server that is just ending may still write into it."""
    HOME.cleanup()
