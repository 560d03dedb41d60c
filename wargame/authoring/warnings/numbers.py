"""Numbers that nothing reads or that only goals do, ties that nothing moves, lenses that change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wargame.authoring.reachability import moving
from wargame.authoring.warnings.conditions import Amount, Condition, Contents
from wargame.authoring.warnings.finding import Finding
from wargame.model import expression as ex
from wargame.model.scenario import Lens, Scenario


def unread(contents: Contents) -> Iterator[Finding]:
    """Warnings of levels, ties and assumptions that nothing reads, and of levels that only goals and the like read."""
    scenario = contents.scenario
    goals, others = _readers(contents)
    carried = {ex.Level(link.tie.of, link.by) for link in contents.links}
    alone = set(_untouched(contents))
    for actor in scenario.actors.values():
        for indicator in actor.levels if actor.id not in alone else ():
            level = ex.Level(actor.id, indicator)
            name, path = ex.text(level), ("actors", actor.id, "levels", indicator)
            if level in others:
                continue
            if level in goals or level in carried:
                yield Finding(
                    "only-scored",
                    path,
                    f"`{name}` is read by nothing but goals, doctrines and the spread, so that nothing in the"
                    " game follows from it; let a rule, an effect, a weight or an ending read it",
                    name,
                    "{count} levels are read by nothing but goals, doctrines and the spread, so that nothing in the"
                    " game follows from them: {names}; let rules, effects, weights or endings read them",
                )
            else:
                yield Finding(
                    "unread",
                    path,
                    f"nothing reads `{name}`; let something depend on it or take it out",
                    name,
                    "nothing reads {count} levels: {names}; let something depend on them or take them out",
                )
    heard = {(link.tie.listener, link.tie.of) for link in contents.links}
    for tie in scenario.ties.between:
        trust = ex.Trust(tie.listener, tie.of)
        if trust not in others and trust not in goals and (tie.listener, tie.of) not in heard:
            yield Finding(
                "unread",
                ("ties", "between", tie.listener, tie.of),
                f"nothing reads `{ex.text(trust)}`, and nothing spreads over it; let something depend on it or take it"
                " out",
                ex.text(trust),
                "nothing reads {count} ties, and nothing spreads over them: {names}; let something depend on them or"
                " take them out",
            )
    for assumption in scenario.assumptions:
        if assumption not in contents.assumed:
            yield Finding(
                "unread",
                ("assumptions", assumption),
                f"nothing reads assumption `{assumption}`; let something depend on it or take it out",
            )


def _readers(contents: Contents) -> tuple[set[ex.Target], set[ex.Target]]:
    """The numbers that goals and doctrines read, and those that anything else does.

    A doctrine says what a bot likes, an expectation or a claim what its author thinks; of itself nothing comes of it.
    An effect that reads only how far the number it moves has come - to do less near the end of the range - makes
    nothing depend on it.
    """
    goals: set[ex.Target] = set()
    others: set[ex.Target] = set()
    own: dict[tuple[str, ...], set[ex.Target]] = {}
    for acting in contents.acting:
        for effects in acting.effects:
            path = (*acting.path, "effects", effects.key)
            own[path] = {effect.target for effect, _ in effects.forms}
    written: list[Condition | Amount] = [*contents.conditions, *contents.amounts]
    for each in written:
        if each.path[0] in ("claims", "expectations"):
            continue
        read = set(ex.reads(*(form.condition for form in each.forms)))
        if "goals" in each.path[:3] or each.path[-2:] == ("doctrine", "amount"):
            goals |= read
        else:
            others |= read - own.get(each.path[:-1], set())
    return goals, others


def still_ties(scenario: Scenario) -> Iterator[Finding]:
    """Warnings of ties whose trust no effect and no drift ever changes."""
    moved = moving(scenario)
    for tie in scenario.ties.between:
        trust = ex.Trust(tie.listener, tie.of)
        if trust not in moved:
            yield Finding(
                "tie-still",
                ("ties", "between", tie.listener, tie.of),
                f"nothing moves `{ex.text(trust)}`; let an act or a rule move it",
                ex.text(trust),
                "nothing moves {count} of the " + f"{len(scenario.ties.between)} ties: " + "{names}; let acts or rules"
                " move them",
            )


def untouched(contents: Contents) -> Iterator[Finding]:
    """Warnings of actors that no tie, effect or condition names."""
    for actor in _untouched(contents):
        yield Finding(
            "untouched-actor",
            ("actors", actor),
            f"nothing touches actor `{actor}`: no tie, effect or condition names it; tie it to the others or take it"
            " out",
        )


def _untouched(contents: Contents) -> Iterator[str]:
    scenario = contents.scenario
    touched = {tie.listener for tie in scenario.ties.between} | {tie.of for tie in scenario.ties.between}
    targets = (effect.target for part in contents.acting for each in part.effects for effect, _ in each.forms)
    read: Iterable[ex.Expression] = (*contents.expressions, *targets)
    touched |= {number.actor for number in ex.reads(*read) if isinstance(number, ex.Level)}
    yield from (actor for actor in scenario.actors if actor not in touched)


def same_lenses(contents: Contents) -> Iterator[Finding]:
    """Warnings of lenses under which every game goes as under an earlier one."""
    scenario = contents.scenario
    if len(scenario.lenses) == 1:
        return
    earlier: dict[object, str] = {}
    for lens in scenario.lenses.values():
        mark = _effective(contents, lens)
        if mark in earlier:
            yield Finding(
                "lens-sets-nothing",
                ("lenses", lens.id),
                f"lens `{lens.id}` sets nothing new: every game goes as under lens `{earlier[mark]}`; let it set"
                " something differently or take it out",
            )
        earlier.setdefault(mark, lens.id)


def _effective(contents: Contents, lens: Lens) -> object:
    """What a lens makes of a game: the assumptions that something reads, and how much each link carries."""
    scenario, used = contents.scenario, contents.assumed
    assumed = tuple(
        lens.assumptions.get(each.id, each.value) for each in scenario.assumptions.values() if each.id in used
    )
    weights = {(each.indicator, each.by): each.weight for each in scenario.couplings} | dict(lens.couplings)
    thetas = {name: lens.stubbornness.get(name, actor.stubbornness) for name, actor in scenario.actors.items()}
    shares = []
    for tie, own, by in contents.links:
        share = (1.0 - thetas[tie.listener]) * lens.attention.get((tie.listener, tie.of), tie.attention)
        shares.append(share * weights.get((own, by), 0.0))
    return assumed, tuple(shares)
