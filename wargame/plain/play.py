"""Playing a game line by line: questions and answers as plain text, for screen readers and scripts."""

from __future__ import annotations

from collections.abc import Sequence

from wargame.analysis.par import Par
from wargame.engine.view import Ask, ExpectedEffect, MoveOffer, Offer, Prospect, View
from wargame.model.expression import Capital, text
from wargame.model.nearest import nearest
from wargame.model.order import Decision
from wargame.model.scenario import MOVER_ID, Scenario
from wargame.model.viewer import FACILITATOR, MOVER, PUBLIC, Seated, Viewer, seat_of
from wargame.plain.console import InputEnded, Talk
from wargame.plain.inspect import Looking
from wargame.seminar.actions import Answer, PickMove, Release, Resolve, Submit
from wargame.seminar.snapshot import Snapshot
from wargame.seminar.table import MovePicker, Phase, SeatTable, Table, TableError
from wargame.text.conditions import order_condition_words
from wargame.text.faults import error_words, fault_words
from wargame.text.hints import command
from wargame.text.message import message
from wargame.text.names import mover_name, order_words, plain, seat_name, seat_title, short_number
from wargame.text.par import about_par, par_words
from wargame.text.plain_play import (
    ask_line,
    consent_line,
    consents_question,
    delay_line,
    first_question,
    move_state,
    mover_asks_head,
    mover_capital_line,
    not_understood,
    offer_line,
    opening_lines,
    orders_head,
    pass_screen,
    turn_head,
)
from wargame.text.refusals import refused_words
from wargame.text.screens import still_secret
from wargame.text.situation import (
    by_itself_head,
    effect_words,
    footnote_words,
    goal_words,
    matters_words,
    on_average_head,
    only_while,
    outcome_words,
    outcomes_head,
    reason_words,
    secret_words,
    still_to_come,
)
from wargame.text.turn import happened_words, news_effects, news_moved, turn_lines
from wargame.text.words import sentence, sentences

NONE_WORDS = ("none", "nothing", "0")


class _Quit(Exception):
    """The player leaves."""


class _Back(Exception):
    """The player wants the question before."""


class _Again(Exception):
    """The player wants to hear the question once more."""


def play_plain(table: Table, talk: Talk) -> None:
    """Play a game from where it is until it ends, the player quits or the input ends; it is saved in each case."""
    game = _Game(table, talk)
    try:
        game.play()
    except (_Quit, InputEnded) as left:
        if isinstance(left, InputEnded):
            talk.line(message("The input has ended."))
        game.goodbye()
    talk.flush()


class _Game:
    def __init__(self, table: Table, talk: Talk) -> None:
        self.table = table
        self.talk = talk
        self.looking = self._together()
        self.person = ""
        """Who sits at the screen, in words; empty before anybody does."""

    @property
    def scenario(self) -> Scenario:
        return self.looking.scenario

    @property
    def facts(self) -> Snapshot:
        """What everybody may know of the game."""
        return self.table.seat(PUBLIC).snapshot

    def play(self) -> None:
        if self.table.notice is not None:
            self.talk.say(sentence(fault_words(self.table.notice)))
        self._opening()
        while self.facts.phase is not Phase.ENDED:
            match self.facts.phase:
                case Phase.MOVE:
                    self._pick_move()
                case Phase.ORDERS:
                    self._orders(self.facts.owed[0])
                case _:
                    self._resolve()
        self._ending()

    def goodbye(self) -> None:
        self.talk.say(message("The game is saved as '{name}'.", name=self.table.name))
        if self.facts.phase is not Phase.ENDED:
            go_on = command("play", options={"--plain": None, "--continue": self.table.name})
            # In one line, however long: a command that is broken in two could not be copied.
            self.talk.line(message("To go on, run: {command}", command=go_on))

    # Who is at the screen, and what they may see.

    def _people(self) -> int:
        """How many different people share this screen."""
        return len(self.table.setup.seats) + (self.table.setup.picker is not MovePicker.CHANCE)

    def _watching(self) -> Viewer:
        """Whose view is shown when everybody at the screen looks together."""
        setup = self.table.setup
        if not setup.seats:
            return MOVER if setup.picker is MovePicker.PLAYER else FACILITATOR
        return Seated(setup.seats[0]) if self._people() == 1 else PUBLIC

    def _together(self) -> Looking:
        """What everybody at the screen may look at together."""
        mover_alone = not self.table.setup.seats and self.table.setup.picker is MovePicker.PLAYER
        return Looking(self.table.seat(self._watching()), self.talk, mover=mover_alone)

    def _sit(self, person: str, viewer: Viewer) -> None:
        """Let a person take the screen, behind a cover when somebody else had it."""
        if self._people() > 1 and person != self.person:
            self.talk.cover()
            self._ask(pass_screen(person), allow_looking=False)
        self.person = person
        self.looking = Looking(self.table.seat(viewer), self.talk)

    def _gather(self) -> None:
        """Let everybody at the screen look together again."""
        if self._people() > 1:
            self.talk.cover()
            self._ask(message("All orders are in. Press Enter when everybody can see the screen."), allow_looking=False)
        self.person = ""
        self.looking = self._together()

    def _ask(self, prompt: str, *, allow_looking: bool = True) -> str:
        """The answer to a question, after whatever the player wanted to look at first."""
        while True:
            answer = self.talk.ask(prompt)
            word = answer.lower()
            if word in ("quit", "exit", "q"):
                raise _Quit
            if not allow_looking:
                return answer
            if word == "back":
                raise _Back
            if word == "again":
                raise _Again
            if not self.looking.answer(answer):
                return answer

    # The turn's questions.

    def _opening(self) -> None:
        setup, talk = self.table.setup, self.talk
        talk.line(self.scenario.title)
        talk.line()
        if self.facts.at_first_turn and self.facts.phase is not Phase.ENDED:
            talk.say(self.scenario.briefing)
            talk.line()
            if setup.opening is not None:
                talk.say(self.scenario.openings[setup.opening].text)
                talk.line()
        for line in opening_lines(self.scenario, setup.seats, setup.lens, setup.seed, self.table.name, setup.beginning):
            talk.say(line)

    def _pick_move(self) -> None:
        facilitates = self.table.setup.picker is MovePicker.FACILITATOR
        mover = self.scenario.mover.title
        person = message("the facilitator") if facilitates else message("the player of {mover}", mover=mover)
        self._sit(person, FACILITATOR if facilitates else MOVER)
        self.looking.mover = not facilitates
        self._head(message("Pick the move.") if facilitates else message("{mover}: your move.", mover=mover))
        if not facilitates and self.facts.at_first_turn:
            self.talk.say(self.scenario.mover.brief)
            self.looking.mover_goals()
        self._chance_events()
        picks = self.looking.place
        number_seen, moves = picks.snapshot.number, picks.snapshot.moves
        have = picks.snapshot.view.numbers.get(text(Capital(MOVER_ID)))
        ids = [move.id for move in moves]
        while True:
            if have is not None:
                self.talk.line(mover_capital_line(have))
            self._list_moves(moves)
            try:
                number = self._choose(
                    message("Which move? Write its number, or none to leave it to chance."), ids, none=True
                )
                if number < 0:
                    self._answer_for_mover(picks)
                    picks.act(PickMove(number_seen, None))
                    break
                if not moves[number].legal:
                    title, reason = moves[number].title, self._reason(moves[number])
                    self.talk.say(message("{move} cannot be made now: {reason}.", move=title, reason=reason))
                    continue
                question = message(
                    "{mover}: {move}. Make this move?", mover=mover_name(self.scenario), move=moves[number].title
                )
                if not self._agreed(question):
                    continue
                self._answer_for_mover(picks)
                picks.act(PickMove(number_seen, moves[number].id))
                break
            except _Back:
                self.talk.line(first_question())
            except _Again:
                continue
            except TableError as error:
                self.talk.say(sentence(error_words(error)))
        if facilitates:
            self._release(picks)

    def _answer_for_mover(self, picks: SeatTable) -> None:
        """Ask how the mover answers where its consent may be asked, and hand that in.

        Going back leaves the move open.
        """
        asks = picks.snapshot.mover_asks
        if not asks:
            return
        while True:
            self.talk.line()
            self.talk.say(mover_asks_head())
            known = self._consents(asks, 1)
            self.talk.line()
            try:
                answers = self._several(consents_question(), known)
                self.talk.line(message("The mover answers:") if answers else message("The mover consents to all."))
                for each in answers:
                    self.talk.say(order_words(self.scenario, each), indent=2, hang=2)
                if self._agreed(message("Is that right?")):
                    picks.act(Answer(picks.snapshot.number, answers))
                    return
            except _Again:
                continue
            except TableError as error:
                self.talk.say(sentence(error_words(error)))

    def _reason(self, offer: Offer | MoveOffer) -> str:
        return reason_words(self.scenario, offer)

    def _list_moves(self, moves: Sequence[MoveOffer]) -> None:
        for number, move in enumerate(moves, start=1):
            self.talk.line()
            self.talk.say(f"{number}. {move_state(move, self._reason(move))}", hang=3)
            self.talk.say(move.text, indent=3)
            self._delay(move.delay)
            self._prospect(move.prospect)
        self.talk.line()

    def _release(self, leader: SeatTable) -> None:
        while True:
            seen = leader.snapshot
            free = [inject for inject in seen.injects if inject.legal and inject.id not in seen.released]
            if not free:
                return
            self.talk.line(message("You may release an inject this turn."))
            for number, inject in enumerate(free, start=1):
                self.talk.say(f"{number}. {sentence(inject.title)} {inject.text}", hang=3)
                self._expected(inject.effects)
            try:
                number = self._choose(
                    message("Which inject? Write its number, or none."), [each.id for each in free], none=True
                )
            except (_Back, _Again):
                continue
            if number < 0:
                return
            try:
                leader.act(Release(seen.number, free[number].id))
            except TableError as error:
                self.talk.say(error_words(error))
                return
            self.talk.line(message("Released: {inject}.", inject=free[number].title))

    def _orders(self, seat: str) -> None:
        self._sit(self.scenario.seats[seat].title, Seated(seat))
        place = self.table.seat(Seated(seat))
        seen = place.snapshot
        view = seen.view
        self._head(message("Your seat: {seat}.", seat=seat_title(self.scenario, seat)))
        if seen.at_first_turn:
            self.talk.say(self.scenario.seats[seat].brief)
            for goal in view.goals:
                words = goal_words(self.scenario, Seated(seat), goal)
                self.talk.say(message("Goal: {goal}", goal=words), hang=2)
        self._chance_events()
        self._what_moved_them(seat, seen.move, view)
        if view.delayed:
            self.talk.line(f"{still_to_come()}:")
            self.looking.answer("awaited")
        while True:
            self._list_orders(view)
            try:
                orders = self._chosen(view)
                refused = seen.refusal(orders, place.scenario)
                if refused is not None:
                    self.talk.say(sentence(refused_words(refused)))
                    continue
                if self._confirmed(view, orders):
                    place.act(Submit(seen.number, orders))
                    return
            except _Back:
                self.talk.line(first_question())
            except _Again:
                continue
            except TableError as error:
                self.talk.say(error_words(error))

    def _what_moved_them(self, seat: str, move: MoveOffer | None, view: View) -> None:
        if move is None:
            return
        self.talk.line()
        self.talk.say(f"{mover_name(self.scenario)}: {sentence(move.title)}")
        self.talk.say(move.text, indent=2)
        self._delay(move.delay)
        if move.matters.get(seat):
            self.talk.say(matters_words(move.matters[seat]), indent=2)
        effects = [effect for effect in move.effects if effect.target in view.numbers]
        if effects:
            self.talk.line(f"  {by_itself_head(None)}")
            self._expected(effects)
        self._outcomes(move.prospect)

    def _list_orders(self, view: View) -> None:
        seat = seat_of(view.viewer)
        assert seat is not None
        role = self.scenario.seats[seat]
        capital = view.numbers[f"capital({seat})"]
        self.talk.line()
        self.talk.line(orders_head(capital, role.orders_per_turn))
        shown = ""
        for number, offer in enumerate(view.offers, start=1):
            self._offer(number, offer, offer.order.reaction != shown)
            shown = offer.order.reaction
        if view.asks:
            self.talk.line()
            self.talk.say(message("Reactions of others that need your consent. You give it unless you withhold it."))
            self._consents(view.asks, len(view.offers) + 1)
        self.talk.line()

    def _offer(self, number: int, offer: Offer, first: bool) -> None:
        """One order that a seat may give; what all targets of a reaction share is said with the first."""
        self.talk.say(offer_line(self.scenario, number, offer, sentence(self._reason(offer))), hang=3)
        if first:
            self.talk.say(offer.text, indent=3)
            if offer.secret:
                self.talk.say(secret_words(), indent=3)
            self._delay(offer.delay)
            if offer.consent:
                self.talk.say(consent_line(self.scenario, offer), indent=3)
        if offer.when:
            self.talk.say(only_while(order_condition_words(self.scenario, offer.order)), indent=3)
        self._prospect(offer.prospect)

    def _consents(self, asks: Sequence[Ask], first: int) -> list[Decision]:
        """Say what consent may be asked for, numbered from `first`; what each number hands in."""
        known: list[Decision] = []
        for ask in asks:
            self.talk.say(f"{first + len(known)}. {order_words(self.scenario, ask.order)}.", hang=3)
            self.talk.say(ask.text, indent=3)
            self.talk.say(ask_line(ask), indent=3)
            known.append(ask.order)
            if ask.footnote is not None:
                self.talk.say(f"{first + len(known)}. {order_words(self.scenario, ask.footnote)}.", hang=3)
                self.talk.say(footnote_words(ask.footnoted), indent=3)
                known.append(ask.footnote)
        return known

    def _chosen(self, view: View) -> tuple[Decision, ...]:
        """The orders a player names, by number or by their text forms."""
        answers = [each for ask in view.asks for each in (ask.order, ask.footnote) if each is not None]
        prompt = message("Your orders? Write numbers with spaces between them, as in: 1 3, or none.")
        return self._several(prompt, [*(offer.order for offer in view.offers), *answers])

    def _several(self, prompt: str, known: Sequence[Decision]) -> tuple[Decision, ...]:
        """Those of some decisions that a player names, by number or by their text forms."""
        while True:
            answer = self._ask(prompt).lower()
            if answer in NONE_WORDS:
                return ()
            apart = any(each in answer for each in (",", "(", "withhold", "footnote"))
            parts = answer.split(",") if apart else answer.split()
            orders: list[Decision] = []
            wrong = ""
            for part in (part.strip() for part in parts):
                if part.isdecimal() and 1 <= int(part) <= len(known):
                    orders.append(known[int(part) - 1])
                    continue
                named = [order for order in known if str(order) == part]
                if not named:
                    wrong = part
                    break
                orders += named
            if orders and not wrong:
                return tuple(dict.fromkeys(orders))
            self._not_understood(wrong or answer, [str(order) for order in known], len(known))

    def _confirmed(self, view: View, orders: Sequence[Decision]) -> bool:
        seat = seat_of(view.viewer)
        assert seat is not None
        costs: dict[Decision, float] = {offer.order: offer.cost for offer in view.offers}
        left = view.numbers[f"capital({seat})"] - sum(costs.get(order, 0.0) for order in orders)
        self.talk.line(message("You order:") if orders else message("You give no orders."))
        for order in orders:
            self.talk.say(order_words(self.scenario, order), indent=2, hang=2)
        self.talk.line(message("Capital left: {capital}.", capital=short_number(left, 1)))
        return self._agreed(message("Hand them in?") if orders else message("Is that right?"))

    def _resolve(self) -> None:
        if not self._nobody_asked():
            self._gather()
        else:
            self._head("")
            try:
                self._ask(message("Press Enter to resolve the turn."))
            except (_Back, _Again):
                return
        led = self.table.setup.picker is MovePicker.FACILITATOR
        leader = self.table.seat(FACILITATOR if led else self._watching())
        try:
            done = leader.act(Resolve(leader.snapshot.number))
        except TableError as error:
            self.talk.say(error_words(error))
            raise _Quit from None
        self.looking = self._together()
        self.talk.line()
        self.talk.lines(turn_lines(self.scenario, self.looking.place.report(done.snapshot.node)))
        self.talk.line()
        if self._people() > 1:
            self.talk.say(
                message(
                    "This is what everybody can see. When you are asked for your orders, write turn or why to see more."
                )
            )
        if self.facts.phase is Phase.ENDED:
            return
        while True:
            try:
                answer = self._ask(message("Press Enter for the next turn, or write why to see what changed and why."))
                if not answer:
                    return
                self._not_understood(answer, (), 0)
            except (_Back, _Again):
                self.talk.line(message("The turn has been resolved and cannot be taken back here."))

    def _nobody_asked(self) -> bool:
        """Whether the turn came here without a question, so that one is due."""
        return not self.table.setup.seats and self.table.setup.picker is MovePicker.CHANCE

    def _ending(self) -> None:
        # When the game is over nothing is secret any more, unless it goes on elsewhere in its tree.
        facts = self.facts
        open_to_all, ending = facts.all_shown, facts.ending
        self.looking = Looking(self.table.seat(FACILITATOR), self.talk) if open_to_all else self._together()
        self.talk.line()
        if ending is not None:
            found = self.scenario.endings[ending]
            self.talk.line(message("The game has ended: {ending}", ending=found.title))
            self.talk.say(found.text)
        if not open_to_all:
            self.talk.say(still_secret())
        pars = self._pars()
        for score in facts.scores if open_to_all else ():
            name = seat_name(self.scenario, score.seat)
            self.talk.line()
            self.talk.line(message("{seat}: {score} of 100", seat=name, score=plain(score.score)))
            if score.seat in pars:
                self.talk.say(sentence(par_words(pars[score.seat])), indent=2, hang=4)
            for goal in score.goals:
                self.talk.say(goal_words(self.scenario, Seated(score.seat), goal), indent=2, hang=4)
        self.talk.line()
        if pars:
            self.talk.say(about_par(pars.values()))
            self.talk.line()
        if self.table.setup.picker is MovePicker.PLAYER:
            self.looking.mover_goals()
            self.talk.line()
        while True:
            try:
                answer = self._ask(message("Write why, turn N or numbers to look back, or press Enter to leave."))
            except (_Back, _Again):
                continue
            if not answer:
                return
            self._not_understood(answer, (), 0)

    # Small parts.

    def _pars(self) -> dict[str, Par]:
        """By seat, what doctrine would have scored in this game; of those whose score is shown."""
        if not self.facts.all_shown:
            return {}
        begun = self.table.seat(FACILITATOR).par([self.facts.node], apart=False)
        return {each.seat: each for several in begun.task for each in several}

    def _head(self, words: str) -> None:
        self.talk.line()
        self.talk.say(f"{turn_head(self.scenario, self.looking.view())} {words}".rstrip())

    def _chance_events(self) -> None:
        view = self.looking.view()
        for event in view.happened:
            self.talk.say(sentences(happened_words(event), event.text))
        moved, rest = news_effects(self.scenario, view.news)
        if moved:
            self.talk.say(news_moved())
        self._expected(moved, 2)
        if rest:
            self.talk.say(rest, indent=2)

    def _delay(self, delay: int) -> None:
        if delay:
            self.talk.say(delay_line(self.looking.view(), delay), indent=3)

    def _expected(self, effects: Sequence[ExpectedEffect], indent: int = 5) -> None:
        for effect in effects:
            self.talk.say(sentence(effect_words(self.scenario, effect)), indent=indent, hang=2)

    def _prospect(self, prospect: Prospect) -> None:
        self._expected(prospect.effects)
        self._outcomes(prospect)

    def _outcomes(self, prospect: Prospect) -> None:
        """How something may come out, and what is to be expected over all of it."""
        if not prospect.outcomes:
            return
        self.talk.say(outcomes_head(prospect.outcomes), indent=3)
        for outcome in prospect.outcomes:
            words = sentences(sentence(outcome_words(outcome)), outcome.text)
            self.talk.say(words, indent=5, hang=2)
            self._expected(outcome.effects, 7)
        if prospect.on_average:
            self.talk.say(on_average_head(), indent=3)
            self._expected(prospect.on_average)

    def _choose(self, prompt: str, ids: Sequence[str], none: bool = False) -> int:
        """Which of several a player names by number or id, from 0; -1 for none of them where that is allowed."""
        while True:
            answer = self._ask(prompt).lower()
            if none and answer in NONE_WORDS:
                return -1
            if answer.isdecimal() and 1 <= int(answer) <= len(ids):
                return int(answer) - 1
            if answer in ids:
                return ids.index(answer)
            self._not_understood(answer, ids, len(ids))

    def _agreed(self, question: str) -> bool:
        """Whether the player says yes; no and back both lead back to the question before."""
        while True:
            try:
                answer = self._ask(message("{question} yes or no", question=question)).lower()
            except _Again:
                continue
            except _Back:
                return False
            if answer in ("yes", "y", "no", "n"):
                return answer in ("yes", "y")
            self.talk.line(message("Please write yes or no."))

    def _not_understood(self, answer: str, known: Sequence[str], most: int) -> None:
        near = nearest(answer.lower(), [*known, *self.looking.commands(), "quit", "none"])
        self.talk.say(not_understood(answer, near, most))
