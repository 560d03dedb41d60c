"""The shape of a scenario file, format version 1: which keys each part has and what kind of value each key has."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from wargame.authoring.scalars import (
    EFFECT,
    LEVEL,
    Amount,
    Citation,
    Condition,
    Date,
    Flag,
    Format,
    Id,
    Integer,
    Line,
    Number,
    NumberName,
    Over,
    Short,
    Sign,
    Text,
    Word,
)


class Shape(BaseModel):
    """A block of known keys."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, populate_by_name=False)


class Titled(Shape):
    """A part with a title and a text."""

    title: Line = Field(description="What it is called on screen.")
    text: Text = Field("", description="What it is, in a sentence or two.")


class Argued(Shape):
    """A part that says why, and where it is from."""

    because: Text = Field("", description="Why, in a sentence; shown to players beside the number.")
    source: Citation | None = Field(
        None, description="The id of a source, perhaps a comma and where in it; or `judgement`."
    )


class CalendarShape(Shape):
    start: Date = Field(description="The first month of the game, such as 2026-01.")
    months_per_turn: Integer = Field(ge=1, le=120, description="How many months a turn is.")
    turns: Integer = Field(ge=1, le=200, description="How many turns there are.")


class SourceShape(Shape):
    title: Line = Field(description="The title of the document.")
    publisher: Line = Field("", description="Who published it.")
    date: Line = Field("", description="When.")
    url: Line = Field("", description="Where it is found.")
    note: Text = Field("", description="What it is used for.")


class IndicatorShape(Titled):
    low: Number = Field(0.0, description="The lowest level.")
    high: Number = Field(100.0, description="The highest level.")
    drift: Number = Field(0.0, ge=0, le=1, description="Share of the distance to the baseline regained each turn.")
    actors: list[Word] | None = Field(None, description="The actors that have it; all when left out.")
    seen_by: list[Word] | None = Field(
        None, description="The seats that see it besides those that play the actor; everyone when left out."
    )


class LevelShape(Argued):
    value: Number = Field(description="Where the level begins.")
    baseline: Number | None = Field(None, description="Where it drifts back to; the value when left out.")
    plus_or_minus: Number = Field(0.0, ge=0, description="How unsure the author is.")


class ActorShape(Titled):
    short: Short = Field(description="A name of up to five characters.")
    stubbornness: Number = Field(
        ge=0.01, le=1, description="The share of an effect on those it listens to that it does not take over."
    )
    levels: dict[Id, Annotated[LevelShape, LEVEL]] = Field(description="Its level of every indicator it has.")


class TieShape(Argued):
    trust: Number = Field(description="How much the listener trusts the other, -100 to 100.")
    baseline: Number | None = Field(None, description="Where trust drifts back to; the trust when left out.")
    plus_or_minus: Number = Field(0.0, ge=0, description="How unsure the author is.")
    attention: Number | None = Field(None, ge=0, le=1, description="The share of the listener's attention.")


class TiesShape(Shape):
    low: Number = Field(-100.0, ge=-100, le=100, description="The lowest trust.")
    high: Number = Field(100.0, ge=-100, le=100, description="The highest trust.")
    drift: Number = Field(0.0, ge=0, le=1, description="Share of the distance to the baseline regained each turn.")
    between: dict[Id, dict[Id, TieShape]] = Field(description="Listener, then those it listens to.")


class AssumptionShape(Argued):
    title: Line = Field(description="What is assumed.")
    value: Number = Field(description="Its value.")
    plus_or_minus: Number = Field(0.0, ge=0, description="How unsure the author is.")


class CapitalShape(Shape):
    start: Number = Field(ge=0, description="The political capital at the beginning.")
    income: Number = Field(ge=0, description="What comes in each turn.")
    most: Number = Field(ge=0, description="The most that can be held.")


class GoalShape(Shape):
    title: Line = Field(description="What the seat wants.")
    points: Number = Field(gt=0, description="How much it counts.")
    when: Condition | None = Field(None, description="All the points when this holds at the end.")
    measure: Amount | None = Field(None, description="Points by how far this has come between `from` and `to`.")
    start: Number | None = Field(None, alias="from", description="The measure that gives nothing.")
    end: Number | None = Field(None, alias="to", description="The measure that gives all points.")


class RoleShape(Shape):
    title: Line = Field(description="What the seat is called.")
    short: Short = Field(description="A name of up to five characters.")
    actors: list[Word] = Field(min_length=1, description="The actors it plays.")
    brief: Text = Field(description="What its player should know first.")
    capital: CapitalShape = Field(description="Its political capital.")
    orders_per_turn: Integer = Field(2, ge=1, le=20, description="The most orders it may give in a turn.")
    goals: dict[Id, GoalShape] = Field(min_length=1, description="What it wants.")


class MoverShape(Shape):
    actor: Word = Field(description="The actor whose moves the seats react to.")
    title: Line = Field(description="What it is called.")
    brief: Text = Field("", description="What its player should know first.")
    goals: dict[Id, GoalShape] = Field(default_factory=dict, description="What it wants.")


class EffectShape(Argued):
    amount: Amount = Field(description="How much is added.")
    plus_or_minus: Number = Field(0.0, ge=0, description="How unsure the author is; drawn once per game.")
    when: Condition | None = Field(None, description="Without it the effect always counts.")


Effects = dict[NumberName, Annotated[EffectShape, EFFECT]]


class Acting(Titled):
    """A part that changes numbers."""

    effects: Effects = Field(default_factory=dict, description="What it changes, and by how much.")


class MoveShape(Acting):
    weight: Amount = Field(description="How likely chance picks it among the moves that can be made.")
    when: Condition | None = Field(None, description="When it can be made; always when left out.")
    once: Flag = Field(False, description="Whether it can be made only once.")
    again_after: Integer = Field(1, ge=1, le=1000, description="Turns until it can be made again.")
    delay: Integer = Field(0, ge=0, le=1000, description="Turns until its effects act.")
    matters: dict[Id, Text] = Field(default_factory=dict, description="By seat: why it matters to it.")


class ConsentShape(Shape):
    seats: dict[Id, Condition] = Field(
        alias="from", min_length=1, description="By seat: when a bot there withholds consent."
    )
    without: Number = Field(0.0, ge=0, le=1, description="The share of the effects left without consent.")


class ReactionShape(Acting):
    cost: Number = Field(0.0, ge=0, description="The political capital it costs.")
    targets: list[Word] | None = Field(None, min_length=1, description="The actors it can be aimed at.")
    when: Condition | None = Field(None, description="When it can be ordered; always when left out.")
    once: Flag = Field(False, description="Whether it can be ordered only once.")
    again_after: Integer = Field(1, ge=1, le=1000, description="Turns until it can be ordered again.")
    delay: Integer = Field(0, ge=0, le=1000, description="Turns until it acts.")
    secret: Flag = Field(False, description="Whether the other seats see only its effects.")
    consent: ConsentShape | None = Field(None, description="Whose consent it needs.")
    doctrine: Amount | None = Field(None, description="How strongly the seat's doctrine prefers it; 1 when left out.")


class RuleShape(Acting):
    when: Condition = Field(description="When it fires.")
    once: Flag = Field(False, description="Whether it fires only once.")
    delay: Integer = Field(0, ge=0, le=1000, description="Turns until its effects act.")
    secret: Flag = Field(False, description="Whether it is kept from the seats.")


class OutcomeShape(Acting):
    weight: Amount = Field(description="How likely it is against the other outcomes.")


class EventShape(Titled):
    date: Date = Field(description="The month it is due, within the game.")
    when: Condition | None = Field(None, description="Whether it takes place; always when left out.")
    outcomes: dict[Id, OutcomeShape] = Field(min_length=1, description="How it can come out.")


class InjectShape(Acting):
    when: Condition | None = Field(None, description="When it can be released; always when left out.")
    once: Flag = Field(False, description="Whether it can be released only once.")
    delay: Integer = Field(0, ge=0, le=1000, description="Turns until its effects act.")


class EndingShape(Titled):
    sign: Sign = Field(description="One character that stands for it.")
    when: Condition | None = Field(None, description="When it comes; only the last ending has none.")


class LensShape(Titled):
    assumptions: dict[Id, Number] = Field(default_factory=dict, description="Assumptions it sets.")
    spread: dict[Id, dict[Id, Number]] = Field(default_factory=dict, description="Weights of the spread it sets.")
    attention: dict[Id, dict[Id, Annotated[Number, Field(ge=0, le=1)]]] = Field(
        default_factory=dict, description="Attention it sets: listener, then those it listens to."
    )
    stubbornness: dict[Id, Annotated[Number, Field(ge=0.01, le=1)]] = Field(
        default_factory=dict, description="Stubbornness it sets, by actor."
    )


class ExpectationShape(Argued):
    title: Line = Field(description="What is expected.")
    that: Condition = Field(description="The condition that comes true.")
    start: Date = Field(alias="from", description="The first month it may come true in.")
    end: Date = Field(alias="to", description="The last month it may come true in.")
    low: Number = Field(ge=0, le=1, description="The smallest share of games.")
    high: Number = Field(ge=0, le=1, description="The largest share of games.")


class AgencyShape(Argued):
    """An expectation of what a seat can do about its fate."""

    title: Line = Field(description="What is expected.")
    agency: Word = Field(description="The seat.")
    over: Over | None = Field(
        None, description="What its best play is held against: worst (when left out), doctrine, nothing or random."
    )
    low: Number = Field(ge=0, le=100, description="The least it gives more, in points of the seat's final score.")


class HeadShape(Shape):
    """What is at the head of a scenario file."""

    format: Format = Field(description="The version of the format: 1.")
    id: Line = Field(description="The id of the scenario; words may be joined by hyphens.")
    title: Line = Field(description="What the scenario is called.")
    summary: Line = Field(description="What it is about, in one sentence.")
    briefing: Text = Field(description="What a player reads first.")


Spread = dict[Id, dict[Id, Number]]


class ScenarioShape(HeadShape):
    """A whole scenario file."""

    calendar: CalendarShape = Field(description="When the game begins and how long it lasts.")
    sources: dict[Id, SourceShape] = Field(default_factory=dict, description="Where numbers come from.")
    indicators: dict[Id, IndicatorShape] = Field(min_length=1, description="What is measured of actors.")
    actors: dict[Id, ActorShape] = Field(min_length=1, description="The actors of the network.")
    ties: TiesShape = Field(description="Who listens to whom.")
    spread: Spread = Field(
        default_factory=dict, description="How indicators of those one listens to bear on one's own."
    )
    assumptions: dict[Id, AssumptionShape] = Field(
        default_factory=dict, description="Named numbers for use in expressions."
    )
    roles: dict[Id, RoleShape] = Field(min_length=1, description="The seats.")
    mover: MoverShape = Field(description="Whose moves the seats react to.")
    moves: dict[Id, MoveShape] = Field(min_length=1, description="What the mover can do.")
    reactions: dict[Id, dict[Id, ReactionShape]] = Field(description="What each seat can do, by seat.")
    rules: dict[Id, RuleShape] = Field(
        default_factory=dict, description="What follows by itself when a condition holds."
    )
    events: dict[Id, EventShape] = Field(default_factory=dict, description="Dated chance events.")
    injects: dict[Id, InjectShape] = Field(default_factory=dict, description="What a facilitator may release.")
    endings: dict[Id, EndingShape] = Field(min_length=1, description="How the game can end, in order.")
    lenses: dict[Id, LensShape] = Field(
        default_factory=dict, description="Rival views of how events work; the first is the default."
    )
    expectations: dict[Id, ExpectationShape | AgencyShape] = Field(
        default_factory=dict, description="The author's own tests."
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of the scenario format, for editors that complete and check while an author types."""
    made = _without_null(ScenarioShape.model_json_schema(by_alias=True))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **made,
        "title": "wargame scenario, format 1",
    }


def _without_null(node: Any) -> Any:
    """A schema in which a key is left out rather than set to null, as the reader wants it."""
    if isinstance(node, list):
        return [_without_null(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _without_null(value) for key, value in node.items()}
    several = kept.get("anyOf")
    if isinstance(several, list) and {"type": "null"} in several:
        del kept["anyOf"]
        kept.pop("default", None)
        rest = [each for each in several if each != {"type": "null"}]
        return {**rest[0], **kept} if len(rest) == 1 else {**kept, "anyOf": rest}
    return kept
