"""The table on this machine: solo play and several people at one screen, saved turn by turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import RLock

from wargame.authoring import ScenarioError, parse
from wargame.engine import legality, seen_scenario, turn_report, visibility
from wargame.engine.fault import NoSeat, StartError, UnknownSeatError
from wargame.engine.legality import IllegalMoveError
from wargame.engine.position import Position
from wargame.engine.refusal import Refusal as Refused
from wargame.engine.refusal import RefusedChoice
from wargame.engine.resolution import Resolution, resolve
from wargame.engine.view import GoalScore, InjectOffer, MoveOffer, TurnReport, View
from wargame.fault import Fault
from wargame.game.library import Library
from wargame.game.library_file import LibraryError
from wargame.game.replay import Replay, ReplayError, saved_turn, texts
from wargame.game.save import Draft, NewGame
from wargame.game.table_fault import (
    ChancePicks,
    Changed,
    DamagedSave,
    NoOrdersNow,
    OpenedBefore,
    OrdersAreIn,
    ReleasedAlready,
    SeatNotPlayed,
    StillOwed,
    TurnNotSaved,
    UnknownBot,
    UnknownPicker,
    UnreadableScenario,
)
from wargame.game.tree import BEGINNING, NodeNameError, SavedTurn, Tree
from wargame.model.order import Decision
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated, Viewer, seat_of
from wargame.players.registry import BOTS
from wargame.seminar import inquiry
from wargame.seminar.actions import (
    MOVE,
    OWED,
    RELEASED,
    TURN,
    Action,
    ActionCode,
    Changes,
    Go,
    Mark,
    PickMove,
    Promote,
    Prune,
    Redraw,
    Refresh,
    Refusal,
    Release,
    Resolve,
    Restore,
    SetMove,
    Submit,
    changed_between,
    depends_on,
    not_yours,
    orders_of,
)
from wargame.seminar.branches import Branches, released_in
from wargame.seminar.local_seat import LocalSeat
from wargame.seminar.seen_fault import seen_fault
from wargame.seminar.snapshot import ActionRefused, Done, GameFacts, SeenScore, Snapshot, seen_turn
from wargame.seminar.table import MovePicker, Phase, Setup, TableError, UnknownNodeError


class LocalTable:
    """A game in progress on this machine; implements `wargame.seminar.table.Table`.

    Created with `library` None, it is kept in memory alone. Whoever holds it hosts the game and sees all of it; others
    are given `seat(viewer)`.

    >>> import wargame
    >>> from wargame.seminar import LocalTable, MovePicker, Phase, Setup
    >>> scenario = wargame.load(wargame.find("first-session"))
    >>> table = LocalTable.create(Setup(scenario, ("host",), MovePicker.CHANCE, "plain", 1), library=None)
    >>> table.submit("host", [wargame.Order("host", "reassure", "guest")])
    >>> table.phase is Phase.READY
    True
    >>> table.resolve()
    >>> table.turn
    2
    """

    def __init__(self, setup: Setup, library: Library, name: str, replay: Replay, node: int) -> None:
        self.setup = setup
        self._notice: Fault | None = None
        self._lock = RLock()
        """A screen may look while a turn is being resolved."""
        self._changes = Changes()
        self._snapshots: dict[Viewer, Snapshot] = {}
        self._scenarios: dict[Viewer, tuple[Tree, Scenario]] = {}
        self._turns: dict[Viewer, dict[int, SavedTurn]] = {}
        self._branches = Branches(setup, library, name, replay, self._tree_changed)
        self._bot = BOTS[setup.bot]()
        self._orders: Mapping[str, tuple[Decision, ...]] = {}
        self._injects: tuple[str, ...] = ()
        self._move: str | None = None
        self._go_on_from(node)

    @classmethod
    def create(cls, setup: Setup, library: Library | None, name: str | None = None) -> LocalTable:
        """A new game, kept in the library at once. Raises TableError."""
        _check_setup(setup)
        try:
            replay = Replay(setup.scenario, setup.seed, setup.lens, Tree({}))
        except StartError as error:
            raise TableError(error.fault) from error
        scenario = setup.scenario
        kept_in = Library.in_memory() if library is None else library
        try:
            kept = kept_in.create(
                NewGame(
                    scenario.id,
                    scenario.title,
                    scenario.file,
                    scenario.text,
                    setup.seed,
                    setup.lens,
                    setup.seats,
                    setup.picker.value,
                    setup.bot,
                ),
                name,
            )
        except LibraryError as error:
            raise TableError(error.fault) from error
        return cls(setup, kept_in, kept, replay, BEGINNING)

    @classmethod
    def open(cls, library: Library, name: str, at: str | None = None) -> LocalTable:
        """A saved game where it was left, or at a node named by `at`, its turns resolved anew. Raises TableError.

        Where a turn comes out otherwise than it was played, the game is before it and `notice` says so.
        """
        try:
            kept = library.read(name)
            scenario = parse(kept.created.text, kept.created.file)
        except LibraryError as error:
            raise TableError(error.fault) from error
        except ScenarioError as error:
            raise TableError(UnreadableScenario(name, str(error))) from error
        made = kept.created
        try:
            picker = _picker(name, made.picker)
            setup = Setup(scenario, made.seats, picker, made.lens, made.seed, made.bot)
            _check_setup(setup)
            replay = Replay(scenario, made.seed, made.lens, kept.tree)
            node, notice = _last_that_plays(replay, kept.node)
            table = cls(setup, library, name, replay, node)
            table._notice = notice and seen_fault(scenario, notice, _opener(setup))
        except StartError as error:
            raise TableError(DamagedSave(name, error.fault)) from error
        except (ValueError, KeyError) as error:
            raise TableError(DamagedSave(name, str(error))) from error
        if node == kept.node:
            table._take_up(kept.draft)
        if at is not None:
            try:
                table.go(kept.tree.find(at))
            except NodeNameError as error:
                raise UnknownNodeError(error.fault) from error
            except TableError as error:
                raise TableError(seen_fault(scenario, error.fault, _opener(setup))) from None
        return table

    def seat(self, viewer: Viewer) -> LocalSeat:
        """The table as one viewer meets it."""
        seat = seat_of(viewer)
        if seat is not None and seat not in self.setup.scenario.seats:
            raise UnknownSeatError(NoSeat.of(self.setup.scenario, seat))
        return LocalSeat(self, viewer)

    @property
    def name(self) -> str:
        """The saved game's name."""
        return self._branches.name

    @property
    def tree(self) -> Tree:
        """Every turn played in this game, on all branches."""
        return self._branches.tree

    @property
    def replay(self) -> Replay:
        """The game's tree with its states, recomputed when they are asked for."""
        return self._branches.replay

    @property
    def node(self) -> int:
        """The node the game is at: the last turn played on this branch, or BEGINNING."""
        return self._node

    @property
    def branch(self) -> str:
        """The branch the game is at."""
        return self.tree.branch(self._node)

    @property
    def notice(self) -> Fault | None:
        """What whoever sits down should read first; None most often."""
        return self._notice

    @property
    def all_shown(self) -> bool:
        """Whether nothing is secret any more: the game has ended here, and does not go on elsewhere.

        What bots only tried to its end tells no secrets, and where several people play, no branch does while another
        one goes on.
        """
        tree = self.tree
        if self._position.ending is None or tree[self._node].tried:
            return False
        if len(self.setup.seats) < 2:
            return True
        played = [number for number, _ in tree.below(BEGINNING) if not tree[number].tried]
        return all(tree[number].played.ending or tree.played_on(number) for number in played)

    @property
    def phase(self) -> Phase:
        """What the turn waits for."""
        if self._position.ending is not None:
            return Phase.ENDED
        if self._move is None:
            return Phase.MOVE
        return Phase.ORDERS if self.owed else Phase.READY

    @property
    def turn(self) -> int:
        """The turn being played, or the last one played once the game has ended."""
        return self._position.turn

    @property
    def owed(self) -> tuple[str, ...]:
        """The seats played by people that have not handed in their orders."""
        if self._position.ending is not None:
            return ()
        return tuple(seat for seat in self.setup.seats if seat not in self._orders)

    @property
    def ending(self) -> str | None:
        """The ending reached, or None while the game goes on."""
        return self._position.ending

    @property
    def released(self) -> tuple[str, ...]:
        """The injects released in this turn."""
        return self._injects

    # What a viewer sees.

    def snapshot(self, viewer: Viewer) -> Snapshot:
        """The game as a viewer sees it now."""
        with self._lock:
            number = self._changes.number(viewer)
            kept = self._snapshots.get(viewer)
            if kept is None or kept.number != number:
                kept = self._snapshots[viewer] = self._taken(viewer, number)
            return kept

    def _taken(self, viewer: Viewer, number: int) -> Snapshot:
        setup, tree, position, phase = self.setup, self.tree, self._position, self.phase
        ground = self._grounds.get(viewer)
        if ground is None:
            ground = self._grounds[viewer] = _Ground.of(position, self._line, viewer)
        facilitates, all_shown = viewer == FACILITATOR, self.all_shown
        picks = setup.picker is MovePicker.FACILITATOR if facilitates else viewer == MOVER
        if facilitates or all_shown:
            scores = tuple(
                SeenScore(seat, position.scores[seat], visibility.goals(position, Seated(seat)))
                for seat in setup.scenario.seats
            )
        else:
            own = seat_of(viewer)
            scores = () if own is None else (SeenScore(own, ground.view.score, ground.view.goals),)
        return Snapshot(
            number=number,
            viewer=viewer,
            game=GameFacts(
                self.name, setup.lens, setup.seats, setup.picker, setup.bot, setup.seed if facilitates else None
            ),
            phase=phase,
            turn=position.turn,
            date=position.date,
            node=self._node,
            branch=self.branch,
            gone_back=tree.played_on(self._node),
            ending=position.ending,
            all_shown=all_shown,
            owed=self.owed,
            handed_in=tuple(seat for seat in setup.seats if seat in self._orders),
            orders=self._orders.get(seat_of(viewer) or ""),
            move=next((offer for offer in ground.moves if offer.id == self._move), None),
            moves=ground.moves if picks and phase is Phase.MOVE else (),
            injects=ground.injects if phase is not Phase.ENDED else (),
            released=self._injects if facilitates else (),
            view=ground.view,
            mover_goals=ground.mover_goals if all_shown or seat_of(viewer) is None else (),
            scores=scores,
            history=ground.history,
            tree=self._seen_tree(viewer, all_shown),
        )

    def _seen_tree(self, viewer: Viewer, all_shown: bool) -> Tree:
        """The tree with what a viewer may know of; a node's turn never changes, so each is cut once."""
        seen_by = FACILITATOR if all_shown else viewer
        cut, nodes = self._turns.setdefault(seen_by, {}), {}
        for number, node in self.tree.nodes.items():
            if number not in cut:
                cut[number] = seen_turn(self.setup.scenario, node.played, seen_by)
            nodes[number] = replace(node, played=cut[number])
        return Tree(nodes)

    def seen_scenario(self, viewer: Viewer) -> Scenario:
        """The scenario as a viewer holds it, with the injects released so far."""
        with self._lock:
            tree, kept = self.tree, self._scenarios.get(viewer)
            if kept is None or kept[0] is not tree:
                released = frozenset(released_in(tree))
                same = kept is not None and set(kept[1].injects) == released
                cut = kept[1] if kept and same else seen_scenario.seen_scenario(self.setup.scenario, viewer, released)
                kept = self._scenarios[viewer] = tree, cut
            return kept[1]

    def report(self, node: int, viewer: Viewer) -> TurnReport:
        """The turn that a node played, as a viewer may see it. Raises TableError."""
        self._branches.check_turn(node)
        return turn_report.report(self._branches.line(node)[-1], viewer)

    def moves_at(self, node: int, viewer: Viewer) -> tuple[MoveOffer, ...]:
        """The moves there were to pick from in a node's turn, with what a viewer may see. Raises TableError."""
        return visibility.move_offers(self._branches.before(node), viewer)

    # What may be done.

    def act(self, viewer: Viewer, action: Action) -> Done:
        """Do what a viewer wants done; raises ActionRefused, and then nothing has changed."""
        with self._lock:
            fault = not_yours(action, viewer, self.setup)
            if fault is not None:
                raise self._refused(viewer, ActionCode.NOT_YOURS, fault)
            ahead = action.number > self._changes.number(viewer)
            if ahead or self._changes.since(viewer, action.number) & depends_on(action, viewer):
                raise self._refused(viewer, ActionCode.STALE, Changed())
            try:
                node = self._do(viewer, action)
            except TableError as error:
                raise self._refused(viewer, ActionCode.REFUSED, error.fault) from None
            return Done(self.snapshot(viewer), node)

    def _refused(self, viewer: Viewer, code: ActionCode, fault: Fault) -> ActionRefused:
        return ActionRefused(Refusal(code, seen_fault(self.setup.scenario, fault, viewer)), self.snapshot(viewer))

    def _do(self, viewer: Viewer, action: Action) -> int | None:
        """Do it, and give the node it made or brought back."""
        match action:
            case PickMove(_, move):
                self.pick_move(move)
            case Release(_, inject):
                self.release(inject)
            case Submit(_, orders):
                self.submit(seat_of(viewer) or "", orders)
            case Resolve():
                self.resolve()
            case Go(_, node):
                self.go(node)
            case Mark(_, node, label, note, star, collapsed):
                self.mark(node, label, note, star, collapsed)
            case Prune(_, node):
                self.prune(node)
            case Restore():
                return self.restore()
            case Promote(_, node):
                self.promote(node)
            case Redraw(_, node):
                return self.redraw(node)
            case SetMove(_, node, move):
                return self.set_move(node, move)
            case Refresh():
                self.refresh()
        return None

    def pick_move(self, move: str | None) -> None:
        """Pick the mover's move (phase MOVE), or leave it to chance for None. Raises TableError."""
        with self._lock:
            if self.setup.picker is MovePicker.CHANCE:
                raise TableError(ChancePicks())
            if self._orders:
                raise TableError(OrdersAreIn())
            picked = move
            if picked is None and self._position.ending is None:
                picked = self._position.chance_move
            refusal = self._refused_move(picked or "")
            if refusal is not None:
                raise TableError(RefusedChoice(None, picked or "", refusal))
            self._branches.keep_draft(self._node, Draft(picked, {}, self._injects))
            self._move = picked
            self._changes.note(MOVE)

    def _refused_move(self, move: str) -> Refused | None:
        """Why a move cannot be made, as far as whoever picks may know."""
        refusal = legality.move_reason(self._position, move)
        if refusal is None or self._position.ending is not None:
            return refusal
        picker: Viewer = MOVER if self.setup.picker is MovePicker.PLAYER else FACILITATOR
        offers = visibility.move_offers(self._position, picker)
        return next((offer.reason for offer in offers if offer.id == move), refusal)

    def release(self, inject: str) -> None:
        """Release an inject in this turn; raises TableError."""
        with self._lock:
            try:
                legality.check_inject(self._position, inject)
            except IllegalMoveError as error:
                raise TableError(error.fault) from error
            if inject in self._injects:
                raise TableError(ReleasedAlready(inject))
            injects = (*self._injects, inject)
            self._branches.keep_draft(self._node, Draft(self._move, texts(self._orders), injects))
            self._injects = injects
            self._changes.note(RELEASED, audience=frozenset({FACILITATOR}))

    def submit(self, seat: str, orders: Sequence[Decision]) -> None:
        """Hand in a seat's orders (none is a choice too); may be handed in anew until the turn is resolved."""
        with self._lock:
            if seat not in self.setup.seats:
                raise TableError(SeatNotPlayed(seat))
            if self.phase in (Phase.MOVE, Phase.ENDED):
                raise TableError(NoOrdersNow())
            refused = self.snapshot(Seated(seat)).refusal(orders, self.seen_scenario(Seated(seat)))
            if refused is not None:
                raise TableError(RefusedChoice(None, str(refused.order), refused.refusal))
            given = {**self._orders, seat: tuple(orders)}
            self._branches.keep_draft(self._node, Draft(self._move, texts(given), self._injects))
            first = seat not in self._orders
            self._orders = given
            self._changes.note(orders_of(seat), audience=frozenset({Seated(seat)}))
            if first:
                self._changes.note(OWED)

    def resolve(self) -> None:
        """Resolve the turn (phase READY) and save it; it is on disk when this returns. Raises TableError."""
        with self._lock:
            if self.phase is not Phase.READY:
                raise TableError(StillOwed(self.owed))
            orders = {
                seat: self._orders[seat] if seat in self._orders else self._bot.orders(self._position, seat)
                for seat in self.setup.scenario.seats
            }
            played = resolve(self._position, self._move, orders, self._injects)
            self._go_on_from(self._branches.append(self._node, saved_turn(played), TurnNotSaved, go_on=True))

    def go(self, node: int) -> None:
        """Go back, or over to another branch: the game goes on from this node. Raises TableError."""
        with self._lock:
            draft = self._branches.draft(node)
            self._go_on_from(node)
            self._take_up(draft)

    def mark(
        self,
        node: int,
        label: str | None = None,
        note: str | None = None,
        star: bool | None = None,
        collapsed: bool | None = None,
    ) -> None:
        """Write on a node; what is None stays as it is. Raises TableError."""
        with self._lock:
            self._branches.mark(node, label, note, star, collapsed)

    def prune(self, node: int) -> None:
        """Take a node and all that follows it out of the tree; if the game is there, it steps back.

        Raises TableError.
        """
        with self._lock:
            self._branches.check_turn(node)
            parent, here = self.tree[node].parent, node in [each.number for each in self.tree.path(self._node)]
            self._branches.prune(node)
            if here:
                self.go(parent)

    def restore(self) -> int | None:
        """Undo the last pruning and give the node that is back; None when nothing is pruned. Raises TableError."""
        with self._lock:
            return self._branches.restore()

    def promote(self, node: int) -> None:
        """Make the way to a node the main line. Raises TableError."""
        with self._lock:
            self._branches.promote(node)

    def redraw(self, node: int) -> int:
        """Play a node's turn once more with its luck drawn anew, as a fork of its own; gives its number.

        The people at the table order what they ordered, as far as it is still legal; chance moves and bots choose
        anew. The game stays where it is. Raises TableError.
        """
        with self._lock:
            return self._branches.redraw(node)

    def set_move(self, node: int, move: str) -> int:
        """Play a node's turn once more with another move of the mover, as a fork of its own; gives its number.

        All orders stay as they were, so that what comes out otherwise is the move's doing. The game stays where it
        is. Raises TableError.
        """
        with self._lock:
            return self._branches.set_move(node, move)

    def refresh(self) -> None:
        """Take over what other windows on this game have played. Raises TableError."""
        with self._lock:
            self._branches.refresh()

    def keep_tried(self, parent: int, turns: Sequence[SavedTurn]) -> int:
        """Keep turns that bots tried as a branch after a node; gives the last node. Raises TableError."""
        with self._lock:
            return self._branches.append_tried(parent, turns)

    # Small parts.

    def inquired(self) -> inquiry.Game:
        """The game as it is inquired into."""
        with self._lock:
            setup = self.setup
            return inquiry.Game(self.replay, setup.seats, setup.bot, self._node, self._move, self._injects)

    def _tree_changed(self, before: Tree) -> None:
        self._changes.note(*changed_between(before, self.tree))

    def _go_on_from(self, node: int) -> None:
        self._node = node
        self._line = self.replay.line(node)
        self._position = self.replay.position(node)
        self._grounds: dict[Viewer, _Ground] = {}
        self._begin_turn()
        self._changes.note(TURN, MOVE)

    def _begin_turn(self) -> None:
        self._orders = {}
        self._injects = ()
        self._move = None
        if self.setup.picker is MovePicker.CHANCE and self._position.ending is None:
            self._move = self._position.chance_move

    def _take_up(self, draft: Draft) -> None:
        """Go on with what was handed in before the game was left; a draft that is no longer legal is dropped."""
        try:
            if draft.move is not None and self.setup.picker is not MovePicker.CHANCE:
                legality.check_move(self._position, draft.move)
                self._move = draft.move
            for inject in draft.injects:
                legality.check_inject(self._position, inject)
            self._injects = draft.injects
            given = {seat: orders for seat, orders in (draft.orders or {}).items() if seat in self.setup.seats}
            if self._move is not None:
                checked = legality.check_orders(self._position, given)
                self._orders = {seat: checked[seat] for seat in given}
        except ValueError:
            self._begin_turn()


@dataclass(frozen=True)
class _Ground:
    """What of a snapshot depends on the position alone, and so is worked out once a turn for each viewer."""

    view: View
    moves: tuple[MoveOffer, ...]
    injects: tuple[InjectOffer, ...]
    mover_goals: tuple[GoalScore, ...]
    history: tuple[Mapping[str, float], ...]

    @classmethod
    def of(cls, position: Position, line: Sequence[Resolution], viewer: Viewer) -> _Ground:
        """The ground of a viewer's snapshots while the game is here."""
        positions = [*(each.before for each in line), position]
        return cls(
            visibility.view(position, viewer),
            visibility.move_offers(position, viewer) if position.ending is None else (),
            visibility.inject_offers(position) if viewer == FACILITATOR else (),
            visibility.goals(position, MOVER),
            tuple(visibility.visible_numbers(each, viewer) for each in positions),
        )


def _last_that_plays(replay: Replay, node: int) -> tuple[int, OpenedBefore | None]:
    """The last node on the way to one up to which the turns come out as they were played, and what is amiss then."""
    try:
        replay.line(node)
    except ReplayError as error:
        return replay.tree[error.node].parent, OpenedBefore(error.fault)
    return node, None


def _opener(setup: Setup) -> Viewer:
    """As whom whoever opens a saved game looks at it: where several people play, as all of them together."""
    if not setup.seats:
        return FACILITATOR
    return Seated(setup.seats[0]) if len(setup.seats) == 1 else PUBLIC


def _check_setup(setup: Setup) -> None:
    for seat in setup.seats:
        if seat not in setup.scenario.seats:
            raise TableError(NoSeat.of(setup.scenario, seat))
    if setup.bot not in BOTS:
        raise TableError(UnknownBot(setup.bot, tuple(BOTS)))


def _picker(name: str, word: str) -> MovePicker:
    """Who picks the moves of a saved game."""
    try:
        return MovePicker(word)
    except ValueError:
        raise TableError(DamagedSave(name, UnknownPicker(word, tuple(MovePicker)))) from None
