"""The table on this machine: solo play and several people at one screen, saved turn by turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wargame.authoring import ScenarioError, parse
from wargame.engine import legality, turn_report, visibility
from wargame.engine.legality import IllegalMoveError, IllegalOrderError
from wargame.engine.refusal import RefusedOrder
from wargame.engine.resolution import resolve
from wargame.engine.view import GoalScore, InjectOffer, MoveOffer, TurnReport, View
from wargame.game.library import Library, MemoryLibrary
from wargame.game.library_file import LibraryError
from wargame.game.replay import Replay, ReplayError, saved_turn, texts
from wargame.game.save import Draft, NewGame
from wargame.game.tree import BEGINNING, Tree
from wargame.model.order import Decision
from wargame.model.viewer import FACILITATOR, MOVER, Seated, Viewer
from wargame.players.registry import BOTS
from wargame.seminar.local_tree import LocalTree
from wargame.seminar.table import MovePicker, Phase, SeatScore, Setup, TableError, UnknownNodeError
from wargame.text.refusals import error_words


class LocalTable(LocalTree):
    """A game in progress on this machine; implements `wargame.seminar.table.Table`.

    Created with `library` None, it is kept in memory alone.

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
        super().__init__(setup, library, name, replay, node)
        self._notice = ""
        self._orders: Mapping[str, tuple[Decision, ...]] = {}
        self._injects: tuple[str, ...] = ()
        self._move: str | None = None
        self._begin_turn()

    @classmethod
    def create(cls, setup: Setup, library: Library | None, name: str | None = None) -> LocalTable:
        """A new game, kept in the library at once. Raises TableError."""
        _check_setup(setup)
        try:
            replay = Replay(setup.scenario, setup.seed, setup.lens, Tree({}))
        except ValueError as error:
            raise TableError(str(error)) from error
        scenario = setup.scenario
        kept_in = MemoryLibrary() if library is None else library
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
            raise TableError(str(error)) from error
        return cls(setup, kept_in, kept, replay, BEGINNING)

    @classmethod
    def open(cls, library: Library, name: str, at: str | None = None) -> LocalTable:
        """A saved game where it was left, or at a node named by `at`, its turns resolved anew. Raises TableError.

        Where a turn comes out otherwise than it was played, the game stands before it and `notice` says so.
        """
        try:
            kept = library.read(name)
            scenario = parse(kept.created.text, kept.created.file)
        except LibraryError as error:
            raise TableError(str(error)) from error
        except ScenarioError as error:
            raise TableError(f"the scenario inside the saved game '{name}' cannot be read: {error}") from error
        made = kept.created
        try:
            setup = Setup(scenario, made.seats, MovePicker(made.picker), made.lens, made.seed, made.bot)
            _check_setup(setup)
            replay = Replay(scenario, made.seed, made.lens, kept.tree)
            node, notice = _last_that_plays(replay, kept.node)
            table = cls(setup, library, name, replay, node)
            table._notice = notice
        except (ValueError, KeyError) as error:
            raise TableError(f"the saved game '{name}' is damaged: {error}") from error
        if node == kept.node:
            table._take_up(kept.draft)
        if at is not None:
            try:
                table.go(kept.tree.find(at))
            except KeyError as error:
                raise UnknownNodeError(str(error.args[0])) from error
        return table

    @property
    def notice(self) -> str:
        """What whoever sits down should be told first, in a plain sentence; empty most often."""
        return self._notice

    @property
    def all_told(self) -> bool:
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
    def move(self) -> MoveOffer | None:
        """The mover's move of this turn, once it is picked."""
        if self._move is None:
            return None
        return next(offer for offer in visibility.move_offers(self._position, FACILITATOR) if offer.id == self._move)

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

    def moves(self) -> tuple[MoveOffer, ...]:
        """The moves to pick from; legal ones can be picked."""
        # The facilitator sees everything, whoever plays the mover only what everybody sees.
        picked_by_player = self.setup.picker is MovePicker.PLAYER
        return visibility.move_offers(self._position, MOVER if picked_by_player else FACILITATOR)

    def pick_move(self, move: str | None) -> None:
        """Pick the mover's move (phase MOVE), or leave it to chance for None. Raises TableError."""
        if self.setup.picker is MovePicker.CHANCE:
            raise TableError("chance picks the moves in this game")
        if self._orders:
            raise TableError("orders have been handed in already; the move stands")
        picked = move
        if picked is None and self._position.ending is None:
            picked = self._position.chance_move
        try:
            legality.check_move(self._position, f"{picked}")
        except IllegalMoveError as error:
            raise TableError(str(error)) from error
        self._keep(Draft(picked, {}, self._injects))
        self._move = picked

    def injects(self) -> tuple[InjectOffer, ...]:
        """What the facilitator may release in this turn."""
        return visibility.inject_offers(self._position)

    @property
    def released(self) -> tuple[str, ...]:
        """The injects released in this turn."""
        return self._injects

    def release(self, inject: str) -> None:
        """Release an inject in this turn; raises TableError."""
        try:
            legality.check_inject(self._position, inject)
        except IllegalMoveError as error:
            raise TableError(str(error)) from error
        if inject in self._injects:
            raise TableError(f"{inject}: it is released already in this turn")
        injects = (*self._injects, inject)
        self._keep(Draft(self._move, texts(self._orders), injects))
        self._injects = injects

    def view(self, viewer: Viewer) -> View:
        """The position as a seat sees it."""
        return visibility.view(self._position, viewer)

    def mover_goals(self) -> tuple[GoalScore, ...]:
        """How the mover's own goals stand, for whoever plays it."""
        return visibility.goals(self._position, MOVER)

    def check(self, seat: str, orders: Sequence[Decision]) -> RefusedOrder | None:
        """Why these orders are not legal together; None when they are."""
        return legality.orders_reason(self._position, seat, orders)

    def submit(self, seat: str, orders: Sequence[Decision]) -> None:
        """Hand in a seat's orders (none is a choice too); may be handed in anew until the turn is resolved."""
        if seat not in self.setup.seats:
            raise TableError(f"nobody at this table plays the seat '{seat}'")
        if self.phase in (Phase.MOVE, Phase.ENDED):
            raise TableError("there are no orders to give now")
        refused = self.check(seat, orders)
        if refused is not None:
            error = IllegalOrderError(seat, str(refused.order), refused.refusal, self._position)
            raise TableError(str(refused)) from error
        given = {**self._orders, seat: tuple(orders)}
        self._keep(Draft(self._move, texts(given), self._injects))
        self._orders = given

    def resolve(self) -> None:
        """Resolve the turn (phase READY) and save it; it is on disk when this returns. Raises TableError."""
        if self.phase is not Phase.READY:
            raise TableError("the turn is not ready: " + (", ".join(self.owed) or "the move") + " is still owed")
        orders = {
            seat: self._orders[seat] if seat in self._orders else self._bot.orders(self._position, seat)
            for seat in self.setup.scenario.seats
        }
        played = resolve(self._position, self._move, orders, self._injects)
        self._fork(self._node, saved_turn(played), "the turn was not played, because it could not be saved")

    def report(self, viewer: Viewer, turn: int | None = None) -> TurnReport:
        """A resolved turn, the last one if none is named, as a seat may see it."""
        if not self._line:
            raise TableError("no turn has been played yet")
        place = len(self._line) if turn is None else turn
        if not 1 <= place <= len(self._line):
            raise TableError(f"turn {turn} has not been played")
        return turn_report.report(self._line[place - 1], viewer)

    def history(self, viewer: Viewer) -> Sequence[Mapping[str, float]]:
        """The numbers the seat may see before turn 1 and after each turn played."""
        positions = [each.before for each in self._line] + [self._position]
        return [visibility.visible_numbers(position, viewer) for position in positions]

    def scores(self) -> tuple[SeatScore, ...]:
        """Every seat's goals scored on the position as it is."""
        views = {seat: self.view(Seated(seat)) for seat in self.setup.scenario.seats}
        return tuple(SeatScore(seat, each.score, each) for seat, each in views.items())

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

    def _keep(self, draft: Draft) -> None:
        try:
            self._library.keep_draft(self.name, self._node, draft)
        except LibraryError as error:
            raise TableError(str(error)) from error


def _last_that_plays(replay: Replay, node: int) -> tuple[int, str]:
    """The last node on the way to one up to which the turns come out as they were played, and what is amiss then."""
    try:
        replay.line(node)
    except ReplayError as error:
        last = replay.tree[error.node].parent
        said = f"{error_words(error)}. The game stands before that turn; nothing of the saved game was changed"
        return last, said
    return node, ""


def _check_setup(setup: Setup) -> None:
    for seat in setup.seats:
        if seat not in setup.scenario.seats:
            raise TableError(f"{setup.scenario.id} has no seat '{seat}': {', '.join(setup.scenario.seats)}")
    if setup.bot not in BOTS:
        raise TableError(f"there is no bot '{setup.bot}': {', '.join(BOTS)}")
