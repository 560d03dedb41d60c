"""A scenario of which it is known by hand what its outcomes owe to what the author is unsure of.

Its author is unsure of `lean`, of `other` and of a number that nothing reads; each is drawn from a triangle about 0.
"""

from __future__ import annotations

import math

from tests.analysis.tiny import TINY
from wargame.authoring import parse
from wargame.model.scenario import Scenario

DOUBTS = """
assumptions:
  lean: {title: Lean, value: 0, plus_or_minus: 20, source: judgement}
  other: {title: Other, value: 0, plus_or_minus: 20, source: judgement}
  idle: {title: Idle, value: 0, plus_or_minus: 20, source: judgement}
"""
VOTE = """
  vote:
    title: Vote
    text: What the doubts tip.
    date: 2026-01
    outcomes:
      aye: {title: Aye, text: For., weight: 30 + lean}
      nay: {title: Nay, text: Against., weight: 70 - lean}
"""
ENDINGS = """endings:
  decided: {title: Decided, text: By Lean alone., sign: D, when: lean > LIMIT}
  carried: {title: Carried, text: By the vote., sign: V, when: drawn(vote.aye)}
  end: {title: End, text: Over., sign: E}
"""
OFTEN = {
    "tipped": "drawn(vote.aye)",
    "banded": "lean > -6 and lean < 6",
    "crossed": "lean * other > 0",
    "lucky": "drawn(coin.heads)",
}


def limit(probability: float) -> float:
    """Above which Lean lies with a probability of at most a half."""
    return 20.0 * (1.0 - math.sqrt(2.0 * probability))


def doubtful(probability: float = 0.001) -> Scenario:
    """The scenario, whose ending `decided` comes with a probability, by Lean alone."""
    expected = "".join(
        f"  {name}: {{title: {name}, that: {when}, from: 2026-01, to: 2026-12, low: 0, high: 1, source: judgement}}\n"
        for name, when in OFTEN.items()
    )
    text = TINY.replace("  coin:\n", f"{VOTE.lstrip(chr(10))}  coin:\n")
    text = text.replace("endings:\n  end: {title: End, text: Over., sign: E}\n", ENDINGS)
    text = text.replace("LIMIT", f"{limit(probability):.9f}")
    return parse(f"{text}{DOUBTS}expectations:\n{expected}", "doubtful.yaml")


def certain() -> Scenario:
    """The same without doubts."""
    text = doubtful().text.replace("plus_or_minus: 20", "plus_or_minus: 0").replace("when: lean >", "when: a.luck >")
    return parse(text, "certain.yaml")
