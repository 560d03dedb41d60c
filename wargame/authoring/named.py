"""The names an expression uses - levels, ties, capital, what was played, drawn or fired - each looked up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from wargame.authoring.lexer import Phrase, Stop, Token
from wargame.model import expression as ex

_FUNCTIONS = (
    "trust",
    "capital",
    "played",
    "times",
    "since",
    "drawn",
    "fired",
    "ended",
    "min",
    "max",
    "abs",
    "clamp",
)


_PLAYS: Mapping[str, type[ex.Played | ex.Times | ex.Since]] = {
    "played": ex.Played,
    "times": ex.Times,
    "since": ex.Since,
}


class Named(Phrase, ABC):
    """A text with the parts of an expression that name something; what is misnamed stands in as a number meanwhile."""

    @abstractmethod
    def call(self, token: Token) -> ex.Expression:
        """A function of amounts, from behind its bracket."""

    def named(self) -> ex.Expression:
        token = self.step()
        word = token.text
        if self.ahead("("):
            return self._function(token)
        if self.ahead("."):
            return self._level_of(token)
        if word == "true":
            return ex.Every(())
        if word == "false":
            return ex.Some(())
        if word in ("turn", "turns", "year"):
            return ex.Clock(word)
        names = self.scope.names
        if word in names.assumptions:
            return ex.Assumed(word)
        if word == "target":
            self.note(
                token.offset,
                "target",
                "`target` is an actor; write `target.indicator` or `trust(target, ...)`",
            )
        elif word in ("and", "or", "if", "else"):
            self.stop(token.offset, "syntax", f"a part is missing before `{word}`")
        elif word in _FUNCTIONS:
            self.stop(token.offset, "syntax", f"`{word}` needs brackets after it")
        elif word in names.levels:
            self.note(
                token.offset,
                "unknown-name",
                f"`{word}` is an actor; write `{word}.` and one of its indicators",
            )
        elif word in names.moves:
            self.note(token.offset, "unknown-name", f"`{word}` is a move; write `times({word})` or `since({word})`")
        else:
            known = [*names.assumptions, "turn", "turns", "year", "true", "false"]
            self.unknown(token.offset, "assumption", word, known)
        return ex.Number(1.0)

    def _level_of(self, token: Token) -> ex.Expression:
        self.step()
        indicator = self.word("an indicator")
        if self.ahead("."):
            self.stop(self.here.offset, "syntax", "a level has two parts: `actor.indicator`")
        actor = self._actor(token)
        if actor is None:
            return ex.Number(1.0)
        return self._checked_level(actor, indicator, token.offset)

    def _checked_level(self, actor: str, indicator: Token, start: int) -> ex.Expression:
        names = self.scope.names
        if indicator.text not in names.levels[actor]:
            if indicator.text in names.indicators:
                self.note(
                    indicator.offset,
                    "no-such-level",
                    f"actor `{actor}` has no level of indicator `{indicator.text}`",
                )
            else:
                self.unknown(indicator.offset, "indicator", indicator.text, names.levels[actor])
            return ex.Number(1.0)
        seat = self.scope.seat
        if seat is not None and not names.sees(seat, actor, indicator.text):
            self.note(start, "hidden-from-seat", f"seat `{seat}` cannot see `{actor}.{indicator.text}`")
        return ex.Level(actor, indicator.text)

    def _actor(self, token: Token) -> str | None:
        names = self.scope.names
        if token.text == "target":
            if self.scope.target is None:
                self.note(token.offset, "target", "`target` stands only in a reaction that has `targets`")
                return None
            return self.scope.target if self.scope.target in names.levels else None
        if token.text not in names.levels:
            known = [*names.levels, *(["target"] if self.scope.target else [])]
            self.unknown(token.offset, "actor", token.text, known)
            return None
        return token.text

    def _function(self, token: Token) -> ex.Expression:
        self.step()
        match token.text:
            case "trust":
                parsed = self._trust(token)
            case "capital":
                parsed = self._capital(token)
            case "played" | "times" | "since":
                parsed = self._play(token)
            case "drawn":
                parsed = self._drawn()
            case "fired":
                rule = self.word("a rule")
                parsed = ex.Fired(rule.text)
                self.known(rule, "rule", self.scope.names.rules)
            case "ended":
                ending = self.word("an ending")
                parsed = ex.Ended(ending.text)
                self.known(ending, "ending", self.scope.names.endings)
                if not self.scope.endings:
                    self.note(token.offset, "not-here", "`ended(...)` can stand in expectations only")
            case "min" | "max" | "abs" | "clamp":
                parsed = self.call(token)
            case "and" | "or" | "not" | "if" | "else":
                self.stop(token.offset, "syntax", f"a part is missing before `{token.text}`")
            case _:
                self.unknown(token.offset, "function", token.text, _FUNCTIONS)
                raise Stop
        self.expect(")", f"after `{token.text}(...`")
        return parsed

    def _trust(self, token: Token) -> ex.Expression:
        listener = self.word("an actor")
        self.expect(",", "here: write `trust(listener, of)`")
        of = self.word("an actor")
        first, second = self._actor(listener), self._actor(of)
        if first is None or second is None:
            return ex.Number(1.0)
        if (first, second) not in self.scope.names.ties:
            why = "and no tie goes to oneself" if first == second else f"add it under `ties`, `{first}:`, `{second}:`"
            self.note(token.offset, "no-such-tie", f"there is no tie of `{first}` to `{second}`; {why}")
            return ex.Number(1.0)
        return ex.Trust(first, second)

    def _capital(self, token: Token) -> ex.Expression:
        seat = self.word("a seat")
        self.known(seat, "seat", self.scope.names.seats)
        if self.scope.seat is not None and seat.text != self.scope.seat and seat.text in self.scope.names.seats:
            self.note(
                token.offset,
                "hidden-from-seat",
                f"seat `{self.scope.seat}` cannot see the capital of `{seat.text}`",
            )
        return ex.Capital(seat.text)

    def _play(self, token: Token) -> ex.Expression:
        names = self.scope.names
        if token.text == "played" and not self.scope.now:
            self.note(
                token.offset,
                "not-here",
                f"`played(...)` cannot stand {self.scope.where}: nothing is played yet",
            )
        made: type[ex.Played | ex.Times | ex.Since] = _PLAYS[token.text]
        first = self.word("a move, or seat.reaction")
        if not self.ahead("."):
            if first.text not in names.moves:
                if first.text in names.seats:
                    self.note(
                        first.offset,
                        "unknown-name",
                        f"`{first.text}` is a seat; write `{first.text}.reaction`",
                    )
                else:
                    self.unknown(first.offset, "move", first.text, names.moves)
            if self.ahead(","):
                self.stop(self.here.offset, "syntax", "a move has no target")
            return made(None, first.text, None)
        self.step()
        name = self.word("a reaction")
        target: str | None = None
        place: Token | None = None
        if self.ahead(","):
            self.step()
            place = self.word("an actor")
            target = self._actor(place)
        if self.known(first, "seat", names.seats):
            reactions = names.reactions.get(first.text, {})
            if name.text not in reactions:
                self.unknown(name.offset, f"reaction of seat `{first.text}`:", name.text, reactions)
            elif place is not None and target is not None and target not in reactions[name.text]:
                what = f"`{first.text}.{name.text}`"
                if reactions[name.text]:
                    known = [each for each in reactions[name.text] if each in names.levels]
                    self.unknown(place.offset, f"target of {what}:", target, known)
                else:
                    self.note(place.offset, "unknown-name", f"{what} has no targets")
        return made(first.text, name.text, target)

    def _drawn(self) -> ex.Expression:
        event = self.word("an event")
        self.expect(".", "here: write `drawn(event.outcome)`")
        outcome = self.word("an outcome")
        events = self.scope.names.events
        if self.known(event, "event", events) and outcome.text not in events[event.text]:
            self.unknown(outcome.offset, f"outcome of event `{event.text}`:", outcome.text, events[event.text])
        return ex.Drawn(event.text, outcome.text)
