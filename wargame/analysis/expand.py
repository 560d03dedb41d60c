"""Every single choice of one side tried from a node of a game: what each leads to, a turn or a whole game on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wargame.analysis.fault import NothingToChoose, QuestionError, UnknownRanking, UnknownSeat
from wargame.engine import visibility
from wargame.engine.position import Position
from wargame.engine.redraw import TRIED_LUCK, with_luck
from wargame.engine.resolution import Resolution, resolve
from wargame.engine.view import score_of
from wargame.game.replay import Replay, WrittenLine, saved_turn, with_own_luck_after
from wargame.game.tree import SavedTurn
from wargame.model.nearest import nearest
from wargame.model.order import Order
from wargame.model.viewer import MOVER, Side, seat_of
from wargame.players.bots import Bot
from wargame.players.registry import BOTS

NOTHING = "none"
"""The choice of a seat that orders nothing."""
GOALS = "goals"
"""Ranks by how far the goals are met of the side that is scored."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """One choice tried, the turns it led to, and how the game is met at their end."""

    side: Side
    """Who chose."""
    choice: str
    """The reaction in its text form, NOTHING, or the mover's move."""
    turns: tuple[SavedTurn, ...]
    """The turn of the choice, and those that followed if the game was played to its end."""
    scored: Side
    """Whose goals are scored: who chose, unless whoever asked may not see those."""
    score: float
    """How far these are met, from 0 to 100."""
    scores: Mapping[str, float]
    """By seat; another seat's score is for the facilitator alone."""
    numbers: Mapping[str, float]
    """The numbers that the side that chose may see, and whoever asked."""
    ending: str | None


def expand(
    replay: Replay, node: int, side: Side, bot: Bot, to_end: bool, move: str | None = None
) -> Iterator[Expansion]:
    """Try every choice of a side after a node: each reaction of a seat by itself, and ordering nothing; or each move.

    Each is yielded as soon as it is done. The other seats are played by `bot`, and the mover makes `move`, or what
    chance picks for None; with `to_end`, every seat is, turn after turn, until the game ends. All choices meet the same
    luck, which is not the game's own: nothing is told of a draw still to come.

    Raises:
        KeyError: there is no such node.
        ValueError: a sentence, at once: there is no such seat, the game has ended there, or it cannot be played again.

    >>> import wargame
    >>> from wargame.analysis import expand
    >>> from wargame.game.replay import Replay
    >>> from wargame.model.viewer import Seated
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> from wargame.players.bots import DoctrineBot
    >>> played = wargame.resolve(position, "grumble", {"host": "reassure(guest)"})
    >>> game = Replay.of([played])
    >>> for tried in expand(game, 1, Seated("host"), DoctrineBot(), to_end=False):
    ...     print(f"{tried.choice}: {tried.score:.1f}")
    reassure(guest): 81.8
    reassure(rival): 78.5
    press: 78.5
    talks: 79.0
    subsidy: 78.5
    none: 78.5
    """
    position = with_luck(replay.position(node), TRIED_LUCK, replay.seed)
    return _expanded(position, side, _choices(position, side), bot, to_end, move, replay.seed)


def count(replay: Replay, node: int, side: Side) -> int:
    """How many choices `expand` would try. Raises as it does."""
    return len(_choices(with_luck(replay.position(node), TRIED_LUCK, replay.seed), side))


def rank(expansions: Iterable[Expansion], by: str = GOALS) -> tuple[Expansion, ...]:
    """The best first: by GOALS or a number's name the highest, with a `-` before it the lowest; equal ones as tried.

    Raises:
        QuestionError: none of them can be ranked by that; with the nearest name.
    """
    found = tuple(expansions)
    if not found:
        return ()
    name, lowest = ranked_by(found[0], by)
    return tuple(sorted(found, key=lambda each: value(each, name) * (1 if lowest else -1)))


def ranked_by(expansion: Expansion, by: str) -> tuple[str, bool]:
    """What `by` names, as the scenario writes it, and whether the lowest comes first. Raises QuestionError."""
    wanted = by.strip()
    lowest = wanted.startswith("-")
    wanted = wanted.removeprefix("-").strip()
    names = {_close(name): name for name in (GOALS, *expansion.numbers)}
    if _close(wanted) in names:
        return names[_close(wanted)], lowest
    raise QuestionError(UnknownRanking(wanted, nearest(wanted, names.values(), 0.5), GOALS))


def value(expansion: Expansion, name: str) -> float:
    """What an expansion is ranked by: its GOALS, or a number by its name as the scenario writes it."""
    return expansion.score if name == GOALS else expansion.numbers[name]


def _choices(position: Position, side: Side) -> tuple[str, ...]:
    seats, seat = position.scenario.seats, seat_of(side)
    if seat is not None and seat not in seats:
        raise QuestionError(UnknownSeat(position.scenario.id, seat, nearest(seat, seats, 0.5)))
    if position.ending is not None:
        raise QuestionError(NothingToChoose())
    if seat is None:
        return position.legal_moves()
    return (*(str(order) for order in position.legal_orders(seat) if isinstance(order, Order)), NOTHING)


def _expanded(
    position: Position, side: Side, choices: tuple[str, ...], bot: Bot, to_end: bool, move: str | None, seed: int
) -> Iterator[Expansion]:
    own = seat_of(side)
    # What may be chosen can depend on what the author is unsure of.
    made = move if move in position.legal_moves() else None
    others = {seat: bot.orders(position, seat) for seat in position.scenario.seats if seat != own}
    for place, choice in enumerate(choices, 1):
        if own is None:
            played = resolve(position, choice, others)
        else:
            # Ordering nothing comes last; by its place, for a reaction may be called `none` too.
            played = resolve(position, made, {**others, own: () if place == len(choices) else (choice,)})
        played = with_own_luck_after(played, seed)
        turns = [saved_turn(played, TRIED_LUCK)]
        while to_end and played.after.ending is None:
            played = with_own_luck_after(_following(with_luck(played.after, TRIED_LUCK, seed), bot), seed)
            turns.append(saved_turn(played, TRIED_LUCK))
        # Without the news of the next turn, which nobody knows yet.
        yield _expansion(side, choice, turns, played.left)


def _following(position: Position, bot: Bot) -> Resolution:
    return resolve(position, None, {seat: bot.orders(position, seat) for seat in position.scenario.seats})


def _expansion(side: Side, choice: str, turns: list[SavedTurn], end: Position) -> Expansion:
    seat = seat_of(side)
    return Expansion(
        side=side,
        choice=choice,
        turns=tuple(turns),
        scored=side,
        score=round(score_of(visibility.goals(end, MOVER)), 6) if seat is None else end.scores[seat],
        scores=end.scores,
        numbers=visibility.visible_numbers(end, side),
        ending=end.ending,
    )


def _close(name: str) -> str:
    """A name without the spaces that a person may leave out."""
    return name.replace(" ", "").casefold()


def expand_afresh(
    line: WrittenLine, side: Side, bot: str, to_end: bool, move: str | None = None
) -> Iterator[Expansion]:
    """What `expand` gives after a line of turns, from nothing but what a saved game holds: for another process."""
    return expand(line.replay(), len(line.turns), side, BOTS[bot](), to_end, move)
