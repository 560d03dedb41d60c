"""What the tests of long work simulate."""

from __future__ import annotations

import pytest

import wargame
from wargame.analysis.simulation import CHUNK, Simulation
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR


@pytest.fixture(scope="module")
def first() -> Scenario:
    return wargame.load("scenarios/first-session.yaml")


@pytest.fixture(scope="module")
def simulation(first: Scenario) -> Simulation:
    return Simulation(first, "hard", 11, 3 * CHUNK + 100, FACILITATOR)
