"""Conditions that cannot come true, or cannot be false, or are true before anything has happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from wargame.authoring.instants import JUDGEMENT, SCORE, Stage
from wargame.authoring.intervals import Interval, Ranges
from wargame.authoring.possible import Keys, Possible, starts
from wargame.authoring.terms import TRUE, Effort, terms
from wargame.authoring.warnings.conditions import Condition, Contents, Form, Role, both, goals
from wargame.authoring.warnings.finding import Finding
from wargame.model import expression as ex
from wargame.model.scenario import Opening, Scenario

_NEVER: Mapping[Role, str] = {
    Role.MOVE: "{of} can never be made",
    Role.REACTION: "{of} can never be ordered",
    Role.RULE: "{of} can never fire",
    Role.EVENT: "{of} can never take place in play",
    Role.INJECT: "{of} can never be released",
    Role.ENDING: "{of} can never come",
    Role.GOAL: "{of} can never be met",
    Role.WHILE: "{of} never counts",
    Role.EFFECT: "{of} never counts",
    Role.CONSENT: "the consent of {of} is never withheld",
    Role.FOOTNOTE: "the consent of {of} never has a footnote",
    Role.EXPECTATION: "{of} can never come true",
    Role.WHERE: "{of} speaks of no game",
    Role.SHARE: "what {of} counts never comes true",
    Role.CHOICE: "in {of} the amount before `if {condition}` never counts",
}
_ALWAYS: Mapping[Role, str] = {
    Role.MOVE: "{of} can always be made",
    Role.REACTION: "{of} can always be ordered",
    Role.RULE: "{of} fires every turn",
    Role.EVENT: "{of} always takes place",
    Role.INJECT: "{of} can always be released",
    Role.ENDING: "{of} ends every game after one turn",
    Role.GOAL: "{of} is always met",
    Role.WHILE: "{of} always counts",
    Role.EFFECT: "{of} always counts",
    Role.CONSENT: "the consent of {of} is always withheld",
    Role.FOOTNOTE: "the consent of {of} always has a footnote where it is not withheld",
    Role.EXPECTATION: "{of} always comes true",
    Role.WHERE: "{of} speaks of every game",
    Role.SHARE: "what {of} counts always comes true",
    Role.CHOICE: "in {of} the amount after `if {condition} else` never counts",
}
_SWITCHED_OFF = (Role.CONSENT, Role.FOOTNOTE)
"""Where a plain `false` is what an author means."""
_PLAIN_TRUE = (Role.GOAL, Role.WHILE, Role.ENDING, Role.EXPECTATION, Role.WHERE, Role.SHARE, Role.CHOICE)
"""Where a plain `true` is not what an author means."""


MOST_LITERALS = 300_000
"""In how many parts of cases clocks are sought, which takes a few seconds."""
MOST_PARTS = 40
"""A condition of more parts than this is judged as a whole only: each part is judged beside all it stands with."""


@dataclass(frozen=True)
class Verdict:
    """What is said of a condition, or of a part of one: it never holds, or always."""

    condition: Condition
    part: ex.Expression | None
    """The part it is said of, in its form for the first target; None for the whole."""
    forms: tuple[Form, ...]
    always: bool


def verdicts(contents: Contents, possible: Possible) -> Iterator[Verdict]:
    """Every condition, or part of one, that cannot come true or cannot be false wherever it is read."""
    judge = possible.judge
    for condition in contents.conditions:
        read = [form for form in condition.forms if judge.can_hold(form.given, at=form.at)]
        if not read:
            continue
        if not any(judge.can_hold(form.condition, form.given, form.at) for form in read):
            yield Verdict(condition, None, tuple(read), always=False)
        elif not any(judge.can_hold(ex.Not(form.condition), form.given, form.at) for form in read):
            yield Verdict(condition, None, tuple(read), always=True)
        else:
            yield from _parts(condition, read, possible)


def _parts(condition: Condition, read: list[Form], possible: Possible) -> Iterator[Verdict]:
    """The operands of an `or` that never hold, and of an `and` that always do."""
    judge = possible.judge
    by_form = [list(_operands(form.condition)) for form in read]
    if len({len(each) for each in by_form}) > 1 or len(by_form[0]) > MOST_PARTS:
        return
    for places in zip(*by_form, strict=True):
        joined, parts = places[0][0], [part for _, part in places]
        if isinstance(parts[0], ex.Every | ex.Some):
            continue
        always = isinstance(joined, ex.Every)
        forms = tuple(Form(part, form.given, form.at) for part, form in zip(parts, read, strict=True))
        sought = [ex.Not(form.condition) if always else form.condition for form in forms]
        if not any(judge.can_hold(each, form.given, form.at) for each, form in zip(sought, forms, strict=True)):
            yield Verdict(condition, parts[0], forms, always)


def _operands(condition: ex.Expression) -> Iterator[tuple[ex.Expression, ex.Expression]]:
    """Each operand of each `and` and `or` in a condition, with what joins it to the others."""
    for node in ex.walk(condition):
        if isinstance(node, ex.Every | ex.Some):
            yield from ((node, operand) for operand in node.operands)


def truths(contents: Contents, possible: Possible) -> Iterator[Finding]:
    """Warnings of what never holds and what always does."""
    for verdict in verdicts(contents, possible):
        condition = verdict.condition
        first = verdict.forms[0].condition
        if verdict.part is None:
            if not _meant(condition.role, first):
                yield _whole(verdict, possible)
        else:
            how = "always holds" if verdict.always else "can never hold"
            joined = "`and`" if verdict.always else "`or`"
            yield Finding(
                "always-holds" if verdict.always else "never-holds",
                condition.path,
                f"in the condition of {condition.of}, `{_short(first)}` {how}, whatever happens in"
                f" {_turns(possible)}, so that {joined} adds nothing; correct the part or take it out",
            )
    for condition in contents.conditions:
        yield from _two_moves(condition, possible)


def _meant(role: Role, condition: ex.Expression) -> bool:
    """Whether a plain `true` or `false` was written on purpose."""
    if condition == ex.Some(()):
        return role in _SWITCHED_OFF
    return condition == TRUE and role not in _PLAIN_TRUE


def _whole(verdict: Verdict, possible: Possible) -> Finding:
    condition = verdict.condition
    words = (_ALWAYS if verdict.always else _NEVER)[condition.role]
    said = words.format(of=condition.of, condition=_short(verdict.forms[0].condition))
    if verdict.always:
        return Finding(
            "always-holds",
            condition.path,
            f"{said}: its condition cannot fail, whatever happens in {_turns(possible)}; correct it or leave it out",
        )
    why = frozenset[str]().union(*(possible.judge.why_never(form.condition, form.at) for form in verdict.forms))
    if why == {"moves"}:
        return Finding(
            "two-moves",
            condition.path,
            f"{said}: its condition needs two moves in one turn, and the mover makes one; read the earlier one with"
            " `times(...)` or `since(...)`, or write `or`",
        )
    because = {
        frozenset(["orders"]): "it needs more orders of a seat in one turn than `orders_per_turn` allows",
        frozenset(["cost"]): "it needs orders in one turn that together cost more than their seat can have",
        frozenset(["outcomes"]): "it needs two outcomes where only one can come about",
        frozenset(["opposites"]): "it needs something to be so and not to be so",
        frozenset(["unplayed"]): "nothing is played yet when it is read",
        frozenset(["undrawn"]): "it needs an outcome of an event that comes later, or in the same month",
    }.get(why, f"its condition can never hold, whatever happens in {_turns(possible)}")
    return Finding("never-holds", condition.path, f"{said}: {because}; correct it or take it out")


def _two_moves(condition: Condition, possible: Possible) -> Iterator[Finding]:
    """Two moves joined by `and` in one case of a condition that has others."""
    if possible.judge.why_never(condition.forms[0].condition, condition.forms[0].at) == {"moves"}:
        return
    for node in ex.walk(condition.forms[0].condition):
        if isinstance(node, ex.Every):
            played = (each for each in node.operands if isinstance(each, ex.Played) and each.seat is None)
            moves = list(dict.fromkeys(each.name for each in played))
            if len(moves) > 1:
                yield Finding(
                    "two-moves",
                    condition.path,
                    f"the condition of {condition.of} asks for the moves `{moves[0]}` and `{moves[1]}` in one turn,"
                    " and the mover makes one; read the earlier one with `times(...)` or `since(...)`, or write `or`",
                )


@dataclass(frozen=True)
class _Begun:
    """What has been played and drawn where a game begins: nothing but what an opening settles."""

    scenario: Scenario
    opening: Opening | None

    def count(self, node: ex.Times | ex.Since | ex.SinceDrawn) -> Interval:
        """How often, or how many turns ago."""
        if isinstance(node, ex.Times):
            return 0.0, 0.0
        turns = ex.NEVER
        if self.opening is not None and isinstance(node, ex.SinceDrawn) and self._came(node, node.outcome):
            due = self.scenario.calendar.turn_of(self.scenario.events[node.name].date)
            turns = min(float(self.opening.turn - due), ex.NEVER)
        return turns, turns

    def happens(self, node: ex.Played | ex.Drawn | ex.Fired | ex.Ended) -> tuple[bool, bool]:
        """Whether it is so, and whether it is not."""
        so = isinstance(node, ex.Drawn) and self._came(node, node.outcome)
        return so, not so

    def _came(self, node: ex.Drawn | ex.SinceDrawn, outcome: str | None) -> bool:
        if self.opening is None or node.seat is not None or node.name not in self.opening.events:
            return False
        over = self.scenario.is_over(node.name, self.opening.turn)
        return over and outcome in (None, self.opening.events[node.name])


def at_the_start(scenario: Scenario) -> Ranges:
    """Every number where it begins, under the default lens, before anything has happened; doubts left out."""
    numbers = {number: (value, value) for number, value, *_ in starts(scenario)}
    lens = scenario.lenses[scenario.default_lens]
    values = {each.id: lens.assumptions.get(each.id, each.value) for each in scenario.assumptions.values()}
    assumptions = {name: (value, value) for name, value in values.items()}
    return Ranges(numbers, assumptions, _clock_in(scenario, 1), _Begun(scenario, None))


def opened(scenario: Scenario, start: Ranges, opening: Opening) -> Ranges:
    """The same where an opening begins, from what is so at the start."""
    levels = {number: (level, level) for number, level in opening.levels.items()}
    numbers, clock = {**start.numbers, **levels}, _clock_in(scenario, opening.turn)
    return replace(start, numbers=numbers, clock=clock, acts=_Begun(scenario, opening))


def _clock_in(scenario: Scenario, turn: int) -> dict[str, Interval]:
    """What the calendar says in a turn."""
    calendar = scenario.calendar
    clock = {"turn": float(turn), "turns": float(calendar.turns), "year": float(calendar.date(turn).year)}
    return {name: (value, value) for name, value in clock.items()}


def met_at_start(scenario: Scenario, possible: Possible) -> Iterator[Finding]:
    """Warnings of goals met and endings due before anybody has done anything; not of what always holds."""
    start = at_the_start(scenario)
    judge = possible.judge
    for path, of, goal in goals(scenario):
        if goal.applies is not None and not start.truth(goal.applies)[0]:
            continue
        if goal.when is not None:
            if start.truth(goal.when)[0] and judge.can_hold(ex.Not(goal.when), goal.applies or TRUE, SCORE):
                yield Finding(
                    "holds-at-start",
                    (*path, "when"),
                    f"{of} is met at the start, so that its points can only be lost; ask for more than is so, or"
                    " silence this where the seat is to keep what it has",
                    _goal_name(path),
                    _MET,
                )
        elif goal.measure is not None:
            value = start.amount(goal.measure)[0]
            if (value - goal.end) * (goal.end - goal.start) >= 0.0:
                yield Finding(
                    "holds-at-start",
                    (*path, "measure"),
                    f"{of} gives all its points at the start, where its measure is {value:.4g}; put `to` beyond that,"
                    " or silence this where the seat is to keep what it has",
                    _goal_name(path),
                    _MET,
                )
    waiting: list[tuple[str, ex.Expression, int]] = []
    """The endings that are not due at the start, with their conditions and how many parts these have."""
    for ending in scenario.endings.values():
        when = ending.when
        if when is None or not judge.can_hold(ex.Not(when), at=JUDGEMENT):
            continue
        if start.truth(when)[0]:
            yield Finding(
                "holds-at-start",
                ("endings", ending.id, "when"),
                f"the condition of ending `{ending.id}` holds at the start, so that the game ends at once unless"
                " something changes that; correct it, or let it wait with `turn >= ...`",
            )
        else:
            waiting.append((ending.id, when, sum(1 for _ in ex.walk(when))))
    for opening in scenario.openings.values():
        there = opened(scenario, start, opening)
        for ending_id, when, parts in waiting:
            if possible.effort.spend(parts) and there.truth(when)[0]:
                yield Finding(
                    "holds-at-start",
                    ("openings", opening.id),
                    f"the condition of ending `{ending_id}` holds where opening `{opening.id}` begins, so that the game"
                    " ends at once unless something changes that; correct one of them",
                )


_MET = (
    "{count} goals are met at the start, so that their points can only be lost: {names}; ask for more than is so, or"
    " silence those where a seat is to keep what it has"
)


def _goal_name(path: Keys) -> str:
    """A goal as `seat.goal`."""
    return ".".join(step for step in path if step not in ("roles", "goals"))


def clocks(contents: Contents, possible: Possible) -> Iterator[Finding]:
    """Warnings of conditions that an outcome of a dated event opens for some turns only."""
    effort = Effort(MOST_LITERALS)
    for condition in contents.conditions:
        if condition.role in (Role.GOAL, Role.WHILE, Role.EXPECTATION, Role.WHERE, Role.SHARE):
            continue
        found = dict.fromkeys(each for form in condition.forms for each in _dated(form, possible, effort))
        for drawn, limit in found:
            if drawn is None:
                said = f"`{_short(limit)}` is a clock, for the event has its date"
            else:
                said = f"`{_short(limit)}` beside `{ex.text(drawn)}` is a clock"
            yield Finding(
                "clock",
                condition.path,
                f"in {condition.of}, {said}: the date decides, not the players; read the numbers or acts that make it"
                " likely instead",
            )


def _dated(form: Form, possible: Possible, effort: Effort) -> Iterator[tuple[ex.Expression | None, ex.Expression]]:
    """An outcome that must have come out together with a limit of turns, at least one of them in the condition
    itself; None for the outcome where the limit counts from it."""
    whole = both(form.around, form.condition)
    if form.at.turn is not None or not effort.left:
        return
    if not any(_counts_turns(node, possible) for node in ex.walk(whole)):
        return
    is_event = possible.judge.rules.is_event
    end = possible.judge.at(replace(form.at, turn=possible.scenario.calendar.turns))
    cases = terms(whole) or ()
    if not effort.spend(sum(map(len, cases))):
        return
    # The cases are put together from the same few parts.
    parts = {id(node): node for case in cases for node, holds in case if holds}
    # A lower bound on the turn is a state that begins later; only what passes away again is a clock.
    passing = {
        place
        for place, node in parts.items()
        if any(_counts_turns(inner, possible) for inner in ex.walk(node)) and not end.truth(node)[0]
    }
    if not passing:
        return
    own = set({id(node): node for case in terms(form.condition) or () for node, _ in case}.values())
    seen: set[tuple[int, int]] = set()
    for case in cases:
        drawn = [node for node, holds in case if holds and is_event(node)]
        for limit, holds in case:
            if not holds or id(limit) not in passing:
                continue
            by_date = any(_reads_the_calendar(node) for node in ex.walk(limit))
            for each in drawn if by_date else (None,):
                if (id(each), id(limit)) in seen:
                    continue
                seen.add((id(each), id(limit)))
                written = limit in own or (each is not None and each in own)
                if not written or not possible.judge.can_hold(both(each, limit), at=form.at):
                    continue
                if each is not None or not _of_the_turn_itself(form, limit, possible):
                    yield each, limit


def _of_the_turn_itself(form: Form, limit: ex.Expression, possible: Possible) -> bool:
    """Whether a rule acts in the turn of the news alone, as part of what the event does."""
    if form.at.stage != Stage.EFFECT:
        return False
    turns = range(1, possible.scenario.calendar.turns + 1)
    return sum(possible.judge.can_hold(limit, at=replace(form.at, turn=turn)) for turn in turns) <= 1


def _reads_the_calendar(node: ex.Expression) -> bool:
    return isinstance(node, ex.Clock) and node.name != "turns"


def _counts_turns(node: ex.Expression, possible: Possible) -> bool:
    """Whether a number tells the date: the calendar's own, or the turns since a dated event."""
    since = isinstance(node, ex.SinceDrawn) and node.seat is None and node.name in possible.scenario.events
    return since or _reads_the_calendar(node)


def _turns(possible: Possible) -> str:
    turns = possible.scenario.calendar.turns
    return f"the game's {turns} turns" if turns > 1 else "the game's one turn"


def _short(condition: ex.Expression) -> str:
    text = ex.text(condition)
    return text if len(text) <= 80 else f"{text[:77]}..."
