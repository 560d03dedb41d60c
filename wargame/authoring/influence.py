"""What can come to differ between games because something in them was made to differ: every path, by the file alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from wargame.authoring.reachability import every_link
from wargame.authoring.terms import Effort
from wargame.model import expression as ex
from wargame.model.claim import DOCTRINE, PASSIVE, Arm, Contrast, ForcedOrders
from wargame.model.order import Withholding
from wargame.model.scenario import MOVER_ID, Effect, Outcome, Scenario


@dataclass(frozen=True, slots=True)
class Deed:
    """A move (no seat) or a reaction, taking effect."""

    seat: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What a seat orders, or for None the mover's move."""

    seat: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """What comes of an `event`, a `rule`, an `assumption`, or the `ending`."""

    kind: str
    id: str


Node = ex.Target | Deed | Choice | Happening

MOST_STEPS = 2_000_000
"""How many steps from one part to another are followed for all the claims of a file, which takes about a second."""
ENDING = Happening("ending", "")


@dataclass(frozen=True)
class Differing:
    """What can differ between the arms of a contrast."""

    _places: Mapping[Node, int]
    _found: Set[int]

    def __contains__(self, node: Node) -> bool:
        return self._places.get(node, -1) in self._found


class Influence:
    """Which parts of a scenario bear on which others, directly or through any number of steps.

    It leaves nothing out: what it says cannot differ, cannot. What it says can, need not; nor need it look for long.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._effort = Effort(MOST_STEPS)
        self._places: dict[Node, int] = {}
        """Every part by a number: a large network is gone through in a moment so."""
        bears: dict[int, set[int]] = {}
        for node, other in _links(scenario):
            bears.setdefault(self._place(node), set()).add(self._place(other))
        self._bears = {place: tuple(others) for place, others in bears.items()}

    def _place(self, node: Node) -> int:
        return self._places.setdefault(node, len(self._places))

    def differing(self, contrast: Contrast) -> Differing | None:
        """What can differ between the arms of a contrast; None for everything, or where very much was looked at."""
        hold, against = contrast.hold, contrast.against
        if hold.opening != against.opening:
            return None
        settled = {Choice(seat) for seat in self.scenario.seats if _passive(hold, seat) and _passive(against, seat)}
        if hold.rest is not None and against.rest is not None:
            settled.add(Choice(None))
        waiting = [self._place(node) for node in _first(self.scenario, hold, against)]
        passed = {self._place(node) for node in settled}
        # A game that ends keeps all its numbers.
        all_of_it = self._place(ENDING) if contrast.endings else None
        found: set[int] = set()
        while waiting:
            place = waiting.pop()
            if place in found or place in passed:
                continue
            bears = self._bears.get(place, ())
            if place == all_of_it or not self._effort.spend(1 + len(bears)):
                return None
            found.add(place)
            waiting.extend(bears)
        return Differing(self._places, found)


def _passive(arm: Arm, seat: str) -> bool:
    """Whether a seat orders nothing of its own accord."""
    return arm.seats.get(seat) == PASSIVE


def reads(*expressions: ex.Expression | None) -> set[Node]:
    """Everything that expressions read of a game."""
    found: set[Node] = set()
    for expression in expressions:
        for node in ex.walk(expression) if expression is not None else ():
            match node:
                case ex.Level() | ex.Trust() | ex.Capital():
                    found.add(node)
                case ex.Played(seat, name) | ex.Times(seat, name) | ex.Since(seat, name):
                    found.add(Deed(seat, name))
                case ex.Drawn(name, _, str(seat)) | ex.SinceDrawn(name, _, str(seat)):
                    found.add(Deed(seat, name))
                case ex.Drawn(name) | ex.SinceDrawn(name):
                    found |= {Happening("event", name), Deed(None, name)}
                case ex.Fired(rule):
                    found.add(Happening("rule", rule))
                case ex.Assumed(assumption):
                    found.add(Happening("assumption", assumption))
                case ex.Ended():
                    found.add(ENDING)
    return found


def _first(scenario: Scenario, hold: Arm, against: Arm) -> Iterator[Node]:
    """What the arms fix differently."""
    if (hold.moves, hold.rest) != (against.moves, against.rest):
        named = {*hold.moves.values(), *against.moves.values(), hold.rest, against.rest}
        yield from (Deed(None, name) for name in named if name is not None)
        yield Choice(None)
    for seat in scenario.seats:
        mine, theirs = (
            (
                tuple(each for each in arm.orders if each.seat == seat),
                arm.policies.get(seat, {}),
                arm.seats.get(seat, DOCTRINE),
            )
            for arm in (hold, against)
        )
        if mine != theirs:
            yield Choice(seat)
            yield ex.Capital(seat)
            # A seat that is passive in both may choose nothing; what is fixed for it differs all the same.
            yield from _fixed(mine[0])
            yield from _fixed(theirs[0])
    for event in {**hold.events, **against.events}:
        if hold.events.get(event) != against.events.get(event):
            yield Happening("event", event)
    for assumption in {**hold.assume, **against.assume}:
        if hold.assume.get(assumption) != against.assume.get(assumption):
            yield Happening("assumption", assumption)


def _fixed(several: Iterable[ForcedOrders]) -> Iterator[Node]:
    """The reactions of which orders given say that they are ordered, or that consent to them is withheld."""
    for decision in (each for forced in several for each in forced.orders):
        yield Deed(decision.of if isinstance(decision, Withholding) else decision.seat, decision.reaction)


def _links(scenario: Scenario) -> Iterator[tuple[Node, Node]]:
    """Every pair of which the first bears directly on the second."""
    yield from _deeds(scenario)
    yield from _happenings(scenario)
    yield from _spread(scenario)


def _deeds(scenario: Scenario) -> Iterator[tuple[Node, Node]]:
    for move in scenario.moves.values():
        deed = Deed(None, move.id)
        yield Choice(None), deed
        yield from _each(reads(move.weight.amount, move.when), Choice(None))
        yield from _effects(deed, move.effects)
        yield from _outcomes(deed, move.outcomes)
        if move.once or move.again_after > 1:
            yield deed, Choice(None)
    if scenario.mover.capital is not None:
        yield Choice(None), ex.Capital(MOVER_ID)
        yield ex.Capital(MOVER_ID), Choice(None)
    for seat, several in scenario.reactions.items():
        yield Choice(seat), ex.Capital(seat)
        yield ex.Capital(seat), Choice(seat)
        for reaction in several.values():
            deed = Deed(seat, reaction.id)
            yield Choice(seat), deed
            yield deed, Choice(seat)
            if reaction.consent is not None:
                yield from _each(reads(*reaction.consent.withheld_when.values()), deed)
                yield from _each(reads(*reaction.consent.footnote_when.values()), deed)
                # Whether it is withheld is chosen too.
                yield from ((Choice(other), deed) for other in reaction.consent.withheld_when)
            for option in reaction.options:
                yield from _each(reads(option.when, option.doctrine.amount), Choice(seat))
                yield from _effects(deed, option.effects)
                yield from _outcomes(deed, option.outcomes)


def _happenings(scenario: Scenario) -> Iterator[tuple[Node, Node]]:
    for rule in scenario.rules.values():
        fired = Happening("rule", rule.id)
        yield from _each(reads(rule.when), fired)
        yield from _effects(fired, rule.effects)
    for event in scenario.events.values():
        drawn = Happening("event", event.id)
        yield from _each(reads(event.when), drawn)
        yield from _outcomes(drawn, event.outcomes)
    for ending in scenario.endings.values():
        yield from _each(reads(ending.when), ENDING)


def _spread(scenario: Scenario) -> Iterator[tuple[Node, Node]]:
    """Over ties: from the level listened to, and from the trust in whom one listens to."""
    for tie, own, by in every_link(scenario):
        heard = ex.Level(tie.listener, own)
        yield ex.Level(tie.of, by), heard
        yield ex.Trust(tie.listener, tie.of), heard


def _outcomes(of: Node, outcomes: Iterable[Outcome]) -> Iterator[tuple[Node, Node]]:
    for outcome in outcomes:
        yield from _each(reads(outcome.weight.amount), of)
        yield from _effects(of, outcome.effects)


def _effects(cause: Node, effects: Iterable[Effect]) -> Iterator[tuple[Node, Node]]:
    for effect in effects:
        yield cause, effect.target
        yield from _each(reads(effect.amount, effect.when), effect.target)


def _each(several: Iterable[Node], other: Node) -> Iterator[tuple[Node, Node]]:
    return ((node, other) for node in several)
