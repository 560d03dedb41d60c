"""Sentences about set-ups and saved games."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wargame.game.save import SavedGame
from wargame.seminar.table import MovePicker, Setup
from wargame.text.names import mid_sentence
from wargame.text.words import listed_names

BOT_WORDS = {
    "doctrine": ("Follow the seat's doctrine", "follows the scenario's declared doctrine"),
    "random": ("Choose at random", "chooses at random"),
    "look-ahead": ("Look ahead by playing on", "looks ahead by playing on"),
}


def game_words(game: SavedGame) -> str:
    """A saved game in a line: title, where it stands."""
    more = f" ({game.nodes} turns on all branches)" if game.nodes > game.turns_played else ""
    if game.ending is not None:
        return f"{game.title}, ended after turn {game.turns_played}{more}"
    return f"{game.title}, turn {game.turns_played + 1}{more}"


def last_unended(games: Sequence[SavedGame]) -> SavedGame | None:
    """The game to go on with: the last changed of those that have not ended."""
    return next((game for game in games if game.ending is None), None)


def game_note(game: SavedGame, titles: Mapping[str, str]) -> str:
    """What else tells one saved game from another; `titles` are those of the scenario's seats, by id."""
    seats = (
        listed_names([mid_sentence(titles.get(seat, seat)) for seat in game.seats])
        if game.seats
        else "nobody: bots play"
    )
    when = game.changed.astimezone().strftime("%Y-%m-%d %H:%M")
    return f"“{game.name}”, played by {seats}; seed {game.seed}; last changed {when}"


def setup_words(setup: Setup) -> str:
    """What will happen when a game so set up starts."""
    scenario = setup.scenario
    seats = [mid_sentence(scenario.seats[seat].title) for seat in scenario.seats if seat in setup.seats]
    others = len(scenario.seats) - len(seats)
    bot = BOT_WORDS[setup.bot][1]
    mover = mid_sentence(scenario.mover.title)
    if not seats:
        people = f"Bots play every seat; each {bot}."
    else:
        who = listed_names(seats)
        people = f"You play {who}."
        if len(seats) > 1:
            parted = ";" if ";" in who else ","
            people = f"{len(seats)} people at this screen play {who}{parted} one after the other behind a cover."
        if others:
            people += f" {'A bot plays' if others == 1 else f'{others} bots play'} the rest; each {bot}."
    picks = {
        MovePicker.CHANCE: f"Chance picks the move of {mover}.",
        MovePicker.FACILITATOR: f"A facilitator at this screen picks the move of {mover} and releases injects.",
        MovePicker.PLAYER: f"A player at this screen leads {mover} and picks its moves.",
    }[setup.picker]
    if not seats and setup.picker is MovePicker.CHANCE:
        people += " You watch."
    calendar = scenario.calendar
    length = f"{calendar.turns} turns of {calendar.months_per_turn} months."
    lens = scenario.lenses[setup.lens]
    return f"{people} {picks} {length} Lens: {lens.title}. Seed {setup.seed}."
