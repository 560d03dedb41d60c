"""Conditions and amounts of a scenario in plain words, with their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor

from wargame.engine.refusal import Unmet
from wargame.model.expression import (
    Arithmetic,
    Assumed,
    Call,
    Capital,
    Choice,
    Clock,
    Comparison,
    Drawn,
    Ended,
    Every,
    Expression,
    Fired,
    Level,
    Negative,
    Not,
    Number,
    Played,
    Since,
    SinceDrawn,
    Some,
    Times,
    Trust,
    number_text,
    text,
)
from wargame.model.order import Decision, Withholding
from wargame.model.scenario import Outcome, Scenario
from wargame.text.message import message, plural
from wargame.text.names import (
    mid_sentence,
    mover_name,
    number_phrase,
    plain,
    possessive,
    reaction_title,
    seat_name,
)
from wargame.text.words import any_of, commas, listed, parted

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_NEVER_YET = 99


def condition_words(scenario: Scenario, expression: Expression | None) -> str:
    """A condition in words: `NATO's cohesion is below 40 and the rule "Flank alarm" has fired before`.

    Empty for no condition. Begins with a small letter where it can, so that it fits behind `when`.
    """
    return "" if expression is None else _condition(scenario, expression, True)[0]


def amount_words(scenario: Scenario, expression: Expression) -> str:
    """An amount in words: `0.05 times (55 minus the Host's confidence)`."""
    return _amount(scenario, expression)[0]


def order_condition_words(scenario: Scenario, order: Decision) -> str:
    """The condition of the reaction an order names, in words; empty when it has none."""
    if isinstance(order, Withholding):
        return ""
    reaction = scenario.reactions.get(order.seat, {}).get(order.reaction)
    if reaction is None:
        return ""
    for option in reaction.options:
        if option.target == order.target:
            return condition_words(scenario, option.when)
    return ""


def _condition(scenario: Scenario, expression: Expression, holds: bool) -> tuple[str, int]:
    """The words of a condition, or of its opposite, and how deeply it joins others (0: it joins none)."""
    match expression:
        case Not(operand):
            return _condition(scenario, operand, not holds)
        case Every(several) | Some(several):
            joined_by_and = isinstance(expression, Every) == holds
            if not several:
                return (message("always") if joined_by_and else message("never")), 0
            return _joined([_condition(scenario, each, holds) for each in several], joined_by_and)
        case Comparison(operator, left, right):
            return _comparison(scenario, operator if holds else _OPPOSITE[operator], left, right), 0
        case Played(seat, name, target):
            deed = _deed(scenario, seat, name, target)
            if holds:
                return message("{order} takes effect this turn", order=deed), 0
            return message("{order} does not take effect this turn", order=deed), 0
        case Drawn(name, outcome, seat, target):
            title, came = _tried(scenario, name, seat, target), _came_out(scenario, name, seat, outcome)
            if holds:
                return message("“{event}” has come out as “{outcome}”", event=title, outcome=came), 0
            return message("“{event}” has not come out as “{outcome}”", event=title, outcome=came), 0
        case Fired(rule):
            title = scenario.rules[rule].title if rule in scenario.rules else rule
            if holds:
                return message("the rule “{rule}” fired in an earlier turn", rule=title), 0
            return message("the rule “{rule}” has not fired in an earlier turn", rule=title), 0
        case Ended(ending):
            title = scenario.endings[ending].title if ending in scenario.endings else ending
            if holds:
                return message("the game has ended as “{ending}”", ending=title), 0
            return message("the game has not ended as “{ending}”", ending=title), 0
        case _:
            return text(expression), 0


def _tried(scenario: Scenario, name: str, seat: str | None, target: str | None) -> str:
    """The title of an event, or of a move or reaction that may come out in several ways."""
    if seat is None and name in scenario.events:
        return scenario.events[name].title
    if seat is None:
        return scenario.moves[name].title if name in scenario.moves else name
    return reaction_title(scenario, seat, name, target)


def _came_out(scenario: Scenario, name: str, seat: str | None, outcome: str) -> str:
    """The title of an outcome."""
    outcomes: Iterable[Outcome] = ()
    if seat is not None and name in scenario.reactions.get(seat, {}):
        outcomes = scenario.reactions[seat][name].options[0].outcomes
    elif name in scenario.events:
        outcomes = scenario.events[name].outcomes
    elif name in scenario.moves:
        outcomes = scenario.moves[name].outcomes
    return next((each.title for each in outcomes if each.id == outcome), outcome)


def _joined(parts: list[tuple[str, int]], every: bool) -> tuple[str, int]:
    """Conditions joined by and (`every`) or by or, grouped so that it is plain what belongs together."""
    if len(parts) == 1:
        return parts[0]
    depth = max(depth for _, depth in parts)
    if depth == 0:
        single = [each for each, _ in parts]
        return (listed(single) if every else any_of(single)), 1
    words, *rest = (_grouped(each, own, every) for each, own in parts)
    for each in rest:
        words = (
            message("{first}, and {next}", first=words, next=each)
            if every
            else message("{first}, or {next}", first=words, next=each)
        )
    return words, depth + 1


def _grouped(condition: str, depth: int, every: bool) -> str:
    """A condition as it is written among others, where it joins some itself."""
    if depth == 0 or (depth == 1 and not every):
        return condition
    return (
        message("either {condition}", condition=condition)
        if depth == 1
        else message("({condition})", condition=condition)
    )


def _comparison(scenario: Scenario, operator: str, left: Expression, right: Expression) -> str:
    if isinstance(left, Number) and not isinstance(right, Number):
        return _comparison(scenario, _TURNED[operator], right, left)
    if left == Clock("turn") and right == Clock("turns") and operator in ("==", ">=", "<", "!="):
        return message("it is the last turn") if operator in ("==", ">=") else message("it is not the last turn")
    if isinstance(right, Number):
        bound = right.value
        match left:
            case Times(seat, name, target):
                return _times(_deed(scenario, seat, name, target), operator, bound)
            case Since(seat, name, target):
                return _since(_deed(scenario, seat, name, target), operator, bound)
            case Clock(name) if name in ("turn", "year"):
                return _clock(name, operator, number_text(bound))
    one, other = amount_words(scenario, left), amount_words(scenario, right)
    match operator:
        case "<":
            return message("{amount} is below {bound}", amount=one, bound=other)
        case "<=":
            return message("{amount} is at most {bound}", amount=one, bound=other)
        case ">":
            return message("{amount} is above {bound}", amount=one, bound=other)
        case ">=":
            return message("{amount} is at least {bound}", amount=one, bound=other)
        case "==":
            return message("{amount} is exactly {bound}", amount=one, bound=other)
        case _:
            return message("{amount} is not {bound}", amount=one, bound=other)


def _counted(operator: str, bound: float) -> tuple[str, int]:
    """A bound on a whole number as (least | most | exactly | not, number)."""
    match operator:
        case ">":
            return "least", floor(bound) + 1
        case ">=":
            return "least", ceil(bound)
        case "<":
            return "most", ceil(bound) - 1
        case "<=":
            return "most", floor(bound)
        case "==":
            return "exactly", round(bound)
        case _:
            return "not", round(bound)


def _earlier(deed: str) -> str:
    return message("{order} took effect in an earlier turn", order=deed)


def _not_yet(deed: str) -> str:
    return message("{order} has not yet taken effect", order=deed)


def _times(deed: str, operator: str, bound: float) -> str:
    match _counted(operator, bound):
        case ("least", 1) | ("not", 0):
            return _earlier(deed)
        case ("most", 0) | ("exactly", 0):
            return _not_yet(deed)
        case ("not", count):
            return plural(
                "{order} has not taken effect in exactly {count} turn",
                "{order} has not taken effect in exactly {count} turns",
                count,
                order=deed,
            )
        case ("exactly", count):
            return plural(
                "{order} has taken effect in exactly {count} turn",
                "{order} has taken effect in exactly {count} turns",
                count,
                order=deed,
            )
        case ("least", count):
            return plural(
                "{order} has taken effect in at least {count} turn",
                "{order} has taken effect in at least {count} turns",
                count,
                order=deed,
            )
        case (_, count):
            return plural(
                "{order} has taken effect in at most {count} turn",
                "{order} has taken effect in at most {count} turns",
                count,
                order=deed,
            )


def _since(deed: str, operator: str, bound: float) -> str:
    kind, count = _counted(operator, bound)
    if count >= _NEVER_YET:
        if kind in ("least", "exactly"):
            return _not_yet(deed)
        return _earlier(deed)
    match kind:
        case "most" | "exactly" if count == 1:
            return message("{order} took effect in the turn before", order=deed)
        case "most":
            return plural(
                "{order} took effect within the last {count} turn",
                "{order} took effect within the last {count} turns",
                count,
                order=deed,
            )
        case "least":
            # Since counts from 1, so "at least 3" leaves out the last 2 turns.
            return _not_within(deed, count - 1)
        case "exactly":
            return plural(
                "{order} took effect {count} turn ago", "{order} took effect {count} turns ago", count, order=deed
            )
        case _:
            return plural(
                "{order} did not take effect {count} turn ago",
                "{order} did not take effect {count} turns ago",
                count,
                order=deed,
            )


def _not_within(deed: str, count: int) -> str:
    """That an order did not take effect in the last so many turns."""
    if count < 1:
        return message("{order} took effect at any time, or never", order=deed)
    if count == 1:
        return message("{order} did not take effect in the turn before", order=deed)
    return plural(
        "{order} did not take effect in the last {count} turn",
        "{order} did not take effect in the last {count} turns",
        count,
        order=deed,
    )


def _clock(name: str, operator: str, bound: str) -> str:
    return _turn(operator, bound) if name == "turn" else _year(operator, bound)


def _turn(operator: str, bound: str) -> str:
    match operator:
        case "<":
            return message("it is before turn {bound}", bound=bound)
        case "<=":
            return message("it is turn {bound} or earlier", bound=bound)
        case ">":
            return message("it is after turn {bound}", bound=bound)
        case ">=":
            return message("it is turn {bound} or later", bound=bound)
        case "==":
            return message("it is turn {bound}", bound=bound)
        case _:
            return message("it is not turn {bound}", bound=bound)


def _year(operator: str, bound: str) -> str:
    match operator:
        case "<":
            return message("it is before {bound}", bound=bound)
        case "<=":
            return message("it is {bound} or earlier", bound=bound)
        case ">":
            return message("it is after {bound}", bound=bound)
        case ">=":
            return message("it is {bound} or later", bound=bound)
        case "==":
            return message("it is {bound}", bound=bound)
        case _:
            return message("it is not {bound}", bound=bound)


def _clock_words(name: str) -> str:
    match name:
        case "turn":
            return message("the turn")
        case "turns":
            return message("the number of turns")
        case "year":
            return message("the year")
        case _:
            return message("the {clock}", clock=name)


def _deed(scenario: Scenario, seat: str | None, name: str, target: str | None) -> str:
    who = mid_sentence(mover_name(scenario) if seat is None else seat_name(scenario, seat))
    return message("{whose} “{order}”", whose=possessive(who), order=reaction_title(scenario, seat, name, target))


_SUM, _PRODUCT, _ATOM = range(3)


def _amount(scenario: Scenario, expression: Expression) -> tuple[str, int]:
    match expression:
        case Number(value):
            return number_text(value), _ATOM
        case Level() | Trust() | Capital():
            return number_phrase(scenario, text(expression)), _ATOM
        case Assumed(name):
            title = scenario.assumptions[name].title if name in scenario.assumptions else name
            return message("“{assumption}”", assumption=title), _ATOM
        case Clock(name):
            return _clock_words(name), _ATOM
        case Times(seat, name, target):
            deed = _deed(scenario, seat, name, target)
            return message("the earlier turns in which {order} took effect", order=deed), _SUM
        case Since(seat, name, target):
            return message("the turns since {order} took effect", order=_deed(scenario, seat, name, target)), _SUM
        case SinceDrawn(name, None, seat, target):
            return message("the turns since “{event}”", event=_tried(scenario, name, seat, target)), _SUM
        case SinceDrawn(name, str(outcome), seat, target):
            tried, came = _tried(scenario, name, seat, target), _came_out(scenario, name, seat, outcome)
            return message("the turns since “{event}” came out as “{outcome}”", event=tried, outcome=came), _SUM
        case Negative(operand):
            return message("minus {amount}", amount=_within(scenario, operand, _PRODUCT)), _PRODUCT
        case Arithmetic(operator, left, right):
            own = _SUM if operator in "+-" else _PRODUCT
            return _computed(operator, _within(scenario, left, own), _within(scenario, right, own + 1)), own
        case Choice(then, condition, otherwise):
            words = message(
                "{amount} if {condition}, otherwise {other}",
                amount=_within(scenario, then, _PRODUCT),
                condition=condition_words(scenario, condition),
                other=_within(scenario, otherwise, _PRODUCT),
            )
            return words, _SUM - 1
        case Call(function, arguments):
            return _call(function, [_within(scenario, each, _SUM) for each in arguments]), _SUM - 1
        case _:
            return text(expression), _SUM


def _computed(operator: str, one: str, other: str) -> str:
    match operator:
        case "+":
            return message("{one} plus {other}", one=one, other=other)
        case "-":
            return message("{one} minus {other}", one=one, other=other)
        case "*":
            return message("{one} times {other}", one=one, other=other)
        case _:
            return message("{one} divided by {other}", one=one, other=other)


def _call(function: str, arguments: list[str]) -> str:
    match function, arguments:
        case "clamp", [amount, least, most]:
            return message("{amount}, kept between {least} and {most}", amount=amount, least=least, most=most)
        case "abs", [amount]:
            return message("the size of {amount}", amount=amount)
        case "min", [_, _]:
            return message("the smaller of {amounts}", amounts=listed(arguments))
        case "max", [_, _]:
            return message("the larger of {amounts}", amounts=listed(arguments))
        case "min", [_, _, *_]:
            return message("the smallest of {amounts}", amounts=listed(arguments))
        case "max", [_, _, *_]:
            return message("the largest of {amounts}", amounts=listed(arguments))
        case _:
            return f"{function}({commas(arguments)})"


def _within(scenario: Scenario, expression: Expression, strength: int) -> str:
    words, own = _amount(scenario, expression)
    return words if own >= strength else message("({amount})", amount=words)


def numbers_words(scenario: Scenario, readings: Sequence[tuple[str, float]]) -> str:
    """Numbers with their levels: `NATO's cohesion is 62.0; France's capital is 3.0`."""
    levels = [
        message("{number} is {level}", number=number_phrase(scenario, name), level=plain(value))
        for name, value in readings
    ]
    return parted(levels)


def unmet_words(scenario: Scenario, part: Unmet) -> str:
    """A part of a condition that does not hold, with the levels of the numbers it reads."""
    condition = condition_words(scenario, part.condition)
    if not part.numbers:
        return condition
    return message("{condition} (now {readings})", condition=condition, readings=numbers_words(scenario, part.numbers))
