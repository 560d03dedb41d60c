"""Conditions and amounts of a scenario in plain words, with their numbers."""

from __future__ import annotations

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
    Some,
    Times,
    Trust,
    number_text,
    text,
)
from wargame.model.order import Decision, Withholding
from wargame.model.scenario import Scenario
from wargame.text.names import (
    mid_sentence,
    mover_name,
    number_phrase,
    plain,
    possessive,
    reaction_title,
    seat_name,
)

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_IS = {
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
    "==": "is exactly",
    "!=": "is not",
}
_SIGNS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
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
                return ("always" if joined_by_and else "never"), 0
            parts = [_condition(scenario, each, holds) for each in several]
            return _joined(parts, "and" if joined_by_and else "or")
        case Comparison(operator, left, right):
            return _comparison(scenario, operator if holds else _OPPOSITE[operator], left, right), 0
        case Played(seat, name, target):
            verb = "takes" if holds else "does not take"
            return f"{_deed(scenario, seat, name, target)} {verb} effect this turn", 0
        case Drawn(event, outcome):
            found = scenario.events.get(event)
            titles = {each.id: each.title for each in found.outcomes} if found else {}
            verb = "has come out" if holds else "has not come out"
            title = found.title if found else event
            return f"“{title}” {verb} as “{titles.get(outcome, outcome)}”", 0
        case Fired(rule):
            title = scenario.rules[rule].title if rule in scenario.rules else rule
            return f"the rule “{title}” has {'fired before' if holds else 'not fired before'}", 0
        case Ended(ending):
            title = scenario.endings[ending].title if ending in scenario.endings else ending
            return f"the game has {'ended' if holds else 'not ended'} as “{title}”", 0
        case _:
            return text(expression), 0


def _joined(parts: list[tuple[str, int]], word: str) -> tuple[str, int]:
    if len(parts) == 1:
        return parts[0]
    depth = max(depth for _, depth in parts)
    if depth == 0:
        words = [each for each, _ in parts]
        return f"{', '.join(words[:-1])} {word} {words[-1]}", 1
    written = []
    for each, own in parts:
        if own == 0:
            written.append(each)
        elif own == 1:
            written.append(f"either {each}" if word == "and" else each)
        else:
            written.append(f"({each})")
    return f", {word} ".join(written), depth + 1


def _comparison(scenario: Scenario, operator: str, left: Expression, right: Expression) -> str:
    if isinstance(left, Number) and not isinstance(right, Number):
        return _comparison(scenario, _TURNED[operator], right, left)
    if left == Clock("turn") and right == Clock("turns") and operator in ("==", ">=", "<", "!="):
        return "it is the last turn" if operator in ("==", ">=") else "it is not the last turn"
    if isinstance(right, Number):
        bound = right.value
        match left:
            case Times(seat, name, target):
                return f"{_deed(scenario, seat, name, target)} {_times(operator, bound)}"
            case Since(seat, name, target):
                return f"{_deed(scenario, seat, name, target)} {_since(operator, bound)}"
            case Clock(name) if name in ("turn", "year"):
                return _clock(name, operator, number_text(bound))
    return f"{amount_words(scenario, left)} {_IS[operator]} {amount_words(scenario, right)}"


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


def _times(operator: str, bound: float) -> str:
    match _counted(operator, bound):
        case ("least", 1) | ("not", 0):
            return "took effect in an earlier turn"
        case ("most", 0) | ("exactly", 0):
            return "has not yet taken effect"
        case ("not", count):
            return f"has taken effect in other than {_turns(count)}"
        case ("exactly", count):
            return f"has taken effect in exactly {_turns(count)}"
        case (bound_word, count):
            return f"has taken effect in at {bound_word} {_turns(count)}"


def _since(operator: str, bound: float) -> str:
    kind, count = _counted(operator, bound)
    if count >= _NEVER_YET:
        return "has not yet taken effect" if kind in ("least", "exactly") else "took effect in an earlier turn"
    if kind in ("most", "exactly") and count == 1:
        return "took effect in the turn before"
    if kind == "most":
        return f"took effect within the last {_turns(count)}"
    if kind == "least":
        # Since counts from 1, so "at least 3" leaves out the last 2 turns.
        return f"did not take effect in the last {_turns(count - 1)}" if count > 2 else _not_before(count)
    return f"{'took' if kind == 'exactly' else 'did not take'} effect {_turns(count)} ago"


def _not_before(count: int) -> str:
    return "did not take effect in the turn before" if count == 2 else "took effect at any time or never"


def _clock(name: str, operator: str, bound: str) -> str:
    words = {
        "<": f"is before {bound}",
        "<=": f"is {bound} or earlier",
        ">": f"is after {bound}",
        ">=": f"is {bound} or later",
        "==": f"is {bound}",
        "!=": f"is not {bound}",
    }
    return f"the {name} {words[operator]}"


def _turns(count: int) -> str:
    return "1 turn" if count == 1 else f"{count} turns"


def _deed(scenario: Scenario, seat: str | None, name: str, target: str | None) -> str:
    who = mid_sentence(mover_name(scenario) if seat is None else seat_name(scenario, seat))
    return f"{possessive(who)} “{reaction_title(scenario, seat, name, target)}”"


_SUM, _PRODUCT, _ATOM = range(3)


def _amount(scenario: Scenario, expression: Expression) -> tuple[str, int]:
    match expression:
        case Number(value):
            return number_text(value), _ATOM
        case Level() | Trust() | Capital():
            return number_phrase(scenario, text(expression)), _ATOM
        case Assumed(name):
            title = scenario.assumptions[name].title if name in scenario.assumptions else name
            return f"“{title}”", _ATOM
        case Clock(name):
            return {"turns": "the number of turns"}.get(name, f"the {name}"), _ATOM
        case Times(seat, name, target):
            return f"the earlier turns in which {_deed(scenario, seat, name, target)} took effect", _SUM
        case Since(seat, name, target):
            return f"the turns since {_deed(scenario, seat, name, target)} took effect", _SUM
        case Negative(operand):
            return f"minus {_within(scenario, operand, _PRODUCT)}", _PRODUCT
        case Arithmetic(operator, left, right):
            own = _SUM if operator in "+-" else _PRODUCT
            before = _within(scenario, left, own)
            return f"{before} {_SIGNS[operator]} {_within(scenario, right, own + 1)}", own
        case Choice(then, condition, otherwise):
            first = _within(scenario, then, _PRODUCT)
            second = _within(scenario, otherwise, _PRODUCT)
            return f"{first} if {condition_words(scenario, condition)}, otherwise {second}", _SUM - 1
        case Call(function, arguments):
            return _call(function, [_within(scenario, each, _SUM) for each in arguments]), _SUM - 1
        case _:
            return text(expression), _SUM


def _call(function: str, arguments: list[str]) -> str:
    if function == "clamp" and len(arguments) == 3:
        return f"{arguments[0]}, held between {arguments[1]} and {arguments[2]}"
    if function == "abs" and len(arguments) == 1:
        return f"the size of {arguments[0]}"
    if len(arguments) < 2:
        return f"{function}({', '.join(arguments)})"
    several = len(arguments) > 2
    word = {"min": "smallest" if several else "smaller", "max": "largest" if several else "larger"}[function]
    return f"the {word} of {', '.join(arguments[:-1])} and {arguments[-1]}"


def _within(scenario: Scenario, expression: Expression, strength: int) -> str:
    words, own = _amount(scenario, expression)
    return words if own >= strength else f"({words})"


def unmet_words(scenario: Scenario, part: Unmet) -> str:
    """A part of a condition that does not hold, with the numbers it reads as they stand."""
    now = "; ".join(f"{number_phrase(scenario, name)} is {plain(value)}" for name, value in part.readings)
    return condition_words(scenario, part.condition) + (f" (now {now})" if now else "")
