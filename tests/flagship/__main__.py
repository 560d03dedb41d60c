"""`python -m tests.flagship`: every target of the flagship on seeds kept for checking, in one table."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence

import wargame
from tests.flagship import cheats, consent, election, leaving, network, noise, probabilities, probes, seats, stated
from tests.flagship.study import CI, SEEDS, Sizes, Study
from tests.flagship.target import Figure, Measured, NotYet, Target, chosen, table
from wargame.analysis.estimates import FEWEST
from wargame.engine.native.compiler import Compiler
from wargame.engine.native.mode import VARIABLE, Engine
from wargame.players.compiled import found as engine_found

Measure = Callable[[Study], Figure]
FAMILIES = (probes, probabilities, election, leaving, noise, network, consent, seats, stated, cheats)
MEASURES: tuple[tuple[Target, Measure], ...] = tuple(each for family in FAMILIES for each in family.MEASURES)


def measured(
    studies: Sequence[Study], targets: Iterable[Target], told: Callable[[Target, float], None]
) -> list[Measured]:
    """The targets measured under each lens; `told` hears of each with the CPU seconds that it took."""
    measures = {target.id: measure for target, measure in MEASURES}
    found = []
    for target in targets:
        before = _cpu()
        found.append(Measured(target, {study.lens: _figure(measures[target.id], study) for study in studies}))
        told(target, _cpu() - before)
    return found


def _figure(measure: Measure, study: Study) -> Figure:
    try:
        return measure(study)
    except NotYet as lacking:
        return Figure(None, missing=lacking.names)


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when every target that the scenario has is met."""
    parser = argparse.ArgumentParser("python -m tests.flagship", description=__doc__)
    parser.add_argument("scenario", nargs="?", default="planned-exit", help="a path, or the id of a shipped scenario")
    parser.add_argument("--only", nargs="+", default=[], metavar="TARGET", help="by number (4) or by id (4a)")
    parser.add_argument("--games", type=int, default=4_000, help="how many; other sizes follow (default: 4000)")
    parser.add_argument("--ci", action="store_true", help="few games, for a test")
    parser.add_argument("--seeds", default=SEEDS, metavar="NAME", help=f"draw them from a name (default: {SEEDS!r})")
    parser.add_argument("--lens", nargs="+", default=[], help="only under these")
    parser.add_argument("--findings", action="store_true", help="print all that was found, not the first of it")
    asked = parser.parse_args(arguments)
    targets = [target for target, _ in MEASURES]
    try:
        targets = list(chosen(targets, asked.only))
    except KeyError as unknown:
        parser.error(f"there is no target {unknown}: " + " ".join(each.id for each in targets))
    if VARIABLE not in os.environ and isinstance(engine_found().compiler, Compiler):
        os.environ[VARIABLE] = Engine.NATIVE.value
    try:
        scenario = wargame.load(wargame.find(asked.scenario))
    except wargame.ScenarioError as error:
        parser.error(str(error))
    sizes = CI if asked.ci else Sizes.scaled(asked.games)
    lenses = asked.lens or list(scenario.lenses)
    if strange := [each for each in lenses if each not in scenario.lenses]:
        parser.error(f"{scenario.id} has no lens {', '.join(strange)}: " + " ".join(scenario.lenses))
    if asked.games < FEWEST:
        parser.error(f"--games takes at least {FEWEST}")
    studies = [Study(scenario, lens, asked.seeds, sizes) for lens in lenses]
    spent: dict[str, float] = {}

    def told(target: Target, seconds: float) -> None:
        spent[target.family] = spent.get(target.family, 0.0) + seconds
        print(f"{target.id}: {seconds:.1f} s", file=sys.stderr, flush=True)

    found = measured(studies, targets, told)
    print(f"{scenario.id}: {sizes.games} games under each lens, seeds {asked.seeds!r}\n")
    print(table(found, lenses, asked.findings))
    counts = {verdict: sum(each.met is verdict for each in found) for verdict in (True, False, None)}
    undecided = "not in the scenario yet, not asked or of too few games"
    print(f"\n{counts[True]} met, {counts[False]} not met, {counts[None]} {undecided}")
    print(
        "CPU seconds: "
        + ", ".join(f"{family}: {each:.1f}" for family, each in spent.items())
        + f"; {_cpu():.0f} in all"
    )
    return int(counts[False] > 0)


if __name__ == "__main__":
    sys.exit(main())
