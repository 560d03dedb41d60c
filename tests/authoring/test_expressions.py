"""Expressions: text and nodes are two forms of one thing, and what cannot be read is said at its column."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wargame.authoring import ExpressionError, Names, Scope, parse_expression
from wargame.model import expression as ex

NAMES = Names(
    indicators=frozenset({"mood", "plans"}),
    levels={"north": frozenset({"mood"}), "south": frozenset({"mood", "plans"}), "east": frozenset({"mood"})},
    ties=frozenset({("north", "south"), ("east", "north")}),
    seats={"left": frozenset({"south"}), "right": frozenset({"east"})},
    hidden={"plans": frozenset()},
    moves=frozenset({"wait", "shout"}),
    reactions={"left": {"answer": ("north", "east"), "shrug": ()}, "right": {}},
    assumptions=frozenset({"warmth", "bite"}),
    events={"fair": frozenset({"sun", "rain"})},
    rules=frozenset({"echo"}),
    endings=frozenset({"peace"}),
)
EVERYTHING = Scope(NAMES, now=True, endings=True)


def amount(text: str, scope: Scope = EVERYTHING) -> ex.Expression:
    return parse_expression(text, scope, condition=False)


def condition(text: str, scope: Scope = EVERYTHING) -> ex.Expression:
    return parse_expression(text, scope, condition=True)


def fault(text: str, scope: Scope = EVERYTHING, *, of_condition: bool = False) -> tuple[int, str, str]:
    with pytest.raises(ExpressionError) as raised:
        parse_expression(text, scope, condition=of_condition)
    first = raised.value.faults[0]
    return first.offset, first.code, first.suggestion


numbers = st.one_of(
    st.integers(-1_000_000, 1_000_000).map(float),
    st.floats(-1e6, 1e6, allow_nan=False, allow_infinity=False),
).map(ex.Number)
levels = st.sampled_from([ex.Level(a, i) for a, several in NAMES.levels.items() for i in sorted(several)])
played_names = st.sampled_from(
    [
        (None, "wait", None),
        (None, "shout", None),
        ("left", "answer", None),
        ("left", "answer", "east"),
        ("left", "shrug", None),
    ]
)
amount_leaves: st.SearchStrategy[ex.Expression] = st.one_of(
    numbers,
    levels,
    st.sampled_from([ex.Trust(*pair) for pair in sorted(NAMES.ties)]),
    st.sampled_from([ex.Capital("left"), ex.Capital("right"), ex.Assumed("warmth"), ex.Assumed("bite")]),
    st.sampled_from([ex.Clock("turn"), ex.Clock("turns"), ex.Clock("year")]),
    played_names.map(lambda name: ex.Times(*name)),
    played_names.map(lambda name: ex.Since(*name)),
)
condition_leaves: st.SearchStrategy[ex.Expression] = st.one_of(
    played_names.map(lambda name: ex.Played(*name)),
    st.sampled_from(
        [ex.Drawn("fair", "sun"), ex.Fired("echo"), ex.Ended("peace"), ex.Every(()), ex.Some(())],
    ),
)


@st.composite
def expressions(draw: st.DrawFn, of_condition: bool, depth: int = 5) -> ex.Expression:
    """An expression of every kind of node."""

    def more(kind: bool) -> ex.Expression:
        return draw(expressions(kind, depth - 1))

    def several(kind: bool) -> tuple[ex.Expression, ...]:
        return tuple(more(kind) for _ in range(draw(st.integers(2, 3))))

    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(condition_leaves if of_condition else amount_leaves)
    if of_condition:
        match draw(st.integers(0, 3)):
            case 0:
                operator = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
                return ex.Comparison(operator, more(False), more(False))
            case 1:
                return ex.Not(more(True))
            case 2:
                return ex.Every(several(True))
            case _:
                return ex.Some(several(True))
    match draw(st.integers(0, 5)):
        case 0:
            return ex.Negative(more(False))
        case 1:
            return ex.Arithmetic(draw(st.sampled_from(["+", "-", "*"])), more(False), more(False))
        case 2:
            divisor = draw(numbers.filter(lambda number: number.value != 0))
            return ex.Arithmetic("/", more(False), divisor)
        case 3:
            return ex.Choice(more(False), more(True), more(False))
        case 4:
            return ex.Call(draw(st.sampled_from(["min", "max"])), several(False))
        case _:
            function, count = draw(st.sampled_from([("abs", 1), ("clamp", 3)]))
            return ex.Call(function, tuple(more(False) for _ in range(count)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.booleans().flatmap(expressions))
def test_text_of_an_expression_parses_back_to_it(expression: ex.Expression) -> None:
    written = ex.text(expression)
    if len(written) <= 4000:
        assert parse_expression(written, EVERYTHING, condition=ex.is_condition(expression)) == expression


@settings(deadline=None)
@given(st.text(alphabet="()+-*/<>=.,!& northsuthmdifelsandtrueplayed0123456789e\"'\\λ\n", max_size=60))
def test_any_text_is_an_expression_or_a_fault_inside_it(written: str) -> None:
    try:
        parsed = amount(written)
    except ExpressionError as error:
        assert error.faults
        assert all(0 <= each.offset <= len(written) for each in error.faults)
    else:
        assert amount(ex.text(parsed)) == parsed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "1 + 2 * 3"),
        ("(1 + 2) * 3", "(1 + 2) * 3"),
        ("1 - 2 - 3", "1 - 2 - 3"),
        ("1 - (2 - 3)", "1 - (2 - 3)"),
        ("+5", "5"),
        (".5e1", "5"),
        ("-north.mood * 2", "-north.mood * 2"),
        ("-(north.mood * 2)", "-(north.mood * 2)"),
        ("1 if true else 2 if false else 3", "1 if true else 2 if false else 3"),
        ("( ( turn ) )", "turn"),
    ],
)
def test_amounts_bind_as_in_arithmetic(text: str, expected: str) -> None:
    assert ex.text(amount(text)) == expected


def test_and_binds_more_tightly_than_or_and_not_more_than_both() -> None:
    a, b, c = ex.Fired("echo"), ex.Drawn("fair", "sun"), ex.Ended("peace")
    written = "not fired(echo) and drawn(fair.sun) or ended(peace)"
    assert condition(written) == ex.Some((ex.Every((ex.Not(a), b)), c))


def test_true_and_false_are_conditions_that_read_nothing() -> None:
    assert condition("true") == ex.Every(())
    assert condition("false") == ex.Some(())
    assert ex.text(ex.Not(ex.Some(()))) == "not false"


def test_target_is_filled_in() -> None:
    scope = Scope(NAMES, target="south")
    assert amount("target.plans + trust(north, target)", scope) == ex.Arithmetic(
        "+", ex.Level("south", "plans"), ex.Trust("north", "south")
    )
    assert fault("target.plans", Scope(NAMES, target="north")) == (7, "no-such-level", "")
    assert fault("target.mood") == (0, "target", "")


@pytest.mark.parametrize(
    ("text", "offset", "code", "suggestion"),
    [
        ("nort.mood", 0, "unknown-name", "north"),
        ("1 + north.mod", 10, "unknown-name", "mood"),
        ("warmht * 2", 0, "unknown-name", "warmth"),
        ("clmap(1, 2, 3)", 0, "unknown-name", "clamp"),
        ("trust(north, est)", 13, "unknown-name", "east"),
        ("capital(lefft)", 8, "unknown-name", "left"),
        ("times(shoutt)", 6, "unknown-name", "shout"),
        ("times(left.anser)", 11, "unknown-name", "answer"),
        ("times(left.answer, south)", 19, "unknown-name", "north"),
        ("times(left.shrug, north)", 18, "unknown-name", ""),
        ("trust(south, north)", 0, "no-such-tie", ""),
        ("1 / turn", 4, "division", ""),
        ("1 / 0", 4, "division", ""),
        ("1 / -0.0", 4, "division", ""),
        ("1000001", 0, "too-large", ""),
        ("1e999", 0, "too-large", ""),
        ("1 +", 3, "syntax", ""),
        ("", 0, "empty-expression", ""),
        ("(1", 2, "syntax", ""),
        ("1)", 1, "syntax", ""),
        ("min(1)", 0, "arguments", ""),
        ("fired(echo)", 0, "not-an-amount", ""),
        ("1 if turn else 2", 5, "not-a-condition", ""),
        ("1 × 2", 2, "syntax", ""),
        ("lambda: 1", 0, "unknown-name", ""),
    ],
)
def test_fault_in_an_amount(text: str, offset: int, code: str, suggestion: str) -> None:
    assert fault(text) == (offset, code, suggestion)


@pytest.mark.parametrize(
    ("text", "offset", "code"),
    [
        ("1 < 2 < 3", 6, "chained-comparison"),
        ("turn == 1 == 2", 10, "chained-comparison"),
        ("turn = 1", 5, "syntax"),
        ("turn", 0, "not-a-condition"),
        ("fired(echo) and 3", 16, "not-a-condition"),
        ("fired(echo) < 3", 0, "not-an-amount"),
        ("not turn", 4, "not-a-condition"),
    ],
)
def test_fault_in_a_condition(text: str, offset: int, code: str) -> None:
    assert fault(text, of_condition=True)[:2] == (offset, code)


def test_what_may_stand_where() -> None:
    still = Scope(NAMES, where="in a goal")
    assert fault("played(wait)", still, of_condition=True)[1] == "not-here"
    assert fault("ended(peace)", still, of_condition=True)[1] == "not-here"
    assert condition("times(wait) > 0 and fired(echo)", still) is not None


def test_a_seat_reads_only_what_it_sees() -> None:
    assert amount("south.plans + capital(left)", Scope(NAMES, seat="left")) is not None
    assert fault("south.plans", Scope(NAMES, seat="right"))[1] == "hidden-from-seat"
    assert fault("1 + capital(left)", Scope(NAMES, seat="right")) == (4, "hidden-from-seat", "")


def test_all_unknown_names_of_one_expression_are_said() -> None:
    with pytest.raises(ExpressionError) as raised:
        amount("nort.mood + south.mod * warmht")
    assert [each.offset for each in raised.value.faults] == [0, 18, 24]


def test_the_numbers_that_expressions_read() -> None:
    written = amount("south.plans + trust(north, south) * north.mood if north.mood > capital(left) else south.plans")
    numbers = [ex.text(number) for number in ex.reads(written, None, condition("played(wait) and turn > 2"))]
    assert numbers == ["south.plans", "trust(north, south)", "north.mood", "capital(left)"]
    assert ex.reads() == ex.reads(None) == ()
    assert doctest.testmod(ex).failed == 0
