"""Ties as sentences."""

from __future__ import annotations

from tests.text import sample
from wargame.text.ties import tie_words

GAME = sample.scenario()


def test_ties_in_words() -> None:
    tie = GAME.ties.between[0]
    name = f"trust({tie.listener}, {tie.of})"
    shown = tie_words(GAME, {name: 45.0}, tie.listener, tie.of, {name: 60.0})
    assert " listens to " in shown
    assert "with trust +45.0 (-15.0 since last turn), attention" in shown
    assert shown.endswith(f"Old habits. [Polls of 2025; line {tie.line}]")
    assert "unchanged since last turn" in tie_words(GAME, {name: 45.0}, tie.listener, tie.of, {name: 45.0})
    assert "no tie to itself" in tie_words(GAME, {}, "france", "france")


def test_an_actor_that_does_not_listen() -> None:
    game = sample.scenario(17)
    tied = {(tie.listener, tie.of) for tie in game.ties.between}
    listener, of = next((a, b) for a in game.actors for b in game.actors if a != b and (a, b) not in tied)
    assert tie_words(game, {}, listener, of).endswith("there is no tie.")
