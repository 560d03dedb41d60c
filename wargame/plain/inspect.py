"""What a player may look at between two answers: numbers, ties, goals, past turns and the ledger of any number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from wargame.engine.view import TurnReport, View
from wargame.model.nearest import nearest
from wargame.model.scenario import Scenario, Tie
from wargame.model.viewer import MOVER, PUBLIC, Seated, Viewer, seat_of, sees_all_of
from wargame.plain.console import Talk
from wargame.seminar.snapshot import SeenScore
from wargame.seminar.table import SeatTable
from wargame.text.ledger import row_lines, rows_told, unchanged_words
from wargame.text.message import message
from wargame.text.names import actor_name, indicator_name, mid_sentence, number_title, plain, signed
from wargame.text.plain_play import (
    help_entries,
    listened_to,
    listening,
    no_actor,
    no_number,
    score_line,
    since_words,
    tie_line,
    which_turn,
    whose_ties,
)
from wargame.text.situation import delayed_words, goal_words
from wargame.text.turn import turn_lines


class Looking:
    """Answers to a player's questions about the game, as far as the player's seat may see it."""

    def __init__(self, place: SeatTable, talk: Talk, mover: bool = False) -> None:
        self.place = place
        self.talk = talk
        self.mover = mover
        """Whether it is the mover's player who looks, and may see the mover's goals."""
        self._commands: Mapping[str, Callable[[str], None]] = {
            "help": self._help,
            "?": self._help,
            "numbers": self._numbers,
            "ties": self._ties,
            "goals": self._goals,
            "why": self._why,
            "turn": self._turn,
            "awaited": self._awaited,
            "brief": self._brief,
            "briefing": self._briefing,
        }

    @property
    def viewer(self) -> Viewer:
        return self.place.viewer

    @property
    def scenario(self) -> Scenario:
        return self.place.scenario

    def answer(self, text: str) -> bool:
        """Whether a line asked to look at something; if so, it has been shown."""
        word, _, rest = text.partition(" ")
        command = self._commands.get(word.lower())
        if command is None:
            return False
        command(rest.strip())
        return True

    def commands(self) -> tuple[str, ...]:
        """The words that `answer` understands."""
        return tuple(self._commands)

    def view(self) -> View:
        return self.place.snapshot.view

    # Each of the following shows one thing.

    def _help(self, _: str) -> None:
        example = next((name for name in self.view().numbers if "(" not in name), "actor.indicator")
        self.talk.line(message("At any question you can also write:"))
        for words, meaning in help_entries(example):
            self.talk.say(f"{words}: {meaning}", indent=2, hang=4)

    def _brief(self, _: str) -> None:
        seat = seat_of(self.viewer)
        role = self.scenario.mover if seat is None else self.scenario.seats[seat]
        self.talk.say(role.brief or message("There is no brief for you."))

    def _briefing(self, _: str) -> None:
        self.talk.say(self.scenario.briefing)
        opening = self.place.snapshot.game.opening
        if opening is not None:
            self.talk.say(self.scenario.openings[opening].text)

    def _goals(self, _: str) -> None:
        if self.mover:
            self.mover_goals()
        elif self.viewer == PUBLIC:
            self.talk.line(message("Each seat can see its goals when it is asked for its orders."))
        for score in self._scores():
            self.talk.line(score_line(self.scenario, score.seat, score.score))
            for goal in score.goals:
                self.talk.say(goal_words(self.scenario, Seated(score.seat), goal), indent=2, hang=4)

    def _scores(self) -> list[SeenScore]:
        """Of the scores those that the viewer sees in any turn."""
        return [score for score in self.place.snapshot.scores if sees_all_of(self.viewer, score.seat)]

    def mover_goals(self) -> None:
        """Show the mover's goals and where they are."""
        self.talk.line(message("The goals of {mover}:", mover=mid_sentence(self.scenario.mover.title)))
        for goal in self.place.snapshot.mover_goals:
            self.talk.say(goal_words(self.scenario, MOVER, goal), indent=2, hang=4)

    def _awaited(self, _: str) -> None:
        awaited = self.view().delayed
        if not awaited:
            self.talk.line(message("Nothing is still to come."))
        for each in awaited:
            self.talk.say(f"{delayed_words(self.scenario, each)}.", indent=2, hang=4)

    def _numbers(self, wanted: str) -> None:
        numbers = self.view().numbers
        actors = self._actors(wanted)
        if actors is None:
            return
        before = self._before()
        for actor in actors:
            levels = [name for name in numbers if name.startswith(f"{actor}.")]
            if not levels:
                continue
            self.talk.line(f"{self.scenario.actors[actor].title} ({actor})")
            for name in levels:
                title = indicator_name(self.scenario, name.partition(".")[2])
                self.talk.line(since_words(f"  {title}: {plain(numbers[name])}", numbers[name], before.get(name)))
        if not wanted:
            for name in numbers:
                if name.startswith("capital("):
                    title = number_title(self.scenario, name)
                    self.talk.line(since_words(f"{title}: {plain(numbers[name])}", numbers[name], before.get(name)))

    def _ties(self, wanted: str) -> None:
        if not wanted:
            example = next(iter(self.scenario.actors))
            self.talk.say(whose_ties(example))
            for each in self.scenario.actors.values():
                self.talk.line(f"  {each.id}: {each.title}")
            return
        for actor in self._actors(wanted) or ():
            title = self.scenario.actors[actor].title
            ties = self.scenario.ties.between
            own, others = [tie for tie in ties if tie.listener == actor], [tie for tie in ties if tie.of == actor]
            self._tied(listened_to(title, bool(own)), {tie.of: tie for tie in own})
            self._tied(listening(title, bool(others)), {tie.listener: tie for tie in others})

    def _tied(self, head: str, ties: Mapping[str, Tie]) -> None:
        """Ties under a head, by the actor at their other end."""
        numbers, before = self.view().numbers, self._before()
        self.talk.line(head)
        for other, tie in ties.items():
            name = f"trust({tie.listener}, {tie.of})"
            words = tie_line(actor_name(self.scenario, other), numbers[name], tie.attention)
            self.talk.say(since_words(words, numbers[name], before.get(name)), indent=2, hang=4)

    def _turn(self, wanted: str) -> None:
        report = self._report(wanted or str(self._last_turn()))
        if report is not None:
            self.talk.lines(turn_lines(self.scenario, report))

    def _why(self, wanted: str) -> None:
        name, _, turn = wanted.rpartition(" turn ")
        if not name:
            name, turn = wanted, str(self._last_turn())
        report = self._report(turn)
        if report is None:
            return
        rows = rows_told(report.ledger)
        if not name:
            if not rows:
                self.talk.line(message("Nothing that you can see changed in turn {turn}.", turn=report.turn))
                return
            self.talk.line(
                message("What changed in turn {turn}; write why and a number to see its causes.", turn=report.turn)
            )
            for number, row in enumerate(rows, start=1):
                self.talk.line(f"  {number}. {number_title(self.scenario, row.name)} {signed(row.change)}")
            return
        if name.isdecimal() and 1 <= int(name) <= len(rows):
            self.talk.lines(row_lines(self.scenario, rows[int(name) - 1]))
            return
        found = self._named(name, self.view().numbers)
        if found is None:
            return
        moved = report.ledger.get(found)
        if moved is not None:
            self.talk.lines(row_lines(self.scenario, moved))
        else:
            self.talk.say(unchanged_words(self.scenario, found, report.turn))

    # Finding what was meant.

    def _last_turn(self) -> int:
        """The last resolved turn; one before the first where none is."""
        return self.place.snapshot.last_played

    def _before(self) -> Mapping[str, float]:
        """The numbers before the last resolved turn; empty before the first."""
        history = self.place.snapshot.history
        return history[-2] if len(history) > 1 else {}

    def _report(self, turn: str) -> TurnReport | None:
        seen, last = self.place.snapshot, self._last_turn()
        if not turn.isdecimal() or not seen.first_turn <= int(turn) <= last:
            self.talk.line(which_turn(seen.first_turn, last))
            return None
        return self.place.report(seen.tree.path(seen.node)[int(turn) - seen.first_turn].number)

    def _actors(self, wanted: str) -> list[str] | None:
        """The actors a word means: all for no word, a seat's for a seat; None, and says so, for an unknown one."""
        if not wanted:
            return list(self.scenario.actors)
        known: dict[str, list[str]] = {}
        for seat in self.scenario.seats.values():
            for word in (seat.id, seat.title, seat.short):
                known[word.lower()] = list(seat.actors)
        for actor in self.scenario.actors.values():
            for word in (actor.id, actor.title, actor.short):
                known[word.lower()] = [actor.id]
        word = wanted.lower()
        if word not in known:
            actors = list(self.scenario.actors)
            self.talk.say(no_actor(wanted, nearest(word, actors, 0.5), actors))
            return None
        return known[word]

    def _named(self, wanted: str, numbers: Iterable[str]) -> str | None:
        """The number a player means by its name in the scenario or by its title."""
        known = {_plain_name(name): name for name in numbers}
        known |= {_plain_name(number_title(self.scenario, name)): name for name in known.values()}
        found = known.get(_plain_name(wanted))
        if found is None:
            near = nearest(_plain_name(wanted), known, 0.5)
            self.talk.say(no_number(wanted, None if near is None else known[near]))
        return found


def _plain_name(name: str) -> str:
    """A name without blanks, marks and capitals, so that `NATO cohesion` finds `nato.cohesion`."""
    return "".join(character for character in name.lower() if character.isalnum() or character == "_")
