"""Choosing a game line by line: which scenario or saved game, and which seats are played here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wargame.game.save import SavedGame
from wargame.model.nearest import nearest
from wargame.model.scenario import Scenario
from wargame.plain.console import Talk
from wargame.text.beginnings import opening_choice, openings_of, start_choice, which_opening
from wargame.text.command_words import no_seat
from wargame.text.message import message
from wargame.text.names import seat_title
from wargame.text.plain_play import number_up_to, saved_words, seats_of, which_game, which_seats

ALL, NONE = "all", "none"
SAVED_SHOWN = 9


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a player wants to play: a scenario, or a saved game."""

    scenario: str = ""
    saved: str = ""


def ask_game(talk: Talk, scenarios: Mapping[str, str], saved: Sequence[SavedGame]) -> Wanted | None:
    """Which game to play: scenarios by id with their titles, and saved games that can go on; None to leave.

    Raises InputEnded.
    """
    going_on = [game for game in saved if game.ending is None][:SAVED_SHOWN]
    choices = [Wanted(saved=game.name) for game in going_on] + [Wanted(scenario=each) for each in scenarios]
    if going_on:
        talk.line(message("Saved games"))
        for number, game in enumerate(going_on, start=1):
            talk.say(f"{number}. {saved_words(game)}", indent=2, hang=3)
    talk.line(message("New games"))
    for number, (name, title) in enumerate(scenarios.items(), start=len(going_on) + 1):
        talk.say(f"{number}. {name}: {title}", indent=2, hang=3)
    while True:
        answer = talk.ask(which_game())
        if answer.lower() in ("quit", "exit", "q"):
            return None
        if answer.isdecimal() and 1 <= int(answer) <= len(choices):
            return choices[int(answer) - 1]
        if answer in scenarios:
            return Wanted(scenario=answer)
        talk.line(number_up_to(len(choices)))


def ask_opening(talk: Talk, scenario: Scenario) -> str | None:
    """At which opening the game begins; None, unasked where there is no other, for the scenario's own start.

    Raises InputEnded.
    """
    if not scenario.openings:
        return None
    openings = list(scenario.openings.values())
    talk.line(openings_of(scenario))
    talk.say(f"1. {start_choice(scenario)}", indent=2, hang=3)
    for number, opening in enumerate(openings, start=2):
        talk.say(f"{number}. {opening.id}: {opening_choice(scenario, opening)}. {opening.text}", indent=2, hang=3)
    while True:
        answer = talk.ask(which_opening())
        if answer == "1":
            return None
        if answer.isdecimal() and 2 <= int(answer) <= len(openings) + 1:
            return openings[int(answer) - 2].id
        if answer in scenario.openings:
            return answer
        talk.line(number_up_to(len(openings) + 1))


def ask_seats(talk: Talk, scenario: Scenario) -> tuple[str, ...]:
    """Which seats are played at this screen; bots play the others. Raises InputEnded."""
    seats = list(scenario.seats.values())
    talk.line(seats_of(scenario))
    for number, seat in enumerate(seats, start=1):
        talk.say(f"{number}. {seat.id}: {seat_title(scenario, seat.id)}. {seat.brief}", indent=2, hang=3)
    while True:
        words = talk.ask(which_seats())
        chosen = seats_named(scenario, words.lower().replace(",", " ").split())
        if isinstance(chosen, tuple):
            return chosen
        talk.say(chosen)


def seats_named(scenario: Scenario, words: Sequence[str]) -> tuple[str, ...] | str:
    """The seats that words name by id, number, `all` or `none`, in the scenario's order; or what is wrong with them."""
    ids = list(scenario.seats)
    if not words:
        return message("Please write which.")
    if list(words) == [ALL] and ALL not in ids:
        return tuple(ids)
    if list(words) == [NONE] and NONE not in ids:
        return ()
    chosen = set()
    for word in words:
        seat = ids[int(word) - 1] if word.isdecimal() and 1 <= int(word) <= len(ids) else word
        if seat not in ids:
            return no_seat(scenario, word, nearest(word, ids, 0.5))
        chosen.add(seat)
    return tuple(seat for seat in ids if seat in chosen)
