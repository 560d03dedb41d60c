"""What simulated games use of a scenario: against the games one by one, against ledgers, and where it is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings

from tests.analysis.tiny import TINY, tiny
from tests.engine.invented import invented
from tests.engine.test_turn import LUCK
from tests.shipped import shipped_scenario
from wargame.analysis.coverage import MOVES, SAMPLE, Coverage, CoverageCounts
from wargame.analysis.simulation import CHUNK, Simulation, count_chunk, coverages, simulate
from wargame.authoring import parse
from wargame.engine.ledger import CauseKind
from wargame.engine.resolution import Resolution
from wargame.game.orders_file import OrdersFile
from wargame.model.expression import Level, Number
from wargame.model.order import Order, Withholding
from wargame.model.scenario import MOVER_ID, Reaction, Scenario
from wargame.model.viewer import FACILITATOR
from wargame.players.whole_game import WholeGame, play_out
from wargame.text.coverage import coverage_lines


def covered(scenario: Scenario, lens: str, seed: int, games: int) -> Coverage:
    (found,) = coverages([simulate(Simulation(scenario, lens, seed, games, FACILITATOR, covering=True))])
    return found


def one_by_one(scenario: Scenario, lens: str, seed: int, games: int) -> list[WholeGame]:
    seeds = Simulation(scenario, lens, seed, games, FACILITATOR).seeds(0)
    return [play_out(scenario, int(each), lens, "doctrine", OrdersFile()) for each in seeds]


def agrees(scenario: Scenario, lens: str, seed: int, games: int) -> None:
    """What is counted is what the games one by one did."""
    found, played = covered(scenario, lens, seed, games), one_by_one(scenario, lens, seed, games)
    turns = [turn for game in played for turn in game.resolutions]
    assert (found.games, found.turns) == (games, len(turns))
    assert found.moves == {move: sum(turn.move == move for turn in turns) for move in scenario.moves}
    decided = [decision for turn in turns for several in turn.orders.values() for decision in several]
    ordered = Counter((each.seat, str(each)) for each in decided if isinstance(each, Order))
    assert found.orders == {order: ordered[order] for order in found.orders}
    assert sum(found.reactions.values()) == sum(ordered.values())
    fired = Counter(
        rule for game in played for row, rule in enumerate(scenario.rules) if game.last.worlds.fired[row, 0]
    )
    assert {each.rule: each.games for each in found.rules} == {rule: fired[rule] for rule in scenario.rules}
    for each in found.numbers:
        levels = [(turn.before.before_news.numbers[each.name], turn.left.numbers[each.name]) for turn in turns]
        row = list(turns[0].before.numbers).index(each.name)
        low, high = (float(limit[row, 0]) for limit in (turns[0].before.program.low, turns[0].before.program.high))
        assert each.moved == pytest.approx(np.mean([one != other for one, other in levels]))
        assert each.low == pytest.approx(np.mean([now == low for _, now in levels]))
        assert each.high == pytest.approx(np.mean([now == high for _, now in levels]))
    for tie in found.ties:
        trusts = [game.last.numbers[f"trust({tie.listener}, {tie.of})"] for game in played]
        assert tie.deviation == pytest.approx(np.std(trusts), abs=1e-3)
    for consent in found.consents:
        of, reaction = consent.seat, consent.reaction
        orders = [(turn, each) for turn in turns for each in turn.orders[of] if _of(each, reaction)]
        asked = (*consent.by, MOVER_ID)
        refused = [[_answers(turn, seat, of, reaction) for seat in asked] for turn, _ in orders]
        noted = [[_answers(turn, seat, of, reaction, in_part=True) for seat in asked] for turn, _ in orders]
        assert consent.orders == len(orders)
        assert consent.denied == sum(map(any, refused))
        assert consent.in_part == sum(
            any(some) and not any(several) for some, several in zip(noted, refused, strict=True)
        )
        for place, seat in enumerate(consent.by):
            assert consent.by[seat] == sum(each[place] for each in refused)
            assert consent.in_part_by[seat] == sum(each[place] for each in noted)
        assert (consent.by_mover, consent.in_part_by_mover) == (
            sum(each[-1] for each in refused),
            sum(each[-1] for each in noted),
        )
    came = Counter(
        (play.source.cause.id, outcome.id)
        for game in played
        for play in game.last.program.plays
        for outcome in play.outcomes
        if game.last.worlds.came[outcome.row, 0]
    )
    for act, several in found.outcomes.items():
        assert several == {outcome: came[act, outcome] for outcome in several}


def _of(decision: object, reaction: str) -> bool:
    return isinstance(decision, Order) and decision.reaction == reaction


def _answers(turn: Resolution, seat: str, of: str, reaction: str, in_part: bool = False) -> bool:
    return Withholding(seat, of, reaction, in_part) in turn.orders.get(seat, ())


@pytest.mark.parametrize("lens", ["plain", "hard"])
def test_all_that_is_counted_is_what_the_games_did_one_by_one(lens: str) -> None:
    agrees(shipped_scenario("first-session"), lens, 3, 120)


def test_the_flagship_too() -> None:
    agrees(shipped_scenario("planned-exit"), "erodes", 5, 12)


@settings(deadline=None, max_examples=8)
@given(luck=LUCK, seed=LUCK)
def test_whatever_the_scenario(luck: int, seed: int) -> None:
    scenario = invented(luck)
    agrees(scenario, next(iter(scenario.lenses)), seed, 12)


def by_ledger(played: list[WholeGame]) -> tuple[float, float]:
    """The share that ties carry of the levels they reach, and of all levels, as the ledgers of some games have it."""
    program = played[0].last.program
    reached = {program.targets[row] for row in program.network.listeners.tolist()}
    direct, carried, elsewhere = 0.0, 0.0, 0.0
    for game in played:
        for turn in game.resolutions:
            for row in turn.ledger:
                if isinstance(row.target, Level):
                    for entry in row.entries:
                        if entry.cause.kind in (CauseKind.DRIFT, CauseKind.LIMIT, CauseKind.ROUNDING):
                            continue
                        by_itself = abs(sum(each.amount for each in entry.direct))
                        carried += abs(sum(each.amount for each in entry.carried))
                        if row.target in reached:
                            direct += by_itself
                        else:
                            elsewhere += by_itself
    return carried / (carried + direct), carried / (carried + direct + elsewhere)


@pytest.mark.parametrize(("scenario", "lens"), [("first-session", "plain"), ("planned-exit", "sharpens")])
def test_ties_carry_what_the_ledgers_of_the_same_games_say(scenario: str, lens: str) -> None:
    loaded = shipped_scenario(scenario)
    found = covered(loaded, lens, 2, 10).carrying
    assert found.games == 10
    among_reached, of_all = by_ledger(one_by_one(loaded, lens, 2, 10))
    assert found.gross == pytest.approx(among_reached, rel=1e-3)
    assert found.gross_of_all == pytest.approx(of_all, rel=1e-3)


@settings(deadline=None, max_examples=8)
@given(luck=LUCK, seed=LUCK)
def test_so_they_do_with_news_that_opens_a_turn_or_closes_it_and_acts_that_come_out_in_several_ways(
    luck: int, seed: int
) -> None:
    scenario = invented(luck)
    lens = next(iter(scenario.lenses))
    found = covered(scenario, lens, seed, 6).carrying
    among_reached, of_all = by_ledger(one_by_one(scenario, lens, seed, 6))
    assert found.gross == pytest.approx(among_reached, rel=1e-3, abs=1e-5)
    assert found.gross_of_all == pytest.approx(of_all, rel=1e-3, abs=1e-5)


def test_parts_add_up_in_any_order_and_only_the_first_is_sampled() -> None:
    simulation = Simulation(shipped_scenario("first-session"), "plain", 2, 2 * CHUNK + 9, FACILITATOR, covering=True)
    chunks = [count_chunk(simulation, chunk).coverage for chunk in range(3)]
    there, back = CoverageCounts.empty(simulation.program), CoverageCounts.empty(simulation.program)
    for forth, other in zip(chunks, reversed(chunks), strict=True):
        assert forth is not None
        assert other is not None
        there.add(forth)
        back.add(other)
    whole = simulate(simulation).counts.coverage
    assert whole is not None
    for each in fields(CoverageCounts):
        assert np.array_equal(getattr(there, each.name), getattr(back, each.name)), each.name
        assert np.array_equal(getattr(there, each.name), getattr(whole, each.name)), each.name
    assert whole.games == 2 * CHUNK + 9
    assert [each.sampled for each in chunks if each is not None] == [SAMPLE, 0, 0]


def test_nothing_else_that_is_counted_changes_with_it() -> None:
    simulation = Simulation(shipped_scenario("first-session"), "plain", 2, 500, FACILITATOR)
    with_it, without = simulate(replace(simulation, covering=True)).counts, simulate(simulation).counts
    assert without.coverage is None
    for each in fields(without):
        if each.name != "coverage":
            assert np.array_equal(getattr(with_it, each.name), getattr(without, each.name)), each.name


def test_what_a_tiny_scenario_uses_is_known_by_hand() -> None:
    scenario = tiny()
    found = covered(scenario, "one", 1, 400)
    assert found.never_fired == ("never",)
    assert found.always_fired == ("always",)
    assert {each.rule: (each.games, each.turns) for each in found.rules} == {
        "always": (400, 1.0),
        "never": (0, 0.0),
        "later": (400, 0.5),
    }
    assert found.never_made == ("leap",)
    assert found.never_ordered == (("b", "sleep"),)
    assert found.never_drawn == (("coin", "edge"), ("feast", None))
    assert set(found.never_moved) == {"b.full", "c.still", "trust(c, b)", "capital(a)", "capital(b)", "capital(c)"}
    (full,) = (each for each in found.numbers if each.name == "b.full")
    assert (full.low, full.high, full.at_limit) == (0.0, 1.0, 1.0)
    # C's echo takes over a quarter of what B's training does, and nothing else moves it.
    assert (found.carrying.gross, found.carrying.net) == (1.0, 1.0)
    (ask,) = found.consents
    assert ask.orders == ask.denied == found.consents_denied == found.consents_needed > 700
    assert ask.by == {"b": ask.orders}
    assert [each.moves for each in found.ties] == [False]


def test_a_consent_in_part_the_movers_and_outcomes_of_reactions_are_counted_apart() -> None:
    """B adds a footnote in the first turn and refuses in the second, as the mover does, and B's training
    never fails."""
    text = TINY.replace(
        "consent: {from: {b: turn >= 1}, without: 0}",
        "consent: {from: {b: {withhold: turn >= 2, footnote: turn < 2}, mover: turn >= 2}, without: 0, footnote: 0.5}",
    ).replace(
        "doctrine: 1, effects: {b.skill: {amount: 10, source: judgement}}}",
        "doctrine: 1, outcomes: {works: {title: It works, weight: 1}, fails: {title: It fails, weight: 0}}}",
    )
    found = covered(parse(text.replace("format: 1", "format: 2"), "tiny.yaml"), "one", 1, 400)
    (ask,) = found.consents
    assert ask.denied + ask.in_part == ask.orders
    assert 0 < ask.in_part == found.consents_in_part
    assert ask.by == {"b": ask.denied}
    assert ask.in_part_by == {"b": ask.in_part}
    assert (ask.by_mover, ask.in_part_by_mover, found.consents_of_mover) == (ask.denied, 0, ask.denied)
    assert found.outcomes["b.train"]["fails"] == 0 < found.outcomes["b.train"]["works"] < 400
    assert ("b.train", "fails") in found.never_drawn
    words = " ".join(" ".join(coverage_lines(parse(text, "tiny.yaml"), [found])).split())
    part, denied = (f"{100 * each / ask.orders:.1f}" for each in (ask.in_part, ask.denied))
    assert "withheld in whole or part from 100" in words
    assert f"given in part, with a footnote, to {part} % of them" in words
    assert f"withheld by the mover, in whole or part, from {denied} % of them" in words
    assert f"c.ask {denied} % and in part {part} % of {ask.orders:,}: B 100.0 %, M {denied} %" in words
    assert "coin.edge, feast, b.train.fails" in words


def test_the_share_that_ties_carry_is_net_of_what_cancels() -> None:
    """Two rules that undo one another move nothing together: gross they count in full, net not at all."""
    scenario = tiny()
    rule = scenario.rules["always"]
    echo = replace(rule.effects[0], target=Level("c", "echo"))
    back = replace(echo, amount=Number(-1.0))
    both = {"up": replace(rule, id="up", effects=(echo,)), "down": replace(rule, id="down", effects=(back,))}
    quiet: dict[str, dict[str, Reaction]] = {"a": {}, "b": {"train": scenario.reactions["b"]["train"]}, "c": {}}
    found = covered(replace(scenario, rules=both, reactions=quiet, text=""), "one", 1, 200).carrying
    assert found.net == 1.0
    # A training is ordered in half of the turns and carries 2.5; each rule moves echo by 1 in every turn.
    assert found.gross == pytest.approx(0.5 * 2.5 / (0.5 * 2.5 + 2), abs=0.06)


def test_lenses_with_the_same_games_are_found() -> None:
    scenario = tiny()
    found = coverages(
        [simulate(Simulation(scenario, lens, 1, 100, FACILITATOR, covering=True)) for lens in scenario.lenses]
    )
    assert [each.same_as for each in found] == [("two",), ("one",), ()]


def test_ties_move_where_trust_differs_from_game_to_game() -> None:
    found = covered(shipped_scenario("first-session"), "plain", 1, 500)
    assert {(each.listener, each.of): each.moves for each in found.ties} == {
        ("guest", "host"): True,
        ("guest", "rival"): True,
        ("host", "guest"): True,
        ("rival", "host"): False,
    }
    assert all(each.moves == (each.deviation > MOVES) for each in found.ties)
