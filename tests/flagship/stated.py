"""9: the scenario claims what its documents claim, and most of it holds."""

from __future__ import annotations

from dataclasses import replace

from tests.flagship.study import Study, with_numpy
from tests.flagship.target import Figure, Target
from wargame.analysis.claims import ClaimResult, Trials, cited_headings, knocked_out, try_claims
from wargame.model.claim import HOLDS, TURNS
from wargame.model.scenario import Scenario


def results(study: Study) -> tuple[ClaimResult, ...]:
    """All claims put to the test, with what is named to carry them left in."""

    def tried() -> tuple[ClaimResult, ...]:
        claims = {name: replace(each, carried_by=()) for name, each in study.scenario.claims.items()}
        asked = trials(study, replace(study.scenario, claims=claims))
        return tuple(each for piece in range(asked.pieces) for each in try_claims(asked, piece))

    return study.kept("claims", tried)


def without_carriers(study: Study) -> tuple[ClaimResult, ...]:
    """The claims that hold and say what carries them, with what is left of their effects in the same games without."""

    def tried() -> tuple[ClaimResult, ...]:
        holding = [
            each for each in results(study) if each.verdict == HOLDS and study.scenario.claims[each.claim].carried_by
        ]
        asked = trials(study, study.scenario)
        # Each is another scenario, which is played in few games.
        with with_numpy():
            return tuple(knocked_out(asked, each) for each in holding)

    return study.kept("claims without carriers", tried)


def trials(study: Study, scenario: Scenario) -> Trials:
    """The claims of a scenario, on the seeds of a study."""
    return Trials(scenario, (study.lens,), study.seed, study.sizes.claims)


def how_many(study: Study) -> Figure:
    """How many claims there are."""
    return Figure(float(len(study.scenario.claims)))


def headings_without(study: Study) -> Figure:
    """How many headings of the documents no claim cites."""
    found = [
        f"{source}: {heading}"
        for source, headings in cited_headings(study.scenario).items()
        for heading, claims in headings.items()
        if not claims
    ]
    return Figure(float(len(found)), findings=("; ".join(found),) if found else ())


def holding(study: Study) -> Figure:
    """The share of claims that come out as stated; those that do not are listed."""
    found = results(study)
    if not found:
        return Figure(None)
    failing = [each for each in found if not each.as_expected]
    return Figure(100.0 * (len(found) - len(failing)) / len(found), findings=tuple(map(_line, failing)))


def turning(study: Study) -> Figure:
    """Of the claims on which the documents disagree - said to hold under one lens and to turn under another - the share
    that comes out as stated."""
    disputed = {
        claim.id
        for claim in study.scenario.claims.values()
        if {HOLDS, TURNS} <= {claim.lenses.get(lens, HOLDS) for lens in study.scenario.lenses}
    }
    found = [each for each in results(study) if each.claim in disputed]
    if not found:
        return Figure(None)
    return Figure(
        100.0 * sum(bool(each.as_expected) for each in found) / len(found),
        findings=tuple(_line(each) for each in found if not each.as_expected),
    )


def _line(result: ClaimResult) -> str:
    effects = ", ".join("none" if part.effect.middle is None else f"{part.effect.middle:+.1f}" for part in result.parts)
    return f"{result.claim}: {result.verdict} in {result.pairs} pairs, stated: {result.expected} ({effects})"


MEASURES = (
    (Target("9a", "claims", 40), how_many),
    (Target("9b", "headings that no claim cites", 0, 0), headings_without),
    (Target("9c", "claims that come out as stated, %", 95), holding),
    (Target("9d", "disputed claims that turn with the lens, %", 100), turning),
)
