"""Settings every test shares."""

import pytest
from hypothesis import HealthCheck, settings
from trio._core import _run as trio_run

from tests.seed import EXPLORES, SEED

# A shared machine is slow at times; speed is measured in bench/, not here. Every run draws the same: what fails is of
# the change at hand. Fixtures used beside @given only make things: no example meets another one's.
settings.register_profile(
    "lanewise",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize=not EXPLORES,
)
settings.load_profile("lanewise")


def pytest_report_header() -> str:
    return f"LANEWISE_SEED={SEED}"


@pytest.fixture(autouse=True)
def same_order() -> None:
    """Trio tosses a coin for the order of tasks that are ready at once; a day of a simulation is its seed and this."""
    assert trio_run._ALLOW_DETERMINISTIC_SCHEDULING, "Hypothesis, where it is installed, has Trio allow it"
    trio_run._r.seed(SEED)
