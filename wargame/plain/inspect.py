"""What a player may look at between two answers: numbers, ties, goals, past turns and the ledger of any number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches

from wargame.engine.view import TurnReport, View
from wargame.model.scenario import Scenario, Tie
from wargame.model.viewer import MOVER, PUBLIC, Seated, Viewer, seat_of, sees_all_of
from wargame.plain.console import Talk
from wargame.seminar.snapshot import SeenScore
from wargame.seminar.table import SeatTable
from wargame.text.ledger import row_lines, rows_told
from wargame.text.names import (
    actor_name,
    indicator_name,
    mid_sentence,
    number_title,
    percent,
    plain,
    seat_name,
    signed,
)
from wargame.text.situation import awaited_words, goal_words
from wargame.text.turn import turn_lines
from wargame.text.words import sentence

HELP = (
    ("numbers, numbers ACTOR", "the numbers you may see, with their change since the turn before"),
    ("ties ACTOR", "whom an actor listens to, and who listens to it"),
    ("goals", "your goals and how far they are met"),
    ("why", "what changed last turn, largest first, each with a number"),
    ("why NAME", "the ledger of a number, as in: why 1, or: why {example}"),
    ("why NAME turn N", "the same for an earlier turn"),
    ("turn N", "an earlier turn as it came out"),
    ("awaited", "what is still to come: ordered, and not yet in effect"),
    ("brief, briefing", "your brief; the text the game began with"),
    ("again", "the last question once more"),
    ("back", "one question back"),
    ("quit", "leave; the game is saved"),
)


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
        self.talk.line("At any question you can also write:")
        for words, meaning in HELP:
            self.talk.say(f"{words}: {meaning.format(example=example)}", indent=2, hang=4)

    def _brief(self, _: str) -> None:
        seat = seat_of(self.viewer)
        role = self.scenario.mover if seat is None else self.scenario.seats[seat]
        self.talk.say(role.brief or "There is no brief for you.")

    def _briefing(self, _: str) -> None:
        self.talk.say(self.scenario.briefing)

    def _goals(self, _: str) -> None:
        if self.mover:
            self.mover_goals()
        elif self.viewer == PUBLIC:
            self.talk.line("Each seat sees its own goals, in its own turn.")
        for score in self._scores():
            self.talk.line(f"{seat_name(self.scenario, score.seat)}: {plain(score.score)} of 100.")
            for goal in score.goals:
                self.talk.say(goal_words(self.scenario, Seated(score.seat), goal), indent=2, hang=4)

    def _scores(self) -> list[SeenScore]:
        """Of the scores those that the viewer sees in any turn."""
        return [score for score in self.place.snapshot.scores if sees_all_of(self.viewer, score.seat)]

    def mover_goals(self) -> None:
        """Show the mover's goals and where they stand."""
        self.talk.line(f"The goals of {mid_sentence(self.scenario.mover.title)}:")
        for goal in self.place.snapshot.mover_goals:
            self.talk.say(goal_words(self.scenario, MOVER, goal), indent=2, hang=4)

    def _awaited(self, _: str) -> None:
        awaited = self.view().awaited
        if not awaited:
            self.talk.line("Nothing is still to come.")
        for each in awaited:
            self.talk.say(f"{awaited_words(self.scenario, each)}.", indent=2, hang=4)

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
                self.talk.line(f"  {title}: {plain(numbers[name])}{_since(numbers[name], before.get(name))}")
        if not wanted:
            for name in numbers:
                if name.startswith("capital("):
                    title = number_title(self.scenario, name)
                    self.talk.line(f"{title}: {plain(numbers[name])}{_since(numbers[name], before.get(name))}")

    def _ties(self, wanted: str) -> None:
        if not wanted:
            example = next(iter(self.scenario.actors))
            self.talk.say(f"Whose ties? Write: ties ACTOR, as in: ties {example}. The actors are:")
            for each in self.scenario.actors.values():
                self.talk.line(f"  {each.id}: {each.title}")
            return
        for actor in self._actors(wanted) or ():
            title = self.scenario.actors[actor].title
            ties = self.scenario.ties.between
            self._tied(f"Listened to by {mid_sentence(title)}", {tie.of: tie for tie in ties if tie.listener == actor})
            self._tied(f"Listening to {mid_sentence(title)}", {tie.listener: tie for tie in ties if tie.of == actor})

    def _tied(self, head: str, ties: Mapping[str, Tie]) -> None:
        """Ties under a head, by the actor at their other end."""
        numbers, before = self.view().numbers, self._before()
        self.talk.line(f"{head}:" if ties else f"{head}: nobody.")
        for other, tie in ties.items():
            name = f"trust({tie.listener}, {tie.of})"
            attention = f"attention {percent(tie.attention)}"
            words = f"{actor_name(self.scenario, other)}: trust {signed(numbers[name])}, {attention}"
            self.talk.say(words + _since(numbers[name], before.get(name)), indent=2, hang=4)

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
                self.talk.line(f"Nothing that you can see changed in turn {report.turn}.")
                return
            self.talk.line(f"What changed in turn {report.turn}; write: why and its number.")
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
            self.talk.say(f"{number_title(self.scenario, found)} did not change in turn {report.turn}.")

    # Finding what was meant.

    def _last_turn(self) -> int:
        """The last resolved turn; 0 when none is."""
        return len(self.place.snapshot.history) - 1

    def _before(self) -> Mapping[str, float]:
        """The numbers before the last resolved turn; empty before the first."""
        history = self.place.snapshot.history
        return history[-2] if len(history) > 1 else {}

    def _report(self, turn: str) -> TurnReport | None:
        last = self._last_turn()
        if last == 0:
            self.talk.line("No turn has been resolved yet.")
        elif not turn.isdecimal() or not 1 <= int(turn) <= last:
            only = "Only turn 1 has been resolved."
            self.talk.line(only if last == 1 else f"Which turn? There are turns 1 to {last}.")
        else:
            seen = self.place.snapshot
            return self.place.report(seen.tree.path(seen.node)[int(turn) - 1].number)
        return None

    def _actors(self, wanted: str) -> list[str] | None:
        """The actors a word means: all for no word, a seat's for a seat; None, once told so, for an unknown one."""
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
            self._unknown("actor", wanted, list(self.scenario.actors))
            return None
        return known[word]

    def _named(self, wanted: str, numbers: Iterable[str]) -> str | None:
        """The number a player means by its name in the scenario or by its title."""
        known = {_plain_name(name): name for name in numbers}
        known |= {_plain_name(number_title(self.scenario, name)): name for name in known.values()}
        found = known.get(_plain_name(wanted))
        if found is None:
            near = get_close_matches(_plain_name(wanted), known, n=1, cutoff=0.5)
            hint = f" Did you mean {known[near[0]]}?" if near else " Write numbers to see what there is."
            self.talk.say(f"There is no number '{wanted}' that you may see.{hint}")
        return found

    def _unknown(self, what: str, wanted: str, known: list[str]) -> None:
        near = get_close_matches(wanted.lower(), known, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(known)}."
        self.talk.say(sentence(f"there is no {what} '{wanted}'") + hint)


def _since(now: float, before: float | None) -> str:
    """A number's change since the turn before, in words; empty when there is none to tell."""
    return "" if before is None or round(now - before, 1) == 0 else f" ({signed(now - before)} since last turn)"


def _plain_name(name: str) -> str:
    """A name without blanks, marks and capitals, so that `NATO cohesion` finds `nato.cohesion`."""
    return "".join(character for character in name.lower() if character.isalnum() or character == "_")
