"""Documents of choices: which joint reactions are stable, and what a seat may order."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from wargame.analysis.advice import Advice, Advised, Standing, Through
from wargame.analysis.equilibria import Change, Continuation, Deviation, Tempted
from wargame.analysis.estimates import Interval
from wargame.analysis.joint_orders import Profile
from wargame.analysis.stability import DRAWS, AssessedProfile, StabilityReport
from wargame.engine.position import Position
from wargame.players.determinize import Supposed
from wargame.report.documents.codec import JSON, Fields, bounded, document, fields


def stability(
    position: Position,
    report: StabilityReport,
    continuations: Mapping[Profile, Continuation],
    conclusion: str,
    saved: str | None,
    node: int,
) -> Fields:
    """The joint reactions from a position; `conclusion` says in words which lens their stability needs.

    `saved` is the saved game whose `node` the position is; None for a scenario's beginning.
    """
    return fields(
        scenario=position.scenario.id,
        turn=report.turn,
        move=report.move,
        lens=next(iter(report.lenses)),
        horizon="after_turn",
        concept=report.concept,
        convention=report.convention,
        joint_reactions=report.profiles,
        options=report.options,
        left_out=report.left_out,
        tried=report.tried,
        against=report.scope.value,
        all_resolved=report.whole,
        table_full=report.full,
        untried=report.untried,
        stable=report.counts,
        lenses={
            lens: {
                "nash": count,
                "shared": report.shared[lens],
                "only": report.only[lens],
                "alike": report.alike[lens],
            }
            for lens, count in report.lenses.items()
        },
        conclusion=conclusion,
        supposed=report.supposed,
        reactions=[_assessed(each, continuations.get(each.profile)) for each in report.listed],
    ) | _source(position, saved, node)


def _assessed(each: AssessedProfile, continuation: Continuation | None) -> Fields:
    assessed = fields(
        orders=each.orders,
        scores={seat: round(score, 6) for seat, score in each.scores.items()},
        stable=each.concepts,
        usual=each.baseline,
        lenses=each.lenses,
        barred_under=each.barred,
        forms=each.forms,
        same=each.same,
        unrest=round(each.max_regret, 6),
        better=each.better,
        leaving=each.deviations,
        doubts=None if each.doubts is None else _share(each.doubts) | fields(draws=DRAWS),
    )
    return assessed if continuation is None else assessed | fields(to_the_end=continuation)


@document.register
def _(deviation: Deviation) -> JSON:
    return fields(
        seat=deviation.seat,
        orders=deviation.to,
        gain=round(deviation.gain, 6),
        answer=deviation.answer,
        loss=round(deviation.loss, 6) if deviation.answer else None,
        pays=not deviation.costly if deviation.answer else None,
        answers_sought=deviation.judged,
    )


@document.register
def _(supposed: Supposed) -> JSON:
    return fields(
        worlds=supposed.worlds,
        effective=round(supposed.effective, 1),
        near=round(supposed.near, 1),
        widened=supposed.widened,
    )


@document.register
def _(change: Change) -> JSON:
    return fields(seat=change.seat, orders=change.to)


@document.register
def _(continuation: Continuation) -> JSON:
    return fields(
        games=continuation.games,
        scores={seat: bounded(score, "mean") for seat, score in continuation.scores.items()},
        tried=continuation.tried,
        holds=continuation.holds,
        unseen=round(continuation.unseen, 4) if math.isfinite(continuation.unseen) else None,
        tempted=continuation.tempted,
    )


@document.register
def _(each: Tempted) -> JSON:
    return fields(seat=each.seat, orders=each.to, gain=bounded(each.gain, "mean"))


def advice(position: Position, found: Advice, words: Callable[[Advised], str], saved: str | None, node: int) -> Fields:
    """What a seat may order in a position, compared; `words` says through what a choice works.

    `seed` is that of the games played on, `game_seed` the game's.
    `saved` is the saved game whose `node` the position is; None for a scenario's beginning.
    """
    return fields(
        scenario=position.scenario.id,
        seat=found.seat,
        turn=position.turn,
        move=found.move,
        lens=position.lens,
        games=found.games,
        rounds=[fields(choices=each.choices, games=each.games, stay=each.stay) for each in found.rounds],
        answers=found.others,
        supposed=found.supposed,
        not_told_apart=len(found.standing(Standing.TIED)),
        choices=[
            {
                "orders": each.orders,
                "standing": each.standing,
                "games": each.games,
                "score": bounded(each.score, "mean"),
                "regret": bounded(each.regret, "mean"),
                "answered": round(each.answered, 6),
                "through": each.through,
                "words": words(each),
            }
            for each in found.choices
        ],
    ) | {**_source(position, saved, node), "seed": found.seed, "game_seed": position.seed}


@document.register
def _(way: Through) -> JSON:
    return fields(number=way.name, amount=way.amount, over=way.over or None, rule=way.rule, points=round(way.points, 6))


def _source(position: Position, saved: str | None, node: int) -> Fields:
    source = fields(seed=position.seed)
    return source if saved is None else source | fields(save=saved, node=node)


def _share(each: Interval) -> Fields:
    return fields(share=round(each.middle, 6), low=round(each.low, 6), high=round(each.high, 6))
