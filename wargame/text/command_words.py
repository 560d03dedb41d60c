"""What commands say when they cannot do what they are asked, and when they have done it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING

from wargame.text.message import message, plural
from wargame.text.words import commas

if TYPE_CHECKING:
    from wargame.model.scenario import Scenario


class Doing(Enum):
    """What is done with a saved game."""

    ASSESS = auto()
    COMPARE = auto()
    EXPLAIN = auto()
    SEARCH = auto()
    SIMULATE = auto()
    SPLIT = auto()
    TEST = auto()


def cannot(name: str, doing: Doing, reason: str) -> str:
    """That something cannot be done with a saved game, and why."""
    match doing:
        case Doing.ASSESS:
            return message("the saved game '{name}' cannot be assessed: {reason}", name=name, reason=reason)
        case Doing.COMPARE:
            return message("the saved game '{name}' cannot be compared: {reason}", name=name, reason=reason)
        case Doing.EXPLAIN:
            return message("the saved game '{name}' cannot be explained: {reason}", name=name, reason=reason)
        case Doing.SEARCH:
            return message("the saved game '{name}' cannot be searched: {reason}", name=name, reason=reason)
        case Doing.SIMULATE:
            return message("the saved game '{name}' cannot be simulated: {reason}", name=name, reason=reason)
        case Doing.SPLIT:
            return message("the score of the saved game '{name}' cannot be split: {reason}", name=name, reason=reason)
        case Doing.TEST:
            return message("the saved game '{name}' cannot be tested: {reason}", name=name, reason=reason)


def against_what() -> str:
    """That one plan is compared with another."""
    return message("--against compares with the plan that --orders names: name that too.")


# Names that are not there.


def no_seat(scenario: Scenario, wanted: str, near: str | None = None) -> str:
    """That there is no such seat, with the one that may be meant, or else with all that there are."""
    if near:
        return message(
            "{scenario} has no seat '{wanted}'. Did you mean {near}?", scenario=scenario.id, wanted=wanted, near=near
        )
    return message(
        "{scenario} has no seat '{wanted}'. There are: {seats}.",
        scenario=scenario.id,
        wanted=wanted,
        seats=commas(scenario.seats),
    )


def no_lens(scenario: Scenario, wanted: str, near: str | None = None) -> str:
    """That there is no such lens, with the one that may be meant, or else with all that there are."""
    if near:
        return message(
            "{scenario} has no lens '{wanted}'. Did you mean {near}?", scenario=scenario.id, wanted=wanted, near=near
        )
    return message(
        "{scenario} has no lens '{wanted}'. There are: {lenses}.",
        scenario=scenario.id,
        wanted=wanted,
        lenses=commas(scenario.lenses),
    )


def no_opening(scenario: Scenario, wanted: str, near: str | None = None) -> str:
    """That there is no such opening, with the one that may be meant, or else with all that there are."""
    if near:
        return message(
            "{scenario} has no opening '{wanted}'. Did you mean {near}?", scenario=scenario.id, wanted=wanted, near=near
        )
    if not scenario.openings:
        return message(
            "{scenario} has no openings, so none called '{wanted}'. Leave --opening out.",
            scenario=scenario.id,
            wanted=wanted,
        )
    return message(
        "{scenario} has no opening '{wanted}'. There are: {openings}.",
        scenario=scenario.id,
        wanted=wanted,
        openings=commas(scenario.openings),
    )


def no_event(scenario: Scenario, wanted: str, near: str | None = None) -> str:
    """That there is no such event, with the one that may be meant, or else with all that there are."""
    if near:
        return message(
            "{scenario} has no event '{wanted}'. Did you mean {near}?", scenario=scenario.id, wanted=wanted, near=near
        )
    if not scenario.events:
        return message("{scenario} has no events, so there is nothing to fix.", scenario=scenario.id)
    return message(
        "{scenario} has no event '{wanted}'. There are: {events}.",
        scenario=scenario.id,
        wanted=wanted,
        events=commas(scenario.events),
    )


def no_outcome_of(event: str, wanted: str, known: Sequence[str], near: str | None = None) -> str:
    """That an event has no such outcome, with the one that may be meant, or else with all that it has."""
    if near:
        return message(
            "event '{event}' has no outcome '{wanted}'. Did you mean {near}?", event=event, wanted=wanted, near=near
        )
    return message(
        "event '{event}' has no outcome '{wanted}'. There are: {known}.",
        event=event,
        wanted=wanted,
        known=commas(known),
    )


def event_over(event: str, opening: str) -> str:
    """That an event cannot be fixed any more."""
    return message(
        "event '{event}' is over where opening '{opening}' begins. Leave it out.", event=event, opening=opening
    )


def fixed_twice(event: str) -> str:
    """That an event is given two outcomes."""
    return message("Event '{event}' is fixed to two outcomes; leave one out", event=event)


def not_a_fix(words: str) -> str:
    """That an option names no event with its outcome."""
    return message("'{words}' should name an event and its outcome, as in --fix election=win", words=words)


def begun_already(name: str) -> str:
    """That a saved game does not begin once more."""
    return message("'{name}' is a saved game and keeps its beginning; leave --opening and --fix out", name=name)


def keeps_its_seed(name: str) -> str:
    """That a saved game does not take another seed."""
    return message("'{name}' is a saved game and keeps its seed; leave --game-seed out", name=name)


def no_outcome(scenario: Scenario, wanted: str) -> str:
    """That there is no such ending or expectation, with all that there are."""
    return message(
        "{scenario} has no ending or expectation '{wanted}'. There are: {known}.",
        scenario=scenario.id,
        wanted=wanted,
        known=commas([*scenario.endings, *scenario.expectations]),
    )


def no_ending(scenario: Scenario, wanted: str) -> str:
    """That there is no such ending, with all that there are."""
    return message(
        "{scenario} has no ending '{wanted}'. There are: {known}.",
        scenario=scenario.id,
        wanted=wanted,
        known=commas(scenario.endings),
    )


def option_of_method(option: str, method: str) -> str:
    """That only one method has an option."""
    return message("--{option} is for --method {method} only", option=option, method=method)


def no_batch_bot(wanted: str, known: Iterable[str]) -> str:
    """That no such bot plays many games at once, with those that do."""
    return message(
        "no bot '{wanted}' can play thousands of games at once. There are: {known}.",
        wanted=wanted,
        known=commas(known),
    )


def no_move(reason: str, moves: Iterable[str]) -> str:
    """Why a move cannot be made, with those that can."""
    return message("{reason}. There are: {moves}.", reason=reason, moves=commas(moves))


def no_node(reason: str, command: str) -> str:
    """Why a name is no node's, with the command that shows the nodes."""
    return message("{reason}. {command} shows them.", reason=reason, command=command)


def neither(reason: str) -> str:
    """Why a name is no scenario's, and that it is no saved game's."""
    return message("{reason}; nor is there a saved game of that name.", reason=reason)


# Games and scenarios as they are.


def unreadable_scenario(name: str, problems: str) -> str:
    """What is wrong with the scenario inside a saved game."""
    return message("the scenario inside '{name}' cannot be read:\n{problems}", name=name, problems=problems)


def faulty_scenario(problems: str, command: str) -> str:
    """What is wrong with a scenario, with the command that lists all of it."""
    return message("{problems}\nRun {command} to see all of it.", problems=problems, command=command)


def in_file(file: object, reason: str) -> str:
    """What is wrong with a file."""
    return message("{file}: {reason}", file=file, reason=reason)


def unplayable(name: str, command: str) -> str:
    """That a shipped scenario has faults, with the command that lists them."""
    return message("{name} cannot be played; run {command}.", name=name, command=command)


def ended(title: str) -> str:
    """That there is nothing to begin with at a node."""
    return message("the game has ended at this node: {title}. Name an earlier one with --at.", title=title)


def ended_before(turn: int, file: str, last: int) -> str:
    """That an orders file goes on after the end of the game."""
    return message("the game ended in turn {turn}; {file} goes on to turn {last}.", turn=turn, file=file, last=last)


# Stopped, and done.


def stopped() -> str:
    """That the command was stopped."""
    return message("stopped.")


def stopped_playing(name: str) -> str:
    """That a game was left, and where it is."""
    return message("stopped. The game is saved as '{name}'.", name=name)


def no_turn(turn: int, first: int, last: int) -> str:
    """That games have no such turn."""
    return message("there is no turn {turn}: turns go from {first} to {last}.", turn=turn, first=first, last=last)


def stopped_counting(played: int, games: int) -> str:
    """That games were no longer counted."""
    if not played:
        return message("stopped before any game was counted.")
    return message("stopped after {played:,} of {games:,} games; the numbers are of these.", played=played, games=games)


def stopped_doubting() -> str:
    """That the games which tell how far shares depend on the author's doubts were not played to the end."""
    return message("stopped before it was known how far the shares depend on what the author is unsure of.")


def stopped_studying(done: int, pieces: int) -> str:
    """That a study was stopped, of which only the whole tells anything."""
    share = f"{100 * done // max(1, pieces)}"
    return message("stopped at {share} % of the games; nothing can be said before all are played.", share=share)


def playing_games(lens: str) -> str:
    """What is done while games are counted, under a lens where only one is."""
    return message("Playing games under “{lens}”", lens=lens) if lens else message("Playing games")


def exported(file: object) -> str:
    """That a file was written."""
    return message("Written to {file}.", file=file)


def imported(name: str, turns: int, command: str) -> str:
    """That a game is among the saved ones, with the command that goes on with it."""
    return plural(
        "Imported as '{name}', {count} turn. {command} goes on with it.",
        "Imported as '{name}', {count} turns. {command} goes on with it.",
        turns,
        name=name,
        command=command,
    )


# What the command line cannot take, and what it runs into.


def not_a_seed(value: int, most: int) -> str:
    """That a number is no seed."""
    return message("{value} is not a whole number from 0 to {most}", value=value, most=most)


def forced_nothing(option: str) -> str:
    """That there is no file to replace."""
    return message("--force is for replacing the file that {option} names", option=option)


def verbose_version() -> str:
    """That --verbose says more of the version and of nothing else."""
    return message("--verbose goes with --version")


def workers_of_cluster() -> str:
    """That a cluster is not told how many workers it has."""
    return message("A cluster has workers of its own; leave --workers out")


def new_or_saved() -> str:
    """That a game is either new or saved."""
    return message("Name either a scenario or a saved game to continue, not both")


def keeps_its_own() -> str:
    """That a saved game is not set up once more."""
    return message("A saved game keeps its seats, seed and lens; leave these options out")


def node_of_which() -> str:
    """That a node is one of a saved game."""
    return message("Say with --continue which saved game has this node")


def scenario_of_which() -> str:
    """That seats and lenses are those of a scenario."""
    return message("Name the scenario whose seat, lens or opening you choose")


def not_a_bot_of_a_seat(words: str) -> str:
    """How a bot is named for a seat."""
    return message("--bot takes a seat and how it chooses, as in --bot {words}=random", words=words)


def no_terminal() -> str:
    """That the screen needs a terminal, and what does without."""
    return message(
        "the screen needs a terminal: run 'wargame play --plain SCENARIO' to play line by line, "
        "or 'wargame run SCENARIO' to play a whole game without a screen."
    )


def kept(reason: str, forcible: bool) -> str:
    """Why a file is not written, and how it can be."""
    if forcible:
        return message("{reason}. Name another file, or add --force to replace it.", reason=reason)
    return message("{reason}.", reason=reason)


def see_help(reason: str, command: str) -> str:
    """What is wrong with a command, with where its help is."""
    return message("{reason}. See '{command} --help'.", reason=reason, command=command)


def no_memory() -> str:
    """That the machine cannot do it."""
    return message("there is not enough memory for this.")


def disk_full() -> str:
    """Why something cannot be written."""
    return message("the disk is full")


def system_failed(file: object | None, reason: str) -> str:
    """Why the system did not do it, with the file where there is one."""
    if file:
        return message("{file}: {reason}.", file=file, reason=reason)
    return message("{reason}.", reason=reason)


def broken(kind: str) -> str:
    """That the program itself is at fault."""
    return message(
        "an error in the program ({kind}); saved games are safe. "
        "Set WARGAME_TRACEBACK=1 to see where it happened, and please report it.",
        kind=kind,
    )
