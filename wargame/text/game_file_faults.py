"""Why a file for exchange is not taken in, in one plain sentence for each kind of fault."""

from __future__ import annotations

from wargame.game.game_file import ExchangeError
from wargame.game.game_file_fault import (
    AtNoNode,
    AtPrunedNode,
    BadScenario,
    CutShort,
    Empty,
    EndlessNumber,
    FixedTooLate,
    GameFileFault,
    KeyTwice,
    LaterFormat,
    Misplaced,
    MissingKey,
    Name,
    NoBeginning,
    NodeDiffers,
    NodeIllegal,
    NodeMissingKey,
    NodeTooLate,
    NodeTwice,
    NodeUnknownKey,
    NodeUnknownName,
    NodeUnknownOrder,
    NodeUnknownSeat,
    NoFormat,
    NoNumber,
    NoOrdersBySeat,
    NotAGame,
    NotAList,
    NotANumber,
    NotFlag,
    NotJson,
    NotStorable,
    NotText,
    NotTexts,
    NotTextsByName,
    NotUtf8,
    NotWhole,
    OtherFormat,
    OtherScenario,
    OtherTitle,
    SeatTwice,
    TextTooLong,
    TooDeep,
    TooLarge,
    TooManyNodes,
    UnknownBot,
    UnknownEvent,
    UnknownKey,
    UnknownLens,
    UnknownOpening,
    UnknownOutcome,
    UnknownPicker,
    UnknownSeat,
    Unreadable,
    UnusablePath,
)
from wargame.text.engine_faults import engine_words
from wargame.text.message import message
from wargame.text.refusals import choice_words
from wargame.text.suggestions import meant, no_bot, no_picker
from wargame.text.tree_faults import tree_words
from wargame.text.words import commas


def exchange_words(error: ExchangeError) -> str:
    """Why a file for exchange is not taken in, behind its place in the file as far as that is known."""
    words = game_file_words(error.fault)
    return f"{error.place}: {words}" if error.place else words


def game_file_words(fault: GameFileFault) -> str:
    """Why a file for exchange is not taken in."""
    match fault:
        case Unreadable(reason):
            return reason
        case UnusablePath():
            return message("the path is not usable")
        case TooLarge(megabytes):
            return message("it is larger than {megabytes} MB, which no exported game is", megabytes=megabytes)
        case NotUtf8():
            return message("it is not UTF-8 text, so it is not an exported game")
        case Empty():
            return message("it is empty")
        case CutShort():
            return message("it ends in the middle; it may have been copied only in part: copy it again")
        case NotJson(reason):
            return message("it is not JSON: {reason}; correct this line, or export the game again", reason=reason)
        case NotAGame():
            return message("it is not a game that wargame exported")
        case TooDeep():
            return message("it is not a game that wargame exported: it is nested too deeply")
        case EndlessNumber():
            return message("it is not a game that wargame exported: it holds a number with thousands of digits")
        case NotANumber(word):
            return message("{word} is not a number that a game can hold", word=word)
        case NoFormat(key):
            return message('it is not a game that wargame exported: it has no "{key}"', key=key)
        case LaterFormat(format):
            return message(
                "it was written by a later version of wargame (format {format}); update wargame", format=format
            )
        case OtherFormat(format, reads):
            return message("its format is '{format}', and this version reads {reads}", format=format, reads=reads)
        case KeyTwice(key):
            return message('the key "{key}" is given twice in one place; take one out', key=key)
        case UnknownKey(key):
            return message('it has an unknown key "{key}"; take it out', key=key)
        case MissingKey(key):
            return message('"{key}" is missing', key=key)
        case NotText(key):
            return message('"{key}" should be text in quotes', key=key)
        case TextTooLong(key, most):
            return message('"{key}" is longer than {most} characters', key=key, most=most)
        case NotTexts(key):
            return message('"{key}" should be a list of texts', key=key)
        case NotTextsByName(key):
            return message('"{key}" should be an object that gives each name a text', key=key)
        case NotWhole(key, low, high):
            return message('"{key}" should be a whole number from {low} to {high}', key=key, low=low, high=high)
        case NotFlag(key):
            return message('"{key}" should be true or false', key=key)
        case NotStorable(key):
            return message('"{key}" holds characters that are not text', key=key)
        case BadScenario(line, words, nearest):
            return meant(
                message("the scenario in it cannot be read: line {line}: {words}", line=line, words=words), nearest
            )
        case OtherScenario(named, held):
            return message("it says that its scenario is '{named}', but it holds '{held}'", named=named, held=held)
        case OtherTitle(title):
            return message("the scenario in it is titled '{title}'", title=title)
        case UnknownLens(name, known):
            return message("there is no lens '{name}'; choose from {known}", name=name, known=commas(known))
        case UnknownSeat(name, known):
            return message("there is no seat '{name}'; choose from {known}", name=name, known=commas(known))
        case SeatTwice():
            return message("a seat is named twice; take one out")
        case UnknownPicker(name, known):
            return no_picker(name, known)
        case UnknownBot(name, known):
            return no_bot(name, known)
        case UnknownOpening(name, ()):
            return message("the scenario in it has no openings, so none called '{name}'", name=name)
        case UnknownOpening(name, known):
            return message("there is no opening '{name}'; choose from {known}", name=name, known=commas(known))
        case UnknownEvent(name, ()):
            return message("the scenario in it has no events, so none called '{name}'", name=name)
        case UnknownEvent(name, known):
            return message("there is no event '{name}'; choose from {known}", name=name, known=commas(known))
        case UnknownOutcome(event, name, known):
            return message(
                "event '{event}' has no outcome '{name}'; choose from {known}",
                event=event,
                name=name,
                known=commas(known),
            )
        case FixedTooLate(event, opening):
            return message(
                "event '{event}' is over where opening '{opening}' begins; take its outcome out",
                event=event,
                opening=opening,
            )
        case AtNoNode(node):
            return message("the game is at node {node}, which is not among its nodes", node=node)
        case AtPrunedNode(node):
            return message("the game is at node {node}, which is pruned or follows one that is", node=node)
        case NotAList():
            return message('"nodes" should be a list, with one node on each line')
        case TooManyNodes(most):
            return message("it has more than {most} nodes", most=most)
        case NoNumber(item):
            return message('item {item} of "nodes" has no "node"', item=item)
        case NodeTwice(node):
            return message("node {node} is in it twice; take one out", node=node)
        case NodeMissingKey(node, key):
            return message('"{key}" is missing in node {node}', key=key, node=node)
        case NodeUnknownKey(node, key):
            return message('node {node} has an unknown key "{key}"; take it out', node=node, key=key)
        case NoOrdersBySeat(node):
            return message('"orders" of node {node} should name seats, each with a list of orders', node=node)
        case NodeUnknownSeat(node, seat):
            return message("node {node} has orders for '{seat}', which is not a seat", node=node, seat=seat)
        case NodeTooLate(node, turn, turns):
            return message(
                "node {node} is turn {turn}, and the game has {turns} turns", node=node, turn=turn, turns=turns
            )
        case NodeUnknownName():
            return _unknown_name_words(fault)
        case NodeUnknownOrder(node, seat, order):
            return message("node {node} has an unknown order for {seat}, '{order}'", node=node, seat=seat, order=order)
        case NoBeginning(reason):
            said = reason if isinstance(reason, str) else engine_words(reason)
            return message("the game in it cannot be started: {reason}", reason=said)
        case NodeIllegal(node, turn, reason):
            return message(
                "node {node} (turn {turn}) cannot be played: {reason}",
                node=node,
                turn=turn,
                reason=choice_words(reason),
            )
        case NodeDiffers(node, turn):
            return message(
                "node {node} (turn {turn}) does not turn out as the file says: it was edited, or written by "
                "another version of wargame; nothing was imported",
                node=node,
                turn=turn,
            )
        case Misplaced(misplaced):
            return tree_words(misplaced)


def _unknown_name_words(fault: NodeUnknownName) -> str:
    match fault.kind:
        case Name.MOVE:
            return message("node {node} has an unknown move '{name}'", node=fault.node, name=fault.name)
        case Name.INJECT:
            return message("node {node} has an unknown inject '{name}'", node=fault.node, name=fault.name)
        case Name.ENDING:
            return message("node {node} has an unknown ending '{name}'", node=fault.node, name=fault.name)
