"""What all tests share: a Prefect home of each process's own, patience on a busy machine, and a disk that is small."""

import gc
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings

from tests.interrupts import hear_ctrl_c

HOME = TemporaryDirectory(prefix="forethought-prefect-", ignore_cleanup_errors=True)
"""No settings of the user, no database of another version, and none of another worker of the same run."""
os.environ["PREFECT_HOME"] = HOME.name  # before Prefect is imported, and for every process that a test starts

hear_ctrl_c()

# how long an example takes says how busy the machine is; pytest-timeout ends what hangs
PATIENT = settings(settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("any machine", PATIENT)
settings.load_profile("any machine")


def pytest_unconfigure() -> None:
    """Remove it; a server that is just ending may still write into it."""
    HOME.cleanup()


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[str]:
    """Address of a Prefect server for all tests of this process, and for programs that get it as PREFECT_API_URL.

    A start of Prefect's own takes some ten seconds of a processor.
    """
    import flows.quiet  # noqa: F401, I001  (before prefect)
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        gc.collect()
        gc.freeze()  # what is there by now stays, so that later collections are quick
        yield str(PREFECT_API_URL.value())


@pytest.fixture
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that holds no more than the parameter says (`"16m"`), where one may be mounted."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={request.param}", "tmpfs", str(place)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no tmpfs can be mounted here: {error}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
