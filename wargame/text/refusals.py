"""Why an order, a move or an inject is refused, in one plain sentence for each kind of refusal."""

from __future__ import annotations

from wargame.engine.legality import IllegalMoveError, IllegalOrderError
from wargame.engine.refusal import (
    ConsentNotNeeded,
    GameEnded,
    HiddenCondition,
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


def refusal_words(refusal: Refusal) -> str:
    """Why something is refused, in the scenario's own names; it fits behind a colon."""
    match refusal:
        case GameEnded():
            return "the game has ended"
        case UnknownSeat(nearest):
            return f"there is no such seat{_nearest(nearest)}"
        case UnknownMove(nearest):
            return f"there is no such move{_nearest(nearest)}"
        case UnknownInject(nearest):
            return f"there is no such inject{_nearest(nearest)}"
        case UnknownReaction(nearest):
            return f"the seat has no such reaction{_nearest(nearest)}"
        case UnknownTarget(target, targets):
            return f"'{target}' is not one of its targets: {', '.join(targets)}"
        case NoTarget(targets):
            return f"it needs a target: {', '.join(targets)}"
        case TakesNoTarget():
            return "it takes no target"
        case NotAnOrder(written):
            return f"'{written}' is not an order: write reaction, reaction(actor) or withhold seat.reaction"
        case OtherSeat(seat):
            return f"this order belongs to the seat '{seat}'"
        case Twice():
            return "it is ordered twice in one turn"
        case TooMany(1):
            return "at most 1 reaction can be ordered in a turn"
        case TooMany(limit):
            return f"at most {limit} reactions can be ordered in a turn"
        case Unaffordable(cost, capital):
            return f"it costs {_number(cost)} and there is {_number(capital)} capital"
        case UnaffordableTogether(cost, capital):
            return f"together these orders cost {_number(cost)} and there is {_number(capital)} capital"
        case OnlyOnce(turn):
            return f"it has been played in turn {turn}, and can be only once"
        case Released():
            return "it has been released already, and can be only once"
        case TooSoon(turn, again):
            return f"it was played in turn {turn} and can be again from turn {again}"
        case Unmet(condition, readings):
            now = ", ".join(f"{name} is {_number(value)}" for name, value in readings)
            return f"needs {text(condition)}; now {now}" if now else f"needs {text(condition)}"
        case HiddenCondition():
            return "it depends on something that you may not see"
        case ConsentNotNeeded(of, reaction):
            return f"{of}.{reaction} does not ask for this seat's consent"
        case NothingToWithhold(of, reaction):
            return f"{of}.{reaction} cannot be ordered now, so there is no consent to withhold"


def refused_words(refused: RefusedOrder) -> str:
    """Which order is refused, and why."""
    return f"{refused.order}: {refusal_words(refused.refusal)}"


def choice_words(refused: RefusedChoice | str) -> str:
    """Which choice of a turn is refused, and why; what is said in words already stays as it is."""
    if isinstance(refused, str):
        return refused
    return ": ".join([*filter(None, (refused.seat, refused.choice)), refusal_words(refused.refusal)])


def error_words(error: BaseException) -> str:
    """An error as a person reads it: whatever its text and its causes' say in codes, said in words."""
    # These words are made with those of refusals.
    from wargame.text.faults import fault_words

    words = fault_words(error) or str(error)
    each: BaseException | None = error
    while each is not None:
        if isinstance(each, IllegalMoveError | IllegalOrderError):
            words = words.replace(f": {each.refusal}", f": {refusal_words(each.refusal)}")
        else:
            words = words.replace(str(each), fault_words(each) or str(each))
        each = each.__cause__
    return words


def _nearest(name: str | None) -> str:
    return "" if name is None else f" (did you mean {name}?)"


def _number(value: float) -> str:
    return number_text(round(value, 1))
