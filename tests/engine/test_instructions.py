"""A program's instructions are data that suffice for any reading of them: a second one gives the same bits."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.invented import invented
from tests.engine.test_turn import play
from wargame.authoring import find, load
from wargame.engine import kernel
from wargame.engine.assembler import Assembler
from wargame.engine.compiler import compile_scenario
from wargame.engine.evaluate import Evaluators, Moment
from wargame.engine.instructions import Instruction, Instructions, Operation
from wargame.engine.position import Position, start
from wargame.engine.program import CompiledEvent, CompiledGoal, Play, Program
from wargame.engine.resolution import Resolution, resolve
from wargame.model import expression as ex
from wargame.model.scenario import Scenario
from wargame.players.bots import RandomBot

LUCK = st.integers(0, 100_000)
SHIPPED = ("first-session", "planned-exit")

Lanes = list[Any]
"""A register's value in one world: a number or truth value for each lane."""


def interpreted(instructions: Instructions, now: Moment, world: int) -> list[Lanes]:
    """Every register in one world, by plain Python from first to last."""
    registers: list[Lanes] = []
    for each in instructions.instructions:
        if each.inputs:
            inputs = [registers[register] for register in each.inputs]
            width = max(len(value) for value in inputs)
            columns = zip(*(value * (width if len(value) == 1 else 1) for value in inputs), strict=True)
            registers.append([computed(each.operation, *column) for column in columns])
        elif each.values:
            registers.append(list(each.values))
        else:
            registers.append([read(each.operation, rows, now, world) for rows in each.rows or ((),)])
    return registers


def computed(operation: Operation, a: Any, b: Any = None, c: Any = None) -> Any:
    match operation:
        case Operation.NEGATE:
            return -a
        case Operation.NOT:
            return not a
        case Operation.ABSOLUTE:
            return abs(a)
        case Operation.ADD:
            return a + b
        case Operation.SUBTRACT:
            return a - b
        case Operation.MULTIPLY:
            return a * b
        case Operation.DIVIDE:
            return a / b
        case Operation.LESS:
            return a < b
        case Operation.AT_MOST:
            return a <= b
        case Operation.MORE:
            return a > b
        case Operation.AT_LEAST:
            return a >= b
        case Operation.EQUAL:
            return a == b
        case Operation.UNEQUAL:
            return a != b
        case Operation.AND:
            return a and b
        case Operation.OR:
            return a or b
        case Operation.MINIMUM:
            return a if a < b else b
        case Operation.MAXIMUM:
            return a if a > b else b
        case Operation.CHOOSE:
            return b if a else c
    raise AssertionError(operation)


def read(operation: Operation, rows: tuple[int, ...], now: Moment, world: int) -> Any:
    match operation:
        case Operation.NUMBER:
            return float(now.numbers[rows[0], world])
        case Operation.ASSUMPTION:
            return float(now.assumptions[rows[0], world])
        case Operation.TURN:
            return float(now.turn)
        case Operation.TURNS:
            return float(now.turns)
        case Operation.YEAR:
            return float(now.year)
        case Operation.PLAYED:
            return any(bool(now.plays_now[row, world]) for row in rows)
        case Operation.TIMES:
            return float(sum(int(now.times[row, world]) for row in rows))
        case Operation.SINCE:
            last = max(int(now.last[row, world]) for row in rows)
            return min(float(now.coming - last), ex.NEVER) if last else ex.NEVER
        case Operation.DRAWN:
            return any(int(now.came[row, world]) > 0 for row in rows)
        case Operation.SINCE_DRAWN:
            came = max(int(now.came[row, world]) for row in rows)
            return min(float(now.coming - came), ex.NEVER) if came else ex.NEVER
        case Operation.FIRED:
            return bool(now.fired[rows[0], world])
        case Operation.ENDED:
            return int(now.ending[world]) == rows[0]
    raise AssertionError(operation)


def compare(program: Program, now: Moment, width: int) -> None:
    """Every register of a program in every world, read with numpy and by plain Python."""
    evaluate, lists = program.evaluate, program.instructions
    for world in range(width):
        for register, mine in enumerate(interpreted(lists, now, world)):
            theirs, plain = np.asarray(evaluate[register](now)), np.array(mine)
            column = np.broadcast_to(theirs, (len(mine), width))[:, world]
            assert column.dtype == plain.dtype, lists.instructions[register]
            assert column.tobytes() == plain.tobytes(), lists.instructions[register]


def moments(played: Sequence[Resolution]) -> Iterator[tuple[Moment, int]]:
    """What the expressions of a game read: before each turn, within it and after it."""
    for each in played:
        effective = each.turn.strength > 0
        yield kernel.moment(each.before.worlds), 1
        yield kernel.moment(each.before.worlds, effective), 1
        yield kernel.moment(each.turn.left, just_played=True), 1


def game(scenario: Scenario, seed: int, lens: str) -> list[Resolution]:
    position, bot, played = start(scenario, seed, lens), RandomBot(), []
    while position.ending is None:
        orders = {seat: bot.orders(position, seat) for seat in scenario.seats}
        played.append(resolve(position, None, orders))
        position = played[-1].after
    return played


@pytest.fixture(scope="module", params=SHIPPED)
def shipped(request: pytest.FixtureRequest) -> Scenario:
    return load(find(request.param))


def test_a_second_reading_gives_the_same_bits_in_games_of_the_shipped_scenarios(shipped: Scenario) -> None:
    for lens in shipped.lenses:
        played = game(shipped, 1, lens)
        for now, width in moments(played):
            compare(played[0].before.program, now, width)


@settings(deadline=None, max_examples=25)
@given(LUCK, LUCK, st.sampled_from(["plain", "other"]))
def test_a_second_reading_gives_the_same_bits_in_games_of_invented_scenarios(luck: int, seed: int, lens: str) -> None:
    played = play(luck, seed, lens)
    for now, width in moments(played):
        compare(played[0].before.program, now, width)


def test_a_second_reading_gives_the_same_bits_over_many_worlds(shipped: Scenario) -> None:
    program = compile_scenario(shipped, shipped.default_lens)
    compare(program, kernel.moment(kernel.begin(program, np.arange(7, dtype=np.uint64))), 7)


@settings(deadline=None, max_examples=25)
@given(LUCK)
def test_instructions_are_in_order_each_once_and_read_as_often_as_they_say(luck: int) -> None:
    program = compile_scenario(invented(luck), "plain")
    code, uses = program.instructions.instructions, [0] * len(program.instructions.instructions)
    for register, each in enumerate(code):
        assert all(earlier < register for earlier in each.inputs)
        for earlier in each.inputs:
            uses[earlier] += 1
    for register in roots(program):
        uses[register] += 1
    assert tuple(uses) == program.instructions.uses
    assert 0 not in uses, "nothing is computed that nobody reads"
    # Equal, for a constant, is down to the sign of zero.
    assert len({repr(each) for each in code}) == len(code)


def roots(program: Program) -> Iterator[int]:
    """Every register that a part of a program reads."""
    chancy: list[CompiledEvent | Play] = [*program.events, *program.plays]
    outcomes = [outcome for each in chancy for outcome in each.outcomes]
    rules = (*program.rules, *program.injects)
    sources = [each.source for each in program.plays] + [each.source for each in rules]
    for source in [*sources, *(each.source for each in outcomes)]:
        for effect in source.effects:
            yield from (register for register in (effect.amount, effect.when) if register is not None)
    optional = [each.when for each in program.plays] + [each.when for each in rules]
    optional += [each.when for each in program.events] + list(program.endings)
    optional += [part for goals in program.goals.values() for goal in goals for part in _parts(goal)]
    optional += program.footnote_when
    yield from (register for register in optional if register is not None)
    yield from (outcome.weight for outcome in outcomes)
    yield from program.withheld_when
    yield from program.expectations
    yield from (batch.register for batch in program.preferences)


def _parts(goal: CompiledGoal) -> tuple[int | None, ...]:
    return goal.when, goal.measure, goal.applies


def test_a_constant_is_computed_by_the_assembler_and_zeros_keep_their_sign() -> None:
    assembler = Assembler(compile_scenario(invented(1), "plain").names)
    zero, none = ex.Number(0.0), ex.Negative(ex.Number(0.0))
    two = ex.Arithmetic("+", ex.Number(1.0), ex.Number(1.0))
    never = ex.Comparison("<", two, zero)
    registers = [assembler.register(each) for each in (zero, none, two, never, ex.Some(()))]
    code = assembler.instructions.instructions
    assert [repr(code[register].values) for register in registers] == ["(0.0,)", "(-0.0,)", "(2.0,)"] + ["(False,)"] * 2
    assert all(each.operation is Operation.CONSTANT for each in code)
    assert assembler.constant(two) == 2.0
    assert assembler.constant(ex.Clock("turn")) is None


def test_expressions_of_one_shape_share_a_register() -> None:
    position = play(3, 3)[1].before
    program = position.program
    levels = [target for target in program.targets if isinstance(target, ex.Level)]
    amounts = [ex.Arithmetic("*", ex.Number(n + 0.5), level) for n, level in enumerate(levels)]
    assembler = Assembler(program.names)
    batches = assembler.batches([*amounts, ex.Clock("turn"), ex.Clock("turn")])
    assert [np.size(batch.rows) for batch in batches] == [len(levels), 2]
    assert [each.operation for each in assembler.instructions.instructions] == ["number", "constant", "*", "turn"]
    now = kernel.moment(position.worlds)
    together = Evaluators(assembler.instructions)[batches[0].register](now)
    assert together.tobytes() == np.array([program.evaluator(each)(now) for each in amounts]).tobytes()


def test_what_several_places_read_is_computed_once_at_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    from wargame.engine import evaluate

    calls = []
    counted = dict(evaluate.OPERATIONS)
    counted[Operation.ADD] = lambda a, b: calls.append(1) or a + b  # type: ignore[func-returns-value]
    monkeypatch.setattr(evaluate, "OPERATIONS", counted)
    position = start(invented(1), 1)
    level = next(target for target in position.program.targets if isinstance(target, ex.Level))
    more = ex.Arithmetic("+", level, ex.Number(1.0))
    for expression, times in ((ex.Arithmetic("*", more, more), 1), (more, 1)):
        now = kernel.moment(position.worlds)
        position.program.evaluator(expression)(now)
        assert len(calls) == times
        calls.clear()


def test_a_program_with_one_more_expression_reads_all_the_others_as_before() -> None:
    position = play(5, 5)[0].before
    program = position.program
    level = next(target for target in program.targets if isinstance(target, ex.Level))
    condition = ex.Comparison("<", level, ex.Number(-1234.5))
    more, register = program.including(condition)
    before = program.instructions.instructions
    assert more.instructions.instructions[: len(before)] == before
    assert not more.evaluate[register](kernel.moment(position.worlds))[0]
    assert replace(more, instructions=program.instructions) == program != more
    again, same = more.including(condition)
    assert same == register
    assert again.instructions.instructions == more.instructions.instructions


def test_an_operation_without_a_reading_is_an_error() -> None:
    unknown = Instruction("exp")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no reading of the operation exp"):
        Evaluators(Instructions((unknown,), (1,)))[0]


CHILD = """
import pickle, sys
program, position = pickle.load(sys.stdin.buffer)
assert not any(name.startswith(("wargame.analysis", "wargame.jobs", "wargame.authoring")) for name in sys.modules)
from wargame.engine.resolution import resolve
played = resolve(position, None, {})
sys.stdout.buffer.write(pickle.dumps((program, played, played.ledger)))
"""


@pytest.mark.parametrize("name", [*SHIPPED, "invented"])
def test_a_program_is_read_by_a_process_that_has_imported_nothing(name: str) -> None:
    scenario = invented(7) if name == "invented" else load(find(name))
    position: Position = start(scenario, 5)
    position = resolve(position, None, {}).after
    # A program that has been used is no different from a new one.
    sent = pickle.dumps((position.program, position))
    done = subprocess.run([sys.executable, "-c", CHILD], input=sent, capture_output=True, check=True, timeout=60)
    program, played, ledger = pickle.loads(done.stdout)
    here = resolve(position, None, {})
    assert program == position.program == compile_scenario(scenario, position.lens)
    assert program is not position.program
    assert played == here
    assert played.turn == here.turn
    assert played.after.worlds == here.after.worlds
    assert ledger == here.ledger
