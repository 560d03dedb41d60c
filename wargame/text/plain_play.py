"""What is said and asked when a game is played line by line."""

from __future__ import annotations

from collections.abc import Sequence

from wargame.engine.view import Ask, MoveOffer, Offer, View
from wargame.game.save import SavedGame
from wargame.model.beginning import Beginning
from wargame.model.scenario import Scenario
from wargame.text.beginnings import opened_words
from wargame.text.message import message, plural
from wargame.text.names import mid_sentence, order_words, percent, plain, seat_name, short_number, signed, with_change
from wargame.text.situation import footnote_words, move_cost
from wargame.text.words import commas, listed_names, sentences

# Choosing a game.


def which_game() -> str:
    """The question which game to play."""
    return message("Which one? Write its number, or quit.")


def which_seats() -> str:
    """The question which seats are played here."""
    return message("Which do you play? Write numbers with spaces between them, all, or none to watch.")


def number_up_to(most: int) -> str:
    """That the answer is a number."""
    return message("Please write a number from 1 to {most}.", most=most)


def seats_of(scenario: Scenario) -> str:
    """The heading of a scenario's seats."""
    return message("The seats of {scenario}", scenario=scenario.title)


def saved_words(game: SavedGame) -> str:
    """A saved game: how far it has been played, and by whom."""
    if not game.seats:
        return plural(
            "{name}: {title}, {count} turn played, no seats played here",
            "{name}: {title}, {count} turns played, no seats played here",
            game.turns_played,
            name=game.name,
            title=game.title,
        )
    return plural(
        "{name}: {title}, {count} turn played, seats played here: {seats}",
        "{name}: {title}, {count} turns played, seats played here: {seats}",
        game.turns_played,
        name=game.name,
        title=game.title,
        seats=commas(game.seats),
    )


# Help.


def help_entries(example: str) -> Sequence[tuple[str, str]]:
    """What can be written at any question, and what it shows."""
    return (
        (message("numbers, numbers ACTOR"), message("the numbers you can see, and how they changed last turn")),
        (message("ties ACTOR"), message("whom an actor listens to, and who listens to it")),
        (message("goals"), message("your goals, and how far you have met them")),
        (message("why"), message("what changed last turn, the largest change first, each with a number")),
        (message("why NAME"), message("the ledger of a number, as in: why 1, or: why {example}", example=example)),
        (message("why NAME turn N"), message("the same for an earlier turn")),
        (message("turn N"), message("an earlier turn, and how it turned out")),
        (message("awaited"), message("what has been ordered and has yet to take effect")),
        (message("brief, briefing"), message("your brief; the text the game began with")),
        (message("again"), message("repeat the last question")),
        (message("back"), message("go back one question")),
        (message("quit"), message("leave; the game is saved")),
    )


def not_understood(answer: str, near: str | None, most: int) -> str:
    """That an answer is not understood, and what could be written instead."""
    if not answer:
        return message("Please write an answer; help says what you can write.")
    if near is not None:
        return message("'{answer}' is not understood. Did you mean {near}?", answer=answer, near=near)
    if most:
        return message("'{answer}' is not understood. Write a number from 1 to {most}.", answer=answer, most=most)
    return message("'{answer}' is not understood. Write help to see what you can write.", answer=answer)


def first_question() -> str:
    """That there is no question to go back to."""
    return message("This is the first question of the turn.")


# Looking at the game.


def since_words(number: str, now: float, before: float | None) -> str:
    """A number with its change since the turn before, where it has changed."""
    if before is None or round(now - before, 1) == 0:
        return number
    return with_change(number, now - before)


def score_line(scenario: Scenario, seat: str, score: float) -> str:
    """A seat's score."""
    return message("{seat}: {score} of 100.", seat=seat_name(scenario, seat), score=plain(score))


def whose_ties(example: str) -> str:
    """The question whose ties to show."""
    return message("Whose ties? Write: ties ACTOR, as in: ties {example}. The actors are:", example=example)


def listened_to(actor: str, some: bool) -> str:
    """The heading of those an actor listens to."""
    if some:
        return message("{actor} listens to:", actor=actor)
    return message("{actor} listens to nobody.", actor=actor)


def listening(actor: str, some: bool) -> str:
    """The heading of those that listen to an actor."""
    if some:
        return message("These listen to {actor}:", actor=mid_sentence(actor))
    return message("Nobody listens to {actor}.", actor=mid_sentence(actor))


def tie_line(actor: str, trust: float, attention: float) -> str:
    """A tie, by the actor at its other end."""
    return message(
        "{actor}: trust {trust}, attention {attention}", actor=actor, trust=signed(trust), attention=percent(attention)
    )


def which_turn(first: int, last: int) -> str:
    """That there is no such turn, and which there are."""
    if last < first:
        return message("No turn has been resolved yet.")
    if last == first:
        return message("Only turn {turn} has been resolved.", turn=last)
    return message("Which turn? There are turns {first} to {last}.", first=first, last=last)


def no_number(wanted: str, near: str | None) -> str:
    """That there is no such number to be seen, and which may be meant."""
    if near is not None:
        return message("There is no number '{wanted}' that you may see. Did you mean {near}?", wanted=wanted, near=near)
    return message("There is no number '{wanted}' that you may see. Write numbers to see what there is.", wanted=wanted)


def no_actor(wanted: str, near: str | None, known: Sequence[str]) -> str:
    """That there is no such actor, and which there are."""
    if near is not None:
        return message("There is no actor '{wanted}'. Did you mean {near}?", wanted=wanted, near=near)
    return message("There is no actor '{wanted}'. There are: {actors}.", wanted=wanted, actors=commas(known))


# The turn.


def turn_head(scenario: Scenario, view: View) -> str:
    """Which turn it is, and its months."""
    return message(
        "Turn {turn} of {turns}, {start} to {end}.",
        turn=view.turn,
        turns=view.turns,
        start=view.date,
        end=scenario.calendar.last_month(view.turn),
    )


def pass_screen(person: str) -> str:
    """That somebody else takes the screen."""
    return message("Pass the screen to {person}. Press Enter when nobody else is looking.", person=person)


def move_state(move: MoveOffer, reason: str) -> str:
    """A move, and how likely chance would be to pick it or why it can't be made; with its cost, if it has one."""
    words = _move_state(move, reason)
    return sentences(words, move_cost(move.cost)) if move.cost else words


def mover_capital_line(capital: float) -> str:
    """What the mover has to spend on moves."""
    return message("The mover has {capital} capital.", capital=short_number(capital, 1))


def _move_state(move: MoveOffer, reason: str) -> str:
    if move.legal and move.probability is None:
        return message("{move}.", move=move.title)
    if move.legal and move.probability is not None:
        return plural(
            "{move} (chance would pick it {count} time in 100).",
            "{move} (chance would pick it {count} times in 100).",
            round(100 * move.probability),
            move=move.title,
        )
    return message("{move} (not now: {reason}).", move=move.title, reason=reason)


def orders_head(capital: float, most: int) -> str:
    """The heading of a seat's reactions, with its capital."""
    return plural(
        "Your reactions. You have {capital} capital and may give {count} order.",
        "Your reactions. You have {capital} capital and may give {count} orders.",
        most,
        capital=short_number(capital, 1),
    )


def offer_line(scenario: Scenario, number: int, offer: Offer, reason: str) -> str:
    """An order that a seat may give, with its cost and what is against it now."""
    order, cost = order_words(scenario, offer.order), short_number(offer.cost)
    if offer.legal:
        return message("{number}. {order}. Costs {cost}.", number=number, order=order, cost=cost)
    return message(
        "{number}. {order}. Costs {cost}. Not now: {reason}", number=number, order=order, cost=cost, reason=reason
    )


def consent_line(scenario: Scenario, offer: Offer) -> str:
    """Whose consent a reaction needs, and what becomes of it without."""
    seats = listed_names([mid_sentence(seat_name(scenario, seat)) for seat in offer.consent])
    if offer.without == 0:
        words = message("Needs the consent of {seats}; blocked if it is withheld.", seats=seats)
    else:
        words = message(
            "Needs the consent of {seats}; weakened to {share} if it is withheld.",
            seats=seats,
            share=percent(offer.without),
        )
    return sentences(words, footnote_words(offer.footnoted))


def ask_line(ask: Ask) -> str:
    """What becomes of another seat's reaction without consent."""
    if ask.without == 0:
        return message("Without your consent it is blocked.")
    return message("Without your consent it is weakened to {share}.", share=percent(ask.without))


def mover_asks_head() -> str:
    """The heading of the reactions that need the mover's consent."""
    return message("Reactions that need the mover's consent. The mover gives it unless you say otherwise here.")


def consents_question() -> str:
    """How the mover's answers are asked for."""
    return message("The mover's answers? Write numbers with spaces between them, or none to consent to all.")


def delay_line(view: View, delay: int) -> str:
    """When what is delayed takes effect, if it still does."""
    due = view.turn + delay
    if due > view.turns:
        return message("It would take effect in turn {turn}, after the game has ended.", turn=due)
    if delay == 1:
        return message("Takes effect next turn.")
    return message("Takes effect {delay} turns later.", delay=delay)


def opening_lines(
    scenario: Scenario, seats: Sequence[str], lens: str, seed: int, name: str, beginning: Beginning
) -> Sequence[str]:
    """Where a game begins, under which lens it is played, by whom, with which luck, and how to get help."""
    played = listed_names([scenario.seats[seat].title for seat in seats])
    # Whoever sits here may be no facilitator: of what is fixed nothing is said.
    begun = opened_words(scenario, beginning)
    return (
        *([begun] if begun else []),
        message("Lens: {lens}. {text}", lens=scenario.lenses[lens].title, text=scenario.lenses[lens].text),
        message("Played here: {seats}.", seats=played) if seats else message("All seats are played by bots."),
        message("Seed {seed}. The game is saved as '{name}' after every turn.", seed=seed, name=name),
        message("Write help at any question to see what else you can ask; quit to leave."),
    )
