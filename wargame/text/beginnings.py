"""How a game begins, in words: at which opening, and which events have their outcomes fixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wargame.model.beginning import Beginning
from wargame.model.scenario import Event, Opening, Scenario
from wargame.text.message import message, plural


def start_choice(scenario: Scenario) -> str:
    """The scenario's own start, as one of the places to begin at."""
    return message("The start: turn 1, {date}", date=scenario.calendar.start)


def opening_choice(scenario: Scenario, opening: Opening) -> str:
    """An opening, as one of the places to begin at."""
    date = scenario.calendar.date(opening.turn)
    return message("{opening}: turn {turn}, {date}", opening=opening.title, turn=opening.turn, date=date)


def start_about() -> str:
    """What it is to begin at the scenario's own start."""
    return message("The game begins where the scenario begins, with everything still to come.")


def opening_about(scenario: Scenario, opening: Opening) -> Iterator[str]:
    """Where an opening begins, and how events have come out by then or will come."""
    yield message(
        "The game begins at turn {turn} of {turns}, in {date}; what came before is taken as played.",
        turn=opening.turn,
        turns=scenario.calendar.turns,
        date=scenario.calendar.date(opening.turn),
    )
    for event, outcome in opening.events.items():
        if event in scenario.events:
            yield _came_out(scenario.events[event], outcome)


def opened_words(scenario: Scenario, beginning: Beginning) -> str:
    """Where a game begins, in a sentence; empty at the scenario's own start."""
    if beginning.opening is None:
        return ""
    opening = scenario.openings[beginning.opening]
    return message("It begins at “{opening}”, turn {turn}.", opening=opening.title, turn=opening.turn)


def fixed_words(fixed: Mapping[str, str]) -> str:
    """How many outcomes are fixed, in a sentence that names none of them; empty for none."""
    if not fixed:
        return ""
    return plural("The outcome of {count} event is fixed.", "The outcomes of {count} events are fixed.", len(fixed))


def begun_lines(scenario: Scenario, beginning: Beginning) -> Iterator[str]:
    """Where a game begins and each outcome that is fixed, for whoever may know; nothing at the scenario's own start."""
    if beginning.opening is not None:
        yield opened_words(scenario, beginning)
    for fixed in fixed_lines(scenario, beginning.fixed):
        yield message("Fixed: {event}", event=fixed)


def fixed_lines(scenario: Scenario, fixed: Mapping[str, str]) -> Iterator[str]:
    """Each event whose outcome is fixed, with the outcome."""
    for event, outcome in fixed.items():
        yield _came_out(scenario.events[event], outcome)


def outcome_choice(scenario: Scenario, event: Event, beginning: Beginning) -> str:
    """How an event comes out in a game that begins so: the outcome fixed, as the opening has it, or by chance."""
    if event.id in beginning.fixed:
        return _title(event, beginning.fixed[event.id])
    known = {} if beginning.opening is None else scenario.openings[beginning.opening].events
    if event.id in known:
        return message("as the opening has it: {outcome}", outcome=_title(event, known[event.id]))
    return message("by chance")


def fix_heading() -> str:
    """The heading of the events whose outcomes the facilitator may fix."""
    return message("How events come out (only the facilitator knows)")


def fix_about(event: Event) -> Iterator[str]:
    """What it is to fix an event, and the outcomes there are."""
    yield message("Outcomes:")
    for outcome in event.outcomes:
        yield f"  {outcome.title}"
    yield ""
    yield message(
        "Press Enter to go through them. An outcome that you fix comes about if the event takes place, and stays your "
        "secret until then."
    )


def which_opening() -> str:
    """The question where the game begins."""
    return message("Where does the game begin? Write its number.")


def openings_of(scenario: Scenario) -> str:
    """The heading of a scenario's openings."""
    return message("Where {scenario} can begin", scenario=scenario.title)


def _came_out(event: Event, outcome: str) -> str:
    return message("{event}: {outcome}", event=event.title, outcome=_title(event, outcome))


def _title(event: Event, outcome: str) -> str:
    return next((each.title for each in event.outcomes if each.id == outcome), outcome)
