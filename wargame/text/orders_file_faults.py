"""What is wrong with an orders file, in one plain sentence for each kind of fault."""

from __future__ import annotations

from wargame.game.orders_file import BadLine
from wargame.game.orders_file_fault import (
    BeforeBeginning,
    Illegal,
    InjectTwice,
    MoveTwice,
    NeedsTarget,
    NoConsent,
    NoFootnote,
    NoOrders,
    NoSuchTurn,
    NotAnOrder,
    NothingAfterTurn,
    NoTurn,
    NotUtf8,
    OddCharacter,
    OrdersFileFault,
    OrderTooLong,
    OrderTwice,
    SeatTwice,
    TakesNoTarget,
    TooBig,
    TooManyOrders,
    TurnOver,
    UnknownInject,
    UnknownMove,
    UnknownReaction,
    UnknownSeat,
    UnknownTarget,
    Unreadable,
)
from wargame.text.message import message, plural
from wargame.text.refusals import choice_words
from wargame.text.suggestions import meant


def bad_line_words(bad: BadLine) -> str:
    """What is wrong with a line of an orders file, behind its place."""
    return f"{bad.file}:{bad.line}:{bad.column}: {orders_file_words(bad.fault)}"


def orders_file_words(fault: OrdersFileFault) -> str:
    """What is wrong with an orders file, or with a line of it."""
    match fault:
        case Unreadable(None):
            return message("cannot be read")
        case Unreadable(reason):
            return message("cannot be read: {reason}", reason=reason)
        case TooBig(megabytes):
            return message("an orders file is at most {megabytes} MB", megabytes=megabytes)
        case NotUtf8():
            return message("is not text in UTF-8")
        case OddCharacter():
            return message("this line holds a character that cannot be shown")
        case NoTurn():
            return message("a line begins with its turn, as in 'turn 1: move ...' or 'turn 1: seat: ...'")
        case NoSuchTurn(turn, turns):
            return message("there is no turn {turn}: the game has turns 1 to {turns}", turn=turn, turns=turns)
        case NothingAfterTurn():
            return message("after the turn comes 'move ID', 'inject ID' or a seat and its orders, as in 'seat: order'")
        case UnknownMove(name, nearest):
            return meant(message("there is no move '{name}'", name=name), nearest)
        case UnknownInject(name, nearest):
            return meant(message("there is no inject '{name}'", name=name), nearest)
        case UnknownSeat(name, nearest):
            return meant(message("there is no seat '{name}'", name=name), nearest)
        case UnknownReaction(seat, name, nearest):
            return meant(message("'{seat}' has no reaction '{name}'", seat=seat, name=name), nearest)
        case UnknownTarget(reaction, name, nearest):
            return meant(message("'{reaction}' has no target '{name}'", reaction=reaction, name=name), nearest)
        case MoveTwice(turn, line):
            return message("line {line} already names the move of turn {turn}", line=line, turn=turn)
        case InjectTwice(turn, name):
            return message("inject '{name}' is released twice in turn {turn}", name=name, turn=turn)
        case SeatTwice(turn, seat, line):
            return message(
                "line {line} already gives the orders of '{seat}' in turn {turn}", line=line, seat=seat, turn=turn
            )
        case NoOrders(seat, nothing):
            return message(
                "'{seat}' has no orders here: write '{nothing}' when it gives none", seat=seat, nothing=nothing
            )
        case OrderTwice(order):
            return message("'{order}' is ordered twice", order=order)
        case NotAnOrder(text):
            return message(
                "'{text}' is not an order: write reaction, reaction(actor), withhold seat.reaction or footnote "
                "seat.reaction",
                text=text,
            )
        case OrderTooLong():
            return message("this is too long for an order")
        case NeedsTarget(reaction, target):
            return message("'{reaction}' needs a target, as in {reaction}({target})", reaction=reaction, target=target)
        case TakesNoTarget(reaction):
            return message("'{reaction}' takes no target", reaction=reaction)
        case NoConsent(seat, of, reaction):
            return message(
                "'{of}.{reaction}' does not ask for the consent of '{seat}'", of=of, reaction=reaction, seat=seat
            )
        case NoFootnote(of, reaction):
            return message("'{of}.{reaction}' takes consent whole or not at all", of=of, reaction=reaction)
        case BeforeBeginning(turn, first):
            return message("turn {turn} is over where the game begins, at turn {first}", turn=turn, first=first)
        case TurnOver(turn, first):
            return message("turn {turn} is over at this node; the next is turn {first}", turn=turn, first=first)
        case Illegal(choice):
            return choice_words(choice)
        case TooManyOrders(seat, most):
            return plural(
                "{seat}: at most {count} reaction a turn can be ordered",
                "{seat}: at most {count} reactions a turn can be ordered",
                most,
                seat=seat,
            )
