"""The shape of a scenario file, format version 2: which keys each part has and what kind of value each key has."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from wargame.authoring.scalars import (
    ANSWER,
    EFFECT,
    LEVEL,
    RAW,
    SEVERAL,
    WEIGHT,
    Address,
    Amount,
    Asked,
    Citation,
    Condition,
    Date,
    Described,
    ExpectedWord,
    Flag,
    Format,
    Id,
    Integer,
    Line,
    Number,
    NumberName,
    OnOff,
    OrderText,
    Over,
    Played,
    ScenarioId,
    Short,
    Sign,
    Text,
    Times,
    TurnOrAgain,
    TurnOrRest,
    WarningCode,
    Word,
    Words,
)


class Shape(BaseModel):
    """A block of known keys."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, populate_by_name=False)


def one_of(*keys: str) -> dict[str, Any]:
    """What a JSON Schema says of keys of which exactly one is written."""
    return {"oneOf": [{"required": [key]} for key in keys]}


Share = Annotated[Number, Field(ge=0, le=1)]
"""A part of 1."""

MOST_INDICATORS, MOST_SEATS, MOST_LENSES = 100, 40, 20
MOST_ACTORS = 2_000
MOST_OPENINGS, MOST_CLAIMS, MOST_SILENCES = 40, 500, 1_000
"""How many of each a scenario may have."""
MOST_HEADINGS = 200
"""How many headings a source may have."""

LOWEST_TRUST, HIGHEST_TRUST = -100.0, 100.0
"""The widest range that ties may have."""
Trust = Annotated[Number, Described(minimum=LOWEST_TRUST, maximum=HIGHEST_TRUST)]
"""A level of trust; the reader holds it to the range that the file gives its ties."""


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
    headings: list[Line] = Field(
        default_factory=list,
        max_length=MOST_HEADINGS,
        description="Its parts, as it calls them; `wargame claims` lists those without a claim.",
    )


class IndicatorShape(Titled):
    low: Number = Field(0.0, description="The lowest level.")
    high: Number = Field(100.0, description="The highest level.")
    drift: Number = Field(0.0, ge=0, le=1, description="Share of the distance to the baseline regained each turn.")
    actors: Words | None = Field(None, description="The actors that have it; all when left out.")
    seen_by: Words | None = Field(
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
    trust: Trust = Field(description="How much the listener trusts the other, -100 to 100.")
    baseline: Trust | None = Field(None, description="Where trust drifts back to; the trust when left out.")
    plus_or_minus: Number = Field(0.0, ge=0, description="How unsure the author is.")
    attention: Share | None = Field(None, description="The share of the listener's attention.")


class TiesShape(Shape):
    low: Number = Field(LOWEST_TRUST, ge=LOWEST_TRUST, le=HIGHEST_TRUST, description="The lowest trust.")
    high: Number = Field(HIGHEST_TRUST, ge=LOWEST_TRUST, le=HIGHEST_TRUST, description="The highest trust.")
    drift: Number = Field(0.0, ge=0, le=1, description="Share of the distance to the baseline regained each turn.")
    between: dict[Id, dict[Id, TieShape]] = Field(description="Listener, then those it listens to.")


class AssumptionShape(Argued):
    title: Line = Field(description="What is assumed.")
    value: Number = Field(description="Its value.")
    plus_or_minus: Number = Field(0.0, ge=0, description="How unsure the author is.")


class WeightShape(Argued):
    amount: Amount = Field(description="How likely it is against the others.")
    plus_or_minus: Number = Field(0.0, ge=0, description="How unsure the author is; drawn once per game.")


Weighed = Annotated[WeightShape, WEIGHT]


class CapitalShape(Shape):
    start: Number = Field(ge=0, description="The political capital at the beginning.")
    income: Number = Field(ge=0, description="What comes in each turn.")
    most: Number = Field(ge=0, description="The most that can be held.")


_OF_MEASURE = ("measure", "from", "to")
_FORMS_OF_GOAL: dict[str, Any] = {
    "oneOf": [
        {"required": ["when"], "not": {"anyOf": [{"required": [key]} for key in _OF_MEASURE]}},
        {"required": list(_OF_MEASURE), "not": {"required": ["when"]}},
    ]
}
"""A goal is all or nothing, or a measure between two numbers."""


class GoalShape(Shape):
    model_config = ConfigDict(json_schema_extra=dict(_FORMS_OF_GOAL))

    title: Line = Field(description="What the seat wants.")
    points: Number = Field(gt=0, description="How much it counts.")
    when: Condition | None = Field(None, description="All the points when this holds at the end.")
    measure: Amount | None = Field(None, description="Points by how far this has come between `from` and `to`.")
    start: Number | None = Field(None, alias="from", description="The measure that gives nothing.")
    end: Number | None = Field(None, alias="to", description="The measure that gives all points.")
    applies: Condition | None = Field(
        None, alias="while", description="When it counts at all, such as while an office is held; always when left out."
    )


class RoleShape(Shape):
    title: Line = Field(description="What the seat is called.")
    short: Short = Field(description="A name of up to five characters.")
    actors: Words = Field(min_length=1, description="The actors it plays.")
    brief: Text = Field(description="What its player should know first.")
    capital: CapitalShape = Field(description="Its political capital.")
    orders_per_turn: Integer = Field(2, ge=1, le=20, description="The most orders it may give in a turn.")
    goals: dict[Id, GoalShape] = Field(min_length=1, description="What it wants.")


class MoverShape(Shape):
    actor: Word = Field(description="The actor whose moves the seats react to.")
    title: Line = Field(description="What it is called.")
    brief: Text = Field("", description="What its player should know first.")
    capital: CapitalShape | None = Field(
        None, description="Its political capital, for moves that cost; none when left out."
    )
    goals: dict[Id, GoalShape] = Field(default_factory=dict, description="What it wants.")


class EffectShape(Argued):
    amount: Amount = Field(description="How much is added.")
    plus_or_minus: Number = Field(0.0, ge=0, description="How unsure the author is; drawn once per game.")
    when: Condition | None = Field(None, description="Without it the effect always counts.")


Effects = dict[NumberName, Annotated[EffectShape, EFFECT]]


class Acting(Titled):
    """A part that changes numbers."""

    effects: Effects = Field(default_factory=dict, description="What it changes, and by how much.")


class OutcomeShape(Acting):
    weight: Weighed = Field(description="How likely it is against the other outcomes.")


class Chancy(Acting):
    """A part that is tried, and may come out in several ways."""

    outcomes: dict[Id, OutcomeShape] = Field(
        default_factory=dict, description="How it may come out, each with what it changes besides."
    )


class MoveShape(Chancy):
    weight: Weighed = Field(description="How likely chance picks it among the moves that can be made.")
    cost: Number = Field(0.0, ge=0, description="The mover's political capital it costs.")
    when: Condition | None = Field(None, description="When it can be made; always when left out.")
    once: Flag = Field(False, description="Whether it can be made only once.")
    again_after: Integer = Field(1, ge=1, le=1000, description="Turns until it can be made again.")
    delay: Integer = Field(0, ge=0, le=1000, description="Turns until its effects act.")
    matters: dict[Id, Text] = Field(default_factory=dict, description="By seat: why it matters to it.")


class AnswerShape(Shape):
    withhold: Condition = Field(description="When its doctrine withholds consent.")
    footnote: Condition | None = Field(None, description="When its doctrine consents in part, with a footnote.")


class ConsentShape(Shape):
    seats: dict[Asked, Annotated[AnswerShape, ANSWER]] = Field(
        alias="from", min_length=1, description="By seat, or `mover`: when its doctrine withholds consent."
    )
    without: Number = Field(0.0, ge=0, le=1, description="The share of the effects left without consent.")
    footnote: Number | None = Field(
        None, ge=0, le=1, description="The share left when consent is given with a footnote; left out, it cannot be."
    )


class ReactionShape(Chancy):
    cost: Number = Field(0.0, ge=0, description="The political capital it costs.")
    targets: Annotated[Words, Field(min_length=1)] | None = Field(None, description="The actors it can be aimed at.")
    when: Condition | None = Field(None, description="When it can be ordered; always when left out.")
    once: Flag = Field(False, description="Whether it can be ordered only once.")
    again_after: Integer = Field(1, ge=1, le=1000, description="Turns until it can be ordered again.")
    delay: Integer = Field(0, ge=0, le=1000, description="Turns until it acts.")
    secret: Flag = Field(False, description="Whether the other seats see only its effects.")
    consent: ConsentShape | None = Field(None, description="Whose consent it needs.")
    doctrine: Weighed | None = Field(None, description="How strongly the seat's doctrine prefers it; 1 when left out.")


class RuleShape(Acting):
    when: Condition = Field(description="When it fires.")
    once: Flag = Field(False, description="Whether it fires only once.")
    delay: Integer = Field(0, ge=0, le=1000, description="Turns until its effects act.")
    secret: Flag = Field(False, description="Whether it is kept from the seats.")


class EventShape(Titled):
    date: Date = Field(description="The month it is due, within the game.")
    when: Condition | None = Field(None, description="Whether it takes place; always when left out.")
    closes: Flag = Field(False, description="Whether it comes after the orders of its turn, not before its move.")
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
    attention: dict[Id, dict[Id, Share]] = Field(
        default_factory=dict, description="Attention it sets: listener, then those it listens to."
    )
    stubbornness: dict[Id, Annotated[Number, Field(ge=0.01, le=1)]] = Field(
        default_factory=dict, description="Stubbornness it sets, by actor."
    )


class OpeningShape(Titled):
    turn: Integer = Field(1, ge=1, le=200, description="The turn it begins at.")
    levels: dict[NumberName, Number] = Field(default_factory=dict, description="Numbers it sets, by their names.")
    events: dict[Id, Word] = Field(default_factory=dict, description="Events it settles: the outcome of each.")


class ExpectationShape(Argued):
    title: Line = Field(description="What is expected.")
    that: Condition = Field(description="The condition that comes true.")
    start: Date = Field(alias="from", description="The first month it may come true in.")
    end: Date = Field(alias="to", description="The last month it may come true in.")
    low: Number = Field(ge=0, le=1, description="The smallest share of games.")
    high: Number = Field(ge=0, le=1, description="The largest share of games.")


class ArmShape(Shape):
    start: Integer | None = Field(
        None,
        alias="from",
        ge=1,
        description="The turn it begins in, in both arms alike; 1 when left out.",
        json_schema_extra={"minimum": 1},
    )
    moves: dict[TurnOrRest, Word] = Field(
        default_factory=dict,
        description="The move of a turn; `rest` for all other turns. Chance picks what is not here.",
    )
    orders: dict[Id, dict[TurnOrAgain, Annotated[list[OrderText], Field(json_schema_extra={"uniqueItems": True})]]] = (
        Field(
            default_factory=dict,
            description="By seat, then by turn (or `each`, `odd`): all that it orders then; nothing for [].",
        )
    )
    policy: dict[Id, dict[NumberName, Times]] = Field(
        default_factory=dict,
        description="By seat, then by reaction: `never`, `always`, or `x3` for three times as strongly as doctrine.",
    )
    seats: Annotated[Played | dict[Id, Played], RAW] = Field(
        default_factory=dict,
        description="How seats are played, doctrine, random or passive: one word for all, or by seat and `rest`.",
    )
    events: dict[Id, Word] = Field(default_factory=dict, description="The outcome of an event, by event.")
    opening: Word | None = Field(None, description="The opening it begins with.")
    assume: dict[Id, Number] = Field(default_factory=dict, description="Assumptions, in place of what the lens says.")
    endings: OnOff = Field(True, description="`off` lets every game last until the calendar runs out, in both arms.")


class PredictionShape(Shape):
    model_config = ConfigDict(
        json_schema_extra={
            "allOf": [one_of("number", "score", "ending", "share"), one_of("higher", "lower", "within", "same")]
        }
    )

    number: OrderText | None = Field(None, description="A number that differs: a level, a tie, a seat's capital.")
    score: Word | None = Field(None, description="The seat whose score differs, or the mover's actor.")
    ending: Word | None = Field(None, description="The ending that comes more or less often.")
    share: Condition | None = Field(None, description="The condition that holds more or less often.")
    by: Date | None = Field(None, description="When it is read; at the end of the game when left out.")
    higher: Number | None = Field(
        None,
        description="The least by which it is higher; for a share, of 100 games.",
        json_schema_extra={"exclusiveMinimum": 0},
    )
    lower: Number | None = Field(
        None, description="The least by which it is lower.", json_schema_extra={"exclusiveMinimum": 0}
    )
    within: list[Number] | None = Field(
        None,
        description="The least and the most that it differs by.",
        json_schema_extra={"minItems": 2, "maxItems": 2},
    )
    same: Number | None = Field(
        None, description="The most it differs by, either way.", json_schema_extra={"exclusiveMinimum": 0}
    )


class CarrierShape(Shape):
    model_config = ConfigDict(json_schema_extra=one_of("rule", "ending", "tie", "move", "reaction", "event", "inject"))

    rule: Word | None = Field(None, description="A rule.")
    ending: Word | None = Field(None, description="An ending.")
    tie: OrderText | None = Field(None, description="A tie: trust(listener, of).")
    move: Word | None = Field(None, description="A move.")
    reaction: OrderText | None = Field(None, description="A reaction: seat.reaction.")
    event: OrderText | None = Field(None, description="An outcome of an event: event.outcome.")
    inject: Word | None = Field(None, description="An inject.")
    effect: OrderText | None = Field(None, description="The one effect of it that is meant, by the number it changes.")


class ClaimShape(Argued):
    title: Line = Field(description="What is claimed, in a sentence.")
    hold: ArmShape = Field(description="How it is played where the cause is there.")
    against: ArmShape | None = Field(None, description="How it is played where it is not.")
    where: Condition | None = Field(None, description="Of which games it speaks: read before the arms part.")
    then: Annotated[PredictionShape | Annotated[list[PredictionShape], Field(min_length=1)], RAW] = Field(
        description="What differs, and by how much."
    )
    lenses: dict[Id, ExpectedWord] = Field(
        default_factory=dict, description="What is expected by lens: holds (when left out), fails, turns or any."
    )
    carried_by: list[CarrierShape] = Field(
        default_factory=list, description="What carries the effect: without it, less of it is left."
    )


class AgencyShape(Argued):
    """An expectation of what a seat can do about its fate."""

    title: Line = Field(description="What is expected.")
    agency: Word = Field(description="The seat.")
    over: Over | None = Field(
        None, description="What its best play is held against: worst (when left out), doctrine, nothing or random."
    )
    low: Number = Field(ge=0, le=100, description="The least it gives more, in points of the seat's final score.")


class SilenceShape(Shape):
    code: WarningCode = Field(description="The code of a warning, as `check` shows it.")
    at: Annotated[list[Address], SEVERAL] = Field(
        min_length=1,
        description="Where: the keys to its line joined by dots, or the first of them; or the name of a number.",
    )
    because: Text = Field(description="Why the warning does not matter there.")


class HeadShape(Shape):
    """What is at the head of a scenario file."""

    format: Format = Field(description="The version of the format: 2.")
    id: ScenarioId = Field(description="The id of the scenario; words may be joined by hyphens.")
    title: Line = Field(description="What the scenario is called.")
    summary: Line = Field(description="What it is about, in one sentence.")
    briefing: Text = Field(description="What a player reads first.")


Spread = dict[Id, dict[Id, Number]]


class ScenarioShape(HeadShape):
    """A whole scenario file."""

    calendar: CalendarShape = Field(description="When the game begins and how long it lasts.")
    sources: dict[Id, SourceShape] = Field(default_factory=dict, description="Where numbers come from.")
    indicators: dict[Id, IndicatorShape] = Field(
        min_length=1, max_length=MOST_INDICATORS, description="What is measured of actors."
    )
    actors: dict[Id, ActorShape] = Field(min_length=1, max_length=MOST_ACTORS, description="The actors of the network.")
    ties: TiesShape = Field(description="Who listens to whom.")
    spread: Spread = Field(
        default_factory=dict, description="How indicators of those one listens to bear on one's own."
    )
    assumptions: dict[Id, AssumptionShape] = Field(
        default_factory=dict, description="Named numbers for use in expressions."
    )
    roles: dict[Id, RoleShape] = Field(min_length=1, max_length=MOST_SEATS, description="The seats.")
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
        default_factory=dict,
        max_length=MOST_LENSES,
        description="Rival views of how events work; the first is the default.",
    )
    openings: dict[Id, OpeningShape] = Field(
        default_factory=dict,
        max_length=MOST_OPENINGS,
        description="Named starting points besides the beginning.",
    )
    expectations: dict[Id, ExpectationShape | AgencyShape] = Field(
        default_factory=dict, description="The author's own tests."
    )
    claims: dict[Id, ClaimShape] = Field(
        default_factory=dict,
        max_length=MOST_CLAIMS,
        description="The author's causal statements, tested by `wargame claims`.",
    )
    silence: list[SilenceShape] = Field(
        default_factory=list, max_length=MOST_SILENCES, description="Warnings that `check` is not to show."
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of the scenario format, for editors that complete and check while an author types."""
    made = _closed(ScenarioShape.model_json_schema(by_alias=True))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **made,
        "title": "wargame scenario, format 2",
    }


_KEYWORDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


def _closed(node: Any) -> Any:
    """A schema as strict as the reader: a key is left out rather than set to null, and every key of a block by id is
    held to the form of an id.

    What Pydantic writes for such a block, `patternProperties`, says nothing of keys that do not match.
    """
    if isinstance(node, list):
        return [_closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    # Pydantic leaves the bounds of a value inside a block or an option in its own words.
    kept = {key: _closed(value) for key, value in node.items() if key not in _KEYWORDS}
    kept |= {_KEYWORDS[key]: value for key, value in node.items() if key in _KEYWORDS}
    by_pattern = kept.get("patternProperties")
    if isinstance(by_pattern, dict):
        ((pattern, value),) = by_pattern.items()
        del kept["patternProperties"]
        kept["additionalProperties"] = value
        kept["propertyNames"] = {"pattern": pattern, **kept.get("propertyNames", {})}
    several = kept.get("anyOf")
    if isinstance(several, list) and {"type": "null"} in several:
        del kept["anyOf"]
        kept.pop("default", None)
        rest = [each for each in several if each != {"type": "null"}]
        return {**rest[0], **kept} if len(rest) == 1 else {**kept, "anyOf": rest}
    return kept
