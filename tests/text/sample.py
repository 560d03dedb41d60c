"""Scenarios and ledgers built by hand, so that words and widgets are tested without reader or engine."""

from __future__ import annotations

from math import sin

from wargame.engine.ledger import Carried, Cause, CauseKind, Direct, Entry, Income, Ledger, MoveId, Row, RuleId
from wargame.engine.view import CameOut, FiredRule, Happened, PlayedOrder, TurnReport
from wargame.model.expression import Arithmetic, Capital, Comparison, Every, Level, Number, Since, Times, Trust
from wargame.model.order import Order
from wargame.model.scenario import (
    Actor,
    Assumption,
    Calendar,
    CapitalBudget,
    Consent,
    Coupling,
    Effect,
    Ending,
    Event,
    Goal,
    Indicator,
    Lens,
    Month,
    Move,
    Mover,
    Option,
    Outcome,
    Reaction,
    Rule,
    Scenario,
    Seat,
    Source,
    Start,
    Tie,
    Ties,
    Weight,
)
from wargame.model.viewer import Seated

TITLES = (
    ("france", "France", "FRA"),
    ("assembly", "Assemblée nationale", "AN"),
    ("lfi", "La France insoumise", "LFI"),
    ("rn", "Rassemblement national", "RN"),
    ("nato", "NATO", "NATO"),
    ("germany", "Germany", "GER"),
    ("poland", "Poland", "POL"),
    ("baltics", "The Baltic states", "BALT"),
    ("nordics", "The Nordics", "NORD"),
    ("uk", "United Kingdom", "UK"),
    ("eu", "EU institutions", "EU"),
    ("us", "United States", "US"),
    ("russia", "Russia", "RUS"),
    ("china", "China", "CHN"),
    ("iran", "Iran", "IRAN"),
    ("coalition", "The anti-US coalition of the willing", "COAL"),
    ("italy", "Italy", "ITA"),
)
INDICATORS = {"cohesion": "Cohesion", "threat": "Perceived threat", "footprint": "US footprint"}

ONE = Weight(Number(1), 0.0, "", "", 1)


def start(value: float, because: str = "", source: str = "polls", line: int = 9) -> Start:
    """A number's beginning."""
    return Start(value, value, 0, because, source, line)


def scenario(actors: int = 3) -> Scenario:
    """A scenario of so many actors; the first moves, the others sit at a table of two seats."""
    ids = [name for name, _, _ in TITLES[:actors]]
    people = {
        name: Actor(
            name,
            title,
            short,
            f"{title}, in short {short}.",
            0.4,
            {indicator: start(30 + 5 * len(indicator)) for indicator in INDICATORS},
            20 + index,
        )
        for index, (name, title, short) in enumerate(TITLES[:actors])
    }
    ties = []
    for row, listener in enumerate(ids):
        others = [other for column, other in enumerate(ids) if column != row and (row * 7 + column * 3) % 4 != 1]
        for other in others:
            column = ids.index(other)
            trust = float(round(100 * sin(1 + row * 1.7 + column * 0.9)))
            share = round(0.9 / len(others), 4)
            ties.append(Tie(listener, other, start(trust, "Old habits."), share, 100 + row * 20 + column))
    second, third = ids[1], ids[2]
    praise = Reaction(
        "praise",
        "second",
        "Praise in public",
        "A warm speech.",
        1,
        False,
        1,
        0,
        False,
        None,
        tuple(Option(name, None, ONE, (), ()) for name in (ids[0], third)),
        201,
    )
    press = Reaction(
        "press",
        "second",
        "Press in private",
        "A list of losses.",
        2,
        False,
        2,
        1,
        False,
        Consent({"third": Every(())}, {}, 0.5, None, 207),
        (Option(None, Comparison("<", Level(ids[0], "cohesion"), Number(40)), ONE, (), ()),),
        205,
    )
    whisper = Reaction(
        "whisper",
        "third",
        "Whisper",
        "Nobody signs.",
        1,
        True,
        1,
        0,
        True,
        None,
        (Option(None, None, ONE, (), ()),),
        209,
    )
    effect = Effect(Level(ids[0], "cohesion"), Number(-4), 1.5, None, "Words wear down habits.", "polls, table 2", 151)
    seats = {
        "second": Seat(
            "second",
            people[second].title,
            people[second].short,
            (second,),
            "Keep them in.",
            CapitalBudget(4, 2, 8, 180),
            2,
            (
                Goal(
                    "calm", "Calm", 60, Comparison(">=", Level(second, "cohesion"), Number(50)), None, 0, 0, None, 181
                ),
                Goal("weight", "Weight", 40, None, Trust(ids[0], second), -20, 60, None, 182),
            ),
            179,
        ),
        "third": Seat(
            "third",
            "The long title of the third seat",
            "THIRD",
            tuple(ids[2:]),
            "Loosen it.",
            CapitalBudget(3, 2, 6, 190),
            1,
            (Goal("doubt", "Doubt", 100, Comparison("<", Capital("second"), Number(2)), None, 0, 0, None, 191),),
            189,
        ),
    }
    alarm = Rule(
        "alarm",
        "The flank is alarmed",
        "Telegrams fly.",
        Every(
            (
                Comparison("<", Level(ids[0], "cohesion"), Number(40)),
                Comparison(">", Times("second", "press"), Number(0)),
                Comparison(">=", Since(None, "leave"), Number(3)),
            )
        ),
        False,
        False,
        0,
        False,
        (effect,),
        220,
    )
    weight = Arithmetic("-", Number(60), Level(ids[0], "cohesion"))
    return Scenario(
        id="sample",
        title="A sample",
        summary="For tests.",
        briefing="The European flank listens.",
        calendar=Calendar(Month(2026, 1), 6, 10),
        indicators={
            name: Indicator(name, title, "", 0, 100, 0.1, None, 10 + index)
            for index, (name, title) in enumerate(INDICATORS.items())
        },
        actors=people,
        ties=Ties(-100, 100, 0, tuple(ties)),
        couplings=(Coupling("cohesion", "cohesion", 0.8, 140),),
        seats=seats,
        mover=Mover(ids[0], people[ids[0]].title, "Lead.", None, (), 145),
        moves={
            "leave": Move(
                "leave",
                "Leave the command",
                "Officers pack.",
                Weight(weight, 0.0, "", "", 1),
                0.0,
                None,
                False,
                1,
                0,
                (effect,),
                (),
                {"second": "You lose a neighbour."},
                150,
            )
        },
        reactions={"second": {"praise": praise, "press": press}, "third": {"whisper": whisper}},
        rules={"alarm": alarm},
        events={
            "vote": Event(
                "vote", "A vote", "", Month(2026, 9), None, False, (Outcome("yes", "They stay", "", ONE, (), 231),), 230
            )
        },
        injects={},
        endings={
            "out": Ending("out", "Out", "Gone.", "×", Comparison("<", Level(ids[0], "cohesion"), Number(10)), 240),
            "adrift": Ending("adrift", "Adrift", "Nothing is settled.", "~", None, 245),
        },
        assumptions={"warmth": Assumption("warmth", "How much kind words move", 1, 0.2, "", "judgement", 250)},
        lenses={"plain": Lens("plain", "Plain", "", {}, {}, {(ids[0], second): 0.1}, {ids[0]: 0.9}, 260)},
        openings={},
        expectations={},
        sources={"polls": Source("polls", "Polls of 2025", "", "", "", "", 5)},
        file="sample.yaml",
        text="title: A sample\nbriefing: The European flank listens, with European eyes.\n",
    )


def numbers(game: Scenario, turn: int = 0) -> dict[str, float]:
    """Every number of a scenario, moved a little more each turn."""
    found: dict[str, float] = {}
    for index, actor in enumerate(game.actors.values()):
        for place, (indicator, begins) in enumerate(actor.levels.items()):
            level = begins.value + 3 * turn * sin(index + place * 2 + turn * 0.7)
            found[f"{actor.id}.{indicator}"] = round(min(100.0, max(0.0, level)), 6)
    for index, tie in enumerate(game.ties.between):
        moved = tie.trust.value + (2.5 * turn if index % 5 == 0 else 0)
        found[f"trust({tie.listener}, {tie.of})"] = min(100.0, moved)
    for seat in game.seats.values():
        found[f"capital({seat.id})"] = seat.capital.start + turn
    return found


MOVE = Cause(CauseKind.MOVE, MoveId("leave"), "Leave the command", 150)
PRESS = Cause(CauseKind.ORDER, Order("second", "press"), "Press in private", 205, ordered=2)
PRAISE = Cause(CauseKind.ORDER, Order("second", "praise", "france"), "Praise in public", 201)
RULE = Cause(CauseKind.RULE, RuleId("alarm"), "The flank is alarmed", 220)
DRIFT = Cause(CauseKind.DRIFT)
ROUNDING = Cause(CauseKind.ROUNDING)


def ledger(game: Scenario) -> Ledger:
    """The ledger of a turn in which the first actor moved and the second took over part of it."""
    first, second, third = list(game.actors)[:3]
    tie = Carried(second, first, -1.92, 60, 0.4, (("cohesion", -1.92),), 120, 0.4, (("cohesion", 0.8),))
    faint = Carried(second, third, -0.01, -20, 0.05, (("cohesion", -0.01),), 122, 0.4, (("cohesion", 0.8),))
    rows = [
        Row(
            Level(first, "cohesion"),
            60.0,
            57.03,
            (
                Entry(MOVE, -4.0, (Direct(-4.0, "Words wear down habits.", "polls, table 2", 151),)),
                Entry(PRESS, 1.0, (Direct(1.0, "The list of losses is long.", "judgement", 206),)),
                Entry(DRIFT, 0.04),
                Entry(ROUNDING, -0.01),
            ),
        ),
        Row(
            Level(second, "cohesion"),
            70.0,
            63.07,
            (
                Entry(
                    MOVE,
                    -6.93,
                    (
                        Direct(-3.0, "The papers print every word of it, on every page and for weeks.", "polls", 152),
                        Direct(-2.0, "And again on Sunday.", "", 153),
                    ),
                    (faint, tie),
                ),
            ),
        ),
        Row(Trust(second, first), 60.0, 45.0, (Entry(RULE, -15.0, (Direct(-15.0, "A promise broken.", "", 221),)),)),
        Row(Capital("second"), 4.0, 4.02, (Entry(Cause(CauseKind.INCOME, Income("second")), 0.02),)),
    ]
    return Ledger(tuple(rows))


def report(game: Scenario) -> TurnReport:
    """A resolved third turn."""
    return TurnReport(
        viewer=Seated("second"),
        turn=3,
        date=game.calendar.date(3),
        move="leave",
        move_title="Leave the command",
        move_text="Officers pack.",
        matters="You lose a neighbour.",
        happened=(Happened("vote", "yes", "A vote", "They stay", "By a hair.", 0.45, 230),),
        closed=(Happened("count", "close", "The count", "It is close", "", 1.0, 235),),
        came_out=CameOut("slowly", "Slowly", "It drags on.", 0.25, 152),
        mover_answers=(),
        injects=("A storm",),
        played={
            "second": (
                PlayedOrder(Order("second", "press"), "Press in private", 0.5, ("third",), (), None, 4, 205),
                PlayedOrder(
                    Order("second", "praise", "france"),
                    "Praise in public",
                    1,
                    (),
                    (),
                    CameOut("heard", "Heard", "", None, 203),
                    3,
                    201,
                ),
            ),
            "third": (),
        },
        fired=(FiredRule("alarm", "The flank is alarmed", "Telegrams fly.", False, 220),),
        ledger=ledger(game),
        ending=None,
    )
