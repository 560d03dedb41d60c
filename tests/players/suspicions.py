"""Scenarios of which it can be worked out what a seat should suppose after it has seen a turn.

HIDDEN: the rival's designs, which nobody sees, show in a public sign, as far as its author is sure of that; they decide
how the game ends. DELAYED: the rival prepares in secret a blow that falls two turns later, or feints; both raise smoke.
PERSISTING: what the author is unsure of acts alike in every turn, and its amount stands in the ledger.
"""

from __future__ import annotations

import numpy as np

from wargame.authoring import parse
from wargame.model.scenario import Scenario

_HEAD = """
format: 1
id: {id}
title: {id}
summary: Worked out by hand.
briefing: None.
calendar: {{start: 2026-01, months_per_turn: 6, turns: {turns}}}
indicators:
  sign: {{title: Sign, text: What all can see of the rival., drift: 0, actors: [rival]}}
  designs: {{title: Designs, text: What nobody sees., drift: 0, actors: [rival], seen_by: []}}
  calm: {{title: Calm, text: How the host is., drift: 0, actors: [host]}}
actors:
  host:
    {{title: Host, short: H, text: One., stubbornness: 0.5, levels: {{calm: {{value: 50, source: judgement}}}}}}
  rival:
    title: Rival
    short: R
    text: Two.
    stubbornness: 0.5
    levels:
      sign: {{value: 50, source: judgement}}
      designs: {{value: 50, plus_or_minus: 40, source: judgement}}
  m: {{title: M, short: M, text: The mover., stubbornness: 0.5, levels: {{}}}}
ties: {{between: {{}}}}
roles:
  host:
    title: Host
    short: H
    actors: [host]
    brief: Watch.
    capital: {{start: 9, income: 0, most: 9}}
    goals: {{calm: {{title: Calm, points: 1, measure: host.calm, from: 0, to: 100}}}}
  rival:
    title: Rival
    short: R
    actors: [rival]
    brief: Hide.
    capital: {{start: 1, income: 0, most: 9}}
    orders_per_turn: 1
    goals: {{sign: {{title: Sign, points: 1, measure: rival.sign, from: 0, to: 100}}}}
mover: {{actor: m, title: M, goals: {{}}}}
"""

_HIDDEN = """
moves: {wait: {title: Wait, text: Nothing., weight: 1}}
reactions: {host: {}, rival: {}}
rules:
  shows:
    {title: It shows, when: turn == 1,
     effects: {rival.sign: {amount: 0.5 * (rival.designs - 50), plus_or_minus: 8, source: judgement}}}
endings:
  war: {title: War, sign: ×, text: The worst., when: turn >= 3 and rival.designs > 62}
  peace: {title: Peace, sign: ×, text: The best., when: turn >= 3 and rival.designs < 38}
  cold: {title: Cold, sign: ×, text: The rest., when: turn >= 3}
  over: {title: Over, text: Never., sign: +}
"""

_DELAYED = """
moves: {wait: {title: Wait, text: Nothing., weight: 1}}
reactions:
  host: {}
  rival:
    prepare:
      {title: Prepare, text: A blow., secret: true, delay: 2, cost: 1, doctrine: 1,
       effects: {host.calm: {amount: -40, source: judgement}}}
    feint:
      {title: Feint, text: A show., secret: true, cost: 1, doctrine: 1,
       effects: {rival.designs: {amount: -1, source: judgement}}}
rules:
  smoke:
    {title: Smoke, when: played(rival.prepare) or played(rival.feint),
     effects: {rival.sign: {amount: 10, source: judgement}}}
endings:
  hit: {title: Hit, sign: ×, text: The blow fell., when: host.calm < 30}
  over: {title: Over, text: It did not., sign: +}
"""

_PERSISTING = """
assumptions:
  bite: {title: How words bite, value: 0, plus_or_minus: 8, source: judgement}
moves:
  speak:
    {title: Speak, text: Words., weight: 1, effects: {host.calm: {amount: bite, source: judgement}}}
  shout:
    {title: Shout, text: More words., weight: 1, effects: {host.calm: {amount: 1.5 * bite - 1, source: judgement}}}
reactions: {host: {}, rival: {}}
endings:
  broken: {title: Broken, sign: ×, text: It is not calm., when: turn >= 6 and host.calm < 48}
  over: {title: Over, text: It is., sign: +}
"""


def hidden() -> Scenario:
    """Whose hidden number shows in a public one in the first of its three turns."""
    return parse(_HEAD.format(id="hidden", turns=4) + _HIDDEN, "hidden.yaml")


def delayed() -> Scenario:
    """In which a secret order of the first turn acts in the third."""
    return parse(_HEAD.format(id="delayed", turns=3) + _DELAYED, "delayed.yaml")


def persisting() -> Scenario:
    """In which the same doubt acts in each of six turns."""
    return parse(_HEAD.format(id="persisting", turns=6) + _PERSISTING, "persisting.yaml")


def exact(sign: float) -> tuple[float, float, float]:
    """How likely war, peace and cold are in HIDDEN once the sign has been seen, integrated over the designs."""
    designs = np.linspace(10.0, 90.0, 80_001)
    prior = np.maximum(0.0, 1.0 - np.abs(designs - 50.0) / 40.0)
    off = sign - 50.0 - 0.5 * (designs - 50.0)
    weights = prior * np.maximum(0.0, 1.0 - np.abs(off) / 8.0)
    weights /= weights.sum()
    war, peace = float(weights[designs > 62.0].sum()), float(weights[designs < 38.0].sum())
    return war, peace, 1.0 - war - peace
