"""What the Forecast screen says of simulated games: what was simulated, how far it is, and what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable

from wargame.analysis.simulation import ExpectationShare
from wargame.model.scenario import Ending, Expectation, Scenario
from wargame.model.viewer import FACILITATOR, MOVER, Seated, Side, Viewer
from wargame.text.forecast import expectation_verdict, verdict_word
from wargame.text.message import message, plural
from wargame.text.names import mid_sentence, mover_name, number_title, plain, reaction_title, side_name
from wargame.text.words import commas


def games_words(games: int) -> str:
    """So many games: `1 game`, `10,000 games`."""
    return plural("{count:,} game", "{count:,} games", games)


def title_words(scenario: Scenario, turn: int) -> str:
    """From which turn on the forecast is."""
    calendar = scenario.calendar
    return message(
        "Forecast from turn {turn} of {turns}, {date}", turn=turn, turns=calendar.turns, date=calendar.date(turn)
    )


def state_words(wanted: int, games: int, running: bool, failed: bool) -> str:
    """How far the simulation is."""
    if running:
        return message("Simulating {games}", games=games_words(wanted))
    if games >= wanted:
        return message("{games} simulated", games=games_words(games))
    if failed:
        return message("Failed")
    return message("Stopped at {games}", games=games_words(games))


def lens_title(scenario: Scenario, lens: str, own: bool) -> str:
    """A lens, and whether it is the game's own among several."""
    title = scenario.lenses[lens].title
    return message("{lens} (this game's lens)", lens=title) if own else title


def simulated_words(games: int, turn: int, lenses: int, bot: str, viewer: Viewer) -> str:
    """Which games were simulated, who plays them, and what differs between them."""
    if lenses > 1:
        first = message(
            "{games} under each lens, played on from turn {turn} by bots in every seat.",
            games=games_words(games),
            turn=turn,
        )
    else:
        first = message(
            "{games}, played on from turn {turn} by bots in every seat.", games=games_words(games), turn=turn
        )
    if bot == "random":
        bots = message("Bots in the seats that nobody plays choose at random; the others follow the seat's doctrine.")
    else:
        bots = message("The bots follow the seats' doctrines.")
    if viewer == FACILITATOR:
        drawn = message(
            "Chance, and what the author is unsure of and the game has not shown yet, is drawn anew in each game."
        )
    else:
        drawn = message(
            "Chance, what the author is unsure of and the game has not shown yet, and everything you cannot see are "
            "drawn anew in each game."
        )
    return " ".join((first, bots, drawn))


def given_words(scenario: Scenario, turn: int, move: str | None, injects: bool) -> str:
    """What of the turn under way is the same in every game; empty when nothing is."""
    parts = []
    if move is not None:
        parts.append(
            message(
                "Every game has the move made in turn {turn} ({mover}: {move}); the bots choose the orders.",
                turn=turn,
                mover=mover_name(scenario),
                move=reaction_title(scenario, None, move),
            )
        )
    if injects:
        parts.append(message("Every game has what you released into turn {turn}.", turn=turn))
    return " ".join(parts)


def columns_words() -> str:
    """What the columns of the endings mean."""
    return message(
        "Share: how many games in 100 end this way. The interval says how far off that may be because no more games "
        "were played, and nothing else: more games make it narrower, and how well the scenario describes the world it "
        "does not say. In turn: the middle turn, and the turns between which 9 in 10 such games end."
    )


def percents_under(letter: str, bounds: str, ending: Ending) -> str:
    """Between which per cents an ending's probability lies under the lens of a letter."""
    return message(
        "  {letter}  {bounds} %  {sign} {title}", letter=letter, bounds=bounds, sign=ending.sign, title=ending.title
    )


def endings_heads() -> tuple[str, str, str]:
    """The columns of the endings."""
    return message("share"), message("95 % interval"), message("in turn")


def scores_heads() -> tuple[str, str, str]:
    """The columns of the scores."""
    return message("mean"), message("95 % interval"), message("9 in 10")


def numbers_head() -> str:
    """The columns of the numbers."""
    return message("now  end   (9 in 10)")


def never_words(share: str) -> str:
    """The interval of an ending that never came."""
    return message("under {share}", share=share)


def side_words(scenario: Scenario, side: Side) -> str:
    """Whose score it is."""
    name = side_name(scenario, side)
    return message("{side} (the mover)", side=name) if side == MOVER else name


def score_about(scenario: Scenario, viewer: Viewer) -> list[str]:
    """What the scores are, and whose may be seen."""
    about = message(
        "How far goals are met when a game ends, out of 100: the mean over all games, how far off it may be because no "
        "more were played, and the scores between which 9 in 10 games end."
    )
    if isinstance(viewer, Seated):
        return [about, message("Only your own score is shown.")]
    if viewer != FACILITATOR:
        mover = mid_sentence(mover_name(scenario))
        return [
            about,
            message("Everybody can see this screen, so it shows only the score of {mover}, the mover.", mover=mover),
        ]
    return [about]


# What the author expects.


def no_expectations() -> str:
    """That there is nothing to test."""
    return message("The author of this scenario has not written down what to expect.")


def expectations_about(whole: bool) -> str:
    """What the author's expectations are held against."""
    if whole:
        return message("What the author expects of the whole game, tested by these games.")
    return message(
        "What the author expects of the whole game, beside what these games show from here on. To test the "
        "expectations themselves, ask for a forecast at the beginning: press Home in the tree, then o."
    )


def expected_share(share: str, expectation: Expectation) -> str:
    """In how many games the author expects something, and when."""
    return message(
        "  Expected in {share} of games, {start} to {end}.", share=share, start=expectation.start, end=expectation.end
    )


def counted_from(month: object) -> str:
    """That turns already played do not count."""
    return message("  Counted from {month} on; the turns already played do not count.", month=month)


def expected_verdict(came: ExpectationShare, whole: bool) -> str:
    """Whether the model gives what the author expects: of whole games with how many would tell where these do not."""
    if came.holds is None and not came.pending and not whole:
        return verdict_word(None)
    return expectation_verdict(came)


# What depends on which lens.


def no_verdict_yet(games: int) -> str:
    """That conclusions are drawn once, at the number of games that was asked for."""
    return message(
        "What differs between the lenses is said once all {games} are played: whoever judges again and again while "
        "they come in is wrong more often.",
        games=games_words(games),
    )


def score_pairs(letter: str, games: int) -> str:
    """The heading of how scores differ under another lens."""
    return message(
        "Mean scores under {letter} less those under A, from {games} in pairs of the same luck:",
        letter=letter,
        games=games_words(games),
    )


def one_lens() -> str:
    """That there is no other lens to compare with."""
    return message("This scenario has one lens, so there is nothing to compare these numbers with.")


def farthest_apart() -> str:
    """The heading of the numbers that depend most on the lens."""
    return message("Numbers that end farthest apart")


def apart_words(scenario: Scenario, name: str, ends: Iterable[tuple[str, float]]) -> str:
    """Where a number ends under each lens."""
    return message(
        "{number}: median {ends}",
        number=number_title(scenario, name),
        ends=commas([f"{letter} {plain(end, 0)}" for letter, end in ends]),
    )
