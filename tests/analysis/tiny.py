"""A scenario so small that what is counted of it can be worked out by hand.

Chance alone decides A's score; B has one reaction that always helps, one that always harms, one that it never orders
and one that does nothing; C asks for a consent that B always withholds.
"""

from __future__ import annotations

from wargame.authoring import parse
from wargame.model.scenario import Scenario

TINY = """
format: 1
id: tiny
title: Tiny
summary: Worked out by hand.
briefing: None.
calendar: {start: 2026-01, months_per_turn: 6, turns: 2}
indicators:
  luck: {title: Luck, text: Moved by chance alone., actors: [a]}
  skill: {title: Skill, text: Moved by B alone., actors: [b]}
  full: {title: Full, text: Never below its most., actors: [b]}
  still: {title: Still, text: Nothing moves it., actors: [c]}
  echo: {title: Echo, text: Moved over a tie alone., actors: [c]}
actors:
  a: {title: A, short: A, text: One., stubbornness: 0.5, levels: {luck: {value: 50, source: judgement}}}
  b:
    title: B
    short: B
    text: Two.
    stubbornness: 0.5
    levels: {skill: {value: 50, source: judgement}, full: {value: 100, source: judgement}}
  c:
    title: C
    short: C
    text: Three.
    stubbornness: 0.5
    levels: {still: {value: 50, source: judgement}, echo: {value: 50, source: judgement}}
  m: {title: M, short: M, text: The mover., stubbornness: 0.5, levels: {}}
ties:
  between:
    c: {b: {trust: 100, attention: 1, source: judgement}}
spread:
  echo: {skill: 0.5}
roles:
  a:
    title: A
    short: A
    actors: [a]
    brief: Wait.
    capital: {start: 0, income: 0, most: 9}
    goals: {luck: {title: Luck, points: 1, measure: a.luck, from: 0, to: 100}}
  b:
    title: B
    short: B
    actors: [b]
    brief: Work.
    capital: {start: 9, income: 9, most: 9}
    orders_per_turn: 1
    goals: {skill: {title: Skill, points: 1, measure: b.skill, from: 0, to: 100}}
  c:
    title: C
    short: C
    actors: [c]
    brief: Ask.
    capital: {start: 9, income: 9, most: 9}
    orders_per_turn: 1
    goals: {still: {title: Still, points: 1, measure: c.still, from: 0, to: 100}}
mover: {actor: m, title: M, goals: {}}
moves:
  wait: {title: Wait, text: Nothing., weight: 1}
  leap: {title: Leap, text: Never., weight: 1, when: a.luck > 200}
reactions:
  a: {}
  b:
    train:
      {title: Train, text: Helps., doctrine: 1, effects: {b.skill: {amount: 10, source: judgement}}}
    drink:
      {title: Drink, text: Harms., doctrine: 1, effects: {b.skill: {amount: -10, source: judgement}}}
    sleep: {title: Sleep, text: Never ordered., doctrine: 0, effects: {b.skill: {amount: 0.1, source: judgement}}}
  c:
    ask:
      title: Ask
      text: Always refused.
      doctrine: 9999
      consent: {from: {b: turn >= 1}, without: 0}
      effects: {c.still: {amount: 5, source: judgement}}
rules:
  always: {title: Always, text: Always., when: turn >= 1, effects: {b.full: {amount: 1, source: judgement}}}
  never: {title: Never, text: Never., when: c.still > 60, effects: {b.full: {amount: -1, source: judgement}}}
  later: {title: Later, text: Once., when: turn >= 2, once: true, effects: {b.full: {amount: 1, source: judgement}}}
events:
  coin:
    title: Coin
    text: Heads or tails.
    date: 2026-01
    outcomes:
      heads: {title: Heads, text: Up., weight: 1, effects: {a.luck: {amount: 30, source: judgement}}}
      tails: {title: Tails, text: Down., weight: 1, effects: {a.luck: {amount: -30, source: judgement}}}
      edge: {title: Edge, text: Never., weight: 0, effects: {a.luck: {amount: 1, source: judgement}}}
  feast:
    title: Feast
    text: It never takes place.
    date: 2026-07
    when: a.luck > 200
    outcomes: {held: {title: Held, text: So., weight: 1}}
endings:
  end: {title: End, text: Over., sign: E}
lenses:
  one: {title: One, text: One view.}
  two: {title: Two, text: The same view.}
  three: {title: Three, text: Another., spread: {echo: {skill: 1}}}
"""


def tiny() -> Scenario:
    """The scenario."""
    return parse(TINY, "tiny.yaml")
