"""Scenarios so small that each target's figure is known beforehand; they name their parts as the flagship does."""

from __future__ import annotations

from functools import cache

from tests.flagship.study import Sizes, Study
from wargame.authoring import parse

SMALL = Sizes(games=400, searched=50, tried=100, agency=100, claims=250, variants=200)

GAME = """
format: 2
id: small
title: Small
summary: Worked out by hand.
briefing: None.
calendar: {start: 2026-01, months_per_turn: 6, turns: TURNS}
indicators:
  treaty: {title: Treaty, text: In force or not., actors: [france]}
  sovereigntism: {title: Sovereigntism, text: A mood., actors: [france]}
  messaging: {title: Messaging, text: One voice or many., actors: [nato]}
  deterrence: {title: Deterrence, text: Held or not., actors: [nato]}
  confidence: {title: Confidence, text: There or not., actors: [baltics]}
  commitment: {title: Commitment, text: There or not., actors: [us]}
  intelligence: {title: Intelligence, text: A cost., actors: [france]}
  leverage: {title: Leverage, text: A cost., actors: [france]}
  procurement: {title: Procurement, text: A cost., actors: [france]}
  budget: {title: Budget, text: A cost., actors: [france]}
actors:
  france:
    title: France
    short: F
    text: The mover.
    stubbornness: 0.5
    levels:
      treaty: {value: 100, source: judgement}
      sovereigntism: {value: 50, source: judgement}
      intelligence: {value: 50, source: judgement}
      leverage: {value: 50, source: judgement}
      procurement: {value: 50, source: judgement}
      budget: {value: 50, source: judgement}
  nato:
    title: NATO
    short: N
    text: A seat.
    stubbornness: 0.5
    levels:
      messaging: {value: 50, plus_or_minus: 45, source: judgement}
      deterrence: {value: 60, source: judgement}
  russia: {title: Russia, short: R, text: A seat., stubbornness: 0.5, levels: {}}
  baltics:
    {title: Baltics, short: B, text: Near., stubbornness: 0.5, levels: {confidence: {value: 50, source: judgement}}}
  us:
    title: US
    short: U
    text: Far.
    stubbornness: 0.5
    levels: {commitment: {value: 50, plus_or_minus: 45, source: judgement}}
ties: {between: {}}
roles:
  nato:
    title: NATO
    short: N
    actors: [nato]
    brief: Hold.
    capital: {start: 9, income: 9, most: 9}
    orders_per_turn: 1
    goals: {held: {title: Held, points: 1, measure: nato.deterrence, from: 0, to: 100}}
  russia:
    title: Russia
    short: R
    actors: [russia]
    brief: Test.
    capital: {start: 9, income: 9, most: 9}
    orders_per_turn: 1
    goals: {thin: {title: Thin, points: 1, measure: nato.deterrence, from: 100, to: 0}}
mover:
  actor: france
  title: France
  goals: {safe: {title: Safe, points: 1, measure: nato.deterrence, from: 0, to: 100}}
moves:
  business_as_usual: {title: Nothing, text: Nothing., weight: 1}
  assembly_resolution:
    title: Resolution
    text: Words.
    weight: RESOLVED
    effects:
      nato.messaging: {amount: -2, source: judgement}
      nato.deterrence: {amount: -1, source: judgement}
      baltics.confidence: {amount: -3, source: judgement}
  adopt_planned_exit: {title: Adopt, text: A programme., weight: 0}
  leave_command:
    title: Leave
    text: Out of the command.
    weight: LEFT
    when: times(adopt_planned_exit) > 0 or LEAVABLE
    effects: {nato.deterrence: {amount: -5, source: judgement}}
  return_command: {title: Return, text: Back., weight: RETURNED}
  denounce:
    title: Denounce
    text: Out at once.
    weight: 9999
    when: DENOUNCE
    effects: {france.treaty: {amount: -100, source: judgement}}
reactions:
  nato:
    stir:
      title: Stir
      text: The mood rises.
      doctrine: STIRRED
      effects: {france.sovereigntism: {amount: 10, source: judgement}}
    ask:
      title: Ask
      text: It needs a consent.
      doctrine: ASKED
      consent: {from: {russia: us.commitment < 50}, without: 0}
      effects: {nato.messaging: {amount: 1, source: judgement}}
  russia:
    probe:
      title: Probe
      text: A test.
      doctrine: PROBED
      outcomes:
        unanswered:
          title: Unanswered
          text: So.
          weight: UNANSWERED
          effects: {nato.deterrence: {amount: -30, source: judgement}}
        met: {title: Met, text: So., weight: nato.messaging}
rules:
  costs:
    title: Costs
    text: What is known is used.
    when: france.intelligence < 20 or france.leverage < 20
    effects: {france.sovereigntism: {amount: -0.1 * france.budget, source: judgement}}
events:
  presidential:
    title: Election
    text: It comes.
    date: 2027-01
    outcomes:
      centrist: {title: Centrist, text: So., weight: 50}
      sovereigntist_right: {title: Sovereigntist, text: So., weight: france.sovereigntism}
  storm:
    title: Storm
    text: No test at all.
    date: 2026-07
    when: STORM
    outcomes:
      blows: {title: Blows, text: So., weight: 1, effects: {nato.deterrence: {amount: -30, source: judgement}}}
      calm: {title: Calm, text: So., weight: 1}
endings:
  probe_succeeds: {title: A probe succeeds, text: So., sign: P, when: ENDS}
  symbolic_noise: {title: Noise, text: So., sign: N}
lenses:
  one: {title: One, text: One view.}
claims:
  probes_thin:
    title: Probes thin deterrence
    because: Nobody answers half of them.
    source: judgement
    hold: {policy: {russia: {probe: never}}}
    against: {}
    then: {number: nato.deterrence, higher: 20}
    carried_by: [{reaction: russia.probe}]
  probes_unite:
    title: Probes unite
    because: The opposite of what is so.
    source: judgement
    hold: {policy: {russia: {probe: never}}}
    against: {}
    then: {number: nato.deterrence, lower: 0.5}
"""

USUAL = {
    "TURNS": "3",
    "RESOLVED": "0",
    "LEFT": "0",
    "LEAVABLE": "france.treaty > 200",
    "RETURNED": "0",
    "STIRRED": "0",
    "ASKED": "0",
    "DENOUNCE": "france.treaty > 200",
    "PROBED": "9999",
    "UNANSWERED": "100 - nato.messaging",
    "STORM": "france.treaty > 200",
    "ENDS": "nato.deterrence < 0",
}


@cache
def _text(changed: tuple[tuple[str, str], ...]) -> str:
    text = GAME
    for word, by in {**USUAL, **dict(changed)}.items():
        text = text.replace(word, by)
    return text


def small(sizes: Sizes = SMALL, /, **changed: str) -> Study:
    """A study of the game, some of its words in capitals written otherwise."""
    return Study(parse(_text(tuple(changed.items())), "small.yaml"), "one", "tests", sizes)
