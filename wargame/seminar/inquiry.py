"""The one way to each analysis of a game, for screens, plain play and commands alike.

Here it is decided whose orders may be sought, whose choices may be tried, which lens comes first, which bots play the
seats that nobody plays, and whether the move that is picked and what is released count. What a viewer may not see is
not in the results. Unknown names raise UnknownNameError, what else cannot be asked QuestionError, and a turn that does
not come out as it was played ReplayError.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from wargame.analysis.fault import (
    NotEnded,
    NothingToOrder,
    NothingToSimulate,
    NotYoursToTry,
    QuestionError,
    SeesTooMuch,
    TooManyGames,
    UnknownNameError,
    UnknownOutcome,
)
from wargame.engine.position import Position, start
from wargame.engine.visibility import visible_numbers
from wargame.game.replay import Replay
from wargame.game.tree import BEGINNING, Tree
from wargame.game.tree_fault import NoNode
from wargame.jobs.process import in_process
from wargame.jobs.task import Task
from wargame.model.beginning import AT_THE_START, Beginning
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, MOVER, Seated, Side, Viewer, seat_of, sees_all_of
from wargame.players.given import Given
from wargame.seminar.requests import (
    AgencyRequest,
    Analysis,
    CalibrationRequest,
    ExpansionRequest,
    LuckRequest,
    ParRequest,
    SensitivityRequest,
    SimulationRequest,
    StabilityRequest,
    WhyNotRequest,
)
from wargame.seminar.snapshot import seen_tree, seen_turn

# The analyses load in the functions that need them: a game begins without waiting for any.
if TYPE_CHECKING:
    from wargame.analysis.advice import Advice
    from wargame.analysis.agency import Agency, AgencyStudy, Part
    from wargame.analysis.calibration import Calibration, CalibrationStudy, ForecastGame
    from wargame.analysis.claims import Trials
    from wargame.analysis.compare import Comparison
    from wargame.analysis.expand import Expansion
    from wargame.analysis.luck import LuckSplit, LuckStudy, TurnValues
    from wargame.analysis.normal_form import NormalForm
    from wargame.analysis.par import Par
    from wargame.analysis.question import Question
    from wargame.analysis.rerun import Rerun
    from wargame.analysis.simulation import Simulation
    from wargame.analysis.why import Story
    from wargame.analysis.why_not import WhyNot
    from wargame.players.whole_game import WholeGame
    from wargame.seminar.seen_forecast import SeenForecast
    from wargame.seminar.sensitivity_task import Depends
    from wargame.seminar.stability_task import Found


@dataclass(frozen=True)
class Game:
    """A game that may be inquired into: its tree, who plays it, and where it is."""

    replay: Replay
    people: tuple[str, ...] = ()
    """The seats played by people; bots play the others."""
    bot: str = "doctrine"
    """Which bot plays them."""
    node: int = BEGINNING
    """Where it is."""
    move: str | None = None
    """The mover's move of the turn that comes next, once it is picked."""
    released: tuple[str, ...] = ()
    """The injects released in that turn."""
    new: bool = False
    """Whether nobody has begun it: under another lens it is another game from the first draw on."""

    @property
    def scenario(self) -> Scenario:
        """The scenario played."""
        return self.replay.scenario

    @classmethod
    def of(cls, scenario: Scenario, seed: int, lens: str, beginning: Beginning = AT_THE_START) -> Game:
        """A game of a scenario that nobody has begun. Raises StartError."""
        return cls(Replay(scenario, seed, lens, Tree({}, beginning.first_turn(scenario)), beginning), new=True)


# What was played.


def tree(game: Game, viewer: Viewer) -> Tree:
    """Every turn played, with the orders that a viewer may know of."""
    return seen_tree(game.scenario, game.replay.tree, viewer)


def compare(game: Game, viewer: Viewer, one: int, other: int) -> Comparison:
    """Two nodes compared."""
    from wargame.analysis.compare import compare

    for node in (one, other):
        _check(game, node)
    return compare(game.replay, one, other, viewer)


def why(game: Game, viewer: Viewer, node: int, name: str) -> Story:
    """Why a number is at its level at a node, back to the beginning."""
    from wargame.analysis.why import why

    _check(game, node)
    return why(game.replay, node, name, viewer)


def questions(game: Game, viewer: Viewer, node: int) -> tuple[Question, ...]:
    """All of which may be asked why it did not happen by a node."""
    from wargame.analysis.why_not import unhappened

    _check(game, node)
    return tuple(unhappened(game.replay, node, viewer))


def why_not(
    game: Game, viewer: Viewer, node: int, what: str, budget: int | None = None, apart: bool = True
) -> Analysis[WhyNotRequest, WhyNot]:
    """Begin to search why something did not happen on the way to a node; one answer comes.

    Where several people play, no orders are sought that others might have given, for the facilitator apart; the orders
    of the seats that people play are tried first. `budget` is how many turns are played at most, by itself BUDGET of
    the analysis. `apart` has the work done in another process.
    """
    from wargame.analysis.why_not import BUDGET, why_not, why_not_afresh

    _check(game, node)
    others = viewer == FACILITATOR or len(game.people) <= 1
    request = WhyNotRequest(node, what)
    if not apart:
        most = BUDGET if budget is None else budget
        found = (why_not(game.replay, node, what, viewer, others, game.people, most) for _ in range(1))
        return Analysis(request, Task(found, of=1))
    line = game.replay.written(node)
    task: Task[WhyNot] = in_process(why_not_afresh, line, what, viewer, others, game.people, of=1)
    return Analysis(request, task)


def rerun(game: Game, edited: Scenario) -> Rerun:
    """The whole tree played again under an edited scenario, as the facilitator sees it."""
    from wargame.analysis.rerun import rerun

    return rerun(game.replay, edited)


# What the scenario says of itself.


def claim_trials(scenario: Scenario, viewer: Viewer, games: int, seed: int, lens: str | None = None) -> Trials:
    """A scenario's claims, to be tested in so many pairs of games at most, under one lens or every lens in turn.

    For the facilitator alone: they are played by the whole state. Raises QuestionError for anybody else.
    """
    from wargame.analysis.claims import Trials

    if viewer != FACILITATOR:
        raise QuestionError(NotYoursToTry())
    return Trials(scenario, tuple(scenario.lenses) if lens is None else (lens,), seed, games)


def ended(game: Game) -> tuple[int, ...]:
    """The nodes at which a branch has come to an ending, the oldest first."""
    return tuple(number for number, node in game.replay.tree.nodes.items() if node.played.ending is not None)


def par(game: Game, viewer: Viewer, nodes: Sequence[int], apart: bool = True) -> Analysis[ParRequest, tuple[Par, ...]]:
    """Begin to find what doctrine would have scored by each of some nodes, with the same news and moves.

    Of the seats whose score the viewer sees: all for the facilitator, else its own; none where no turn is played. What
    the viewer may not know of the news is drawn anew. `apart` has the work done in another process.
    """
    from wargame.analysis.par import ParStudy, par_study, pars

    for node in nodes:
        _check(game, node)
    seats = tuple(seat for seat in game.scenario.seats if sees_all_of(viewer, seat))
    asked = tuple(node for node in nodes if node != BEGINNING and seats)
    studies: list[ParStudy] = [par_study(game.replay.line(node), seats, viewer) for node in asked]
    task: Task[tuple[Par, ...]] = in_process(pars, studies, of=len(asked)) if apart else Task(pars(studies))
    return Analysis(ParRequest(asked), task)


def par_of(game: WholeGame) -> tuple[Par, ...]:
    """What doctrine would have scored in a whole game's place, of every seat: for whoever holds the game."""
    from wargame.analysis.par import par, par_study

    return par(par_study(game.resolutions, tuple(game.scenario.seats), FACILITATOR))


def luck_study(
    game: Game,
    viewer: Viewer,
    node: int,
    seats: Sequence[str] | None = None,
    games: int | None = None,
    seed: int = 1,
) -> LuckStudy:
    """What the final scores of a game that ended at a node are split by, into luck, the mover, the others and choice.

    That starts from the game as it was, hidden numbers and secret orders included: so it is for the facilitator, and
    for everybody once the game has ended and nothing is secret any more. `seats` are those asked about, all for None.
    """
    from wargame.analysis.luck import GAMES, LuckStudy

    if viewer != FACILITATOR:
        raise QuestionError(SeesTooMuch())
    if position_at(game, node).ending is None:
        raise QuestionError(NotEnded())
    asked = tuple(game.scenario.seats) if seats is None else tuple(seats)
    return LuckStudy(game.replay.line(node), asked, game.people, GAMES if games is None else games, seed)


def luck(game: Game, viewer: Viewer, node: int, games: int | None = None) -> Analysis[LuckRequest, LuckSplit]:
    """Begin to split every seat's final score at a node so, in another process; one result comes."""
    from wargame.analysis.luck import luck_splits

    study = luck_study(game, viewer, node, None, games)
    return Analysis(LuckRequest(node, study), in_process(luck_splits, study, of=study.pieces))


def luck_pieces(study: LuckStudy, workers: int = 1) -> Task[TurnValues]:
    """Begin to work such a study out in its pieces."""
    from wargame.analysis.luck import luck_piece
    from wargame.jobs.pool import in_order

    return in_order(luck_piece, study, study.pieces, workers)


def luck_found(study: LuckStudy, pieces: Sequence[TurnValues]) -> LuckSplit:
    """What comes of all the pieces together."""
    from wargame.analysis.luck import luck_split

    return luck_split(study, pieces)


# What might be played.


def sides(game: Game, viewer: Viewer) -> tuple[Side, ...]:
    """Whose choices a viewer may have tried: its own seat's, all seats' where one person plays alone, the mover's."""
    own = seat_of(viewer)
    if own is not None:
        return (Seated(own), MOVER)
    everything = viewer == FACILITATOR or not game.people
    return (*(Seated(seat) for seat in game.scenario.seats if everything), MOVER)


def expand(game: Game, viewer: Viewer, node: int, side: Side, to_end: bool) -> Analysis[ExpansionRequest, Expansion]:
    """Begin to try every single choice of a side after a node, one turn long or played to the end by bots.

    The mover makes the move that is picked or was made there; the luck is not the game's own. The results are whole,
    for whoever keeps them in the tree: `seen_expansion` cuts them for the viewer.
    """
    from wargame.analysis.expand import count, expand_afresh

    _check(game, node)
    if side not in sides(game, viewer):
        raise QuestionError(NotYoursToTry())
    choices, made = count(game.replay, node, side), made_at(game, node)
    written = game.replay.written(node)
    task: Task[Expansion] = in_process(expand_afresh, written, side, game.bot, to_end, made, of=choices)
    return Analysis(ExpansionRequest(node, side, to_end, choices), task)


def seen_expansion(game: Game, viewer: Viewer, found: Expansion) -> Expansion:
    """A choice tried, as far as a viewer may see; a seat has the mover's moves scored by its own goals."""
    own = seat_of(viewer)
    scored, score = (found.scored, found.score) if own is None else (Seated(own), found.scores[own])
    names = set(visible_numbers(game.replay.position(BEGINNING), viewer))
    return replace(
        found,
        turns=tuple(seen_turn(game.scenario, turn, viewer) for turn in found.turns),
        scored=scored,
        score=score,
        scores={seat: score for seat, score in found.scores.items() if sees_all_of(viewer, seat)},
        numbers={name: number for name, number in found.numbers.items() if name in names},
    )


@dataclass(frozen=True)
class Judging:
    """How joint reactions are judged."""

    move: str | None = None
    """The mover's move; None for the one picked already or made there, else the likeliest: the one that chance is going
    to pick is not told before."""
    lens: str | None = None
    """Under which lens; None for the game's own."""
    concept: str = "SEQ"
    convention: str | None = None
    """None for the published one."""
    games: int | None = None
    """How many games are played on from each joint reaction listed; 0 for none, None for as many as usual."""
    seed: int | None = None
    """The seed of these; None for the game's."""
    advising: bool = True
    """Whether the seats whose orders the viewer knows are advised too."""


def stability(
    game: Game, viewer: Viewer, node: int, how: Judging = Judging(), apart: bool = True
) -> Analysis[StabilityRequest, Found]:
    """Begin to find which joint reactions after a node are stable, under every lens, and to advise seats.

    `apart` has the work done in another process.
    """
    from wargame.analysis.equilibria import GAMES
    from wargame.analysis.graph_model import PUBLISHED
    from wargame.seminar.stability_task import measured_report

    position = _going_on(game, node, how.lens, NothingToOrder())
    known = made_at(game, node)
    move = _move(known, viewer, position, how)
    scenario = game.scenario
    advised = tuple(seat for seat in scenario.seats if how.advising and sees_all_of(viewer, seat))
    seed = game.replay.seed if how.seed is None else how.seed
    rivals, convention = _rivals(game, position), PUBLISHED if how.convention is None else how.convention
    games = GAMES if how.games is None else how.games
    asked = position, move, viewer, rivals, advised, seed, how.concept, convention, games
    task: Task[Found] = in_process(measured_report, *asked) if apart else Task(measured_report(*asked))
    here, told = node == game.node, known == move
    return Analysis(StabilityRequest(node, position.turn, move, told and here, told and not here, advised), task)


def normal_form(game: Game, viewer: Viewer, node: int, how: Judging = Judging()) -> NormalForm:
    """The joint reactions after a node among which stable ones are sought, as a game in normal form."""
    from wargame.analysis.graph_model import PUBLISHED
    from wargame.analysis.stability import survey

    position = _going_on(game, node, how.lens, NothingToOrder())
    seed = game.replay.seed if how.seed is None else how.seed
    convention = PUBLISHED if how.convention is None else how.convention
    move = _move(made_at(game, node), viewer, position, how)
    table, _ = survey(position, move, viewer, _rivals(game, position), how.concept, convention, seed)
    return table.form


def _rivals(game: Game, position: Position) -> tuple[Position, ...]:
    """The position under each of the other lenses."""
    return tuple(_under(game, position, lens) for lens in game.scenario.lenses if lens != position.lens)


def advice(game: Game, seat: str, node: int, how: Judging = Judging(), games: int | None = None) -> Advice:
    """What a seat may order after a node, compared, from what it may see; None plays GAMES of the analysis on."""
    from wargame.analysis.advice import GAMES, advise

    position = _going_on(game, node, how.lens, NothingToOrder())
    seed = game.replay.seed if how.seed is None else how.seed
    move = _move(made_at(game, node), Seated(seat), position, how)
    return advise(position, seat, move, GAMES if games is None else games, seed)


def made_at(game: Game, node: int) -> str | None:
    """The mover's move of the turn after a node, where it is known: it is picked, or the turn was played.

    None too where the turn was played with other news, after which the move cannot be made there.
    """
    tree = game.replay.tree
    following = tree.following(node)
    if node == game.node:
        known = game.move
    else:
        known = None if following is None or tree[following].tried else tree[following].played.move
    return known if known in game.replay.position(node).legal_moves() else None


def _move(known: str | None, viewer: Viewer, position: Position, how: Judging) -> str:
    """The move that joint reactions are judged after; `known` is the one that was made, or is picked."""
    from wargame.players.look_ahead import likeliest_move

    return how.move or known or likeliest_move(position, viewer)


@dataclass(frozen=True)
class Playing:
    """How whole games are played on."""

    games: int
    """How many under each lens."""
    lens: str | None = None
    """The lens that comes first; None for the game's own."""
    seed: int | None = None
    """None for the game's."""
    bots: Mapping[str, str] | None = None
    """By seat; None where the seats that nobody plays are played by the game's bot, and the others by doctrine."""
    given: Given = field(default_factory=Given)
    """What is fixed, besides the move that is picked."""
    whole: bool | None = None
    """Whether games from the beginning are whole ones; None where they are while nothing is played or picked."""


def simulations(game: Game, viewer: Viewer, node: int, how: Playing) -> tuple[Simulation, ...]:
    """What is simulated when whole games are played on from a node, under each lens, the game's own first.

    Where the game is, the move that is picked already is made, and for the facilitator what is released counts;
    orders handed in do not. Before anything is played or picked whole games are meant, the events of turn 1 drawn with
    all the rest.
    """
    from wargame.analysis.simulation import Simulation, under
    from wargame.players.bots import BATCH_BOTS

    position = _going_on(game, node, None, NothingToSimulate())
    whole = is_whole(game, viewer, node) if how.whole is None else how.whole
    scenario, replay = game.scenario, game.replay
    first = replay.lens if how.lens is None else how.lens
    move, injects = picked_at(game, viewer, node)
    given = how.given
    if move is not None:
        given = replace(given, moves={**given.moves, position.turn: move})
    if injects:
        given = replace(given, injects={**given.injects, position.turn: injects})
    bots = how.bots
    if bots is None:
        empty = game.bot if game.bot in BATCH_BOTS else "doctrine"
        bots = {each: empty for each in scenario.seats if each not in game.people}
    seed = replay.seed if how.seed is None else how.seed
    # Only the facilitator knows which outcomes are fixed.
    beginning = replay.beginning if viewer == FACILITATOR else Beginning(replay.beginning.opening)
    return tuple(
        Simulation(
            scenario, lens, seed, how.games, viewer, None if whole else under(position, lens), bots, given, beginning
        )
        for lens in (first, *(each for each in scenario.lenses if each != first))
    )


def picked_at(game: Game, viewer: Viewer, node: int) -> tuple[str | None, tuple[str, ...]]:
    """The move that is picked after a node, and what is released there as far as a viewer knows."""
    if node != game.node:
        return None, ()
    return game.move, game.released if viewer == FACILITATOR else ()


def is_whole(game: Game, viewer: Viewer, node: int) -> bool:
    """Whether games from a node are whole ones: nothing is played or picked yet."""
    return node == BEGINNING and picked_at(game, viewer, node) == (None, ())


def simulate(game: Game, viewer: Viewer, node: int, games: int) -> Analysis[SimulationRequest, SeenForecast]:
    """Begin to play so many whole games on from a node by bots, under every lens.

    Chance and what the author is unsure of are drawn anew in each, and so is what the viewer may not see.
    """
    from wargame.analysis.simulation import MOST_GAMES
    from wargame.seminar.seen_forecast import seen_forecasts

    if not 1 <= games <= MOST_GAMES:
        raise QuestionError(TooManyGames(games, MOST_GAMES))
    by_lens = simulations(game, viewer, node, Playing(games))
    position = game.replay.position(node)
    positions = [*(each.before for each in game.replay.line(node)), position]
    move, injects = picked_at(game, viewer, node)
    request = SimulationRequest(
        node=node,
        turn=position.turn,
        games=games,
        lenses=tuple(each.lens for each in by_lens),
        move=move,
        injects=injects,
        whole=is_whole(game, viewer, node),
        history=tuple(visible_numbers(each, viewer) for each in positions),
    )
    return Analysis(request, in_process(seen_forecasts, by_lens, of=games * len(by_lens)))


SENSITIVITY_GAMES = 256
"""How many games are played at each place of the numbers."""


def sensitivity(
    game: Game, viewer: Viewer, node: int, outcome: str | None = None, together: bool = False
) -> Analysis[SensitivityRequest, Depends]:
    """Begin to find what an ending or an expectation depends on in games that go on from a node, under the game's lens.

    For None it is the first ending. Every number of the scenario is varied, and everybody's orders are played again:
    so it is for the facilitator.
    """
    from wargame.analysis.simulation import Simulation
    from wargame.seminar.sensitivity_task import depending

    if viewer != FACILITATOR:
        raise QuestionError(SeesTooMuch())
    position, scenario = position_at(game, node), game.scenario
    asked = next(iter(scenario.endings)) if outcome is None else outcome
    if asked not in (*scenario.endings, *scenario.expectations):
        raise UnknownNameError(UnknownOutcome(scenario.id, asked, (*scenario.endings, *scenario.expectations)))
    replay, ended = game.replay, position.ending is not None
    whole = is_whole(game, viewer, node)
    simulation = Simulation(
        scenario,
        position.lens,
        replay.seed,
        SENSITIVITY_GAMES,
        viewer,
        None if whole else position,
        beginning=replay.beginning,
    )
    request = SensitivityRequest(node, position.turn, ended, asked, together and not ended, SENSITIVITY_GAMES)
    line = replay.line(node)
    return Analysis(request, in_process(depending, None if ended else simulation, line, asked, request.together))


def agency(
    scenario: Scenario, lens: str, seed: int, games: int, workers: int = 1, beginning: Beginning = AT_THE_START
) -> Analysis[AgencyRequest, Part]:
    """Begin to find what each seat can do about its fate in games that begin so: for an author, who may see all."""
    from wargame.analysis.agency import AgencyStudy, agency_piece, pieces
    from wargame.jobs.pool import in_order

    study = AgencyStudy(scenario, lens, seed, games, beginning)
    many = pieces(study)
    return Analysis(AgencyRequest(study, many), in_order(agency_piece, study, many, workers))


def agency_found(study: AgencyStudy, parts: Sequence[Part]) -> Agency:
    """What comes of all the pieces together."""
    from wargame.analysis.agency import agency

    return agency(study, parts)


def calibrate(study: CalibrationStudy, workers: int = 1) -> Analysis[CalibrationRequest, ForecastGame]:
    """Begin to make forecasts from the turns of many games: for an author, who may look from any seat."""
    from wargame.analysis.calibration import forecast_game
    from wargame.jobs.pool import in_order

    return Analysis(CalibrationRequest(study), in_order(forecast_game, study, study.games, workers))


def calibrated(study: CalibrationStudy, games: Sequence[ForecastGame]) -> Calibration:
    """What comes of these games, the first of a study."""
    from wargame.analysis.calibration import calibration

    return calibration(study, games)


def position_at(game: Game, node: int, lens: str | None = None) -> Position:
    """The position after a node, under another lens if one is named: for whoever holds the game."""
    _check(game, node)
    position = game.replay.position(node)
    return position if lens is None else _under(game, position, lens)


# Small parts.


def _check(game: Game, node: int) -> None:
    if node not in game.replay.tree:
        raise QuestionError(NoNode(node))


def _going_on(game: Game, node: int, lens: str | None, otherwise: NothingToOrder | NothingToSimulate) -> Position:
    """The position after a node from which the game goes on; where it does not, `otherwise` is the fault."""
    position = position_at(game, node, lens)
    if position.ending is not None:
        raise QuestionError(otherwise)
    return position


def _under(game: Game, position: Position, lens: str) -> Position:
    """The same under another lens."""
    from wargame.analysis.simulation import under

    if not game.new:
        return under(position, lens)
    begins = game.replay.beginning
    return start(game.scenario, game.replay.seed, lens, begins.opening, begins.fixed)
