"""What is called impossible never comes about in a game, and what is called certain never fails."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authoring.bad import BASE
from tests.authoring.twisted import twisted
from tests.engine.invented import invented
from wargame.authoring import find, load, parse
from wargame.authoring.instants import Instant, Stage
from wargame.authoring.possible import Act, Possible
from wargame.authoring.warnings.conditions import Contents, Role, both, goals
from wargame.authoring.warnings.finding import Finding
from wargame.authoring.warnings.sizes import costs, delays, goals_out_of_range, undrawn
from wargame.authoring.warnings.truth import Verdict, verdicts
from wargame.engine import kernel
from wargame.engine.evaluate import Moment
from wargame.engine.kernel import News, Worlds
from wargame.engine.ledger import ActOutcome, Cause, MoveId, RuleId
from wargame.engine.legality import inject_reason
from wargame.engine.position import start
from wargame.engine.resolution import Resolution, resolve
from wargame.model import expression as ex
from wargame.model.beginning import AT_THE_START, Beginning
from wargame.model.order import Order
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.players.bots import RandomBot

LUCK = st.integers(0, 100_000)


def play(scenario: Scenario, seed: int, lens: str, beginning: Beginning = AT_THE_START) -> list[Resolution]:
    """A game in which any legal move may be made, any inject released and any consent refused, every seat a random
    bot."""
    draw, bot = random.Random(seed), RandomBot()
    position, played = start(scenario, seed, lens, beginning.opening, beginning.fixed), []
    while position.ending is None:
        free = [each for each in scenario.injects if inject_reason(position, each) is None]
        move = draw.choice(list(position.legal_moves()))
        orders = {seat: bot.orders(position, seat) for seat in scenario.seats}
        if scenario.asks_mover:
            asked = [each for each in position.program.withholdings if each.seat == MOVER_ID and position.asked(each)]
            orders[MOVER_ID] = tuple(each for each in asked if draw.random() < 0.3)
        played.append(resolve(position, move, orders, [each for each in free if draw.random() < 0.5]))
        position = played[-1].after
    return played


def beginning(scenario: Scenario, luck: int) -> Beginning:
    """Some way in which a game can begin: at an opening or not, with some events fixed that are still to come."""
    draw = random.Random(luck)
    opening = draw.choice([None, *scenario.openings])
    first = Beginning(opening).first_turn(scenario)
    fixed = {
        event.id: draw.choice(event.outcomes).id
        for event in scenario.events.values()
        if scenario.calendar.turn_of(event.date) >= first and draw.random() < 0.3
    }
    return Beginning(opening, fixed)


Read = tuple[Instant, Worlds, Moment]
"""When something is read, and what there is to read."""


def read(played: Sequence[Resolution]) -> Iterator[Read]:
    """Whatever is read in a game, from before the news of its first turn to what is shown after its last."""
    for each in played:
        turn = each.before.turn
        yield from _news(each.before.news, turn)
        worlds, effective = each.before.worlds, each.turn.strength > 0
        shown = kernel.moment(worlds, just_played=True)
        yield Instant(Stage.SCORE, shown.turn), worlds, shown
        yield Instant(Stage.CHOICE, turn), worlds, kernel.moment(worlds)
        yield Instant(Stage.TRIAL, turn), worlds, kernel.moment(worlds, effective)
        came = each.turn.closing[0].earlier.came if each.turn.closing else each.turn.left.came
        yield Instant(Stage.EFFECT, turn), worlds, kernel.moment(worlds, effective, came=came)
        yield from _news(each.turn.closing, turn)
        for stage in (Stage.JUDGEMENT, Stage.SCORE):
            yield Instant(stage, turn), each.turn.left, kernel.moment(each.turn.left, just_played=True)


def _news(several: Sequence[News], turn: int) -> Iterator[Read]:
    for news in several:
        stage = Stage.CLOSING if news.closing else Stage.NEWS
        events = list(news.before.program.scenario.events.values())
        for drawn, worlds in ((False, news.earlier), (True, news.before)):
            at = Instant(stage, turn, events[news.events[0]].date, drawn)
            yield at, worlds, kernel.moment(worlds, just_played=news.closing)


def applies(at: Instant, form: Instant) -> bool:
    """Whether what is read then is read here."""
    return form.stage in (None, at.stage) and (form.month is None or (form.month, form.drawn) == (at.month, at.drawn))


def holds(worlds: Worlds, condition: ex.Expression, now: Moment) -> bool:
    return bool(kernel.holds(worlds, worlds.program.evaluator(condition)(now))[0])


def broken(verdict: Verdict, here: Read) -> bool:
    """Whether a moment of a game shows that a verdict is wrong."""
    at, worlds, now = here
    for form in verdict.forms:
        unheard_of = ex.Not(form.condition) if verdict.always else form.condition
        if applies(at, form.at) and holds(worlds, both(form.given, unheard_of), now):
            return True
    return False


@lru_cache(maxsize=64)
def judged(luck: int) -> tuple[Possible, tuple[Verdict, ...]]:
    possible = Possible(twisted(luck))
    return possible, tuple(verdicts(Contents(possible.scenario), possible))


def came_about(played: Sequence[Resolution]) -> set[Act]:
    """Everything that could have been done, or was done or drawn, in a game."""
    found: set[Act] = set()
    scenario = played[0].before.scenario
    for each in played:
        found |= {("move", move) for move in each.before.legal_moves()}
        for seat in scenario.seats:
            for order in each.before.legal_orders(seat):
                if isinstance(order, Order):
                    found.add(("reaction", seat, order.reaction, order.target or ""))
        found |= {("rule", name) for name, fired in zip(scenario.rules, each.turn.firing[:, 0], strict=True) if fired}
        found |= {("inject", name) for name in scenario.injects if inject_reason(each.before, name) is None}
    if played[-1].after.ending is not None:
        found.add(("ending", played[-1].after.ending))
    return found | {act for act, came in came_out(played[-1]) if came}


def came_out(last: Resolution) -> Iterator[tuple[Act, int]]:
    """Every outcome with the turn in which it last came about, 0 for never."""
    program, came = last.before.program, last.turn.left.came[:, 0].tolist()
    for event, compiled in zip(program.scenario.events, program.events, strict=True):
        yield from ((("outcome", event, way.id), came[way.row]) for way in compiled.outcomes)
    for play in program.plays:
        for way in play.outcomes:
            match play.source.cause.subject:
                case Order(seat, reaction, target):
                    yield ("outcome", seat, reaction, target or "", way.id), came[way.row]
                case MoveId(move):
                    yield ("outcome", move, way.id), came[way.row]


@settings(deadline=None, max_examples=80)
@given(LUCK, LUCK, st.sampled_from(["plain", "other"]))
def test_no_game_belies_what_never_or_always_holds(luck: int, seed: int, lens: str) -> None:
    possible, found = judged(luck)
    played = play(possible.scenario, seed, lens, beginning(possible.scenario, seed))
    for here in read(played):
        for verdict in found:
            assert not broken(verdict, here), (verdict.condition.path, verdict.part, here[0])


def acts_read(scenario: Scenario) -> Iterator[ex.Expression]:
    """Everything that can be read of events and acts."""
    for event in scenario.events.values():
        yield ex.SinceDrawn(event.id, None)
        for way in event.outcomes:
            yield from (ex.Drawn(event.id, way.id), ex.SinceDrawn(event.id, way.id))
    for move in scenario.moves.values():
        yield from (ex.Played(None, move.id), ex.Times(None, move.id), ex.Since(None, move.id))
        for way in move.outcomes:
            yield from (ex.Drawn(move.id, way.id), ex.SinceDrawn(move.id, way.id))
    for seat, several in scenario.reactions.items():
        for reaction in several.values():
            for target in {None, *(option.target for option in reaction.options)}:
                act = seat, reaction.id, target
                yield from (ex.Played(*act), ex.Times(*act), ex.Since(*act))
                for way in reaction.options[0].outcomes:
                    outcome = reaction.id, way.id, seat, target
                    yield from (ex.Drawn(*outcome), ex.SinceDrawn(*outcome))


@settings(deadline=None, max_examples=60)
@given(LUCK, LUCK)
def test_nothing_is_known_before_it_can_be(luck: int, seed: int) -> None:
    """In what has come out and how long ago, whenever it is read."""
    possible, _ = judged(luck)
    played = play(possible.scenario, seed, "plain", beginning(possible.scenario, seed))
    program = played[0].before.program
    nodes = {node: program.evaluator(node) for node in acts_read(possible.scenario)}
    for at, worlds, now in read(played):
        ranges = possible.judge.at(at)
        for node, evaluate in nodes.items():
            if ex.is_condition(node):
                so = bool(kernel.holds(worlds, evaluate(now))[0])
                assert ranges.truth(node)[0 if so else 1], (ex.text(node), at)
            else:
                value, (low, high) = float(kernel.over(worlds, evaluate(now))[0]), ranges.amount(node)
                assert low <= value <= high, (ex.text(node), value, at)


def test_all_that_can_be_known_is_known_in_some_game() -> None:
    """The property above would hold if everything could always be so."""
    can: dict[tuple[Stage | None, str], set[bool]] = {}
    since: dict[tuple[Stage | None, str], set[float]] = {}
    for seed in range(40):
        scenario = invented(seed % 8)
        possible = Possible(scenario)
        played = play(scenario, seed, "plain")
        for at, _, now in read(played):
            for name, due in (("vote", 2), ("count", 2)):
                if at.turn == due:
                    can.setdefault((at.stage, name), set()).add(possible.judge.can_hold(ex.Drawn(name, "yes"), at=at))
                if now.came[played[0].before.program.names.outcomes[None, name, None, None], 0].any():
                    low = possible.judge.at(at).amount(ex.SinceDrawn(name, None))[0]
                    value = float(played[0].before.program.evaluator(ex.SinceDrawn(name, None))(now)[0])
                    since.setdefault((at.stage, name), set()).add(value - low)
    # The vote of September is known to the count of October, which closes the turn; and from then on.
    known = {
        name: {stage for (stage, each), so in can.items() if each == name and True in so} for name in ("vote", "count")
    }
    assert known["vote"] == set(Stage)
    assert known["count"] == {Stage.CLOSING, Stage.JUDGEMENT, Stage.SCORE}
    # An event comes once, so how long ago it was is certain.
    assert {key: gap for key, gap in since.items() if gap != {0.0}} == {}


@settings(deadline=None, max_examples=80)
@given(LUCK, LUCK, st.sampled_from(["plain", "other"]))
def test_no_number_leaves_the_range_it_can_have_and_nothing_impossible_comes_about(
    luck: int, seed: int, lens: str
) -> None:
    possible, _ = judged(luck)
    played = play(possible.scenario, seed, lens, beginning(possible.scenario, seed))
    names = list(possible.judge.ranges.numbers)
    rows = [played[0].before.program.names.numbers[number] for number in names]
    low, high = np.array([possible.judge.ranges.numbers[number] for number in names]).T
    for _, worlds, _ in read(played):
        values = worlds.numbers[rows, 0]
        assert (low <= values).all() and (values <= high).all(), [
            (ex.text(number), value)
            for number, value, least, most in zip(names, values, low, high, strict=True)
            if not least <= value <= most
        ]
    assert came_about(played).isdisjoint(possible.never)


@settings(deadline=None, max_examples=80)
@given(LUCK, LUCK)
def test_no_game_belies_what_is_said_of_sizes(luck: int, seed: int) -> None:
    possible, _ = judged(luck)
    scenario = possible.scenario
    begins = beginning(scenario, seed)
    played = play(scenario, seed, "plain", begins)
    came = came_about(played)
    acts = {act[:3] for act in came}
    for finding in costs(possible):
        assert ("move", finding.path[1]) not in acts and ("reaction", *finding.path[1:3]) not in acts
    settled = {} if begins.opening is None else scenario.openings[begins.opening].events
    for finding in undrawn(scenario, possible):
        match finding.path:
            case ("events", event, _, way, _):
                fixed = {**settled, **begins.fixed}.get(event) == way
                assert fixed or ("outcome", event, way) not in came
            case ("moves", move, _, way, _):
                assert ("outcome", move, way) not in came
            case (_, seat, reaction, _, way, _):
                assert all(act[1:3] != (seat, reaction) or act[-1] != way for act in came if act[0] == "outcome")
    out = {each.path[:-1]: each for each in goals_out_of_range(scenario, possible)}
    for at, worlds, now in read(played):
        for path, _, goal in goals(scenario) if at.stage == Stage.SCORE else ():
            if path in out and goal.measure is not None:
                value = float(kernel.over(worlds, worlds.program.evaluator(goal.measure)(now))[0])
                share = min(max((value - goal.start) / (goal.end - goal.start), 0.0), 1.0)
                _agrees(out[path], share)


def _agrees(finding: Finding, share: float) -> None:
    if "never give a point" in finding.message:
        assert share <= 1e-9
    elif "never give all" in finding.message:
        assert share < 1.0
    else:
        assert share > 0.0


@settings(deadline=None, max_examples=50)
@given(LUCK, LUCK)
def test_what_is_said_to_arrive_past_the_end_never_does(luck: int, seed: int) -> None:
    possible, _ = judged(luck)
    scenario = possible.scenario
    late = {finding.path[:-1] for finding in delays(scenario, possible)}
    for each in play(scenario, seed, "plain", beginning(scenario, seed)):
        arrived = {entry.cause for row in each.ledger for entry in row.entries if entry.cause.ordered is not None}
        for cause in arrived:
            assert _path(cause) not in late


def _path(cause: Cause) -> tuple[str, ...]:
    match cause.subject:
        case Order(seat, reaction, _):
            return "reactions", seat, reaction
        case MoveId(move):
            return "moves", move
        case RuleId(rule):
            return "rules", rule
        case ActOutcome(of, _):
            return _path(replace(cause, subject=of))
        case other:
            raise AssertionError(other)


def test_much_is_called_impossible_and_much_certain() -> None:
    """The properties above would hold of a check that says nothing."""
    said: Counter[tuple[Role, bool, bool]] = Counter()
    never: Counter[str] = Counter()
    for luck in range(60):
        possible, found = judged(luck)
        said.update((each.condition.role, each.always, each.part is None) for each in found)
        never.update(act[0] for act in possible.never)
    wholes = {(role, always) for role, always, whole in said if whole}
    assert {role for role, always in wholes if not always} >= set(Role) - {Role.EXPECTATION}
    assert {role for role, always in wholes if always} >= set(Role) - {Role.EXPECTATION}
    assert sum(count for (_, _, whole), count in said.items() if not whole) > 50
    assert set(never) == {"move", "reaction", "rule", "outcome", "inject", "ending"}
    assert sum(said.values()) > 500
    assert sum(len(list(delays(judged(luck)[0].scenario, judged(luck)[0]))) for luck in range(60)) > 20


@pytest.mark.parametrize("name", ["first-session", "planned-exit"])
def test_shipped_games_do_not_belie_the_warnings(name: str) -> None:
    scenario = load(find(name))
    possible = Possible(scenario)
    found = tuple(verdicts(Contents(scenario), possible))
    ranges = possible.judge.ranges
    low, high = np.array(list(ranges.numbers.values())).T
    for lens in scenario.lenses:
        for seed in range(3):
            played = play(scenario, seed, lens, beginning(scenario, seed))
            rows = [played[0].before.program.names.numbers[number] for number in ranges.numbers]
            assert came_about(played).isdisjoint(possible.never)
            for here in read(played):
                assert not any(broken(verdict, here) for verdict in found)
                values = here[1].numbers[rows, 0]
                assert (values >= low).all() and (values <= high).all()


@pytest.mark.parametrize(("extra", "most"), [("", 4), ("once: true", 1), ("again_after: 2", 2), ("again_after: 3", 2)])
def test_acts_can_be_as_frequent_as_a_game_can_make_them(extra: str, most: int) -> None:
    text = BASE.read_text(encoding="utf-8").replace("when: north.mood > 20", extra or "delay: 0")
    scenario = parse(text, "text")
    position = start(scenario, 1, "usual")
    while position.ending is None:
        move = "shout" if "shout" in position.legal_moves() else "wait"
        position = resolve(position, move, {}).after
    times = ex.Times(None, "shout")
    assert holds(position.worlds, ex.Comparison("==", times, ex.Number(float(most))), kernel.moment(position.worlds))
    assert Possible(scenario).judge.ranges.amount(times) == (0.0, float(most))
