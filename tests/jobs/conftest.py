"""What the tests of long work simulate."""

from __future__ import annotations

import pytest

from tests.shipped import shipped_scenario
from wargame.analysis.simulation import CHUNK, Simulation
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR


@pytest.fixture(scope="module")
def first() -> Scenario:
    return shipped_scenario("first-session")


@pytest.fixture(scope="module")
def simulation(first: Scenario) -> Simulation:
    return Simulation(first, "hard", 11, 3 * CHUNK + 100, FACILITATOR)
