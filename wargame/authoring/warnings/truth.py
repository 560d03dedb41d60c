"""Conditions that cannot come true, or cannot be false, or are true before anything has happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wargame.authoring.intervals import Ranges
from wargame.authoring.possible import Keys, Possible, PossibleActs, every_act, starts
from wargame.authoring.terms import TRUE, terms
from wargame.authoring.warnings.conditions import Condition, Form, Role, both, conditions, goals
from wargame.authoring.warnings.finding import Finding
from wargame.model import expression as ex
from wargame.model.scenario import Scenario

_NEVER: Mapping[Role, str] = {
    Role.MOVE: "{of} can never be made",
    Role.REACTION: "{of} can never be ordered",
    Role.RULE: "{of} can never fire",
    Role.EVENT: "{of} can never take place",
    Role.INJECT: "{of} can never be released",
    Role.ENDING: "{of} can never come",
    Role.GOAL: "{of} can never be met",
    Role.EFFECT: "{of} never counts",
    Role.CONSENT: "the consent of {of} is never withheld",
    Role.EXPECTATION: "{of} can never come true",
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
    Role.EFFECT: "{of} always counts",
    Role.CONSENT: "the consent of {of} is always withheld",
    Role.EXPECTATION: "{of} always comes true",
    Role.CHOICE: "in {of} the amount after `if {condition} else` never counts",
}
_SWITCHED_OFF = (Role.CONSENT,)
"""Where a plain `false` is what an author means."""
_PLAIN_TRUE = (Role.GOAL, Role.ENDING, Role.EXPECTATION, Role.CHOICE)
"""Where a plain `true` is not what an author means."""


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


def verdicts(scenario: Scenario, possible: Possible) -> Iterator[Verdict]:
    """Every condition, or part of one, that cannot come true or cannot be false wherever it is read."""
    judge = possible.judge
    for condition in conditions(scenario):
        read = [form for form in condition.forms if judge.can_hold(form.given, turn=form.turn)]
        if not read:
            continue
        if not any(judge.can_hold(form.condition, form.given, form.turn) for form in read):
            yield Verdict(condition, None, tuple(read), always=False)
        elif not any(judge.can_hold(ex.Not(form.condition), form.given, form.turn) for form in read):
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
        forms = tuple(Form(part, form.given, form.turn) for part, form in zip(parts, read, strict=True))
        sought = [ex.Not(form.condition) if always else form.condition for form in forms]
        if not any(judge.can_hold(each, form.given, form.turn) for each, form in zip(sought, forms, strict=True)):
            yield Verdict(condition, parts[0], forms, always)


def _operands(condition: ex.Expression) -> Iterator[tuple[ex.Expression, ex.Expression]]:
    """Each operand of each `and` and `or` in a condition, with what joins it to the others."""
    for node in ex.walk(condition):
        if isinstance(node, ex.Every | ex.Some):
            yield from ((node, operand) for operand in node.operands)


def truths(scenario: Scenario, possible: Possible) -> Iterator[Finding]:
    """Warnings of what never holds and what always does."""
    for verdict in verdicts(scenario, possible):
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
    for condition in conditions(scenario):
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
    why = frozenset[str]().union(*(possible.judge.why_never(form.condition) for form in verdict.forms))
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
    }.get(why, f"its condition can never hold, whatever happens in {_turns(possible)}")
    return Finding("never-holds", condition.path, f"{said}: {because}; correct it or take it out")


def _two_moves(condition: Condition, possible: Possible) -> Iterator[Finding]:
    """Two moves joined by `and` in one case of a condition that has others."""
    if possible.judge.why_never(condition.forms[0].condition) == {"moves"}:
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


def at_the_start(scenario: Scenario) -> Ranges:
    """Every number where it begins, under the default lens, before anything has happened; doubts left out."""
    numbers = {number: (value, value) for number, value, *_ in starts(scenario)}
    lens = scenario.lenses[scenario.default_lens]
    values = {each.id: lens.assumptions.get(each.id, each.value) for each in scenario.assumptions.values()}
    calendar = scenario.calendar
    clock = {"turn": 1.0, "turns": float(calendar.turns), "year": float(calendar.start.year)}
    return Ranges(
        numbers,
        {name: (value, value) for name, value in values.items()},
        {name: (value, value) for name, value in clock.items()},
        PossibleActs(scenario, frozenset(every_act(scenario))),
    )


def met_at_start(scenario: Scenario, possible: Possible) -> Iterator[Finding]:
    """Warnings of goals met and endings due before anybody has done anything; not of what always holds."""
    start = at_the_start(scenario)
    judge = possible.judge
    for path, of, goal in goals(scenario):
        if goal.when is not None:
            if start.truth(goal.when)[0] and judge.can_hold(ex.Not(goal.when)):
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
    for ending in scenario.endings.values():
        when = ending.when
        if when is not None and start.truth(when)[0] and judge.can_hold(ex.Not(when)):
            yield Finding(
                "holds-at-start",
                ("endings", ending.id, "when"),
                f"the condition of ending `{ending.id}` holds at the start, so that the game ends at once unless"
                " something changes that; correct it, or let it wait with `turn >= ...`",
            )


_MET = (
    "{count} goals are met at the start, so that their points can only be lost: {names}; ask for more than is so, or"
    " silence those where a seat is to keep what it has"
)


def _goal_name(path: Keys) -> str:
    """A goal as `seat.goal`."""
    return ".".join(step for step in path if step not in ("roles", "goals"))


def clocks(scenario: Scenario, possible: Possible) -> Iterator[Finding]:
    """Warnings of conditions that an outcome of a dated event opens for some turns only."""
    for condition in conditions(scenario):
        if condition.role in (Role.GOAL, Role.EXPECTATION):
            continue
        found = dict.fromkeys(each for form in condition.forms for each in _dated(form, possible))
        for drawn, limit in found:
            yield Finding(
                "clock",
                condition.path,
                f"in {condition.of}, `{_short(limit)}` beside `{ex.text(drawn)}` is a clock: the date decides, not the"
                " players; read the numbers or acts that make it likely instead",
            )


def _dated(form: Form, possible: Possible) -> Iterator[tuple[ex.Expression, ex.Expression]]:
    """An outcome that must have come out together with a limit of turns, at least one of them in the condition
    itself."""
    whole = both(form.around, form.condition)
    nodes = list(ex.walk(whole))
    if not any(isinstance(node, ex.Drawn) for node in nodes) or not any(map(_reads_the_calendar, nodes)):
        return
    own = {node for case in terms(form.condition) or () for node, _ in case}
    end = possible.judge.at(possible.scenario.calendar.turns)
    for case in terms(whole) or ():
        drawn = [node for node, holds in case if holds and isinstance(node, ex.Drawn)]
        for limit, holds in case:
            if not holds or not any(map(_reads_the_calendar, ex.walk(limit))):
                continue
            # A lower bound on the turn is a state that begins later; only what passes away again is a clock.
            if end.truth(limit)[0]:
                continue
            yield from ((each, limit) for each in drawn if each in own or limit in own)


def _reads_the_calendar(node: ex.Expression) -> bool:
    return isinstance(node, ex.Clock) and node.name != "turns"


def _turns(possible: Possible) -> str:
    turns = possible.scenario.calendar.turns
    return f"the game's {turns} turns" if turns > 1 else "the game's one turn"


def _short(condition: ex.Expression) -> str:
    text = ex.text(condition)
    return text if len(text) <= 80 else f"{text[:77]}..."
