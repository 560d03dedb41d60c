"""Why an order, a move or an inject is refused, in one plain sentence for each kind of refusal."""

from __future__ import annotations

from wargame.engine.refusal import (
    ConsentNotNeeded,
    GameEnded,
    HiddenCondition,
    NoFootnote,
    NotAnOrder,
    NoTarget,
    NothingToWithhold,
    OnlyOnce,
    OtherSeat,
    Refusal,
    RefusedChoice,
    RefusedOrder,
    Released,
    TakesNoTarget,
    TooMany,
    TooSoon,
    Twice,
    Unaffordable,
    UnaffordableTogether,
    UnknownInject,
    UnknownMove,
    UnknownReaction,
    UnknownSeat,
    UnknownTarget,
    Unmet,
)
from wargame.model.expression import number_text, text
from wargame.text.message import message, plural
from wargame.text.words import commas


def refusal_words(refusal: Refusal) -> str:
    """Why something is refused, in the scenario's own names; it fits behind a colon."""
    match refusal:
        case GameEnded():
            return message("the game has ended")
        case UnknownSeat(nearest):
            return _guess(message("there is no such seat"), nearest)
        case UnknownMove(nearest):
            return _guess(message("there is no such move"), nearest)
        case UnknownInject(nearest):
            return _guess(message("there is no such inject"), nearest)
        case UnknownReaction(nearest):
            return _guess(message("the seat has no such reaction"), nearest)
        case UnknownTarget(target, targets):
            return message("'{target}' is not one of its targets: {targets}", target=target, targets=commas(targets))
        case NoTarget(targets):
            return message("it needs a target: {targets}", targets=commas(targets))
        case TakesNoTarget():
            return message("it takes no target")
        case NotAnOrder(written):
            return message(
                "'{written}' is not an order: write reaction, reaction(actor) or withhold seat.reaction",
                written=written,
            )
        case OtherSeat(seat):
            return message("this order belongs to the seat '{seat}'", seat=seat)
        case Twice():
            return message("it is ordered twice in one turn")
        case TooMany(limit):
            return plural(
                "at most {count} reaction can be ordered in a turn",
                "at most {count} reactions can be ordered in a turn",
                limit,
            )
        case Unaffordable(cost, capital):
            return message(
                "it costs {cost} and there is {capital} capital", cost=_number(cost), capital=_number(capital)
            )
        case UnaffordableTogether(cost, capital):
            return message(
                "together these orders cost {cost} and there is {capital} capital",
                cost=_number(cost),
                capital=_number(capital),
            )
        case OnlyOnce(turn):
            return message("it was played in turn {turn} and can be played only once", turn=turn)
        case Released():
            return message("it was released before and can be released only once")
        case TooSoon(turn, again):
            return message("it was played in turn {turn} and can be again from turn {again}", turn=turn, again=again)
        case Unmet(condition, ()):
            return message("needs {condition}", condition=text(condition))
        case Unmet(condition, readings):
            now = [message("{number} is {value}", number=name, value=_number(value)) for name, value in readings]
            return message("needs {condition}; now {readings}", condition=text(condition), readings=commas(now))
        case HiddenCondition():
            return message("it depends on something that you may not see")
        case ConsentNotNeeded(of, reaction):
            return message("{reaction} does not ask for this seat's consent", reaction=f"{of}.{reaction}")
        case NoFootnote(of, reaction):
            return message("{reaction} takes consent whole or not at all", reaction=f"{of}.{reaction}")
        case NothingToWithhold(of, reaction):
            return message(
                "{reaction} cannot be ordered now, so there is no consent to withhold", reaction=f"{of}.{reaction}"
            )


def refused_words(refused: RefusedOrder) -> str:
    """Which order is refused, and why."""
    return message("{order}: {reason}", order=refused.order, reason=refusal_words(refused.refusal))


def choice_words(refused: RefusedChoice | str) -> str:
    """Which choice of a turn is refused, and why; what is said in words already stays as it is."""
    if isinstance(refused, str):
        return refused
    return ": ".join([*filter(None, (refused.seat, refused.choice)), refusal_words(refused.refusal)])


def _guess(fault: str, nearest: str | None) -> str:
    """A fault with the name that may have been meant."""
    return fault if nearest is None else message("{fault} (did you mean {name}?)", fault=fault, name=nearest)


def _number(value: float) -> str:
    return number_text(round(value, 1))
