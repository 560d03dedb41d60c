"""A whole tree played again under an edited scenario: what comes out otherwise, and which line is behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wargame.analysis.fault import BeginsElsewhere, LacksLens, LacksSeat, QuestionError
from wargame.analysis.scenario_diff import ScenarioDiff
from wargame.engine import legality
from wargame.engine.ledger import Cause, CauseKind, Entry, Ledger, Subject
from wargame.engine.position import Position, start
from wargame.engine.redraw import with_luck
from wargame.engine.refusal import Refusal
from wargame.engine.resolution import Resolution
from wargame.game.replay import Replay, ReplayError, digest, play, refused
from wargame.game.replay_fault import ChangedMeanwhile, NotPlayable
from wargame.game.tree import BEGINNING, SavedTurn
from wargame.model import expression as ex
from wargame.model.grid import GRID_DIGITS
from wargame.model.nearest import nearest
from wargame.model.order import parse_decision
from wargame.model.scenario import MOVER_ID, Scenario

TOP = 5
"""How many numbers are shown of a node, and of a cause."""
KINDS = ("same", "otherwise", "illegal", "unreached")
"""What can become of a node, in the order they are counted."""


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number, or a cause's part in it, under the old scenario and the edited one."""

    name: str
    old: float
    new: float

    @property
    def difference(self) -> float:
        """The edited one's less the old one's."""
        return round(self.new - self.old, GRID_DIGITS) + 0.0


@dataclass(frozen=True, slots=True)
class Illegal:
    """A choice that the edited scenario does not allow there any more."""

    kind: str
    """`order`, which is dropped; `move` or `inject`."""
    seat: str
    """Whose order; empty for the others."""
    choice: str
    reason: Refusal
    line: int | None
    """Where the edited scenario says so, as nearly as can be said."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind a difference where it first shows: a cause, with its line in the edited scenario."""

    what: Cause | ex.Target | ex.Ended
    """A cause, without the turn it was set going in; the number, for where it begins; or the ending come to."""
    line: int | None
    """None for what is no longer in the edited scenario, or has no line of its own."""
    edited: bool
    """Whether what is there was edited; else it only met something else."""
    numbers: tuple[NumberChange, ...]
    """What it did to the numbers in the old and in the edited one, the largest difference first; at most TOP."""

    @property
    def kind(self) -> str:
        """A cause's kind, `start` for where a number begins, or `ending`."""
        match self.what:
            case Cause(kind):
                return kind
            case ex.Ended():
                return "ending"
            case _:
                return "start"

    @property
    def id(self) -> str:
        """The text form of what it is: a cause's, a number's or an ending's."""
        match self.what:
            case Cause():
                return self.what.id
            case ex.Ended(ending):
                return ending
            case target:
                return ex.text(target)


@dataclass(frozen=True, slots=True)
class NodeChange:
    """What became of one node."""

    number: int
    turn: int
    kind: str
    """`same`, `otherwise`, `illegal` (something there is no longer legal) or `unreached` (its way there broke)."""
    old_ending: str | None
    new_ending: str | None
    differing: int = 0
    """How many numbers come out otherwise."""
    numbers: tuple[NumberChange, ...] = ()
    """Those that do most; at most TOP."""
    illegal: tuple[Illegal, ...] = ()
    causes: tuple[Behind, ...] = ()
    """For the numbers that come out otherwise here first on the way."""

    @property
    def broken(self) -> bool:
        """Whether the turn could not be played at all, so that nothing after it is reached."""
        return any(each.kind == "move" for each in self.illegal)


@dataclass(frozen=True, slots=True)
class Rerun:
    """A tree played again: every node that is not pruned, parents first, the main line's before the forks."""

    file: str
    """The edited scenario's file."""
    changes: tuple[NodeChange, ...]
    added: tuple[str, ...]
    """Numbers that only the edited scenario has; no node is otherwise for them."""
    removed: tuple[str, ...]
    complete: bool
    """False when it was cancelled: the nodes after the last one were not looked at."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many nodes of each kind."""
        return {kind: sum(change.kind == kind for change in self.changes) for kind in KINDS}

    @property
    def differs(self) -> bool:
        """Whether any node is not the same."""
        return any(change.kind != "same" for change in self.changes)


def rerun(
    replay: Replay,
    edited: Scenario,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Rerun:
    """Play the whole tree again under an edited scenario, with the game's seed and lens.

    An order that is no longer legal is dropped and the branch goes on without it; a move that is not, or a game that
    ended before, breaks it. No more states are kept than the way to the current node has.

    Raises:
        ValueError: the edited scenario has no such lens, opening or outcome that is fixed, or lacks a seat of the game,
            or the opening begins in another turn.
        ReplayError: the old game itself cannot be played again.

    >>> import wargame
    >>> from wargame.analysis import rerun
    >>> from wargame.game.replay import Replay
    >>> position = wargame.start(wargame.load(wargame.find("first-session")))
    >>> played = wargame.resolve(position, "grumble", {"host": "reassure(guest)"})
    >>> game = Replay.of([played])
    >>> from wargame.authoring import parse
    >>> text = position.scenario.text.replace("amount: -3, because: Words", "amount: -9, because: Words")
    >>> [(node.number, node.kind) for node in rerun(game, parse(text, "edited.yaml")).changes]
    [(1, 'otherwise')]
    """
    _check(replay, edited)
    walk = _Walk(replay, edited)
    total = sum(1 for _ in replay.tree.below(BEGINNING))
    changes: list[NodeChange] = []
    for change in walk.changes():
        changes.append(change)
        if progress is not None:
            progress(len(changes), total)
        if cancelled is not None and len(changes) < total and cancelled():
            break
    old, new = walk.targets
    return Rerun(
        file=edited.file,
        changes=tuple(changes),
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        complete=len(changes) == total,
    )


def _check(replay: Replay, edited: Scenario) -> None:
    if replay.lens not in edited.lenses:
        near = nearest(replay.lens, edited.lenses)
        raise QuestionError(LacksLens(replay.lens, edited.id, near, tuple(edited.lenses)))
    for seat in replay.scenario.seats:
        if seat not in edited.seats:
            near = nearest(seat, edited.seats)
            raise QuestionError(LacksSeat(seat, edited.id, near, tuple(edited.seats)))


def _begun_alike(replay: Replay, edited: Scenario) -> Position:
    """The same game of an edited scenario before its first turn."""
    begins = replay.beginning
    position = start(edited, replay.seed, replay.lens, begins.opening, begins.fixed)
    if position.turn != replay.tree.first_turn:
        raise QuestionError(BeginsElsewhere(begins.opening or "", replay.tree.first_turn, position.turn))
    return position


@dataclass(frozen=True, slots=True)
class _Reached:
    """Where a way has come to under both scenarios; None for the edited one where the way broke."""

    old: Position
    new: Position | None


class _Walk:
    """One going through the tree, depth first."""

    def __init__(self, replay: Replay, edited: Scenario) -> None:
        self.replay = replay
        self.edited = edited
        self.diff = ScenarioDiff(replay.scenario, edited, replay.lens)
        self.beginning = _Reached(replay.position(BEGINNING), _begun_alike(replay, edited))
        assert self.beginning.new is not None
        self.targets = tuple(
            {ex.text(target): target for target in each.program.targets}
            for each in (self.beginning.old, self.beginning.new)
        )

    def changes(self) -> Iterator[NodeChange]:
        """What became of each node, parents first."""
        tree = self.replay.tree
        waiting = [(child, self.beginning) for child in reversed(tree.children(BEGINNING))]
        while waiting:
            number, reached = waiting.pop()
            change, after = self._node(number, reached)
            yield change
            waiting += [(child, after) for child in reversed(tree.children(number))]

    def _node(self, number: int, reached: _Reached) -> tuple[NodeChange, _Reached]:
        saved = self.replay.tree[number].played
        if reached.new is None:
            return NodeChange(number, saved.turn, "unreached", saved.ending, None), reached
        allowed, illegal = self._allowed(reached.new, saved)
        if allowed is None:
            broken = NodeChange(number, saved.turn, "illegal", saved.ending, None, illegal=tuple(illegal))
            return broken, _Reached(reached.old, None)
        old, new = self._old(number, reached.old, saved), play(reached.new, allowed)
        differing = self._differing(old.after, new.after)
        endings = old.after.ending, new.after.ending
        otherwise = bool(differing) or endings[0] != endings[1]
        change = NodeChange(
            number=number,
            turn=saved.turn,
            kind="illegal" if illegal else "otherwise" if otherwise else "same",
            old_ending=endings[0],
            new_ending=endings[1],
            differing=len(differing),
            numbers=_largest(differing),
            illegal=tuple(illegal),
            causes=tuple(self._causes(reached, old, new, differing)) if otherwise else (),
        )
        return change, _Reached(old.after, new.after)

    def _old(self, number: int, before: Position, saved: SavedTurn) -> Resolution:
        try:
            played = play(before, saved)
        except ValueError as error:
            raise ReplayError(NotPlayable(number, saved.turn, refused(error)), before) from error
        if digest(played.after) != saved.digest:
            raise ReplayError(ChangedMeanwhile(number, saved.turn), before)
        return played

    def _allowed(self, position: Position, saved: SavedTurn) -> tuple[SavedTurn | None, list[Illegal]]:
        """The turn as the edited scenario allows it, or None where it allows none, with what it does not allow."""
        position = with_luck(position, saved.luck, position.seed)
        reason = legality.move_reason(position, saved.move)
        if reason is not None:
            return None, [Illegal("move", "", saved.move, reason, self._move_line(position, saved.move))]
        illegal: list[Illegal] = []
        orders = {seat: self._allowed_orders(position, seat, given, illegal) for seat, given in saved.orders.items()}
        if not position.scenario.asks_mover:
            orders.pop(MOVER_ID, None)
        injects = []
        for inject in saved.injects:
            reason = legality.inject_reason(position, inject)
            if reason is not None:
                found = self.edited.injects.get(inject)
                illegal.append(Illegal("inject", "", inject, reason, found.line if found else None))
            else:
                injects.append(inject)
        return replace(saved, orders=orders, injects=tuple(injects)), illegal

    def _allowed_orders(
        self, position: Position, seat: str, given: Sequence[str], illegal: list[Illegal]
    ) -> tuple[str, ...]:
        """A seat's orders without those not legal there, which are added to `illegal`."""
        kept = [parse_decision(seat, each) for each in given]
        while (refused := legality.orders_reason(position, seat, kept)) is not None:
            kept.remove(refused.order)
            line = self.diff.order_line(refused.order)
            illegal.append(Illegal("order", seat, str(refused.order), refused.refusal, line))
        return tuple(map(str, kept))

    def _move_line(self, position: Position, move: str) -> int | None:
        if position.ending is not None:
            return self.edited.endings[position.ending].line
        return self.edited.moves[move].line if move in self.edited.moves else self.edited.mover.line

    def _differing(self, old: Position, new: Position) -> list[NumberChange]:
        """The numbers that both scenarios have and that differ."""
        after = new.numbers
        return [
            NumberChange(name, value, after[name])
            for name, value in old.numbers.items()
            if name in after and after[name] != value
        ]

    def _causes(
        self, reached: _Reached, old: Resolution, new: Resolution, differing: Sequence[NumberChange]
    ) -> Iterator[Behind]:
        """What is behind the numbers that come out otherwise here first; with edited lines first.

        Where the way had come out otherwise before, what was not edited only carries that on, and is left out.
        """
        assert reached.new is not None
        before = self._differing(reached.old, reached.new)
        found = _Gathered()
        if old.before.turn == self.replay.tree.first_turn:
            for each in before:
                target = self.targets[1][each.name]
                found.add(target, self.diff.start_line(target, self.replay.beginning.opening), each)
        known = {each.name for each in before}
        names = [each.name for each in differing if each.name not in known]
        if names:
            ledgers = old.ledger, new.ledger
            for name in names:
                self._gather(name, ledgers, found, edited_only=bool(before))
        if old.after.ending != new.after.ending:
            ending, edited = self.diff.ending((new.after.ending, old.after.ending))
            part = self.edited.endings.get(ending)
            if edited or not differing:
                found.add(ex.Ended(ending), part.line if part else None, edited=edited)
        yield from found.sorted()

    def _gather(self, name: str, ledgers: tuple[Ledger, Ledger], found: _Gathered, edited_only: bool) -> None:
        rows = [ledger.get(name) for ledger in ledgers]
        old, new = ({_key(entry.cause): entry for entry in row.entries} if row else {} for row in rows)
        causes = {key: entry.cause for key, entry in (*old.items(), *new.items())}
        parts = {key: NumberChange(name, _amount(old.get(key)), _amount(new.get(key))) for key in causes}
        shown = [key for key, part in parts.items() if part.difference]
        # The range and the grid only answer to other causes, unless they are all there is.
        for key in [key for key in shown if key[0] not in (CauseKind.LIMIT, CauseKind.ROUNDING)] or shown:
            cause = causes[key]
            place = self.diff.place(self.targets[1][name], cause, old.get(key), new.get(key))
            if place.edited or not edited_only:
                found.add(replace(cause, ordered=None), place.line, parts[key], place.edited)


class _Gathered:
    """Causes behind differences, each with all the numbers it is behind."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], Behind] = {}

    def add(
        self,
        what: Cause | ex.Target | ex.Ended,
        line: int | None,
        number: NumberChange | None = None,
        edited: bool = True,
    ) -> None:
        """Note a cause, and a number that it is behind."""
        # Two scenarios may write one cause on two lines or by two titles.
        same = (what.kind, what.subject) if isinstance(what, Cause) else (what,)
        key = (*same, line, edited)
        held = self._found.get(key, Behind(what, line, edited, ()))
        self._found[key] = held if number is None else replace(held, numbers=(*held.numbers, number))

    def sorted(self) -> list[Behind]:
        """The causes, those that were edited first, then by the largest difference."""
        causes = [replace(each, numbers=_largest(each.numbers)) for each in self._found.values()]
        return sorted(causes, key=lambda each: (not each.edited, -max(_sizes(each.numbers), default=0.0)))


def _amount(entry: Entry | None) -> float:
    return 0.0 if entry is None else entry.amount


def _sizes(numbers: Sequence[NumberChange]) -> list[float]:
    return [abs(each.difference) for each in numbers]


def _largest(numbers: Sequence[NumberChange]) -> tuple[NumberChange, ...]:
    return tuple(sorted(numbers, key=lambda each: -abs(each.difference))[:TOP])


def _key(cause: Cause) -> tuple[CauseKind, Subject, int | None]:
    return cause.kind, cause.subject, cause.ordered
