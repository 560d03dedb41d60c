"""All figures of speed in one table: `python -m tests.benchmarks`; `--only PART` for a part of it.

Rates are medians of several runs by the processor's time, both ways of playing in turn in one run; a ratio says more
than a figure, since machines differ and are busy. Whole commands are run as a user runs them, once to build what they
need and once to be timed. Beside games of other libraries stand games of like size only, where these are installed.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from statistics import median

from tests.benchmarks.other_games import LIBRARIES, Stepped

ROUNDS = 5
CLAIMS_AIM = "10 s for forty"


@dataclass(frozen=True)
class Line:
    """A line of the table."""

    what: str
    found: str
    beside: str
    aim: str

    def __str__(self) -> str:
        return f"{self.what:58} {self.found:>24}   {self.beside:44} {self.aim}"


def in_turn(*works: Callable[[], float]) -> list[float]:
    """The median of what each gives, all in turn."""
    rounds = [[work() for work in works] for _ in range(ROUNDS + 1)][1:]
    return [median(each) for each in zip(*rounds, strict=True)]


def rate(work: Callable[[], int]) -> float:
    """How many a second of the processor's time."""
    began = time.process_time()
    many = work()
    return many / (time.process_time() - began)


def playing(engine: str, work: Callable[[], int]) -> Callable[[], float]:
    """A rate by one way of playing."""

    def timed() -> float:
        os.environ["WARGAME_ENGINE"] = engine
        return rate(work)

    return timed


def world_turns() -> Iterator[Line]:
    """World-turns with doctrine in every seat, in whole games from their seeds to their scores."""
    from tests.shipped import shipped_scenario
    from wargame.analysis.simulation import CHUNK, Simulation, count_chunk
    from wargame.engine.compiler import compile_scenario
    from wargame.engine.finished import Wanted
    from wargame.engine.redraw import many_seeds
    from wargame.model.viewer import FACILITATOR
    from wargame.players.bots import DoctrineBot
    from wargame.players.finish import finish
    from wargame.players.new_games import NewGames

    scenario = shipped_scenario("planned-exit")
    program = compile_scenario(scenario, "erodes")
    bots = dict.fromkeys(scenario.seats, DoctrineBot())
    seeds = many_seeds("benchmark", CHUNK)

    def whole_games() -> int:
        return finish(NewGames(program, seeds), bots, wanted=Wanted(scores=True)).world_turns

    simulation = Simulation(scenario, "erodes", 1, CHUNK, FACILITATOR)

    def simulated() -> int:
        return count_chunk(simulation, 0).world_turns

    for what, work in (("world-turns a CPU second, to the scores", whole_games), ("the same, all counted", simulated)):
        native, plain = in_turn(playing("native", work), playing("numpy", work))
        yield Line(what, f"{native:,.0f}", f"numpy {plain:,.0f}: {native / plain:.1f} times", "750,000 (AVX2), 8 times")
    if find_spec("mesa"):
        from tests.benchmarks import actor_by_actor

        few = [int(seed) for seed in seeds[:10]]

        def actors() -> int:
            return sum(actor_by_actor.play(scenario, "erodes", seed) for seed in few)

        native, mesa = in_turn(playing("native", whole_games), playing("numpy", actors))
        yield Line(
            "the same games actor by actor (Mesa)",
            f"{native:,.0f}",
            f"Mesa {mesa:,.0f}: {native / mesa:,.0f} times",
            "1,000 times",
        )


def joint_reactions() -> Iterator[Line]:
    """All joint reactions of the flagship's seven seats, and which are stable."""
    from tests.shipped import shipped_scenario
    from wargame.analysis.joint_orders import all_joint_orders
    from wargame.engine.position import start
    from wargame.model.viewer import FACILITATOR

    position = start(shipped_scenario("planned-exit"), 1)

    def tables() -> int:
        found = all_joint_orders(position, None, FACILITATOR)
        assert found.profiles == 4**7
        assert found.form.equilibria()
        return 1

    native, plain = in_turn(playing("native", tables), playing("numpy", tables))
    found, beside = 1000 / native, 1000 / plain
    yield Line(
        "4^7 joint reactions and Nash", f"{found:.0f} ms", f"numpy {beside:.0f} ms: {beside / found:.1f} times", "25 ms"
    )


def commands() -> Iterator[Line]:
    """Whole commands with compiled games, on all processors."""
    for what, arguments, aim in (
        ("simulate 10,000 games under two lenses", ("simulate", "planned-exit", "--games", "10000"), "1 s"),
        ("tornado, one lens", ("sensitivity", "planned-exit", "symbolic_noise", "--lens", "erodes"), "15 s"),
        (
            "Morris, ten trajectories over all factors",
            ("sensitivity", "planned-exit", "symbolic_noise", "--lens", "erodes", "--method", "morris"),
            "60 s",
        ),
        ("claims under two lenses", ("claims", "planned-exit"), CLAIMS_AIM),
        ("agency of seven seats, one lens", ("agency", "planned-exit", "--lens", "erodes"), "30 s"),
    ):
        command(arguments)
        wall, cpu = command(arguments)
        yield Line(what, f"{wall:.1f} s", f"{cpu:.1f} s of the processors", aim)


def command(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds by the clock and of the processors that a command takes."""
    environment = {**os.environ, "WARGAME_ENGINE": "native"}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "wargame", *arguments, "--json"], check=True, env=environment, stdout=subprocess.DEVNULL
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def workers() -> Iterator[Line]:
    """What a second worker adds, where there are two processors."""
    os.environ["WARGAME_ENGINE"] = "native"
    arguments = ("simulate", "planned-exit", "--games", "400000", "--lens", "erodes")
    one, _ = command((*arguments, "--workers", "1"))
    two, _ = command((*arguments, "--workers", "2"))
    yield Line(
        "two workers against one, 400,000 games", f"{one / two:.2f} times", f"{one:.1f} s, {two:.1f} s", "1.7 times"
    )


def stepped(play: Callable[..., Stepped], amount: Mapping[str, int]) -> float:
    """Decisions a second in another library's backgammon."""
    return play("backgammon", **amount).decisions_a_second


def learning() -> Iterator[Line]:
    """Turns of the learning environment in batches, with choices at random in every seat."""
    from tests.benchmarks.test_learning_speed import batch_steps
    from tests.shipped import shipped_scenario
    from wargame.rl.batch import batch_env

    env = batch_env(shipped_scenario("planned-exit"), 1024, autoreset=False)

    def decisions() -> float:
        return batch_steps(env, 12).decisions_a_second

    def by(engine: str) -> Callable[[], float]:
        def timed() -> float:
            os.environ["WARGAME_ENGINE"] = engine
            return decisions()

        return timed

    native, plain = in_turn(by("native"), by("numpy"))
    yield Line(
        "decisions a CPU second, 1,024 games to learn from",
        f"{native:,.0f}",
        f"numpy {plain:,.0f}: {native / plain:.1f} times",
        "",
    )
    for library, (module, play) in LIBRARIES.items():
        if find_spec(module):
            amount = {"open_spiel": {"decisions": 20_000}, "pgx": {"steps": 200}}[library]
            (theirs,) = in_turn(partial(stepped, play, amount))
            yield Line(
                "the same beside backgammon",
                f"{native:,.0f}",
                f"{library} {theirs:,.0f}: {native / theirs:.1f} times",
                "",
            )


PARTS: Sequence[Callable[[], Iterator[Line]]] = (world_turns, joint_reactions, commands, workers, learning)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Print all figures of speed in one table.")
    parser.add_argument(
        "--only", default="", help="the lines of one part: " + ", ".join(each.__name__ for each in PARTS)
    )
    wanted = parser.parse_args().only
    with tempfile.TemporaryDirectory() as home:
        os.environ["WARGAME_HOME"] = home
        for part in PARTS:
            if wanted in part.__name__:
                for line in part():
                    print(line, flush=True)


if __name__ == "__main__":
    main()
