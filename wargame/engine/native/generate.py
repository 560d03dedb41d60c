"""The turn of a program written as C: places in tables and nothing else, so that one build serves every lens.

Whatever a number is, it is an argument: constants, sizes of effects, ranges, weights of links. The text depends only
on which number reads which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path as File
from typing import TypeVar

from wargame.engine import kernel
from wargame.engine.chance import ROOT_HALF_BITS
from wargame.engine.kernel import NOT_HELD
from wargame.engine.native.arguments import CONSTANTS, declared
from wargame.engine.native.numbers import Path
from wargame.engine.native.writer import Writer
from wargame.engine.program import CompiledOutcome, CompiledRule
from wargame.model.expression import NEVER
from wargame.model.grid import GRID_DIGITS
from wargame.model.scenario import MOVER_ID
from wargame.model.viewer import sides

_HERE = File(__file__).parent
_PART = 400
"""About how many lines of a turn are written as one function: what stays in a processor's cache of code."""

_Item = TypeVar("_Item")

_READS = (
    "const double *v = a->v;",
    "const uint64_t *names = a->names;",
    "(void)v, (void)names, (void)turn, (void)coming;",
)
_THIS_TURN = ("const int64_t turn = s->turn, coming = s->turn;", *_READS)
_TURN_PLAYED = ("const int64_t turn = s->turn > 1 ? s->turn - 1 : 1, coming = s->turn;", *_READS)
"""What expressions read as the turn: the one to be played, or the one just played."""


class Text(Writer):
    """The C text of one program."""

    def write(self) -> str:
        """The whole text."""
        self._spreading()
        for (_, closing), months in sorted(self.program.news.items()):
            for events in months:
                self._month(events, closing)
        self._news(closing=False)
        self._news(closing=True)
        self._closings()
        self._asked()
        self._release()
        self._look()
        self._orders()
        self._judge()
        self._expected()
        self._scores()
        parts = (
            *(f"#define {name} {value}" for name, value in self._sizes().items()),
            _part("vectors.c"),
            *declared(),
            _part("state.c"),
            *self.lines,
            _part("games.c"),
        )
        return "\n".join(parts)

    def _sizes(self) -> Mapping[str, int]:
        program = self.program
        return {
            **CONSTANTS,
            "ROOT_HALF_BITS": ROOT_HALF_BITS,
            "GRID": 10**GRID_DIGITS,
            "BY_CHANCE": kernel.BY_CHANCE,
            "NEVER": int(NEVER),
            "NOT_HELD": kernel.NOT_HELD,
            "NUMBERS": len(program.targets),
            "DELAYED": program.delay * len(program.delayed),
            "PLAYS": len(program.plays),
            "MOVES": program.moves,
            "OUTCOMES": program.outcomes,
            "RULES": len(program.rules),
            "INJECTS": len(program.injects),
            "UNSURE": len(program.uncertainties),
            "ASSUMPTIONS": len(program.assumptions),
            "WITHHOLDINGS": len(program.withholdings),
            "CHANCY": len(program.chancy),
            "EVENTS": len(program.events),
            "CONSENTS": len(program.consenters),
            "LINKS": len(program.tie_numbers),
            "CIRCLE": max((len(stage.numbers) for stage in program.network.stages if stage.circle), default=0),
            "SEATS": len(program.scenario.seats),
            "SIDES": len(sides(program.scenario.seats)),
            "EXPECTATIONS": len(program.expectations),
        }

    # --- Chance -------------------------------------------------------------------------------------------------------

    def _weights(self, outcomes: Sequence[CompiledOutcome]) -> list[str]:
        found = []
        for outcome in outcomes:
            weight = self.value(outcome.weight)
            if outcome.uncertainty >= 0:
                weight = f"{weight} + s->draws[{outcome.uncertainty}]"
            found.append(self.new("D", f"LARGER({weight}, ALL(0.0))"))
        return found

    def _race(self, weights: Sequence[str], purposes: Sequence[str]) -> str:
        """The name of which of several ways comes first; -1 where none has weight."""
        way, first = self.variable("M", "WHOLE(-1)"), self.variable("D", "ALL(FOREVER)")
        for place, (weight, purpose) in enumerate(zip(weights, purposes, strict=True)):
            with self.block(f"if (some({weight} > 0.0))"):
                self.put(
                    f"const D at = arrives({weight}, struck(&s->keys, turn, names[{self.numbers.name(purpose)}]));",
                    f"const M earlier = at < {first};",
                    f"{first} = PICK(earlier, at, {first});",
                    f"{way} = PICKM(earlier, WHOLE({place}), {way});",
                )
        return way

    # --- Effects and how they spread ----------------------------------------------------------------------------------

    def _effects(self, path: Path, strong: str, later: bool) -> None:
        """The effects of a source; those of a delayed one act `later`."""
        source = path.source(self.program)
        for place, effect in enumerate(source.effects):
            if effect.size >= 0:
                amount = f"v[{self.numbers.effect(path, place, 'size')}] * {strong}"
            else:
                times, plus = (self.numbers.effect(path, place, part) for part in ("times", "plus"))
                amount = f"({self.value(effect.amount)} * v[{times}] + v[{plus}])"
                if effect.uncertainty >= 0:
                    amount = f"({amount} + s->draws[{effect.uncertainty}])"
                amount = f"{amount} * {strong}"
                if effect.when is not None:
                    amount = f"{amount} * ONES({self.value(effect.when)})"
            onto = f"e[{effect.number}]"
            if source.delay and later:
                row = self.program.delayed_row[effect.number]
                onto = f"ahead[{(source.delay - 1) * len(self.program.delayed) + row}]"
            self.put(f"{onto} += {amount};")

    def _spreading(self) -> None:
        """How effects spread, as loops over tables: there may be more links than a compiler likes to read as lines."""
        program = self.program
        self._table("link_numbers", program.tie_numbers.tolist())
        for place, stage in enumerate(program.network.stages):
            self._table(f"numbers_{place}", stage.numbers.tolist())
            for kind, rounds in (("heard", stage.heard), ("circle", stage.circle)):
                for number, each in enumerate(rounds):
                    if kind == "heard":
                        self._table(f"{kind}_{place}_{number}_rows", each.rows.tolist())
                    self._table(f"{kind}_{place}_{number}", each.sources.tolist())
        with self.block("static void spread(const struct arguments *a, struct block *b)"):
            self.put("D *e = b->turn.e, *m = b->turn.m;", "(void)e;")
            self.put("for (int link = 0; link < LINKS; link++)")
            self.put("    m[link] = b->state.z[link_numbers[link]] * a->link_share[link];")
            for place, stage in enumerate(program.network.stages):
                for number, each in enumerate(stage.heard):
                    name = f"heard_{place}_{number}"
                    self.put(
                        f"for (int r = 0; r < {len(each.rows)}; r++)",
                        f"    e[{name}_rows[r]] += e[{name}[r]] * m[{each.links.start} + r];",
                    )
                if not stage.circle:
                    continue
                count = len(stage.numbers)
                with self.block(f"if (a->hops[{place}])"):
                    self.put("D *first = b->turn.around[2];", "const D *now = first;")
                    self.put(f"for (int r = 0; r < {count}; r++) first[r] = e[numbers_{place}[r]];")
                    with self.block(f"for (int64_t hop = 0; hop < a->hops[{place}]; hop++)"):
                        self.put("D *onto = b->turn.around[hop % 2];")
                        # Each round of a circle is about the first so many of its numbers, and the first about all.
                        for number, each in enumerate(stage.circle):
                            self.put(
                                f"for (int r = 0; r < {len(each.rows)}; r++)",
                                f"    onto[r] = {'onto' if number else 'first'}[r]"
                                f" + now[circle_{place}_{number}[r]] * m[{each.links.start} + r];",
                            )
                        self.put("now = onto;")
                    self.put(f"for (int r = 0; r < {count}; r++) e[numbers_{place}[r]] = now[r];")

    def _table(self, name: str, places: Sequence[int]) -> None:
        self.put(f"static const int {name}[] = {{{', '.join(map(str, (*places, 0)))}}};")

    # --- News ---------------------------------------------------------------------------------------------------------

    def _month(self, events: tuple[int, ...], closing: bool) -> None:
        program = self.program
        with self.block(f"static void month_{events[0]}(const struct arguments *a, struct block *b)"):
            self.put("struct state *s = &b->state;", "D *e = b->turn.e;", "(void)e;")
            self.put(*(_TURN_PLAYED if closing else _THIS_TURN), "const M running = s->ending < 0;")
            with self.moment():
                ways = []
                for place in events:
                    event = program.events[place]
                    happens = "running" if event.when is None else f"running & {self.value(event.when)}"
                    happens = self.new("M", f"a->fixed[{place}] == {NOT_HELD} ? WHOLE(0) : {happens}")
                    self.put(f"M came_{place} = WHOLE(a->fixed[{place}]);")
                    with self.block(f"if (a->fixed[{place}] == -1 && some({happens}))"):
                        drawn = self._race(self._weights(event.outcomes), [each.purpose for each in event.outcomes])
                        self.put(f"came_{place} = {drawn};")
                    ways.append(happens)
                for place, happens in zip(events, ways, strict=True):
                    for way, outcome in enumerate(program.events[place].outcomes):
                        self._comes(outcome, f"{happens} & (came_{place} == {way})")
            with self.moment():
                self.put("memset(e, 0, sizeof b->turn.e);", "int acts = 0;")
                for place in events:
                    for way, outcome in enumerate(program.events[place].outcomes):
                        so = self.new("M", f"(s->came[{outcome.row}] == ALL(turn)) & running")
                        with self.block(f"if (some({so}))"):
                            self.put("acts = 1;")
                            self._effects(Path("event", place, way), self.new("D", f"ONES({so})"), later=False)
                with self.block("if (acts)"):
                    self.put("spread(a, b);")
                    with self.block("for (int each = 0; each < NUMBERS; each++)"):
                        self.put(
                            "const D then = held(s->z[each] + e[each], a->low[each], a->high[each]);",
                            "s->z[each] = PICK(running, then, s->z[each]);",
                        )

    def _comes(self, outcome: CompiledOutcome, so: str) -> None:
        self.put(f"s->came[{outcome.row}] = PICK({so}, ALL(turn), s->came[{outcome.row}]);")

    def _closings(self) -> None:
        """How likely each way is in which the events of a month that closes a turn may come out."""
        program = self.program
        closing = [
            (turn, events) for (turn, closes), months in sorted(program.news.items()) if closes for events in months
        ]
        for _, events in closing:
            taken = "const struct arguments *a, const struct state *s, const int64_t *ways, D so"
            with self.block(f"static D likely_{events[0]}({taken})"):
                self.put(*_TURN_PLAYED, "const M running = s->ending < 0;")
                with self.moment():
                    for place in events:
                        event = program.events[place]
                        with self.block(f"if (a->fixed[{place}] == {kernel.BY_CHANCE})"):
                            happens = "running" if event.when is None else f"running & {self.value(event.when)}"
                            weights = self._weights(event.outcomes)
                            total = self.new("D", " + ".join(weights))
                            happens = self.new("M", f"{happens} & ({total} > 0.0)")
                            self.put(f"const int64_t way = ways[{place}];", f"D drawn = {weights[0]};")
                            for way, weight in enumerate(weights[1:], start=1):
                                self.put(f"if (way == {way}) drawn = {weight};")
                            share = f"PICK({happens}, drawn / PICK({total} > 0.0, {total}, ALL(1.0)), ALL(0.0))"
                            not_held = f"PICK({happens}, ALL(0.0), ALL(1.0))"
                            self.put(f"so *= way == {kernel.NOT_HELD} ? {not_held} : {share};")
                self.put("return so;")
        for _, events in closing:
            ways = ", ".join(str(len(program.events[place].outcomes)) for place in events)
            self.put(f"static const int events_{events[0]}[] = {{{', '.join(map(str, events))}}};")
            self.put(f"static const int ways_{events[0]}[] = {{{ways}}};")
        self.put(f"#define CLOSING_MONTHS {len(closing)}", "static const struct month closing_months[] = {")
        for turn, events in closing:
            first = events[0]
            self.put(f"    {{{turn}, {len(events)}, events_{first}, ways_{first}, month_{first}, likely_{first}}},")
        self.put("    {0, 0, 0, 0, 0, 0},", "};")

    def _news(self, closing: bool) -> None:
        with self.block(f"static void {'closing' if closing else 'news'}(const struct arguments *a, struct block *b)"):
            self.put("(void)a;")
            with self.block(f"switch (b->state.turn{' - 1' if closing else ''})"):
                for (turn, closes), months in sorted(self.program.news.items()):
                    if closes == closing:
                        self.put(f"case {turn}:", *(f"    month_{events[0]}(a, b);" for events in months), "    break;")

    # --- A turn -------------------------------------------------------------------------------------------------------

    def _orders(self) -> None:
        """A turn in parts, each small enough for its code to stay in the processor's cache while many blocks play."""
        self._parts = 0
        with self._part_of_orders():
            self.put("const M running = b->running, move = c->move;", "memset(t->e, 0, sizeof t->e);")
            self.put("memset(t->ahead, 0, sizeof t->ahead);")
            for row in range(self.program.moves):
                self.put(f"now[{row}] = (move == {row}) & running;")
            self.put("for (int64_t r = MOVES; r < PLAYS; r++) now[r] = c->ordered[r] & running;")
            self.put("for (int64_t r = 0; r < PLAYS; r++) t->strong[r] = ONES(now[r]);")
            self._consents()
            self._arriving()
        self._come_out()
        self._fire()
        self._act()
        self._pay()
        with self._part_of_orders():
            self._update()
        names = ", ".join(f"orders_{part}" for part in range(self._parts))
        self.put(f"#define ORDER_PARTS {self._parts}")
        self.put("typedef void (*order_part)(const struct arguments *, struct block *);")
        self.put(f"static const order_part orders[] = {{{names}}};")

    @contextmanager
    def _part_of_orders(self) -> Iterator[None]:
        with self.block(f"static void orders_{self._parts}(const struct arguments *a, struct block *b)"):
            self._parts += 1
            self.put(
                "struct state *s = &b->state;", "const struct choice *c = &b->choice;", "struct turn *t = &b->turn;"
            )
            self.put("M *now = t->now;", "D *e = t->e, *ahead = t->ahead;", *_THIS_TURN)
            self.put("(void)c, (void)now, (void)e, (void)ahead;")
            with self.moment(played=True):
                yield

    def _in_parts(self, several: Iterable[_Item], write: Callable[[_Item], None]) -> None:
        """Something for each of several, in as many parts as it takes."""
        left = list(several)
        while left:
            with self._part_of_orders():
                begun = len(self.lines)
                while left and len(self.lines) - begun < _PART:
                    write(left.pop(0))

    def _arriving(self) -> None:
        """What was sent on its way in earlier turns."""
        delayed = self.program.delayed.tolist() if self.program.delay else []
        self.put(*(f"e[{number}] = s->ahead[{row}];" for row, number in enumerate(delayed)))
        if self.program.delay > 1:
            kept = f"(DELAYED - {len(delayed)})"
            self.put(f"memcpy(ahead, s->ahead + {len(delayed)}, {kept} * sizeof *ahead);")

    def _consents(self) -> None:
        """How strongly plays that need consent take effect."""
        by_play: dict[int, list[int]] = {}
        for row, _, withholding in self.program.consenters:
            by_play.setdefault(row, []).append(withholding)
        for row, withholdings in by_play.items():
            with self.block():
                self.put("D strong = ALL(1.0);")
                # A consent withheld by anybody outweighs another's footnote.
                for answers, left in (("footnoted", "in_part"), ("withheld", "without")):
                    for each in withholdings:
                        self.put(f"strong = PICK(c->{answers}[{each}], ALL(a->{left}[{row}]), strong);")
                self.put(f"t->strong[{row}] = strong *= ONES(now[{row}]);", f"now[{row}] = strong > 0.0;")

    def _come_out(self) -> None:
        """How what takes effect comes out, drawn from the state before any of it has."""
        program = self.program
        if not program.chancy:
            return
        with self._part_of_orders():
            for place, row in enumerate(program.chancy):
                self.put(f"M came_out_{row} = c->outcomes[{place}];")
                with self.block(f"if (some(now[{row}] & (came_out_{row} < 0)))"):
                    outcomes = program.plays[row].outcomes
                    drawn = self._race(self._weights(outcomes), [each.purpose for each in outcomes])
                    self.put(f"came_out_{row} = PICKM(came_out_{row} >= 0, came_out_{row}, {drawn});")
            for row in program.chancy:
                for way, outcome in enumerate(program.plays[row].outcomes):
                    self._comes(outcome, f"now[{row}] & (came_out_{row} == {way})")

    def _fire(self) -> None:
        """Which rules take effect."""

        def fire(row: int) -> None:
            rule = self.program.rules[row]
            assert rule.when is not None
            fires = f"{self.value(rule.when)} & b->running"
            self.put(f"t->firing[{row}] = {fires}{f' & ~s->fired[{row}]' if rule.once else ''};")

        self._in_parts(range(len(self.program.rules)), fire)

    def _act(self) -> None:
        """The effects of all that acts, in an order that does not depend on the file's."""
        program = self.program

        def play(row: int) -> None:
            with self.block(f"if (some(now[{row}]))"):
                self.put(f"const D strong = t->strong[{row}];")
                self._effects(Path("play", row), "strong", later=True)
                for way, outcome in enumerate(program.plays[row].outcomes):
                    so = self.new("M", f"s->came[{outcome.row}] == ALL(turn)")
                    with self.block(f"if (some({so}))"):
                        self._effects(Path("play", row, way), self.new("D", f"strong * ONES({so})"), later=True)

        def rule(row: int) -> None:
            with self.block(f"if (some(t->firing[{row}]))"):
                self._effects(Path("rule", row), self.new("D", f"ONES(t->firing[{row}])"), later=True)

        def inject(row: int) -> None:
            with self.block():
                released = self.new("M", f"c->releasing[{row}] & b->running")
                with self.block(f"if (some({released}))"):
                    self._effects(Path("inject", row), self.new("D", f"ONES({released})"), later=True)

        self._in_parts(program.acting_order, play)
        self._in_parts(_by_cause(program.rules), rule)
        self._in_parts(_by_cause(program.injects), inject)

    def _pay(self) -> None:
        """What is earned and paid."""
        program = self.program
        with self._part_of_orders():
            for row, (number, _, _) in enumerate(program.income):
                self.put(f"e[{number}] += v[{self.numbers.income(row)}];")
            for place, seat in enumerate(program.scenario.seats):
                if (own := program.plays_of[seat]).stop > own.start:
                    self.put(
                        f"for (int64_t r = a->seat_first[{place}]; r < a->seat_first[{place + 1}]; r++)",
                        f"    e[{program.capital[seat]}] -= a->cost[r] * ONES(c->ordered[r]);",
                    )
            if MOVER_ID in program.capital:
                self.put("D paid = ALL(0.0);")
                self.put("for (int64_t r = 0; r < MOVES; r++) paid = PICK(c->move == r, ALL(a->cost[r]), paid);")
                self.put(f"e[{program.capital[MOVER_ID]}] -= paid * ONES(c->move >= 0);")

    def _update(self) -> None:
        self.put("const M running = b->running;")
        self.put("spread(a, b);")
        with self.block("for (int r = 0; r < NUMBERS; r++)"):
            self.put(
                "D drifted = a->baseline[r] - s->z[r];",
                "drifted *= a->drift[r];",
                "const D then = held(s->z[r] + e[r] + drifted, a->low[r], a->high[r]);",
                "s->z[r] = PICK(running, then, s->z[r]);",
            )
        self.put("for (int r = 0; r < DELAYED; r++) s->ahead[r] = PICK(running, ahead[r], s->ahead[r]);")
        with self.block("for (int r = 0; r < PLAYS; r++)"):
            self.put("s->times[r] += ONES(now[r]);", "s->last[r] = PICK(now[r], ALL(turn), s->last[r]);")
        self.put("for (int r = 0; r < RULES; r++) s->fired[r] |= t->firing[r];")
        self.put("for (int r = 0; r < INJECTS; r++) s->released[r] |= c->releasing[r] & running;")

    # --- What can be chosen, and what bots would ----------------------------------------------------------------------

    def _asked(self) -> None:
        program = self.program
        with self.block("static void asked(const M *legal, M *asking)"):
            self.put("(void)legal, (void)asking;")
            for row, each in enumerate(program.withholdings):
                rows = program.names.plays[each.of, each.reaction, None]
                self.put(f"asking[{row}] = {' | '.join(f'legal[{at}]' for at in rows)};")

    def _release(self) -> None:
        head = (
            "static void release(const struct arguments *a, const struct state *s, const int8_t *given, M *releasing,"
            " M running)"
        )
        with self.block(head):
            self.put(*_THIS_TURN, "(void)given, (void)releasing, (void)running;")
            for row, inject in enumerate(self.program.injects):
                with self.moment(), self.block(f"if (given[{row}])"):
                    so = "running" if inject.when is None else self.value(inject.when)
                    self.put(f"releasing[{row}] = {so}{f' & ~s->released[{row}]' if inject.once else ''};")

    def _look(self) -> None:
        program = self.program
        with self.block("static void look(const struct arguments *a, const struct state *s, struct open *open)"):
            self.put(*_THIS_TURN, "const M running = s->ending < 0;")
            places = {
                int(row): (batch.register, lane)
                for batch in program.preferences
                for lane, row in enumerate([batch.rows] if isinstance(batch.rows, int) else batch.rows.tolist())
            }
            unsure = dict(program.preference_uncertainties)
            with self.moment():
                for row, play in enumerate(program.plays):
                    able = f"(s->last[{row}] <= rested(turn, a->rest[{row}])) & running"
                    if play.when is not None:
                        able += f" & {self.value(play.when)}"
                    whose = MOVER_ID if row < program.moves else program.orders[row - program.moves].seat
                    if whose in program.capital:
                        able += f" & (ALL(a->cost[{row}]) <= s->z[{program.capital[whose]}])"
                    self.put(f"open->legal[{row}] = {able};")
                    wish = f"{self.value(*places[row])} * a->times_preference[{row}]"
                    if row in unsure:
                        wish = f"{wish} + s->draws[{unsure[row]}]"
                    self.put(f"open->wish[{row}] = LARGER({wish}, ALL(0.0));")
                for row, (refusing, adding) in enumerate(
                    zip(program.withheld_when, program.footnote_when, strict=True)
                ):
                    self.put(f"open->refusing[{row}] = {self.value(refusing)};")
                    self.put(f"open->adding[{row}] = {'WHOLE(0)' if adding is None else self.value(adding)};")

    # --- What a turn has come to --------------------------------------------------------------------------------------

    def _judge(self) -> None:
        with self.block("static void judge(const struct arguments *a, struct state *s, M running)"):
            self.put(*_TURN_PLAYED, "M ended = s->ending;")
            with self.moment():
                for place, condition in enumerate(self.program.endings):
                    came = "WHOLE(-(s->turn > a->turns))" if condition is None else self.value(condition)
                    self.put(f"ended = PICKM(running & (ended < 0) & {came}, WHOLE({place}), ended);")
            self.put("s->ending = ended;")

    def _expected(self) -> None:
        with self.block("static void expected(const struct arguments *a, const struct state *s, M *now)"):
            self.put(*_TURN_PLAYED, "(void)now;")
            with self.moment():
                for place, register in enumerate(self.program.expectations):
                    self.put(f"now[{place}] = {self.value(register)};")

    def _scores(self) -> None:
        with self.block("static void scores(const struct arguments *a, const struct state *s, D *now)"):
            self.put(*_TURN_PLAYED)
            with self.moment():
                for place, side in enumerate(sides(self.program.scenario.seats)):
                    with self.block():
                        self.put("D total = ALL(0.0), most = ALL(0.0);")
                        for row, compiled in enumerate(self.program.goals[side]):
                            points = f"v[{self.numbers.goal(side, row, 'points')}]"
                            if compiled.when is not None:
                                share = f"ONES({self.value(compiled.when)})"
                            else:
                                assert compiled.measure is not None
                                start, width = (self.numbers.goal(side, row, part) for part in ("start", "width"))
                                way = f"({self.value(compiled.measure)} - v[{start}]) / v[{width}]"
                                share = f"SMALLER(LARGER({way}, ALL(0.0)), ALL(1.0))"
                            counts = "ALL(1.0)"
                            if compiled.applies is not None:
                                counts = self.new("D", f"ONES({self.value(compiled.applies)})")
                            self.put(f"total = total + {share} * {points} * {counts};")
                            self.put(f"most = most + {points} * {counts};")
                        self.put("most = PICK(most > 0.0, most, ALL(100.0));")
                        self.put(f"now[{place}] = on_grid(total * (100.0 / most));")


def _by_cause(several: Sequence[CompiledRule]) -> list[int]:
    """Their places by the ids of their causes, so that sums do not depend on the file's order."""
    return sorted(range(len(several)), key=lambda row: several[row].source.cause.id)


def _part(name: str) -> str:
    return _HERE.joinpath(name).read_text("ascii")
