"""What the flagship calls the parts that its targets speak of: the one place to change where it renames any.

A condition is written as the scenario would write it. Where several are given, the first that the scenario understands
counts; where it understands none, a target that asks for it is not in the scenario yet.
"""

from __future__ import annotations

ERODES, SHARPENS = "erodes", "sharpens"
"""The lenses."""

NOISE, DOWNGRADE, RUPTURE, PROBE_SUCCEEDS = (
    "symbolic_noise",
    "partial_downgrade",
    "strategic_rupture",
    "probe_succeeds",
)
"""Endings: scenarios A, B and C of the assessment, and the test that nobody answers."""

RUSSIA, NATO = "russia", "nato"
"""Seats."""
ADVERSARIES = ("russia", "china")
"""The seats that are adversaries of all others, and not of one another."""
PATHWAYS = {
    "the story made louder": ("amplify",),
    "Atlanticists against sovereigntists": ("political_warfare",),
    "probes": ("probe",),
    "the defence quarrel": ("defence_confusion",),
}
"""Russia's four pathways, by its reactions."""

PROBE = "probe"
"""Russia's reaction that tests the flank."""
UNANSWERED = "unanswered"
"""The outcome of a probe that nobody answers."""
UNANSWERED_RULE = "probe_unanswered"
"""The rule that fires for such a probe, in a scenario whose probe has no outcomes."""
TESTS = "russian_test"
"""How the ids of dated tests begin."""
QUIET_OUTCOMES = ("quiet", "exercise")
"""The outcomes of dated tests that are none."""

MESSAGING, DETERRENCE, CONFIDENCE = "nato.messaging", "nato.deterrence", "baltics.confidence"
COMMITMENT = "us.commitment"
"""The commitment by which low and high are told apart where consent is asked."""
COSTS = {
    "intelligence": ("france.intelligence",),
    "leverage": ("france.leverage",),
    "procurement": ("france.procurement",),
    "money": ("france.budget", "france.money", "france.finances"),
}
"""The numbers in which leaving costs France something; of several, the first that there is."""
DOUBT, LATITUDE = "doubt", "latitude"
"""The indicators that are two."""
STATES = ("france.treaty",)
"""Numbers that say whether something is in force: lying at a limit is what they are for."""

PROGRAMME = ("times(adopt_planned_exit) > 0",)
"""The government has made the exit its programme."""
NOTICE = ("france.treaty < 90",)
"""Notice is given."""
ROLLBACK = ("france.integration < 64 and france.treaty >= 90",)
"""Partly rolled back, the Treaty in force."""
OUT = ("france.treaty < 10",)
"""Out of the Treaty."""

ELECTION = "presidential"
SOVEREIGNTISTS = ("sovereigntist_right", "sovereigntist_left")
CENTRIST = "centrist"

QUIET, RESOLUTION, ADOPT, LEAVE, RETURN = (
    "business_as_usual",
    "assembly_resolution",
    "adopt_planned_exit",
    "leave_command",
    "return_command",
)
"""Moves."""
ADOPTED_IN, LEFT_IN = 5, 6
"""The turns of a departure that is forced."""
