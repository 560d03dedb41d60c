"""What the screens of a game say: headers, orders in the making, what a choice is and does, questions before an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wargame.engine.view import Ask, MoveOffer, Offer, View
from wargame.game.save import SavedGame
from wargame.game.tree import BEGINNING, Tree
from wargame.model.beginning import Beginning
from wargame.model.scenario import CapitalBudget, Scenario
from wargame.model.viewer import FACILITATOR, MOVER, Seated, Viewer
from wargame.text.beginnings import fixed_words, opened_words
from wargame.text.branches import beginning, branch_words
from wargame.text.message import message, plural
from wargame.text.names import mid_sentence, number_title, percent, seat_name, short_number, signed
from wargame.text.situation import footnote_words, move_cost, secret_words, takes_effect_now
from wargame.text.words import commas, cut, listed_names, parted, sentences

# Headers.


def date_words(scenario: Scenario, turn: int) -> str:
    """Which turn it is, and its months."""
    calendar = scenario.calendar
    return message(
        "Turn {turn} of {turns} · {start} to {end}",
        turn=turn,
        turns=calendar.turns,
        start=calendar.date(turn),
        end=calendar.last_month(turn),
    )


def scenario_words(scenario: Scenario, lens: str) -> str:
    """What is played, and under which lens."""
    return message("{scenario} · lens: {lens}", scenario=scenario.title, lens=scenario.lenses[lens].title)


def viewer_words(scenario: Scenario, viewer: Viewer) -> str:
    """Whose view is shown."""
    if viewer == FACILITATOR:
        return message("Everything is shown")
    if viewer == MOVER:
        return message("Seen by {seat}", seat=mid_sentence(scenario.mover.title))
    if not isinstance(viewer, Seated):
        return message("What everybody can see")
    return message("Seen by {seat}", seat=mid_sentence(scenario.seats[viewer.seat].title))


def viewer_at(scenario: Scenario, viewer: Viewer, tree: Tree, node: int) -> str:
    """Whose view is shown, and on which branch."""
    if node == BEGINNING:
        return viewer_words(scenario, viewer)
    return message("{viewer} · {branch}", viewer=viewer_words(scenario, viewer), branch=branch_words(tree.branch(node)))


def report_viewer_words(scenario: Scenario, viewer: Viewer, led: bool, ended: bool) -> str:
    """Whose view of a resolved turn is shown, and why it shows everything where it does."""
    if viewer != FACILITATOR:
        return viewer_words(scenario, viewer)
    if ended:
        return message("The game is over: everything is shown")
    if led:
        return message("The facilitator sees everything")
    return message("Watching: everything is shown")


def branch_here(branch: str, gone_back: bool) -> str:
    """The branch the game is on, and whether it has gone back to a turn that was played on from before."""
    if gone_back:
        return message("{branch} (gone back)", branch=branch_words(branch))
    return branch_words(branch)


def tree_size(tree: Tree) -> str:
    """How many turns the tree has, on how many branches, and how many of those have ended."""
    tips = [number for number, _ in tree.below(BEGINNING) if not tree.children(number)]
    ended = sum(tree[number].played.ending is not None for number in tips)
    turns = plural("{count} turn", "{count} turns", len(tree))
    branches = plural("{count} branch", "{count} branches", len(tips))
    return message("{turns} on {branches}, {ended} ended", turns=turns, branches=branches, ended=ended)


def tree_place(tree: Tree, node: int, branch: str) -> str:
    """Where in its tree the game is."""
    if node == BEGINNING:
        return message("The game is at the beginning · {branch}", branch=branch_words(branch))
    return message(
        "The game is at turn {turn} · {branch}",
        turn=tree[node].played.turn,
        branch=branch_words(branch),
    )


def mark_hint(tree: Tree, marked: int | None) -> str:
    """What to do next in the tree; empty for somebody who has branched already."""
    if marked is not None:
        return message(
            "Marked as A: {turn}. Press c on another turn to compare the two, or on A again to unmark it.",
            turn=compared_words(tree, marked),
        )
    if not tree.nodes:
        return message("No turn has been played yet. Play one, then come back here to try something else.")
    if all(len(tree.children(number)) < 2 for number in (BEGINNING, *tree.nodes)):
        return message("Press Enter on an earlier turn to go back there. Choosing differently starts a new branch.")
    return ""


def prune_question(tree: Tree, number: int, here: int) -> str:
    """What pruning a turn takes away, and whether the game is there."""
    count = 1 + sum(1 for _ in tree.below(number))
    taken = plural(
        "This takes {count} turn out of the tree. “Undo prune” brings it back.",
        "This takes {count} turns out of the tree. “Undo prune” brings them back.",
        count,
    )
    if number not in [node.number for node in tree.path(here)]:
        return taken
    return message("{taken} The game is there now, so it goes back to the turn before.", taken=taken)


def still_secret() -> str:
    """Why the ending of a branch shows only what one viewer could see."""
    return message("The game is still going on another branch, so the other seats' orders and goals stay hidden.")


def expansion_title(side: str, moves: bool) -> str:
    """Whose choices are tried."""
    if moves:
        return message("{side}: every move tried", side=side)
    return message("{side}: every reaction tried", side=side)


def expansion_state(done: int, count: int, running: bool) -> str:
    """How many choices have been tried, and whether it was stopped before the last."""
    if running or done == count:
        return message("{done} of {count} done", done=done, count=count)
    return message("{done} of {count} done, stopped", done=done, count=count)


def expansion_head(to_end: bool, ranking: str) -> str:
    """How far each choice was played, and by what the list is ranked; while nothing is ranked yet, that it works."""
    match to_end, bool(ranking):
        case True, True:
            return message("Each choice is played to the end of the game. {ranking}.", ranking=ranking)
        case True, False:
            return message("Each choice is played to the end of the game. Working ...")
        case False, True:
            return message("Each choice is played for one turn. {ranking}.", ranking=ranking)
        case _:
            return message("Each choice is played for one turn. Working ...")


# Two turns compared.


def turn_words(tree: Tree, number: int) -> str:
    """A turn in the tree as it is spoken of: by its name, or else by its number in the game."""
    if number == BEGINNING:
        return beginning()
    if tree[number].label:
        return cut(tree[number].label)
    return message("turn {turn}", turn=tree[number].played.turn)


def compared_words(tree: Tree, number: int) -> str:
    """A turn that is compared: its name, and its branch where that has another name."""
    name, branch = turn_words(tree, number), cut(tree.branch(number))
    if number == BEGINNING or name == branch:
        return name
    return message("{turn} ({branch})", turn=name, branch=branch)


def compared_date(scenario: Scenario, tree: Tree, number: int) -> str:
    """A turn that is compared, with its date."""
    if number == BEGINNING:
        return compared_words(tree, number)
    turn = tree[number].played.turn
    name, date = compared_words(tree, number), scenario.calendar.date(turn)
    if tree[number].label:
        return message("{name}, turn {turn}, {date}", name=name, turn=turn, date=date)
    return message("{name}, {date}", name=name, date=date)


def shared_words(tree: Tree, fork: int, branch: str) -> str:
    """Up to where two branches are the same, and which branch the game is on."""
    return message(
        "Same up to {turn} · the game is on {branch}", turn=turn_words(tree, fork), branch=branch_words(branch)
    )


# Orders.


def refused_reason(reason: str) -> str:
    """Why something can't be chosen, as a sentence of its own."""
    return reason[:1].upper() + reason[1:]


def unaffordable_words(cost: float, left: float) -> str:
    """Why a reaction can't be added to those marked, where it is the capital."""
    return message("Costs {cost}; you have {left} left", cost=short_number(cost), left=short_number(left))


def offer_title(scenario: Scenario, offer: Offer) -> str:
    """A reaction's title, with its target where it has one that the title does not name."""
    target = offer.order.target
    if target is None or scenario.actors[target].title in offer.title:
        return offer.title
    return message("{reaction}: {target}", reaction=offer.title, target=scenario.actors[target].title)


def offer_facts(view: View, offer: Offer) -> str:
    """What a reaction costs, when it takes effect, and whether it is secret."""
    due = view.turn + offer.delay
    parts = [
        message("Costs {cost} capital.", cost=short_number(offer.cost)) if offer.cost else message("Costs nothing.")
    ]
    if due > view.turns:
        parts.append(message("It would take effect in turn {turn}, after the game has ended.", turn=due))
    elif offer.delay:
        parts.append(message("It takes effect in turn {turn}.", turn=due))
    else:
        parts.append(takes_effect_now())
    if offer.secret:
        parts.append(secret_words())
    return " ".join(parts)


def offer_tail(view: View, offer: Offer) -> str:
    """The same in a few words at the end of its row."""
    due = view.turn + offer.delay
    facts = [message("consent")] if offer.consent else []
    if due > view.turns:
        facts.append(message("too late"))
    elif offer.delay:
        facts.append(message("turn {turn}", turn=due))
    facts.append(message("cost {cost}", cost=short_number(offer.cost)))
    return commas(facts)


def consent_words(scenario: Scenario, offer: Offer) -> str:
    """Whose consent a reaction needs, and what is left of it without."""
    seats = listed_names([mid_sentence(seat_name(scenario, seat)) for seat in offer.consent])
    if offer.without == 0:
        words = message("{seats}. If it is withheld, the reaction is blocked.", seats=seats)
    else:
        words = message(
            "{seats}. If it is withheld, only {share} of the effect is left.", seats=seats, share=percent(offer.without)
        )
    return sentences(words, footnote_words(offer.footnoted))


def asked_words(count: int) -> str:
    """How many reactions of others may need a seat's consent, and what becomes of them."""
    return plural(
        "You may be asked to consent to {count} reaction; you do unless you withhold consent.",
        "You may be asked to consent to {count} reactions; you do unless you withhold consent.",
        count,
    )


def ask_words(scenario: Scenario, ask: Ask) -> str:
    """What withholding consent to a reaction of another seat does."""
    seat = mid_sentence(seat_name(scenario, ask.order.of))
    if ask.without == 0:
        words = message(
            "You do not know yet whether {seat} will order it. If you withhold consent, it is blocked. "
            "Withholding costs nothing.",
            seat=seat,
        )
    else:
        words = message(
            "You do not know yet whether {seat} will order it. If you withhold consent, only {share} of its effect is "
            "left. Withholding costs nothing.",
            seat=seat,
            share=percent(ask.without),
        )
    return sentences(words, footnote_words(ask.footnoted))


def consents_words(granted: int, footnotes: int, count: int) -> str:
    """How many of the consents that may be asked of a seat it would give, and to how many it would add a footnote."""
    if footnotes:
        return plural(
            "Consents you would give if asked: {granted} of {asked}, {count} with a footnote; see below",
            "Consents you would give if asked: {granted} of {asked}, {count} with a footnote; see below",
            footnotes,
            granted=granted,
            asked=count,
        )
    return message("Consents you would give if asked: {granted} of {count}; see below", granted=granted, count=count)


def capital_left_words(have: float, spent: float) -> str:
    """A seat's capital, and what is left of it after the orders marked."""
    if not spent:
        return short_number(have)
    return message(
        "{have} - {spent} = {left} left",
        have=short_number(have),
        spent=short_number(spent),
        left=short_number(have - spent),
    )


def marked_words(marked: int, most: int) -> str:
    """How many reactions are marked, and that no more can be."""
    if marked >= most:
        return message("{marked} of at most {most}: unmark one to mark another", marked=marked, most=most)
    return message("{marked} of at most {most}", marked=marked, most=most)


def cost_question(have: float, spent: float) -> str:
    """What handing in orders costs, and that it cannot be taken back."""
    if not spent:
        return message("This costs nothing. On this branch you cannot change your orders once they are handed in.")
    return message(
        "This costs {spent} of your {have} capital. On this branch you cannot change your orders once they are handed "
        "in.",
        spent=short_number(spent),
        have=short_number(have),
    )


def before_words(ordered: Sequence[tuple[str, str]], most: int) -> str:
    """What a seat ordered on other branches when this turn was played before."""
    shown = [
        message("On {branch} you ordered {orders}.", branch=branch_words(branch), orders=orders)
        if orders
        else message("On {branch} you ordered nothing.", branch=branch_words(branch))
        for branch, orders in ordered[:most]
    ]
    rest = len(ordered) - most
    if rest > 0:
        shown.append(plural("{count} more branch goes on from here.", "{count} more branches go on from here.", rest))
    return " ".join(shown)


# Moves and what choices do.


def move_facts(move: MoveOffer) -> str:
    """How likely chance would be to pick a move, what it costs, and when it takes effect."""
    parts = []
    if move.legal and move.probability is not None:
        parts.append(message("Chance would pick it {count:.0f} times in 100.", count=move.probability * 100))
    if move.cost:
        parts.append(move_cost(move.cost))
    if move.delay:
        parts.append(plural("It takes effect {count} turn later.", "It takes effect {count} turns later.", move.delay))
    else:
        parts.append(takes_effect_now())
    return "\n".join(parts)


def move_tail(move: MoveOffer) -> str:
    """The cost and the odds of a move in a few words at the end of its row."""
    facts = [message("cost {cost}", cost=short_number(move.cost))] if move.cost else []
    if move.legal and move.probability is not None:
        facts.append(message("{odds:.0f} in 100", odds=move.probability * 100))
    return commas(facts)


def mover_asked_words(count: int, answered: bool) -> str:
    """How many reactions may need the mover's consent, for whoever answers for it."""
    if answered:
        return plural(
            "The mover's consent may be asked for {count} reaction; your answer is in, and m changes it.",
            "The mover's consent may be asked for {count} reactions; your answers are in, and m changes them.",
            count,
        )
    return plural(
        "The mover's consent may be asked for {count} reaction; you answer with the move, or now with m.",
        "The mover's consent may be asked for {count} reactions; you answer with the move, or now with m.",
        count,
    )


def effects_head(line: int, some: bool) -> str:
    """The heading of what a choice does by itself, and where the scenario says so."""
    if some:
        return message("By itself, before it spreads (line {line} of the scenario):", line=line)
    return message("By itself it changes no number that you can see (line {line} of the scenario).", line=line)


def means_words(scenario: Scenario, seat: str) -> str:
    """What a seat may do each turn."""
    own = scenario.seats[seat]
    return plural(
        "at most {count} reaction; capital {income}, never more than {most}",
        "at most {count} reactions; capital {income}, never more than {most}",
        own.orders_per_turn,
        income=signed(own.capital.income, 0),
        most=short_number(own.capital.most),
    )


def seat_capital_words(scenario: Scenario, seat: str, have: float) -> str:
    """A seat's capital now, what it earns, and the most it can hold."""
    return _capital_words(scenario.seats[seat].capital, have)


def _capital_words(capital: CapitalBudget, have: float) -> str:
    return message(
        "{have} now; +{income} each turn; at most {most}",
        have=short_number(have),
        income=short_number(capital.income),
        most=short_number(capital.most),
    )


def mover_capital_words(scenario: Scenario, have: float) -> str:
    """The mover's capital now, what it earns, and the most it can hold; empty where its moves cost nothing."""
    capital = scenario.mover.capital
    return "" if capital is None else _capital_words(capital, have)


def goal_list(scenario: Scenario, seat: str) -> str:
    """A seat's goals with their points."""
    goals = scenario.seats[seat].goals
    return parted(
        [message("{goal} ({points} points)", goal=goal.title, points=short_number(goal.points)) for goal in goals]
    )


def score_words(score: float) -> str:
    """A score."""
    return message("{score:.0f} of 100", score=score)


def more_changes(count: int) -> str:
    """How many changes are left out of a list of them."""
    return plural(
        "  and {count} more; “Why” explains each of them", "  and {count} more; “Why” explains each of them", count
    )


def number_change(scenario: Scenario, name: str, before: float, after: float) -> str:
    """A number before and after."""
    return message(
        "{number}: {before:.1f} -> {after:.1f}", number=number_title(scenario, name), before=before, after=after
    )


def more_lines_words(count: int, *, here: bool) -> str:
    """How much of a text is out of sight below, and the key that shows it; `here` where the keys go to the text."""
    if here:
        return plural("{count} more line: ↓", "{count} more lines: ↓", count)
    return plural("{count} more line: Tab", "{count} more lines: Tab", count)


# Scenarios, set-ups and saved games.


def faults_words(count: int) -> str:
    """How many faults keep a scenario from being played."""
    return plural("{count} fault: it can't be played", "{count} faults: it can't be played", count)


def length_words(scenario: Scenario) -> str:
    """How long a game is, and when it is set."""
    calendar = scenario.calendar
    return message(
        "{start} to {end}, {turns} turns of {months} months",
        start=calendar.start,
        end=calendar.last_month(calendar.turns),
        turns=calendar.turns,
        months=calendar.months_per_turn,
    )


def seats_head(count: int) -> str:
    """The heading of a scenario's seats."""
    return plural("{count} seat: ", "{count} seats: ", count)


def game_words(game: SavedGame) -> str:
    """A saved game in a line: its title, and which turn it is at."""
    if game.ending is not None:
        at = message("{title}, ended after turn {turn}", title=game.title, turn=game.turn)
    else:
        at = message("{title}, turn {turn}", title=game.title, turn=game.turn)
    if game.nodes <= game.turns_played:
        return at
    return plural(
        "{game} ({count} turn on all branches)", "{game} ({count} turns on all branches)", game.nodes, game=at
    )


def game_note(game: SavedGame, titles: Mapping[str, str]) -> str:
    """What else tells one saved game from another; `titles` are those of the scenario's seats, by id."""
    seats = listed_names([mid_sentence(titles.get(seat, seat)) for seat in game.seats])
    when = game.changed.astimezone().strftime("%Y-%m-%d %H:%M")
    if not seats:
        return message(
            "“{name}”, played by bots alone; seed {seed}; last changed {when}",
            name=game.name,
            seed=game.seed,
            when=when,
        )
    return message(
        "“{name}”, played by {seats}; seed {seed}; last changed {when}",
        name=game.name,
        seats=seats,
        seed=game.seed,
        when=when,
    )


def bot_choice(bot: str) -> str:
    """How the bots of the empty seats choose, as an entry of a form."""
    match bot:
        case "doctrine":
            return message("Follow the seat's doctrine")
        case "random":
            return message("Choose at random")
        case _:
            return message("Look ahead")


def bot_about(bot: str) -> str:
    """The same, explained."""
    match bot:
        case "doctrine":
            return message("A bot in each empty seat follows the doctrine that the scenario gives the seat.")
        case "random":
            return message("A bot in each empty seat chooses at random.")
        case _:
            return message(
                "A bot in each empty seat looks ahead: it plays each choice on to the end and takes the best."
            )


def picker_choice(picker: str, mover: str) -> str:
    """Who may pick the mover's move, as an entry of a form."""
    match picker:
        case "chance":
            return message("Chance")
        case "facilitator":
            return message("A facilitator, here")
        case _:
            return message("A player as {mover}", mover=mover)


def picker_about(picker: str) -> str:
    """The same, explained."""
    match picker:
        case "chance":
            return message("Each turn one of the possible moves is drawn, with the odds that the scenario gives.")
        case "facilitator":
            return message(
                "Somebody leads the game: they see the whole table, pick each move and may release injects. A cover "
                "hides their view from the players."
            )
        case _:
            return message("One more person plays the mover: they pick each move and have goals of their own.")


def setup_words(
    scenario: Scenario, seats: Sequence[str], picker: str, lens: str, seed: int, bot: str, begins: Beginning
) -> str:
    """What will happen when a game so set up starts."""
    people = [_people_words(scenario, seats, bot)]
    if not seats and picker == "chance":
        people.append(message("You watch."))
    length = plural(
        "{count} turn of {months} months. Lens: {lens}. Seed {seed}.",
        "{count} turns of {months} months. Lens: {lens}. Seed {seed}.",
        scenario.calendar.turns - begins.first_turn(scenario) + 1,
        months=scenario.calendar.months_per_turn,
        lens=scenario.lenses[lens].title,
        seed=seed,
    )
    begun = opened_words(scenario, begins), fixed_words(begins.fixed)
    return " ".join(filter(None, (*people, _picker_words(scenario, picker), length, *begun)))


def _people_words(scenario: Scenario, seats: Sequence[str], bot: str) -> str:
    taken = [mid_sentence(scenario.seats[seat].title) for seat in scenario.seats if seat in seats]
    if not taken:
        return _bots_words(bot)
    who, others = listed_names(taken), len(scenario.seats) - len(taken)
    if len(taken) == 1:
        people = message("You play {seat}.", seat=who)
    else:
        people = message(
            "{count} people at this screen play {seats}. They take turns behind a cover.", count=len(taken), seats=who
        )
    return " ".join((people, _other_bots_words(bot, others))) if others else people


def _bots_words(bot: str) -> str:
    match bot:
        case "doctrine":
            return message("Bots play every seat, each by its seat's doctrine.")
        case "random":
            return message("Bots play every seat, each choosing at random.")
        case _:
            return message("Bots play every seat, each looking ahead.")


def _other_bots_words(bot: str, count: int) -> str:
    match bot:
        case "doctrine":
            return plural(
                "A bot plays the other seat by its doctrine.",
                "{count} bots play the other seats, each by its doctrine.",
                count,
            )
        case "random":
            return plural(
                "A bot plays the other seat, choosing at random.",
                "{count} bots play the other seats, choosing at random.",
                count,
            )
        case _:
            return plural(
                "A bot plays the other seat, looking ahead.",
                "{count} bots play the other seats, looking ahead.",
                count,
            )


def _picker_words(scenario: Scenario, picker: str) -> str:
    mover = mid_sentence(scenario.mover.title)
    match picker:
        case "chance":
            return message("Chance picks the move of {mover}.", mover=mover)
        case "facilitator":
            return message("A facilitator at this screen picks the move of {mover} and releases injects.", mover=mover)
        case _:
            return message("A player at this screen plays {mover} and picks its moves.", mover=mover)
