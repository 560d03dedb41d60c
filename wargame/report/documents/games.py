"""Documents of whole games and of the trees of saved ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wargame.analysis.par import Par
from wargame.engine.ledger import Carried, Cause, Direct, Entry, Row
from wargame.engine.resolution import Resolution
from wargame.engine.turn_report import report
from wargame.engine.view import TurnReport
from wargame.game.replay import orders_seen
from wargame.game.tree import Tree
from wargame.model.beginning import Beginning
from wargame.model.expression import Capital, Level, Trust, text
from wargame.model.order import Order, Withholding
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.model.viewer import FACILITATOR, Viewer
from wargame.players.whole_game import WholeGame
from wargame.report.documents.codec import JSON, Fields, document, fields
from wargame.text.names import because_words, cause_title


def number(value: float) -> float:
    """A number on the engine's grid of a millionth, and never -0.0."""
    return round(value, 6) + 0.0


def begun(beginning: Beginning) -> Fields:
    """Where games begin and what is fixed in them, as far as they do not begin as their scenario by itself."""
    found = fields()
    if beginning.opening is not None:
        found |= fields(opening=beginning.opening)
    if beginning.fixed:
        found |= fields(fixed=dict(beginning.fixed))
    return found


@document.register
def _(order: Order | Withholding) -> JSON:
    return str(order)


@document.register
def _(each: Par) -> JSON:
    return fields(
        score=number(each.score),
        par=number(each.par.middle),
        low=number(each.par.low),
        high=number(each.par.high),
        games=each.games,
        moves_kept=number(each.kept),
    )


def by_seat(pars: Sequence[Par]) -> Fields:
    """Scores beside par, by seat."""
    return {each.seat: document(each) for each in pars}


def whole_game(game: WholeGame, pars: Sequence[Par]) -> Fields:
    """A whole game, with the scores beside par."""
    ending = game.scenario.endings[game.last.ending or ""]
    return fields(
        scenario=game.scenario.id,
        seed=game.seed,
        lens=game.lens,
        **begun(game.beginning),
        turns=game.resolutions,
        ending={"id": ending.id, "title": ending.title},
        scores={seat: number(score) for seat, score in game.last.scores.items()},
        par=by_seat(pars),
    )


@document.register
def _(resolution: Resolution) -> JSON:
    """A turn; `state`, `ties` and `capital` are those after it."""
    before, told = resolution.before, report(resolution, FACILITATOR)
    move = before.scenario.moves[resolution.move]
    numbers = {name: number(value) for name, value in resolution.numbers.items()}
    targets = before.program.targets
    return fields(
        turn=before.turn,
        date=str(before.date),
        events={each.event: each.outcome for each in (*told.happened, *told.closed)},
        move={"id": move.id, "title": move.title},
        injects=resolution.injects,
        orders=resolution.orders,
        outcomes=_outcomes(told),
        ledger=list(resolution.ledger),
        state={text(each): numbers[text(each)] for each in targets if isinstance(each, Level)},
        ties={text(each): numbers[text(each)] for each in targets if isinstance(each, Trust)},
        capital={target.seat: numbers[text(target)] for target in targets if isinstance(target, Capital)},
    )


def _outcomes(told: TurnReport) -> dict[str, str]:
    """How the move and the orders came out that could come out in several ways."""
    found = {told.move: told.came_out.outcome} if told.came_out is not None else {}
    for seat, several in told.played.items():
        found |= {f"{seat}.{each.order}": each.came_out.outcome for each in several if each.came_out is not None}
    return found


@document.register
def _(row: Row) -> JSON:
    return fields(target=row.name, before=number(row.before), after=number(row.after), causes=row.entries)


@document.register
def _(entry: Entry) -> JSON:
    cause = entry.cause
    return fields(
        cause=cause.id,
        kind=cause.kind,
        title=cause_title(cause),
        amount=number(entry.amount),
        line=cause.line,
        because=" ".join(dict.fromkeys(filter(None, (because_words(cause, each) for each in entry.direct)))),
        **({} if cause.ordered is None else {"ordered": cause.ordered}),
        direct=[_direct(cause, part) for part in entry.direct],
        carried=entry.carried,
    )


def _direct(cause: Cause, part: Direct) -> Fields:
    return fields(amount=number(part.amount), because=because_words(cause, part), source=part.source, line=part.line)


@document.register
def _(part: Carried) -> JSON:
    return fields(
        listener=part.listener,
        of=part.of,
        amount=number(part.amount),
        trust=number(part.trust),
        attention=number(part.attention),
        stubbornness=number(part.stubbornness),
        weights={indicator: number(weight) for indicator, weight in part.weights},
        by={indicator: number(amount) for indicator, amount in part.by},
        line=part.line,
    )


def game_tree(
    scenario: Scenario,
    tree: Tree,
    current: int,
    viewer: Viewer,
    pars: Mapping[int, Sequence[Par]] | None = None,
) -> Fields:
    """The tree of a game, with the orders that the viewer may see; and the scores beside par, by node, where asked."""
    nodes: list[dict[str, object]] = []
    for node in tree.nodes.values():
        turn = node.played
        orders = {seat: orders_seen(scenario, turn, seat, viewer) for seat in (*scenario.seats, MOVER_ID)}
        nodes.append(
            {
                "node": node.number,
                "after": node.parent,
                "turn": turn.turn,
                "move": turn.move,
                "orders": {seat: seen for seat, seen in orders.items() if seen},
                "injects": turn.injects,
                "luck": turn.luck,
                "ending": turn.ending,
                "branch": tree.branch(node.number),
                "label": node.label,
                "note": node.note,
                "star": node.star,
                "tried": node.tried,
                "pruned": bool(node.pruned),
            }
        )
        if pars is not None:
            nodes[-1]["par"] = by_seat(pars.get(node.number, ()))
    return fields(standing=current, branch=tree.branch(current), main_line=tree.main_line, nodes=nodes)
