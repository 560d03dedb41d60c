"""Documents of what is asked about a saved game: why, why not, how nodes differ, what an edited scenario changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wargame.analysis.compare import Alone, CausePart, Comparison, Difference, Fired, Needed, NumberDifference
from wargame.analysis.counterfactuals import NumberChange as EnoughNumber
from wargame.analysis.counterfactuals import OrderChange
from wargame.analysis.par import Par
from wargame.analysis.rerun import Behind, Illegal, NodeChange, NumberChange, Rerun
from wargame.analysis.why import Story, StoryPart
from wargame.analysis.why_not import WhyNot
from wargame.engine.refusal import Unmet
from wargame.game.tree import BEGINNING, Tree
from wargame.model.expression import text
from wargame.report.documents.codec import JSON, Fields, document, fields
from wargame.report.documents.games import by_seat
from wargame.text.names import cause_title
from wargame.text.refusals import refusal_words


@document.register
def _(story: Story) -> JSON:
    """`start` and all amounts sum to `now`."""
    return fields(
        number=story.name, node=story.node, start=story.start, now=story.now, levels=story.levels, causes=story.parts
    )


@document.register
def _(part: StoryPart) -> JSON:
    return fields(
        kind=part.cause.kind,
        cause=part.cause.id,
        title=cause_title(part.cause),
        line=part.cause.line,
        amount=part.amount,
        turns=[{"turn": each.turn, "amount": each.amount} for each in part.turns],
        ties=_ties(part.through, "amount"),
    )


@document.register
def _(found: WhyNot) -> JSON:
    line = found.question.line
    return fields(
        kind=found.question.kind,
        id=found.question.id,
        node=found.node,
        turn=found.turn,
        happened=found.happened,
        reason="" if found.reason is None else refusal_words(found.reason),
        unmet=found.unmet,
        orders=found.orders,
        numbers=found.numbers,
        thresholds=[
            {"part": text(each.part), "line": line, "before": each.before, "after": each.after}
            for each in found.thresholds
        ],
        hidden=found.hidden,
        tried=found.orders_search.tried,
        orders_back_to=found.orders_search.reached,
        numbers_back_to=found.numbers_search.reached,
        complete=found.complete,
    )


@document.register
def _(part: Unmet) -> JSON:
    return fields(condition=text(part.condition), numbers=dict(part.numbers))


@document.register
def _(change: OrderChange) -> JSON:
    return fields(
        turn=change.turn,
        seat=change.seat,
        instead=change.instead,
        order=change.order,
        comes=change.came,
        dropped=[{"turn": turn, "what": what} for turn, what in change.dropped],
    )


@document.register
def _(change: EnoughNumber) -> JSON:
    return fields(turn=change.turn, name=change.name, before=change.before, after=change.after)


@document.register
def _(found: Rerun) -> JSON:
    return fields(
        file=found.file,
        complete=found.complete,
        counts=found.counts,
        added=found.added,
        removed=found.removed,
        nodes=found.changes,
    )


@document.register
def _(change: NodeChange) -> JSON:
    return fields(
        node=change.number,
        turn=change.turn,
        kind=change.kind,
        ending={"old": change.old_ending, "new": change.new_ending},
        differing=change.differing,
        numbers=change.numbers,
        illegal=change.illegal,
        causes=change.causes,
    )


@document.register
def _(change: NumberChange) -> JSON:
    return fields(name=change.name, old=change.old, new=change.new)


@document.register
def _(choice: Illegal) -> JSON:
    reason = refusal_words(choice.reason)
    return fields(kind=choice.kind, seat=choice.seat, choice=choice.choice, reason=reason, line=choice.line)


@document.register
def _(cause: Behind) -> JSON:
    return fields(kind=cause.kind, cause=cause.id, line=cause.line, edited=cause.edited, numbers=cause.numbers)


def comparison(tree: Tree, found: Comparison, pars: Mapping[int, Sequence[Par]] | None = None) -> Fields:
    """Two nodes of a game compared; every difference is B less A. `pars` are the scores beside par, by node."""
    compared = fields(
        a=_node(tree, found.one, found.ending_one),
        b=_node(tree, found.other, found.ending_other),
        fork=found.fork,
        turn=found.turn,
        differences=found.differences,
        needed=found.needed,
        alone=found.alone,
        later=[fields(turn=turn) | _difference(each) for turn, each in found.later],
        numbers=found.numbers,
        fired_only_a=found.fired_one,
        fired_only_b=found.fired_other,
        paths={name: {"a": one, "b": other} for name, (one, other) in found.paths.items()},
    )
    if pars is not None:
        compared["par"] = {"a": by_seat(pars.get(found.one, ())), "b": by_seat(pars.get(found.other, ()))}
    return compared


def _node(tree: Tree, node: int, ending: str | None) -> Fields:
    turn = 0 if node == BEGINNING else tree[node].played.turn
    return fields(node=node, branch=tree.branch(node), turn=turn, ending=ending)


def _difference(each: Difference) -> Fields:
    one, other = each.one, each.other
    if each.kind == "luck":
        one, other = (tuple(f"drawn anew, {number}" for number in numbers) for numbers in (one, other))
    return fields(kind=each.kind, seat=each.seat, a=one, b=other)


@document.register
def _(each: Difference) -> JSON:
    return _difference(each)


@document.register
def _(each: Needed) -> JSON:
    return fields(ending=each.ending, lacked_in="a" if each.in_other else "b", unmet=each.unmet)


@document.register
def _(each: Alone) -> JSON:
    return _difference(each.difference) | fields(numbers=dict(each.numbers))


@document.register
def _(number: NumberDifference) -> JSON:
    return fields(name=number.name, a=number.one, b=number.other, difference=number.difference, causes=number.parts)


@document.register
def _(part: CausePart) -> JSON:
    return fields(
        kind=part.cause.kind,
        cause=part.cause.id,
        line=part.cause.line,
        a=part.one,
        b=part.other,
        difference=part.difference,
        turns_a=part.turns_one,
        turns_b=part.turns_other,
        ties=_ties(part.over, "difference"),
    )


@document.register
def _(rule: Fired) -> JSON:
    return fields(id=rule.id, title=rule.title, turn=rule.turn)


def _ties(ties: Iterable[tuple[str, str, float]], amount: str) -> list[JSON]:
    return [fields(listener=listener, of=of, **{amount: by}) for listener, of, by in ties]
