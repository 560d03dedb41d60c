"""Why a number is what it is: its ledger over all turns, back to the start of the game."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wargame.analysis.fault import UnknownNameError, UnknownNumber
from wargame.engine import seen_ledger, visibility
from wargame.engine.ledger import Carried, Cause, CauseKind, Entry, Row, Subject
from wargame.engine.seen_ledger import on_grid
from wargame.game.replay import Replay
from wargame.model.nearest import nearest
from wargame.model.viewer import Viewer


@dataclass(frozen=True, slots=True)
class TurnPart:
    """What a cause did to the number in one turn."""

    turn: int
    entry: Entry

    @property
    def amount(self) -> float:
        """How much."""
        return self.entry.amount


@dataclass(frozen=True, slots=True)
class StoryPart:
    """What one cause did to the number over the whole game; `amount` is the sum of its turns."""

    cause: Cause
    amount: float
    turns: tuple[TurnPart, ...]

    @property
    def through(self) -> tuple[tuple[str, str, float], ...]:
        """(listener, of, amount) of each tie it came over, summed over turns, the largest first."""
        sums: dict[tuple[str, str], float] = {}
        for carried in self.carried:
            tie = carried.listener, carried.of
            sums[tie] = on_grid(sums.get(tie, 0.0) + carried.amount)
        return tuple(sorted(((*tie, amount) for tie, amount in sums.items()), key=lambda tie: -abs(tie[2])))

    @property
    def carried(self) -> tuple[Carried, ...]:
        """All that came over ties, turn by turn."""
        return tuple(each for part in self.turns for each in part.entry.carried)

    @property
    def carried_from(self) -> str | None:
        """The number that most of what came over ties was taken from, to ask why of next; None where none was."""
        sums: dict[str, float] = {}
        for carried in self.carried:
            for indicator, amount in carried.by:
                if indicator != seen_ledger.UNSEEN:
                    name = f"{carried.of}.{indicator}"
                    sums[name] = sums.get(name, 0.0) + amount
        return max(sums, key=lambda name: abs(sums[name]), default=None)


@dataclass(frozen=True, slots=True)
class Story:
    """A number from the start of the game to a node: `start + Σ amounts = now`, exactly in decimal arithmetic."""

    name: str
    node: int
    start: float
    now: float
    levels: tuple[float, ...]
    """Before turn 1 and after each turn; the last with the news that has come since."""
    parts: tuple[StoryPart, ...]
    """The largest first."""


def why(replay: Replay, node: int, name: str, viewer: Viewer) -> Story:
    """Why a number is what it is at a node: what every cause did to it since the start, as far as a viewer may see.

    Raises:
        UnknownNameError: there is no such number, or the seat may not see it.
        ReplayError: a turn on the way cannot be played again.

    >>> import wargame
    >>> from wargame.analysis import why
    >>> from wargame.game.replay import Replay
    >>> from wargame.model.viewer import FACILITATOR
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> played = wargame.resolve(position, "grumble", {"host": "reassure(guest)"})
    >>> game = Replay.of([played])
    >>> story = why(game, 1, "host.confidence", FACILITATOR)
    >>> story.start, story.now
    (65.0, 62.369625)
    >>> for part in story.parts:
    ...     print(f"{part.amount:+} {part.cause.title}")
    -4.133173 Grumble in public
    +1.502798 Reassure in public
    """
    line, position = replay.line(node), replay.position(node)
    numbers = [visibility.visible_numbers(each.before.before_news, viewer) for each in line]
    numbers.append(visibility.visible_numbers(position, viewer))
    known = number_named(name, tuple(numbers[-1]))
    levels = tuple(each[known] for each in numbers)
    begun = levels[0] if line else visibility.visible_numbers(position.before_news, viewer)[known]
    rows = [(played.before.turn, seen_ledger.seen_row(played, known, viewer)) for played in line]
    rows.append((position.turn, seen_ledger.seen_news(position, viewer).get(known)))
    return Story(known, node, begun, levels[-1], levels, _parts(rows))


def number_named(words: str, names: Sequence[str]) -> str:
    """The number that a person means, blanks left aside. Raises UnknownNameError with the nearest name."""
    wanted = "".join(words.split())
    for name in names:
        if name.replace(" ", "") == wanted:
            return name
    raise UnknownNameError(UnknownNumber(words, nearest(wanted, names, 0.5)))


def _parts(rows: Iterable[tuple[int, Row | None]]) -> tuple[StoryPart, ...]:
    """The parts of a story from the number's row in each turn, and in the news since."""
    found: dict[tuple[CauseKind, Subject], list[TurnPart]] = {}
    for turn, row in rows:
        for entry in () if row is None else row.entries:
            key = entry.cause.kind, entry.cause.subject
            found.setdefault(key, []).append(TurnPart(turn, entry))
    parts = [
        StoryPart(parts[0].entry.cause, on_grid(sum(part.amount for part in parts)), tuple(parts))
        for parts in found.values()
    ]
    return tuple(sorted(parts, key=lambda part: -abs(part.amount)))
