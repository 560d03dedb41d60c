"""Claims: two ways of playing the same games, what should differ between them, and what is said to carry it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from wargame.authoring import schema
from wargame.authoring.context import Context
from wargame.authoring.expressions import parse_number_named
from wargame.authoring.intervals import Interval
from wargame.authoring.letters import shown
from wargame.authoring.lexer import ExpressionError
from wargame.authoring.problems import Place
from wargame.authoring.schema_faults import validated
from wargame.authoring.scope import Scope
from wargame.authoring.setting import Setting
from wargame.authoring.yaml_tree import Block, Items, Key, Scalar
from wargame.model import expression as ex
from wargame.model.claim import (
    EACH,
    EXPECTED,
    HOLDS,
    ODD,
    PASSIVE,
    SEATED,
    TURNS,
    Arm,
    Carrier,
    Claim,
    Contrast,
    EndingMeasure,
    ForcedOrders,
    Measure,
    NumberMeasure,
    Prediction,
    ScoreMeasure,
    ShareMeasure,
)
from wargame.model.order import Decision, Order, Withholding, parse_decision
from wargame.model.scenario import Calendar, Event, Mover, Opening, Reaction, Seat
from wargame.model.viewer import MOVER, Seated, Side

REST = "rest"
"""All other turns, or all other seats."""
HUNDRED = 100.0
"""What a score, or a share of games in per cent, can differ by at most."""

_NUMBERED = re.compile(r"[1-9][0-9]{0,5}\Z")
_TIMES = re.compile(r"x(\d+(\.\d+)?|\.\d+)\Z")
_MOST_TIMES = 1000.0
_MEASURES = ("number", "score", "ending", "share")
_FORMS = ("higher", "lower", "within", "same")
_CARRIERS = ("rule", "ending", "tie", "move", "reaction", "event", "inject")
_WITH_EFFECTS = ("rule", "move", "reaction", "event", "inject")


@dataclass(frozen=True)
class Parts:
    """What claims name, as far as it is read."""

    setting: Setting
    seats: Mapping[str, Seat]
    mover: Mover | None
    reactions: Mapping[str, Mapping[str, Reaction]]
    events: Mapping[str, Event]
    openings: Mapping[str, Opening]

    @property
    def calendar(self) -> Calendar | None:
        """When the game lasts."""
        return self.setting.calendar


class Written:
    """The names that only claims use, gathered once for all of them."""

    def __init__(self, reading: Context) -> None:
        names = reading.names
        self.openings = frozenset(map(str, reading.section("openings")))
        self.injects = frozenset(map(str, reading.section("injects")))
        self.orders = {
            seat: dict.fromkeys([*own, *(f"{each}({target})" for each, targets in own.items() for target in targets)])
            for seat, own in names.reactions.items()
        }
        """By seat, each as `reaction` or `reaction(actor)`."""
        self.reactions = dict.fromkeys(f"{seat}.{each}" for seat, own in names.reactions.items() for each in own)
        """Each as `seat.reaction`."""
        self.outcomes = dict.fromkeys(
            f"{event}.{each}" for event, several in names.events.items() for each in sorted(several)
        )
        """Of events, each as `event.outcome`."""


def read_claims(reading: Context, parts: Parts) -> dict[str, Claim]:
    """The author's causal statements."""
    found: dict[str, Claim] = {}
    if len(reading.section("claims")) > schema.MOST_CLAIMS:
        return found  # which is said at the key of the section
    written = Written(reading)
    for key, read in reading.parts("claims", schema.ClaimShape, "claim"):
        made = _Reader(reading, parts, written, key, read).claim()
        if made is not None:
            found[str(key)] = made
    return found


class _Reader:
    """Reads one claim."""

    def __init__(self, reading: Context, parts: Parts, written: Written, key: Key, read: schema.ClaimShape) -> None:
        self.reading, self.parts, self.written, self.key, self.read = reading, parts, written, key, read
        self.faults, self.names = reading.faults, reading.names
        self.what = f"claim `{key}`"
        self.turns = None if parts.calendar is None else parts.calendar.turns

    def claim(self) -> Claim | None:
        """The claim; None, with its faults noted, when it is not well written."""
        before, read = self.faults.errors, self.read
        start = self._start()
        hold = self._arm("hold", read.hold, start)
        against = Arm() if read.against is None else self._arm("against", read.against, start)
        self._shared_events(hold, against, start)
        where = None
        if read.where is not None:
            where = self.reading.condition(read.where, Scope(self.names, where="in `where` of a claim"))
        then = self._then(start)
        carried = tuple(
            made for place, each in enumerate(read.carried_by) if (made := self._carrier(place, each)) is not None
        )
        lenses = self._lenses(then)
        source = self.reading.source(read.source)
        if self.faults.errors > before or self.parts.calendar is None:
            return None
        endings = read.hold.endings and (read.against is None or read.against.endings)
        contrast = Contrast(hold, against, start, endings, where)
        return Claim(str(self.key), read.title, read.because, source, contrast, then, lenses, carried, self.key.line)

    # The arms.

    def _at(self, *path: str) -> Place:
        return self.reading.value_place("claims", self.key, *path)

    def _key_at(self, *path: str) -> Place:
        return self.reading.place("claims", self.key, *path)

    def _start(self) -> int:
        arms = (("hold", self.read.hold), ("against", self.read.against))
        given = {name: None if arm is None else arm.start for name, arm in arms}
        written = [each for each in given.values() if each is not None]
        if len(set(written)) > 1:
            self.faults.error(
                self._at("against", "from"),
                "claim-from",
                f"`hold` of {self.what} begins in turn {given['hold']} and `against` in turn {given['against']}: both"
                " arms share what comes before, so they begin in the same turn",
            )
        opened = max((self._opening_turn(arm) for _, arm in arms), default=1)
        start = written[0] if written else opened
        where = next((name for name, each in given.items() if each is not None), "hold")
        if self.turns is not None and start > self.turns:
            self.faults.error(
                self._at(where, "from"),
                "outside-calendar",
                f"{self.what} begins in turn {start}, and the game has {self.turns} turns",
            )
        elif start < opened:
            self.faults.error(
                self._at(where, "from"),
                "claim-from",
                f"{self.what} begins in turn {start}, before its opening, which begins in turn {opened}",
            )
        return start

    def _opening_turn(self, arm: schema.ArmShape | None) -> int:
        """The turn in which an arm's opening begins, the fault noted where there is none such."""
        if arm is None or arm.opening is None:
            return 1
        name = arm.opening.text
        if not self.reading.known(arm.opening, "opening", name, self.written.openings):
            return 1
        # One that is not well written is none yet, which is said there.
        return self.parts.openings[name].turn if name in self.parts.openings else 1

    def _arm(self, name: str, read: schema.ArmShape, start: int) -> Arm:
        moves: dict[int, str] = {}
        rest: str | None = None
        for when, move in read.moves.items():
            if not self.reading.known(move, "move", move.text, self.names.moves):
                continue
            if when == REST:
                rest = move.text
            elif (turn := self._turn(when, start, (REST,))) is not None:
                moves[turn] = move.text
        opening = None if read.opening is None else read.opening.text
        return Arm(
            moves=moves,
            rest=rest,
            orders=self._orders(read, start),
            policies=self._policies(read),
            seats=self._seats(name, read),
            events=self._events(read),
            assume={
                str(assumption): value
                for assumption, value in read.assume.items()
                if self.reading.known(assumption, "assumption", assumption, self.names.assumptions)
            },
            opening=opening,
        )

    def _turn(self, when: Key, start: int, words: tuple[str, ...]) -> int | None:
        """A turn as it is written in an arm; None, with the fault noted, when it is none."""
        if _NUMBERED.match(when) is None:
            known = [f"`{each}`" for each in words]
            self.faults.error(
                when,
                "claim-turn",
                f"`{shown(when)}` is not a turn: write its number, {', '.join(known[:-1])}"
                f"{' or ' if len(known) > 1 else 'or '}{known[-1]}",
                self.faults.nearest(when, words),
            )
            return None
        turn = int(when)
        if turn < start:
            self.faults.error(
                when, "claim-turn", f"turn {turn} is before turn {start}, in which the arms of {self.what} begin"
            )
        elif self.turns is not None and turn > self.turns:
            self.faults.error(when, "outside-calendar", f"there is no turn {turn}: the game has {self.turns} turns")
        else:
            return turn
        return None

    def _orders(self, read: schema.ArmShape, start: int) -> tuple[ForcedOrders, ...]:
        found: list[ForcedOrders] = []
        for seat, by_turn in read.orders.items():
            if not self.reading.known(seat, "seat", seat, self.names.seats):
                continue
            for when, written in by_turn.items():
                at: int | str | None = str(when) if when in (EACH, ODD) else self._turn(when, start, (EACH, ODD))
                orders = [self._decision(str(seat), each) for each in written]
                self._few_enough(str(seat), when, [each for each in orders if each is not None])
                if at is not None and None not in orders:
                    given = tuple(each for each in orders if each is not None)
                    found.append(ForcedOrders(str(seat), at, given, when.line))
        return tuple(found)

    def _few_enough(self, seat: str, when: Key, orders: list[Decision]) -> None:
        known = self.parts.seats.get(seat)
        several = [each for each in orders if isinstance(each, Order)]
        if known is not None and len(several) > known.orders_per_turn:
            self.faults.error(
                when,
                "claim-orders",
                f"seat `{seat}` may give {known.orders_per_turn} orders in a turn, and here are {len(several)}",
            )
        twice = next((each for place, each in enumerate(orders) if each in orders[:place]), None)
        if twice is not None:
            self.faults.error(when, "listed-twice", f"`{twice}` is in this list twice")

    def _decision(self, seat: str, written: Scalar) -> Decision | None:
        try:
            decision = parse_decision(seat, written.text)
        except ValueError:
            self.faults.error(
                written,
                "claim-orders",
                f"`{shown(written.text)}` is not an order: write `reaction`, `reaction(actor)` or"
                " `withhold seat.reaction`",
            )
            return None
        if isinstance(decision, Withholding):
            return self._withholding(written, decision)
        reactions = self.names.reactions.get(seat, {})
        if not self.reading.known(written, f"reaction of seat `{seat}`:", decision.reaction, reactions):
            return None
        targets = reactions[decision.reaction]
        if decision.target is None and targets:
            self.faults.error(
                written,
                "claim-orders",
                f"`{seat}.{decision.reaction}` needs a target: write `{decision.reaction}({targets[0]})`",
            )
            return None
        if decision.target is not None and not targets:
            self.faults.error(written, "unknown-name", f"`{seat}.{decision.reaction}` has no targets")
            return None
        if decision.target is not None and not self.reading.known(
            written, f"target of `{seat}.{decision.reaction}`:", decision.target, targets
        ):
            return None
        return decision

    def _withholding(self, written: Scalar, decision: Withholding) -> Decision | None:
        reactions = self.parts.reactions.get(decision.of, {})
        known = f"{decision.of}.{decision.reaction}"
        if not self.reading.known(written, "reaction", known, self.written.reactions):
            return None
        consent = reactions[decision.reaction].consent if decision.reaction in reactions else None
        if decision.reaction in reactions and (consent is None or decision.seat not in consent.withheld_when):
            self.faults.error(written, "claim-orders", f"`{known}` does not need the consent of seat `{decision.seat}`")
            return None
        return decision

    def _policies(self, read: schema.ArmShape) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {}
        for seat, several in read.policy.items():
            if not self.reading.known(seat, "seat", seat, self.names.seats):
                continue
            own = self.names.reactions.get(str(seat), {})
            for order, times in several.items():
                every = self.written.orders.get(str(seat), {}) if "(" in order else own
                known = self.reading.known(order, f"reaction of seat `{seat}`:", str(order), every)
                multiplier = self._multiplier(times)
                if known and multiplier is not None:
                    found.setdefault(str(seat), {})[str(order)] = multiplier
        return found

    def _multiplier(self, written: Scalar) -> float | None:
        if written.text in ("never", "always"):
            return 0.0 if written.text == "never" else math.inf
        if _TIMES.match(written.text) and float(written.text[1:]) <= _MOST_TIMES:
            return float(written.text[1:])
        self.faults.error(
            written,
            "claim-policy",
            f"`{shown(written.text)}` does not say how often: write `never`, `always`, or `x3` for three times as"
            f" strongly as doctrine ({_MOST_TIMES:g} times at most)",
        )
        return None

    def _seats(self, name: str, read: schema.ArmShape) -> dict[str, str]:
        raw = read.seats
        found: dict[str, str] = {}
        if isinstance(raw, Scalar):
            if self.reading.known(raw, "way to play a seat", raw.text, SEATED):
                found = dict.fromkeys(self.names.seats, raw.text)
        elif isinstance(raw, Block):
            for seat, how in raw.items():
                if not isinstance(how, Scalar) or not how.text:
                    self.faults.error(seat, "wrong-type", f"`{shown(seat)}` needs one of {', '.join(SEATED)}")
                    continue
                listed = [*self.names.seats, REST]
                if self.reading.known(seat, "seat", str(seat), listed) and self.reading.known(
                    how, "way to play a seat", how.text, SEATED
                ):
                    found[str(seat)] = how.text
            rest = found.pop(REST, None)
            if rest is not None:
                found = {**dict.fromkeys(self.names.seats, rest), **found}
        elif raw:
            self.faults.error(
                self._key_at(name, "seats"),
                "wrong-type",
                f"`seats` needs one of {', '.join(SEATED)}, or a block by seat",
            )
        for idle, way in found.items():
            if way == PASSIVE and idle in read.policy:
                self.faults.error(
                    self._key_at(name, "policy", idle),
                    "claim-policy",
                    f"seat `{idle}` is passive here and orders nothing, so it has no policy",
                )
        return found

    def _events(self, read: schema.ArmShape) -> dict[str, str]:
        found: dict[str, str] = {}
        for event, outcome in read.events.items():
            if self.reading.known(event, "event", event, self.names.events) and self.reading.known(
                outcome, f"outcome of event `{event}`:", outcome.text, self.names.events[str(event)]
            ):
                found[str(event)] = outcome.text
        return found

    def _shared_events(self, hold: Arm, against: Arm, start: int) -> None:
        """Refuse events that are due before the arms part and are fixed in one of them, or in both otherwise."""
        if self.parts.calendar is None:
            return
        for event in {**hold.events, **against.events}:
            if hold.events.get(event) == against.events.get(event):
                continue
            known = self.parts.events.get(event)
            due = start if known is None else self.parts.calendar.turn_of(known.date)
            if due < start:
                arm = "hold" if event in hold.events else "against"
                self.faults.error(
                    self._key_at(arm, "events", event),
                    "claim-from",
                    f"event `{event}` is due in turn {due}, before the arms of {self.what} begin: fix it in both alike",
                )

    # What should differ.

    def _then(self, start: int) -> tuple[Prediction, ...]:
        raw: object = self.read.then
        holder = self._key_at("then")
        several = list(raw) if isinstance(raw, Items) else [raw]
        if not several:
            self.faults.error(holder, "no-value", f"`then` of {self.what} needs at least one entry")
        found: list[Prediction] = []
        for place, each in enumerate(several):
            within = f"`then[{place + 1}]`" if isinstance(raw, Items) else "`then`"
            at = each if isinstance(each, Block) and isinstance(raw, Items) else holder
            read = validated(schema.PredictionShape, each, at, f"{within} of {self.what}", self.faults)
            if read is None or not isinstance(each, Block):
                continue
            made = self._prediction(read, each, at, f"{within} of {self.what}", start)
            if made is not None:
                found.append(made)
        return tuple(found)

    def _prediction(
        self, read: schema.PredictionShape, raw: Block, at: Place, what: str, start: int
    ) -> Prediction | None:
        measures = [name for name in _MEASURES if getattr(read, name) is not None]
        forms = [name for name in _FORMS if getattr(read, name) is not None]

        def place(name: str) -> Place:
            value = raw[raw.keys_by_name[name]]
            return value if isinstance(value, Scalar) else raw.keys_by_name[name]

        if len(measures) != 1:
            self.faults.error(
                place(measures[1]) if measures else at,
                "claim-measure",
                f"{what} needs one of `number`, `score`, `ending` or `share`{', not several' if measures else ''}",
            )
        if len(forms) != 1:
            self.faults.error(
                place(forms[1]) if forms else at,
                "claim-interval",
                f"{what} needs one of `higher`, `lower`, `within` or `same`, to say by how much it differs"
                f"{', not several' if forms else ''}",
            )
        turn = self._read_turn(read, raw, what, start)
        if len(measures) != 1:
            return None
        measure, widest = self._measure(read)
        if len(forms) != 1 or measure is None:
            return None
        bounds = self._bounds(read, forms[0], place(forms[0]), what, widest)
        return None if bounds is None else Prediction(measure, *bounds, turn, at.line)

    def _read_turn(self, read: schema.PredictionShape, raw: Block, what: str, start: int) -> int:
        calendar = self.parts.calendar
        if calendar is None:
            return start
        if read.by is None:
            return calendar.turns
        turn = calendar.turn_of(read.by)
        place = raw[raw.keys_by_name["by"]]
        if not 1 <= turn <= calendar.turns:
            self.faults.error(
                place,
                "outside-calendar",
                f"{read.by} lies outside the game, which lasts from {calendar.start} to"
                f" {calendar.last_month(calendar.turns)}",
            )
        elif turn < start:
            self.faults.error(
                place,
                "claim-from",
                f"{what} is read in turn {turn}, before turn {start}, in which the arms begin",
            )
        return turn

    def _measure(self, read: schema.PredictionShape) -> tuple[Measure | None, float]:
        """What is measured, and the most it can differ by; None with the fault noted."""
        if read.number is not None:
            number = self._number(read.number)
            low, high = self._range(number)
            return (None if number is None else NumberMeasure(number)), high - low
        if read.score is not None:
            side = self._side(read.score)
            return (None if side is None else ScoreMeasure(side)), HUNDRED
        if read.ending is not None:
            ending = read.ending.text
            good = self.reading.known(read.ending, "ending", ending, self.names.endings)
            return (EndingMeasure(ending) if good else None), HUNDRED
        assert read.share is not None
        condition = self.reading.condition(read.share, Scope(self.names, endings=True, where="in a claim"))
        return (None if condition is None else ShareMeasure(condition)), HUNDRED

    def _number(self, written: Scalar) -> ex.Target | None:
        try:
            return parse_number_named(written.text, Scope(self.names), self.faults.nearest)
        except ExpressionError as error:
            for fault in error.faults:
                message = fault.message.replace("cannot be changed: write", "is not a number: write")
                self.faults.error(written.spot(fault.offset), fault.code, message, fault.suggestion)
            return None

    def _range(self, number: ex.Target | None) -> Interval:
        ranges = self.reading.ranges
        return (0.0, math.inf) if number is None or ranges is None else ranges.amount(number)

    def _side(self, written: Scalar) -> Side | None:
        mover = self.parts.mover
        if written.text in self.names.seats:
            return Seated(written.text)
        if mover is not None and written.text in (mover.actor, "mover"):
            if mover.goals:
                return MOVER
            self.faults.error(written, "claim-measure", f"the mover `{written.text}` has no goals, and so no score")
            return None
        self.reading.known(
            written, "seat", written.text, [*self.names.seats, *([mover.actor] if mover is not None else [])]
        )
        return None

    def _bounds(
        self, read: schema.PredictionShape, form: str, place: Place, what: str, widest: float
    ) -> tuple[float, float] | None:
        low: float
        high: float
        if form == "within":
            assert read.within is not None
            if len(read.within) != 2:
                self.faults.error(
                    place,
                    "claim-interval",
                    f"`within` of {what} needs two numbers: [low, high], not {len(read.within)}",
                )
                return None
            low, high = read.within
            if low > high:
                self.faults.error(
                    place, "low-above-high", f"`within` of {what} needs its smaller number first: [low, high]"
                )
                return None
        else:
            least = getattr(read, form)
            if least <= 0:
                why = (
                    "with 0 any difference at all would be too much"
                    if form == "same"
                    else "with 0 it would hold without any effect"
                )
                if form != "same" and least < 0:
                    why = f"write `{'lower' if form == 'higher' else 'higher'}: {-least:g}` for that"
                self.faults.error(place, "claim-least", f"`{form}` of {what} must be more than 0, not {least:g}: {why}")
                return None
            low, high = {"higher": (least, math.inf), "lower": (-math.inf, -least), "same": (-least, least)}[form]
        nearest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
        # Of what has no range, something else is wrong, and said.
        if 0 < widest < nearest:
            self.faults.error(
                place,
                "outside-range",
                f"{what} can never hold: it asks for a difference of at least {nearest:g}, and the most there can be is"
                f" {widest:g}",
            )
            return None
        return low, high

    def _lenses(self, then: tuple[Prediction, ...]) -> dict[str, str]:
        there = self.parts.setting.lenses
        expected = dict.fromkeys(there, HOLDS)
        for lens, verdict in self.read.lenses.items():
            if not self.reading.known(lens, "lens", lens, there):
                continue
            if verdict.text not in EXPECTED:
                self.faults.error(
                    verdict,
                    "unknown-name",
                    f"`{shown(verdict.text)}` is not what a claim can come to: write {', '.join(EXPECTED[:-1])} or"
                    f" {EXPECTED[-1]}",
                    self.faults.nearest(verdict.text, EXPECTED),
                )
                continue
            if verdict.text == TURNS and then and all(each.mirrored is None for each in then):
                self.faults.error(
                    verdict,
                    "claim-turns",
                    f"{self.what} cannot turn: it says that there is hardly a difference, which has no opposite",
                )
            expected[str(lens)] = verdict.text
        return expected

    # What is said to carry it.

    def _carrier(self, place: int, read: schema.CarrierShape) -> Carrier | None:
        what = f"`carried_by[{place + 1}]` of {self.what}"
        given = [name for name in _CARRIERS if getattr(read, name) is not None]
        at = self._key_at("carried_by")
        if len(given) != 1:
            listed = ", ".join(f"`{each}`" for each in _CARRIERS[:-1])
            self.faults.error(
                at,
                "claim-carrier",
                f"{what} needs one of {listed} or `{_CARRIERS[-1]}`{', not several' if given else ''}",
            )
            return None
        [kind] = given
        written: Scalar = getattr(read, kind)
        named = self._carrier_id(kind, written)
        effect = None if read.effect is None else self._number(read.effect)
        if read.effect is not None and kind not in _WITH_EFFECTS:
            self.faults.error(
                read.effect, "claim-carrier", f"{what} has no effects: `effect` cannot be used with `{kind}`"
            )
            return None
        if named is None or (read.effect is not None and effect is None):
            return None
        return Carrier(kind, named, effect, written.line)

    def _carrier_id(self, kind: str, written: Scalar) -> tuple[str, ...] | None:
        text, names = written.text, self.names
        match kind:
            case "tie":
                number = self._number(written)
                if isinstance(number, ex.Trust):
                    return (number.listener, number.of)
                if number is not None:
                    self.faults.error(
                        written, "claim-carrier", f"`{shown(text)}` is not a tie: write `trust(listener, of)`"
                    )
                return None
            case "reaction":
                good = self.reading.known(written, kind, text, self.written.reactions)
                return tuple(text.split(".")) if good else None
            case "event":
                good = self.reading.known(written, "outcome of an event", text, self.written.outcomes)
                return tuple(text.split(".")) if good else None
        several = {
            "rule": names.rules,
            "ending": names.endings,
            "move": names.moves,
            "inject": self.written.injects,
        }
        return (text,) if self.reading.known(written, kind, text, several[kind]) else None
