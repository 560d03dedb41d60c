"""What an expression may read where it is written, and the names in it, each looked up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from wargame.authoring.letters import shown
from wargame.authoring.lexer import Stop, Token, Tokens
from wargame.authoring.symbols import Names
from wargame.model import expression as ex
from wargame.model.scenario import MOVER_ID

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


_FORMS = {
    "trust": ": write `trust(listener, of)`",
    "capital": ": write `capital(seat)`",
    "drawn": ": write `drawn(event.outcome)`",
    "played": ": write `played(move)` or `played(seat.reaction)`",
}

_PLAYS: Mapping[str, type[ex.Played | ex.Times | ex.Since]] = {
    "played": ex.Played,
    "times": ex.Times,
    "since": ex.Since,
}


@dataclass(frozen=True)
class Scope:
    """What an expression may read where it is."""

    names: Names
    now: bool = False
    """Whether `played(...)` may be used here."""
    endings: bool = False
    """Whether `ended(...)` may be used here."""
    seat: str | None = None
    """The seat that must be able to see what is read; None when the engine alone reads it."""
    target: str | None = None
    """The actor that `target` stands for; None where the word may not be used."""
    where: str = "here"
    """The place in words, for messages: `in the weight of a move`."""


def _missing_before(word: str) -> str:
    choice = ": write `a if condition else b`" if word in ("if", "else") else ""
    return f"a part is missing before `{word}`{choice}"


def no_such_tie(listener: str, of: str, names: Names) -> str:
    """What to say of a tie that is named and not declared: where to declare it."""
    if listener == of:
        return f"there is no tie of `{listener}` to itself, and no actor can have one"
    declare = (
        f"declare it first: under `ties`, `between`, `{listener}`, write `{of}: {{trust: 0}}`, with the trust you mean"
    )
    turned = f" (there is one of `{of}` to `{listener}`)" if (of, listener) in names.ties else ""
    return f"there is no tie of `{listener}` to `{of}`{turned}; {declare}"


class Lookup:
    """Reads from an expression's tokens the parts that name something, and looks the names up.

    A number takes the place of what is misnamed, so that the faults after it are found too.
    """

    def __init__(self, tokens: Tokens, scope: Scope, nearest: Callable[[str, Iterable[str]], str]) -> None:
        self._tokens = tokens
        self._scope = scope
        self._nearest = nearest

    def read(self, token: Token) -> ex.Expression:
        """The part that begins with a word, which has been read."""
        word = token.text
        if self._tokens.ahead("("):
            return self._function(token)
        if self._tokens.ahead("."):
            return self._level_of(token)
        if word == "true":
            return ex.Every(())
        if word == "false":
            return ex.Some(())
        if word in ("turn", "turns", "year"):
            return ex.Clock(word)
        names = self._scope.names
        if word in names.assumptions:
            return ex.Assumed(word)
        if word == "target":
            self._tokens.note(
                token.offset,
                "target",
                "`target` is an actor; write `target.indicator` or `trust(target, ...)`",
            )
        elif word in ("and", "or", "if", "else"):
            self._tokens.stop(token.offset, "syntax", _missing_before(word))
        elif word in _FUNCTIONS:
            self._tokens.stop(token.offset, "syntax", f"`{word}` needs brackets after it{_FORMS.get(word, '')}")
        elif word in names.levels:
            self._tokens.note(
                token.offset,
                "unknown-name",
                f"`{word}` is an actor; write `{word}.` and one of its indicators",
            )
        elif word in names.moves:
            self._tokens.note(
                token.offset, "unknown-name", f"`{word}` is a move; write `times({word})` or `since({word})`"
            )
        elif (of := self._otherwise(word)) is not None:
            self._tokens.note(token.offset, "unknown-name", f"`{word}` is {of}")
        else:
            known = [*names.assumptions, "turn", "turns", "year", "true", "false"]
            self._unknown(token.offset, "assumption", word, known)
        return ex.Number(1.0)

    def _otherwise(self, word: str) -> str | None:
        """What a word names that cannot be read by itself, and how it is written."""
        names = self._scope.names
        if word.lower() in ("true", "yes", "on", "always", "false", "no", "off", "never"):
            return f"no condition; write `{'true' if word.lower() in ('true', 'yes', 'on', 'always') else 'false'}`"
        if word in names.indicators:
            return f"an indicator; write it with its actor, `actor.{word}`"
        if word in names.seats:
            return f"a seat; write `capital({word})`, or one of its actors and an indicator"
        if word in names.rules:
            return f"a rule; write `fired({word})`"
        if word in names.endings:
            return f"an ending; write `ended({word})`, in an expectation"
        if word in names.events:
            return f"an event; write `drawn({word}.outcome)`"
        return None

    def _level_of(self, token: Token) -> ex.Expression:
        self._tokens.step()
        indicator = self._tokens.word("an indicator")
        if self._tokens.ahead("."):
            self._tokens.stop(self._tokens.here.offset, "syntax", "a level has two parts: `actor.indicator`")
        names = self._scope.names
        if token.text not in names.levels and indicator.text in names.events.get(token.text, ()):
            why = f"`{token.text}` is an event; write `drawn({token.text}.{indicator.text})`"
            self._tokens.note(token.offset, "unknown-name", why)
            return ex.Number(1.0)
        if token.text not in names.levels and indicator.text in names.reactions.get(token.text, {}):
            why = f"`{token.text}` is a seat; write `times({token.text}.{indicator.text})` or `since(...)`"
            self._tokens.note(token.offset, "unknown-name", why)
            return ex.Number(1.0)
        actor = self._actor(token)
        if actor is None:
            return ex.Number(1.0)
        return self._checked_level(actor, indicator, token.offset)

    def _checked_level(self, actor: str, indicator: Token, start: int) -> ex.Expression:
        names = self._scope.names
        if indicator.text not in names.levels[actor]:
            if indicator.text in names.indicators:
                self._tokens.note(
                    indicator.offset,
                    "no-such-level",
                    f"actor `{actor}` has no level of indicator `{indicator.text}`",
                )
            else:
                self._unknown(indicator.offset, "indicator", indicator.text, names.levels[actor])
            return ex.Number(1.0)
        seat = self._scope.seat
        if seat is not None and not names.sees(seat, actor, indicator.text):
            self._tokens.note(start, "hidden-from-seat", f"seat `{seat}` cannot see `{actor}.{indicator.text}`")
        return ex.Level(actor, indicator.text)

    def _actor(self, token: Token) -> str | None:
        names = self._scope.names
        if token.text == "target":
            if self._scope.target is None:
                self._tokens.note(token.offset, "target", "`target` can be used only in a reaction that has `targets`")
                return None
            return self._scope.target if self._scope.target in names.levels else None
        if token.text not in names.levels:
            known = [*names.levels, *(["target"] if self._scope.target else [])]
            self._unknown(token.offset, "actor", token.text, known)
            return None
        return token.text

    def _function(self, token: Token) -> ex.Expression:
        self._tokens.step()
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
                rule = self._tokens.word("a rule")
                parsed = ex.Fired(rule.text)
                self._known(rule, "rule", self._scope.names.rules)
            case "ended":
                ending = self._tokens.word("an ending")
                parsed = ex.Ended(ending.text)
                self._known(ending, "ending", self._scope.names.endings)
                if not self._scope.endings:
                    self._tokens.note(
                        token.offset, "not-here", "`ended(...)` can be used in expectations and claims only"
                    )
            case "and" | "or" | "not" | "if" | "else":
                self._tokens.stop(token.offset, "syntax", _missing_before(token.text))
            case _:
                self._unknown(token.offset, "function", token.text, _FUNCTIONS)
                raise Stop
        self._tokens.expect(")", f"after `{token.text}(...`")
        return parsed

    def _trust(self, token: Token) -> ex.Expression:
        listener = self._tokens.word("an actor")
        self._tokens.expect(",", "here: write `trust(listener, of)`")
        of = self._tokens.word("an actor")
        first, second = self._actor(listener), self._actor(of)
        if first is None or second is None:
            return ex.Number(1.0)
        if (first, second) not in self._scope.names.ties:
            self._tokens.note(token.offset, "no-such-tie", no_such_tie(first, second, self._scope.names))
            return ex.Number(1.0)
        return ex.Trust(first, second)

    def _capital(self, token: Token) -> ex.Expression:
        seat = self._tokens.word("a seat")
        if seat.text == MOVER_ID:
            if not self._scope.names.mover_capital:
                self._tokens.note(token.offset, "no-capital", "the mover has no `capital`; give it some under `mover`")
                return ex.Number(1.0)
            if self._scope.seat not in (None, MOVER_ID):
                self._tokens.note(
                    token.offset, "hidden-from-seat", f"seat `{self._scope.seat}` cannot see the capital of the mover"
                )
            return ex.Capital(MOVER_ID)
        self._known(seat, "seat", [*self._scope.names.seats, *([MOVER_ID] if self._scope.names.mover_capital else [])])
        if self._scope.seat is not None and seat.text != self._scope.seat and seat.text in self._scope.names.seats:
            self._tokens.note(
                token.offset,
                "hidden-from-seat",
                f"seat `{self._scope.seat}` cannot see the capital of `{seat.text}`",
            )
        return ex.Capital(seat.text)

    def _play(self, token: Token) -> ex.Expression:
        names = self._scope.names
        if token.text == "played" and not self._scope.now:
            self._tokens.note(
                token.offset,
                "not-here",
                f"`played(...)` cannot be used {self._scope.where}: nothing has been played at that point",
            )
        made: type[ex.Played | ex.Times | ex.Since] = _PLAYS[token.text]
        first = self._tokens.word("a move, or seat.reaction")
        if token.text == "since" and first.text not in names.seats and self._comes_out(first.text):
            return self._since_drawn(first)
        if not self._tokens.ahead("."):
            if first.text not in names.moves:
                if first.text in names.seats:
                    self._tokens.note(
                        first.offset,
                        "unknown-name",
                        f"`{first.text}` is a seat; write `{first.text}.reaction`",
                    )
                else:
                    self._unknown_play(first)
            if self._tokens.ahead(","):
                self._tokens.stop(self._tokens.here.offset, "syntax", "a move has no target")
            return made(None, first.text, None)
        self._tokens.step()
        name = self._tokens.word("a reaction")
        if token.text == "since" and self._tokens.ahead("."):
            outcome = self._outcome_of(first, name)
            return ex.SinceDrawn(name.text, outcome, first.text, self._aimed(first, name))
        if self._known(first, "seat", names.seats):
            reactions = names.reactions.get(first.text, {})
            if name.text not in reactions:
                self._unknown(name.offset, f"reaction of seat `{first.text}`:", name.text, reactions)
        return made(first.text, name.text, self._aimed(first, name))

    def _comes_out(self, word: str) -> bool:
        """Whether a word is an event, or a move with outcomes whose outcome follows."""
        names = self._scope.names
        return word in names.events or (word in names.move_outcomes and self._tokens.ahead("."))

    def _since_drawn(self, first: Token) -> ex.Expression:
        """The turns since an event, or since an event or a move came out so; its name has been read."""
        if not self._tokens.ahead("."):
            return ex.SinceDrawn(first.text, None)
        self._tokens.step()
        return ex.SinceDrawn(first.text, self._outcome(first.text, self._tokens.word("an outcome")))

    def _unknown_play(self, token: Token) -> None:
        seats = [seat for seat, several in self._scope.names.reactions.items() if token.text in several]
        if not seats:
            self._unknown(token.offset, "move", token.text, self._scope.names.moves)
            return
        why = f"`{token.text}` is a reaction of seat `{seats[0]}`; write `{seats[0]}.{token.text}`"
        self._tokens.note(token.offset, "unknown-name", why)

    def _drawn(self) -> ex.Expression:
        first = self._tokens.word("an event, a move or a seat")
        if not self._tokens.ahead("."):
            several = self._scope.names.events.get(first.text)
            of = next((each for each, outcomes in self._scope.names.events.items() if first.text in outcomes), None)
            if several:
                why = f"name the outcome too: write `drawn({first.text}.{sorted(several)[0]})`"
                self._tokens.stop(self._tokens.here.offset, "syntax", why)
            elif of is not None:
                why = f"`{first.text}` is an outcome; write `drawn({of}.{first.text})`"
                self._tokens.stop(first.offset, "unknown-name", why)
        self._tokens.expect(
            ".", "here: write `drawn(event.outcome)`, `drawn(seat.reaction.outcome)` or `drawn(move.outcome)`"
        )
        second = self._tokens.word("an outcome")
        names = self._scope.names
        if self._tokens.ahead("."):
            outcome = self._outcome_of(first, second)
            return ex.Drawn(second.text, outcome, first.text, self._aimed(first, second))
        if first.text in names.events or first.text in names.move_outcomes:
            return ex.Drawn(first.text, self._outcome(first.text, second))
        if first.text in names.moves:
            self._tokens.note(
                first.offset, "no-outcomes", f"move `{first.text}` has no `outcomes`: it always comes out the same"
            )
        elif first.text in names.seats:
            self._tokens.note(
                first.offset, "unknown-name", f"`{first.text}` is a seat; write `drawn({first.text}.reaction.outcome)`"
            )
        else:
            self._unknown(first.offset, "event", first.text, [*names.events, *names.move_outcomes, *names.seats])
        return ex.Every(())

    def _outcome(self, name: str, outcome: Token) -> str:
        """An outcome of an event or a move, looked up."""
        names = self._scope.names
        what, known = ("event", names.events[name]) if name in names.events else ("move", names.move_outcomes[name])
        if outcome.text not in known:
            self._unknown(outcome.offset, f"outcome of {what} `{name}`:", outcome.text, known)
        return outcome.text

    def _outcome_of(self, seat: Token, reaction: Token) -> str:
        """The outcome of a seat's reaction, which follows, looked up."""
        self._tokens.step()
        outcome = self._tokens.word("an outcome")
        names = self._scope.names
        if self._known(seat, "seat", names.seats):
            reactions = names.reactions.get(seat.text, {})
            known = names.reaction_outcomes.get((seat.text, reaction.text))
            if reaction.text not in reactions:
                self._unknown(reaction.offset, f"reaction of seat `{seat.text}`:", reaction.text, reactions)
            elif known is None:
                what = f"`{seat.text}.{reaction.text}`"
                self._tokens.note(
                    reaction.offset, "no-outcomes", f"{what} has no `outcomes`: it always comes out the same"
                )
            elif outcome.text not in known:
                what = f"outcome of `{seat.text}.{reaction.text}`:"
                self._unknown(outcome.offset, what, outcome.text, known)
        return outcome.text

    def _aimed(self, seat: Token, reaction: Token) -> str | None:
        """The actor that a reaction is narrowed to, if one follows."""
        if not self._tokens.ahead(","):
            return None
        self._tokens.step()
        place = self._tokens.word("an actor")
        target = self._actor(place)
        targets = self._scope.names.reactions.get(seat.text, {}).get(reaction.text)
        if targets is not None and target is not None and target not in targets:
            what = f"`{seat.text}.{reaction.text}`"
            if targets:
                known = [each for each in targets if each in self._scope.names.levels]
                self._unknown(place.offset, f"target of {what}:", target, known)
            else:
                self._tokens.note(place.offset, "unknown-name", f"{what} has no targets")
        return target

    def _known(self, token: Token, what: str, known: Collection[str]) -> bool:
        if token.text in known:
            return True
        self._unknown(token.offset, what, token.text, known)
        return False

    def _unknown(self, offset: int, what: str, name: str, known: Iterable[str]) -> None:
        self._tokens.note(offset, "unknown-name", f"there is no {what} `{shown(name)}`", self._nearest(name, known))
