"""A whole game as one text file for exchange: it diffs well, and nothing is taken in that does not play again.

The file is JSON laid out for people and for diffs: one line for each fact of the game, one for each node, one for each
line of the scenario. It holds what was chosen and what was written on it, never a state.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PureWindowsPath
from typing import Any

from wargame.authoring import ScenarioError, parse
from wargame.engine.chance import SEED_LIMIT
from wargame.engine.fault import StartError
from wargame.engine.position import start
from wargame.engine.redraw import TRIED_LUCK
from wargame.game.game_file_fault import (
    AtNoNode,
    AtPrunedNode,
    BadScenario,
    FixedTooLate,
    GameFileFault,
    LaterFormat,
    Misplaced,
    Name,
    NoBeginning,
    NodeDiffers,
    NodeIllegal,
    NodeTooLate,
    NodeTwice,
    NodeUnknownKey,
    NodeUnknownName,
    NodeUnknownOrder,
    NodeUnknownSeat,
    NoFormat,
    NoNumber,
    NoOrdersBySeat,
    NotAList,
    NotUtf8,
    OtherFormat,
    OtherScenario,
    OtherTitle,
    SeatTwice,
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
from wargame.game.game_file_reading import MOST_BYTES, ExchangeError, Reader, shown
from wargame.game.replay import digest as digest_of
from wargame.game.replay import play, refused
from wargame.game.save import Draft, KeptGame, NewGame
from wargame.game.tree import BEGINNING, Node, SavedTurn, Tree, TreeError
from wargame.model.beginning import Beginning
from wargame.model.order import Order, Withholding, parse_decision
from wargame.model.scenario import MOVER_ID, Scenario

__all__ = ["FORMAT", "MOST_BYTES", "ExchangeError", "export_text", "import_text", "read_file", "verify"]

FORMAT = 1
MOST_NODES = 100_000
PICKERS, BOTS = ("chance", "facilitator", "player"), ("doctrine", "random", "look-ahead")
_KEY = "wargame_game"
_HEAD = (_KEY, "name", "scenario", "title", "file", "seed", "lens", "seats", "picker", "bot", "standing")
_BEGINNING = ("opening", "fixed")
"""Written only of a game that does not begin as its scenario does by itself."""


def export_text(kept: KeptGame) -> str:
    """A game as the text of a file for exchange; the same game gives the same bytes."""
    made = kept.created
    facts: dict[str, Any] = {
        _KEY: FORMAT,
        "name": kept.name,
        "scenario": made.scenario,
        "title": made.title,
        "file": _file_name(made.file),
        "seed": made.seed,
        "lens": made.lens,
        "seats": list(made.seats),
        "picker": made.picker,
        "bot": made.bot,
        "standing": kept.node,
    }
    if made.beginning.opening is not None:
        facts["opening"] = made.beginning.opening
    if made.beginning.fixed:
        facts["fixed"] = dict(made.beginning.fixed)
    lines = [f" {_json(key)}: {_json(value)}," for key, value in facts.items()]
    nodes = [f"  {_json(_node_facts(node))}" for _, node in sorted(kept.tree.nodes.items())]
    text = [f"  {_json(line)}" for line in made.text.split("\n")]
    return "\n".join(
        ["{", *lines, ' "nodes": [', *_separated(nodes), " ],", ' "scenario_text": [', *_separated(text), " ]", "}", ""]
    )


def read_file(path: Path) -> KeptGame:
    """A file for exchange as a game. Raises ExchangeError."""
    name = shown(path, 4096)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else None
        raise ExchangeError(Unreadable(said.lower()) if said else UnusablePath(), name) from None
    if len(data) > MOST_BYTES:
        raise ExchangeError(TooLarge(MOST_BYTES // 1_000_000), name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ExchangeError(NotUtf8(), name, line) from None
    return import_text(text, str(path))


def import_text(text: str, source: str) -> KeptGame:
    """The text of a file for exchange as a game; `source` is what the file is called in complaints.

    Raises ExchangeError. That the turns play again as they were played is not checked here but by `verify`.
    """
    reader = Reader(text.removeprefix("\ufeff"), source)
    facts = reader.parsed()
    _check_format(facts, reader)
    for key in facts:
        if key not in (*_HEAD, *_BEGINNING, "nodes", "scenario_text"):
            raise reader.fault(UnknownKey(shown(key)), key)
    seed = reader.whole(facts, "seed", 0, SEED_LIMIT - 1)
    lines = reader.texts(facts, "scenario_text")
    made = NewGame(
        scenario=reader.text(facts, "scenario"),
        title=reader.text(facts, "title"),
        file=_file_name(reader.text(facts, "file")),
        text="\n".join(lines),
        seed=seed,
        lens=reader.text(facts, "lens"),
        seats=tuple(reader.texts(facts, "seats")),
        picker=reader.text(facts, "picker"),
        bot=reader.text(facts, "bot"),
        beginning=Beginning(
            reader.text(facts, "opening") if facts.get("opening") is not None else None,
            reader.texts_by_name(facts, "fixed") if "fixed" in facts else {},
        ),
    )
    scenario = _scenario(made, lines, reader)
    _check_setting(made, scenario, reader)
    tree = _tree(facts, reader, scenario, made.beginning.first_turn(scenario))
    standing = reader.whole(facts, "standing", BEGINNING, 10**9)
    if standing not in tree:
        raise reader.fault(AtNoNode(standing), "standing")
    if not tree.in_tree(standing):
        raise reader.fault(AtPrunedNode(standing), "standing")
    name = reader.text(facts, "name").strip()
    return KeptGame(name or made.scenario, made, tree, standing, Draft())


def verify(created: NewGame, tree: Tree, progress: Callable[[int, int], None] | None = None) -> None:
    """Play every node of a tree again, parents first, keeping no more states than the way to the current one has.

    Raises ExchangeError naming the first node that is not legal or comes out otherwise.
    """
    try:
        begun = created.beginning
        scenario = parse(created.text, created.file)
        beginning = start(scenario, created.seed, created.lens, begun.opening, begun.fixed)
    except (ScenarioError, ValueError) as error:
        raise ExchangeError(NoBeginning(error.fault if isinstance(error, StartError) else shown(error, 400))) from None
    children: dict[int, list[int]] = {}
    for node in tree.nodes.values():
        children.setdefault(node.parent, []).append(node.number)
    done = 0
    waiting = [(child, beginning) for child in reversed(children.get(BEGINNING, []))]
    while waiting:
        number, before = waiting.pop()
        saved = tree[number].played
        try:
            played = play(before, saved)
        except ValueError as error:
            reason = refused(error)
            said = shown(reason, 400) if isinstance(reason, str) else reason
            raise ExchangeError(NodeIllegal(number, saved.turn, said)) from error
        if digest_of(played.after) != saved.digest or played.after.ending != saved.ending:
            raise ExchangeError(NodeDiffers(number, saved.turn))
        done += 1
        if progress is not None:
            progress(done, len(tree))
        waiting += [(child, played.after) for child in reversed(children.get(number, []))]


def _node_facts(node: Node) -> Mapping[str, Any]:
    """A node's facts in a fixed order, without those that say nothing."""
    turn = node.played
    facts: dict[str, Any] = {"node": node.number, "after": node.parent, "turn": turn.turn, "move": turn.move}
    # A seat left out ordered nothing; for the mover left out, its doctrine answers.
    facts["orders"] = {seat: list(orders) for seat, orders in sorted(turn.orders.items()) if orders or seat == MOVER_ID}
    extra = {
        "injects": list(turn.injects),
        "luck": turn.luck,
        "ending": turn.ending,
        "label": node.label,
        "note": node.note,
        "star": node.star,
        "collapsed": node.collapsed,
        "pruned": node.pruned,
        "rank": node.rank,
    }
    facts |= {key: value for key, value in extra.items() if value}
    facts["digest"] = turn.digest
    return facts


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _separated(lines: list[str]) -> Iterator[str]:
    """The items of a JSON list, a line each."""
    for place, line in enumerate(lines, 1):
        yield line + ("," if place < len(lines) else "")


def _file_name(path: str) -> str:
    """The name of a file without its folders, whichever system wrote them."""
    return PureWindowsPath(path).name


def _check_format(facts: Mapping[str, Any], reader: Reader) -> None:
    version = facts.get(_KEY)
    if version is None:
        raise reader.fault(NoFormat(_KEY))
    if type(version) is int and version > FORMAT:
        raise reader.fault(LaterFormat(shown(version)), _KEY)
    if type(version) is not int or version != FORMAT:
        raise reader.fault(OtherFormat(shown(version), FORMAT), _KEY)


def _scenario(made: NewGame, lines: list[str], reader: Reader) -> Scenario:
    """The scenario whose text a file holds; its first fault is given with its line in the file."""
    try:
        return parse(made.text, made.file)
    except ScenarioError as error:
        first = error.problems[0]
        fault = BadScenario(first.line, shown(first.message, 400), first.suggestion)
        item = _json(lines[first.line - 1]) if 0 < first.line <= len(lines) else ""
        raise reader.fault_in_list(fault, "scenario_text", first.line, item) from None


def _check_setting(made: NewGame, scenario: Scenario, reader: Reader) -> None:
    """Whether scenario, lens, seats, picker and bot fit each other."""
    if scenario.id != made.scenario:
        raise reader.fault(OtherScenario(shown(made.scenario), scenario.id), "scenario")
    if made.lens not in scenario.lenses:
        raise reader.fault(UnknownLens(shown(made.lens), tuple(scenario.lenses)), "lens")
    for seat in made.seats:
        if seat not in scenario.seats:
            raise reader.fault(UnknownSeat(shown(seat), tuple(scenario.seats)), "seats")
    if len(set(made.seats)) < len(made.seats):
        raise reader.fault(SeatTwice(), "seats")
    if made.title != scenario.title:
        raise reader.fault(OtherTitle(shown(scenario.title)), "title")
    if made.picker not in PICKERS:
        raise reader.fault(UnknownPicker(shown(made.picker), PICKERS), "picker")
    if made.bot not in BOTS:
        raise reader.fault(UnknownBot(shown(made.bot), BOTS), "bot")
    _check_beginning(made.beginning, scenario, reader)


def _check_beginning(beginning: Beginning, scenario: Scenario, reader: Reader) -> None:
    """Whether the scenario has the opening, and the events with the outcomes that are fixed, still to come there."""
    if beginning.opening is not None and beginning.opening not in scenario.openings:
        raise reader.fault(UnknownOpening(shown(beginning.opening), tuple(scenario.openings)), "opening")
    for event, outcome in beginning.fixed.items():
        if event not in scenario.events:
            raise reader.fault(UnknownEvent(shown(event), tuple(scenario.events)), "fixed")
        known = tuple(each.id for each in scenario.events[event].outcomes)
        if outcome not in known:
            raise reader.fault(UnknownOutcome(event, shown(outcome), known), "fixed")
        if scenario.is_over(event, beginning.first_turn(scenario)):
            raise reader.fault(FixedTooLate(event, beginning.opening or ""), "fixed")


def _tree(facts: Mapping[str, Any], reader: Reader, scenario: Scenario, first_turn: int) -> Tree:
    listed = facts.get("nodes")
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise reader.fault(NotAList(), "nodes")
    if len(listed) > MOST_NODES:
        raise reader.fault(TooManyNodes(MOST_NODES), "nodes")
    nodes: dict[int, Node] = {}
    for place, each in enumerate(listed, 1):
        if "node" not in each:
            raise reader.fault_in_list(NoNumber(place), "nodes", place, _json(each))
        node = _node(each, reader, scenario)
        if node.number in nodes:
            raise reader.fault(NodeTwice(node.number), node=node.number, again=True)
        _check_known(node, scenario, reader)
        nodes[node.number] = node
    try:
        return Tree(dict(sorted(nodes.items())), first_turn)
    except TreeError as error:
        raise reader.fault(Misplaced(error.fault), node=error.fault.node) from None


_NODE_KEYS = (
    *("node", "after", "turn", "move", "orders", "injects", "luck", "ending"),
    *("label", "note", "star", "collapsed", "pruned", "rank", "digest"),
)


def _node(facts: Mapping[str, Any], reader: Reader, scenario: Scenario) -> Node:
    number = reader.whole(facts, "node", 1, 10**9)
    for key in facts:
        if key not in _NODE_KEYS:
            raise reader.fault(NodeUnknownKey(number, shown(key)), node=number)
    given = facts.get("orders", {})
    if not isinstance(given, dict):
        raise reader.fault(NoOrdersBySeat(number), node=number)
    for seat in given:
        if seat not in scenario.seats and not (seat == MOVER_ID and scenario.asks_mover):
            raise reader.fault(NodeUnknownSeat(number, shown(seat)), node=number)
    orders: dict[str, tuple[str, ...]] = dict.fromkeys(scenario.seats, ())
    orders |= {seat: tuple(reader.texts(given, seat, number)) for seat in given}
    turn = SavedTurn(
        turn=reader.whole(facts, "turn", 1, 10**6, number),
        move=reader.text(facts, "move", number),
        orders=orders,
        injects=tuple(reader.texts(facts, "injects", number)) if "injects" in facts else (),
        digest=reader.text(facts, "digest", number),
        ending=reader.text(facts, "ending", number) if facts.get("ending") is not None else None,
        luck=reader.whole(facts, "luck", TRIED_LUCK, 10**6, number) if "luck" in facts else 0,
    )
    return Node(
        number=number,
        parent=reader.whole(facts, "after", 0, 10**9, number),
        played=turn,
        label=reader.text(facts, "label", number) if "label" in facts else "",
        note=reader.text(facts, "note", number) if "note" in facts else "",
        star=reader.flag(facts, "star", number),
        collapsed=reader.flag(facts, "collapsed", number),
        pruned=reader.whole(facts, "pruned", 0, 10**9, number) if "pruned" in facts else 0,
        rank=reader.whole(facts, "rank", -(10**9), 10**9, number) if "rank" in facts else 0,
    )


def _check_known(node: Node, scenario: Scenario, reader: Reader) -> None:
    """Whether the scenario has what a node names; whether it was legal then is for `verify` to find."""
    fault = _unknown(node.number, node.played, scenario)
    if fault is not None:
        raise reader.fault(fault, node=node.number)


def _unknown(number: int, turn: SavedTurn, scenario: Scenario) -> GameFileFault | None:
    """What a node's turn names that the scenario does not have."""
    if turn.turn > scenario.calendar.turns:
        return NodeTooLate(number, turn.turn, scenario.calendar.turns)
    if turn.move not in scenario.moves:
        return NodeUnknownName(number, Name.MOVE, shown(turn.move))
    for inject in turn.injects:
        if inject not in scenario.injects:
            return NodeUnknownName(number, Name.INJECT, shown(inject))
    if turn.ending is not None and turn.ending not in scenario.endings:
        return NodeUnknownName(number, Name.ENDING, shown(turn.ending))
    for seat, orders in turn.orders.items():
        for text in orders:
            if not _known(scenario, seat, text):
                return NodeUnknownOrder(number, seat, shown(text))
    return None


def _known(scenario: Scenario, seat: str, text: str) -> bool:
    """Whether a seat's order is of a reaction that there is, at a target that it can have."""
    try:
        order = parse_decision(seat, text)
    except ValueError:
        return False
    whose = seat if isinstance(order, Order) else order.of
    reaction = scenario.reactions.get(whose, {}).get(order.reaction)
    if reaction is None:
        return False
    if isinstance(order, Withholding):
        consent = reaction.consent
        asked = consent is not None and seat in consent.withheld_when
        return asked and (not order.in_part or (consent is not None and consent.footnoted is not None))
    return any(option.target == order.target for option in reaction.options)
