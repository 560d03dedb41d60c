"""The turn of a program written as C: places in tables and nothing else, so that one build serves every lens.

Whatever a number is, it is an argument: constants, sizes of effects, ranges, weights of links. The text depends only
on which number reads which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from wargame.engine.chance import ROOT_HALF_BITS
from wargame.engine.instructions import Instruction, Operation
from wargame.engine.native.arguments import ARGUMENTS, Table
from wargame.engine.program import CompiledOutcome, Program, Register, Source
from wargame.model.scenario import MOVER_ID

PRELUDE = Path(__file__).with_name("prelude.c")

_SIGNS = {
    Operation.ADD: "+",
    Operation.SUBTRACT: "-",
    Operation.MULTIPLY: "*",
    Operation.DIVIDE: "/",
    Operation.LESS: "<",
    Operation.AT_MOST: "<=",
    Operation.MORE: ">",
    Operation.AT_LEAST: ">=",
    Operation.EQUAL: "==",
    Operation.UNEQUAL: "!=",
    Operation.AND: "&",
    Operation.OR: "|",
}
_TRUTHS = {
    *(Operation.PLAYED, Operation.DRAWN, Operation.FIRED, Operation.ENDED, Operation.NOT, Operation.AND, Operation.OR),
    *(Operation.LESS, Operation.AT_MOST, Operation.MORE, Operation.AT_LEAST, Operation.EQUAL, Operation.UNEQUAL),
}


@dataclass(frozen=True)
class Reads:
    """What the expressions of a part read as the turn and as what has been played."""

    coming: str = "a->turn"
    """The turn that `since` counts back from."""
    played: bool = False
    """Whether something is played at that moment."""


class Text:
    """The C text of one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.table = Table(program)
        self._lines: list[str] = []
        self._depth = 0
        self._scopes: list[dict[tuple[Register, int], str]] = [{}]
        self._reads = Reads()
        self._names = 0

    def write(self) -> str:
        """The whole text."""
        self._put(*ARGUMENTS.declared())
        self._spreading()
        for months, (_, closing) in self._months():
            for events in months:
                self._month(events, closing)
        self._news()
        self._advance()
        self._choose()
        self._play()
        return f"#define ROOT_HALF_BITS {ROOT_HALF_BITS}\n{PRELUDE.read_text('ascii')}\n" + "\n".join(self._lines) + "\n"

    # --- How lines are put down ---------------------------------------------------------------------------------------

    def _put(self, *lines: str) -> None:
        self._lines += ["    " * self._depth + line for line in lines]

    @contextmanager
    def _block(self, head: str = "") -> Iterator[None]:
        self._put(f"{head} {{".strip())
        self._depth += 1
        self._scopes.append({})
        yield
        self._scopes.pop()
        self._depth -= 1
        self._put("}")

    @contextmanager
    def _moment(self, reads: Reads) -> Iterator[None]:
        before, scopes = self._reads, self._scopes
        self._reads, self._scopes = reads, [{}]
        yield
        self._reads, self._scopes = before, scopes

    def _new(self, kind: str, value: str) -> str:
        self._names += 1
        name = f"x{self._names}"
        self._put(f"const {kind} {name} = {value};")
        return name

    # --- Expressions --------------------------------------------------------------------------------------------------

    @cached_property
    def _kinds(self) -> list[tuple[bool, int]]:
        """By register: whether it holds truths, and how many lanes it has."""
        kinds: list[tuple[bool, int]] = []
        for each in self.program.instructions.instructions:
            lanes = max(len(each.rows), len(each.values), *(kinds[of][1] for of in each.inputs), 1)
            true = each.operation in _TRUTHS
            if each.operation is Operation.CONSTANT:
                true = isinstance(each.values[0], bool)
            elif each.operation is Operation.CHOOSE:
                true = kinds[each.inputs[1]][0]
            kinds.append((true, lanes))
        return kinds

    def value(self, register: Register, lane: int = 0) -> str:
        """The name of what a register holds at this moment."""
        true, lanes = self._kinds[register]
        key = register, lane if lanes > 1 else 0
        for scope in self._scopes:
            if key in scope:
                return scope[key]
        instruction = self.program.instructions.instructions[register]
        inputs = [self.value(each, lane) for each in instruction.inputs]
        name = self._scopes[-1][key] = self._new("M" if true else "D", self._computed(register, instruction, inputs, lane))
        return name

    def _computed(self, register: Register, instruction: Instruction, inputs: Sequence[str], lane: int) -> str:
        rows = instruction.rows[lane if len(instruction.rows) > 1 else 0] if instruction.rows else ()
        now = "now" if self._reads.played else None
        match instruction.operation:
            case Operation.CONSTANT:
                at = lane if len(instruction.values) > 1 else 0
                if self._kinds[register][0]:
                    return f"WHOLE({-int(instruction.values[at])})"
                return f"ALL(v[{self.table.constant(register, at)}])"
            case Operation.NUMBER:
                return f"z[{rows[0]}]"
            case Operation.ASSUMPTION:
                return f"IN(DM, a->assumptions + {rows[0]} * w + o)"
            case Operation.TURN:
                return "ALL(a->turn)"
            case Operation.TURNS:
                return "ALL(a->turns)"
            case Operation.YEAR:
                return "ALL(a->year)"
            case Operation.PLAYED:
                return " | ".join(f"now[{row}]" for row in rows) if now else "WHOLE(0)"
            case Operation.TIMES:
                return " + ".join(f"number(times[{row}])" for row in rows)
            case Operation.SINCE | Operation.SINCE_DRAWN:
                of = "last" if instruction.operation is Operation.SINCE else "came"
                latest = f"{of}[{rows[0]}]"
                for row in rows[1:]:
                    latest = f"later({latest}, {of}[{row}])"
                return f"since({latest}, {self._reads.coming})"
            case Operation.DRAWN:
                return " | ".join(f"mask(came[{row}] > 0)" for row in rows)
            case Operation.FIRED:
                return f"truth(fired[{rows[0]}])"
            case Operation.ENDED:
                return f"ending == {rows[0]}"
            case Operation.NEGATE:
                return f"-{inputs[0]}"
            case Operation.NOT:
                return f"~{inputs[0]}"
            case Operation.ABSOLUTE:
                return f"SIZE({inputs[0]})"
            case Operation.MINIMUM:
                return f"SMALLER({inputs[0]}, {inputs[1]})"
            case Operation.MAXIMUM:
                return f"LARGER({inputs[0]}, {inputs[1]})"
            case Operation.CHOOSE:
                pick = "PICKM" if self._kinds[register][0] else "PICK"
                return f"{pick}({inputs[0]}, {inputs[1]}, {inputs[2]})"
            case sign:
                return f"{inputs[0]} {_SIGNS[sign]} {inputs[1]}"

    def _draw(self, row: int) -> str:
        return f"IN(DM, a->draws + {row} * w + o)"

    def _weights(self, outcomes: Iterable[CompiledOutcome]) -> list[str]:
        found = []
        for outcome in outcomes:
            weight = self.value(outcome.weight)
            if outcome.uncertainty >= 0:
                weight = f"{weight} + {self._draw(outcome.uncertainty)}"
            found.append(self._new("D", f"LARGER({weight}, ALL(0.0))"))
        return found

    def _race(self, weights: Sequence[str], purposes: Sequence[str], turn: str) -> str:
        """The name of which of several ways comes first; -1 where none has weight."""
        self._names += 1
        way, first = f"way{self._names}", f"first{self._names}"
        self._put(f"M {way} = WHOLE(-1);", f"D {first} = ALL(FOREVER);")
        for place, (weight, purpose) in enumerate(zip(weights, purposes, strict=True)):
            with self._block(f"if (some({weight} > 0.0))"):
                self._put(
                    f"const D at = arrives({weight}, struck(seeds, {turn}, names[{self.table.name(purpose)}]));",
                    f"const M earlier = at < {first};",
                    f"{first} = PICK(earlier, at, {first});",
                    f"{way} = PICKM(earlier, WHOLE({place}), {way});",
                )
        return way

    # --- Effects and how they spread ----------------------------------------------------------------------------------

    def _effects(self, source: Source, strong: str) -> None:
        for effect in source.effects:
            if effect.size >= 0:
                amount = f"v[{self.table.size(source, effect.size)}] * {strong}"
            else:
                amount = self.value(effect.amount)
                if effect.uncertainty >= 0:
                    amount = f"({amount} + {self._draw(effect.uncertainty)})"
                amount = f"{amount} * {strong}"
                if effect.when is not None:
                    amount = f"{amount} * ONES({self.value(effect.when)})"
            onto = f"e[{effect.number}]"
            if source.delay and self._reads.played:
                onto = f"ahead[{(source.delay - 1) * len(self.program.delayed) + self.program.delayed_row[effect.number]}]"
            self._put(f"{onto} += {amount};")

    def _spreading(self) -> None:
        program = self.program
        with self._block("static void linked(const struct arguments *a, const D *z, D *m)"):
            self._put("const double *share = a->link_share;")
            for link, number in enumerate(program.tie_numbers.tolist()):
                self._put(f"m[{link}] = z[{number}] * share[{link}];")
            if not len(program.tie_numbers):
                self._put("(void)z, (void)m, (void)share;")
        with self._block("static void spread(const struct arguments *a, D *e, const D *m)"):
            for place, stage in enumerate(program.network.stages):
                for each in stage.heard:
                    for row, source, link in zip(
                        each.rows.tolist(), each.sources.tolist(), range(each.links.start, each.links.stop), strict=True
                    ):
                        self._put(f"e[{row}] += e[{source}] * m[{link}];")
                if not stage.circle:
                    continue
                numbers = stage.numbers.tolist()
                parts: dict[int, list[str]] = {}
                for each in stage.circle:
                    for row, source, link in zip(
                        each.rows.tolist(), each.sources.tolist(), range(each.links.start, each.links.stop), strict=True
                    ):
                        parts.setdefault(row, []).append(f"now[{source}] * m[{link}]")
                with self._block(f"if (a->hops[{place}])"):
                    count = len(numbers)
                    self._put(f"D turn_about[2][{count}];", "const D *now;", f"D first[{count}];")
                    self._put(*(f"first[{row}] = e[{number}];" for row, number in enumerate(numbers)))
                    self._put("now = first;")
                    with self._block(f"for (int64_t hop = 0; hop < a->hops[{place}]; hop++)"):
                        self._put("D *onto = turn_about[hop % 2];")
                        for row, number in enumerate(numbers):
                            self._put(f"onto[{row}] = {' + '.join([f'e[{number}]', *parts[row]])};")
                        self._put("now = onto;")
                    self._put(*(f"e[{number}] = now[{row}];" for row, number in enumerate(numbers)))
            self._put("(void)a, (void)e, (void)m;")

    # --- News ---------------------------------------------------------------------------------------------------------

    def _months(self) -> Iterator[tuple[tuple[tuple[int, ...], ...], tuple[int, bool]]]:
        for when in sorted(self.program.news):
            yield self.program.news[when], when

    def _month(self, events: tuple[int, ...], closing: bool) -> None:
        program = self.program
        head = (
            f"static void month_{events[0]}(const struct arguments *a, int64_t o, D *z, S *came, const S *times,"
            " const S *last, const B *fired, M ending, U seeds)"
        )
        reads = Reads("a->turn + 1" if closing else "a->turn")
        with self._block(head):
            self._put("const int64_t w = a->width;", "const double *v = a->v;", "const uint64_t *names = a->names;")
            self._put("const M running = ending < 0;")
            self._put("(void)w, (void)v, (void)names, (void)times, (void)last, (void)fired, (void)seeds;")
            with self._moment(reads):
                ways = []
                for place in events:
                    event = program.events[place]
                    happens = "running" if event.when is None else f"running & {self.value(event.when)}"
                    happens = self._new("M", f"a->fixed[{place}] == -2 ? WHOLE(0) : {happens}")
                    self._put(f"M came_{place} = WHOLE(a->fixed[{place}]);")
                    with self._block(f"if (a->fixed[{place}] == -1 && some({happens}))"):
                        weights = self._weights(event.outcomes)
                        way = self._race(weights, [each.purpose for each in event.outcomes], "a->turn")
                        self._put(f"came_{place} = {way};")
                    ways.append(happens)
                for place, happens in zip(events, ways, strict=True):
                    for way, outcome in enumerate(program.events[place].outcomes):
                        self._put(
                            f"came[{outcome.row}] = turns({happens} & (came_{place} == {way}), a->turn,"
                            f" came[{outcome.row}]);"
                        )
            with self._moment(reads):
                numbers = len(program.targets)
                self._put(f"D e[{numbers}] = {{{{0}}}};", "int acts = 0;")
                for place in events:
                    for outcome in program.events[place].outcomes:
                        so = self._new("M", f"mask(came[{outcome.row}] == (int16_t)a->turn) & running")
                        with self._block(f"if (some({so}))"):
                            self._put("acts = 1;")
                            strong = self._new("D", f"ONES({so})")
                            self._effects(outcome.source, strong)
                with self._block("if (acts)"):
                    self._put(f"D m[{max(1, len(program.tie_numbers))}];", "linked(a, z, m);", "spread(a, e, m);")
                    with self._block(f"for (int each = 0; each < {numbers}; each++)"):
                        self._put(
                            "const D then = held(z[each] + e[each], a->low[each], a->high[each]);",
                            "z[each] = PICK(running, then, z[each]);",
                        )

    def _load(self, *parts: str) -> None:
        sizes = self.table.sizes
        for part in parts:
            kind = {"z": "D", "times": "S", "last": "S", "came": "S", "fired": "B"}[part]
            of = {"z": "numbers"}.get(part, part)
            self._put(f"{kind} {part}[{max(1, sizes[of])}];")
            self._put(f"for (int64_t r = 0; r < {sizes[of]}; r++) {part}[r] = IN({kind}M, a->{of} + r * w + o);")

    def _begin_block(self) -> None:
        self._put("const int64_t w = a->width;", "const double *v = a->v;", "const uint64_t *names = a->names;")
        self._put("const M ending = IN(MM, a->ending + o);", "const U seeds = IN(UM, a->seeds + o);")
        self._put("(void)w, (void)v, (void)names, (void)ending, (void)seeds;")

    def _all_blocks(self, name: str) -> None:
        with self._block(f"void {name}(const struct arguments *a)"):
            with self._block("for (int64_t o = 0; ; o += W)"):
                self._put(
                    "if (o + W > a->width) o = a->width - W;",
                    f"{name}_block(a, o);",
                    "if (o + W == a->width) return;",
                )

    def _news(self) -> None:
        program = self.program
        with self._block("static void news_block(const struct arguments *a, int64_t o)"):
            self._begin_block()
            self._load("z", "times", "last", "came", "fired")
            self._cases(False)
            self._put(
                f"for (int64_t r = 0; r < {len(program.targets)}; r++) OUT(DM, a->numbers_after + r * w + o) = z[r];",
                f"for (int64_t r = 0; r < {program.outcomes}; r++) OUT(SM, a->came_after + r * w + o) = came[r];",
            )
        self._all_blocks("news")

    def _cases(self, closing: bool) -> None:
        with self._block("switch (a->turn)"):
            for months, (turn, closes) in self._months():
                if closes == closing:
                    self._put(f"case {turn}:")
                    for events in months:
                        self._put(f"    month_{events[0]}(a, o, z, came, times, last, fired, ending, seeds);")
                    self._put("    break;")

    # --- A turn -------------------------------------------------------------------------------------------------------

    def _advance(self) -> None:
        program = self.program
        plays, numbers, delayed = len(program.plays), len(program.targets), len(program.delayed)
        with self._block("static void advance_block(const struct arguments *a, int64_t o)"):
            self._begin_block()
            self._load("z", "times", "last", "came", "fired")
            self._put("const M running = ending < 0, move = IN(MM, a->move + o);")
            self._put(f"M now[{plays}];")
            for row in range(program.moves):
                self._put(f"now[{row}] = (move == {row}) & running;")
            self._put(
                f"for (int64_t r = {program.moves}; r < {plays}; r++)"
                " now[r] = truth(IN(BM, a->ordered + r * w + o)) & running;"
            )
            strengths = self._consents()
            self._come_out()
            with self._moment(Reads(played=True)):
                firing = []
                for row, rule in enumerate(program.rules):
                    assert rule.when is not None
                    fires = f"{self.value(rule.when)} & running"
                    if rule.once:
                        fires += f" & ~truth(fired[{row}])"
                    firing.append(self._new("M", fires))
                self._put(f"D e[{numbers}] = {{{{0}}}};", f"D ahead[{max(1, program.delay * delayed)}] = {{{{0}}}};")
                for row, number in enumerate(program.delayed.tolist() if program.delay else []):
                    self._put(f"e[{number}] = IN(DM, a->delayed + {row} * w + o);")
                if program.delay > 1:
                    self._put(
                        f"for (int64_t r = 0; r < {(program.delay - 1) * delayed}; r++)"
                        f" ahead[r] = IN(DM, a->delayed + (r + {delayed}) * w + o);"
                    )
                self._acting(strengths, firing)
            for number, _, _ in program.income:
                self._put(f"e[{number}] += v[{self.table.income(number)}];")
            for row, order in enumerate(program.orders, start=program.moves):
                self._put(
                    f"e[{program.capital[order.seat]}] -= a->cost[{row}] * ONES(truth(IN(BM, a->ordered + {row} * w + o)));"
                )
            if MOVER_ID in program.capital:
                self._put("D paid = ALL(0.0);")
                for row in range(program.moves):
                    self._put(f"paid = PICK(move == {row}, ALL(a->cost[{row}]), paid);")
                self._put(f"e[{program.capital[MOVER_ID]}] -= paid * ONES(move >= 0);")
            self._put(f"D m[{max(1, len(program.tie_numbers))}];", "linked(a, z, m);", "spread(a, e, m);")
            with self._block(f"for (int r = 0; r < {numbers}; r++)"):
                self._put(
                    "D drifted = a->baseline[r] - z[r];",
                    "drifted *= a->drift[r];",
                    "const D then = held(z[r] + e[r] + drifted, a->low[r], a->high[r]);",
                    "z[r] = PICK(running, then, z[r]);",
                )
            with self._block(f"for (int64_t r = 0; r < {program.delay * delayed}; r++)"):
                self._put("OUT(DM, a->delayed_after + r * w + o) = PICK(running, ahead[r], IN(DM, a->delayed + r * w + o));")
            with self._block(f"for (int64_t r = 0; r < {plays}; r++)"):
                self._put(
                    "times[r] -= narrow(now[r]);",
                    "last[r] = turns(now[r], a->turn, last[r]);",
                    "OUT(SM, a->times_after + r * w + o) = times[r];",
                    "OUT(SM, a->last_after + r * w + o) = last[r];",
                )
            for row, fires in enumerate(firing):
                self._put(f"fired[{row}] |= flags({fires});")
            self._put(
                f"for (int64_t r = 0; r < {len(program.rules)}; r++) OUT(BM, a->fired_after + r * w + o) = fired[r];",
                f"for (int64_t r = 0; r < {len(program.injects)}; r++)",
                "    OUT(BM, a->released_after + r * w + o) = IN(BM, a->released + r * w + o)"
                " | flags(truth(IN(BM, a->releasing + r * w + o)) & running);",
            )
            self._cases(True)
            self._judge()
            self._put(
                f"for (int64_t r = 0; r < {numbers}; r++) OUT(DM, a->numbers_after + r * w + o) = z[r];",
                f"for (int64_t r = 0; r < {program.outcomes}; r++) OUT(SM, a->came_after + r * w + o) = came[r];",
                "OUT(MM, a->ending_after + o) = ended;",
            )
        self._all_blocks("advance")

    def _consents(self) -> dict[int, str]:
        """By play that needs consent, the name of how strongly it takes effect."""
        program = self.program
        strengths: dict[int, str] = {}
        by_play: dict[int, list[int]] = {}
        for row, _, withholding in program.consenters:
            by_play.setdefault(row, []).append(withholding)
        for row, withholdings in by_play.items():
            strong = strengths[row] = f"strong_{row}"
            self._put(f"D {strong} = ALL(1.0);")
            for answers, left in (("footnoted", "in_part"), ("withheld", "without")):
                for each in withholdings:
                    self._put(
                        f"{strong} = PICK(truth(IN(BM, a->{answers} + {each} * w + o)), ALL(a->{left}[{row}]), {strong});"
                    )
            self._put(f"{strong} *= ONES(now[{row}]);", f"now[{row}] = {strong} > 0.0;")
        return strengths

    def _come_out(self) -> None:
        """How what takes effect comes out, drawn from the state before any of it has."""
        program = self.program
        if not program.chancy:
            return
        with self._moment(Reads(played=True)):
            for place, row in enumerate(program.chancy):
                self._put(f"M came_out_{row} = IN(MM, a->outcomes + {place} * w + o);")
                with self._block(f"if (some(now[{row}] & (came_out_{row} < 0)))"):
                    outcomes = program.plays[row].outcomes
                    way = self._race(self._weights(outcomes), [each.purpose for each in outcomes], "a->turn")
                    self._put(f"came_out_{row} = PICKM(came_out_{row} >= 0, came_out_{row}, {way});")
        for row in program.chancy:
            for way, outcome in enumerate(program.plays[row].outcomes):
                so = f"now[{row}] & (came_out_{row} == {way})"
                self._put(f"came[{outcome.row}] = turns({so}, a->turn, came[{outcome.row}]);")

    def _acting(self, strengths: Mapping[int, str], firing: Sequence[str]) -> None:
        program = self.program
        for row in program.acting_order:
            play = program.plays[row]
            with self._block(f"if (some(now[{row}]))"):
                strong = strengths.get(row) or self._new("D", f"ONES(now[{row}])")
                self._effects(play.source, strong)
                for outcome in play.outcomes:
                    so = self._new("M", f"mask(came[{outcome.row}] == (int16_t)a->turn)")
                    with self._block(f"if (some({so}))"):
                        part = self._new("D", f"{strong} * ONES({so})")
                        self._effects(outcome.source, part)
        for row in sorted(range(len(program.rules)), key=lambda row: program.rules[row].source.cause.id):
            with self._block(f"if (some({firing[row]}))"):
                self._effects(program.rules[row].source, self._new("D", f"ONES({firing[row]})"))
        for row in sorted(range(len(program.injects)), key=lambda row: program.injects[row].source.cause.id):
            with self._block():
                released = self._new("M", f"truth(IN(BM, a->releasing + {row} * w + o)) & running")
                with self._block(f"if (some({released}))"):
                    self._effects(program.injects[row].source, self._new("D", f"ONES({released})"))

    def _judge(self) -> None:
        self._put("M ended = ending;")
        with self._moment(Reads("a->turn + 1")):
            for place, condition in enumerate(self.program.endings):
                came = "WHOLE(-(a->turn + 1 > a->turns))" if condition is None else self.value(condition)
                self._put(f"ended = PICKM(running & (ended < 0) & {came}, WHOLE({place}), ended);")

    # --- What bots choose ---------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        program = self.program
        plays = len(program.plays)
        with self._block("static void choose_block(const struct arguments *a, int64_t o)"):
            self._begin_block()
            self._load("z", "times", "last", "came", "fired")
            self._put("const M running = ending < 0;", f"M legal[{plays}];", f"D wish[{plays}];")
            places = {
                int(row): (batch.register, lane)
                for batch in program.preferences
                for lane, row in enumerate([batch.rows] if isinstance(batch.rows, int) else batch.rows.tolist())
            }
            unsure = dict(program.preference_uncertainties)
            with self._moment(Reads()):
                for row, play in enumerate(program.plays):
                    able = f"mask(last[{row}] <= RESTED(a->turn, a->rest[{row}])) & running"
                    if play.when is not None:
                        able += f" & {self.value(play.when)}"
                    whose = MOVER_ID if row < program.moves else program.orders[row - program.moves].seat
                    if whose in program.capital:
                        able += f" & (ALL(a->cost[{row}]) <= z[{program.capital[whose]}])"
                    self._put(f"legal[{row}] = {able};")
                    register, lane = places[row]
                    wish = self.value(register, lane)
                    if row in unsure:
                        wish = f"{wish} + {self._draw(unsure[row])}"
                    self._put(f"wish[{row}] = LARGER({wish}, ALL(0.0));")
                refusing = [self.value(each) for each in program.withheld_when]
                adding = [None if each is None else self.value(each) for each in program.footnote_when]
            for place, seat in enumerate(program.scenario.seats):
                self._orders(place, seat)
            with self._block("if (a->by_chance)"):
                weights = [self._new("D", f"wish[{row}] * ONES(legal[{row}])") for row in range(program.moves)]
                way = self._race(weights, [f"move:{move}" for move in program.scenario.moves], "a->turn")
                self._put(f"OUT(MM, a->move_after + o) = PICKM({way} < 0, WHOLE(a->fallback), {way});")
            for row, each in enumerate(program.withholdings):
                rows = program.names.plays[each.of, each.reaction, None]
                asking = self._new("M", " | ".join(f"legal[{at}]" for at in rows))
                self._put(f"OUT(BM, a->withheld_after + {row} * w + o) = flags({refusing[row]} & {asking});")
                note = adding[row]
                noted = "WHOLE(0)" if note is None else f"{note} & ~{refusing[row]} & {asking}"
                self._put(f"OUT(BM, a->footnoted_after + {row} * w + o) = flags({noted});")
        self._all_blocks("choose")

    def _orders(self, place: int, seat: str) -> None:
        program = self.program
        rows = range(program.plays_of[seat].start, program.plays_of[seat].stop)
        if not rows:
            return
        with self._block():
            count = len(rows)
            self._put(f"D at[{count}];")
            self._put(f"const D passing = struck(seeds, a->turn, names[{self.table.name(f'pass:{seat}')}]);")
            for at, row in enumerate(rows):
                order = program.orders[row - program.moves]
                with self._block():
                    in_time = f"WHOLE(-({program.plays[row].source.delay} <= a->turns - a->turn))"
                    self._put(f"const D weight = wish[{row}] * ONES(legal[{row}] & {in_time});", f"at[{at}] = ALL(FOREVER);")
                    with self._block("if (some(weight > 0.0))"):
                        clock = f"struck(seeds, a->turn, names[{self.table.name(f'order:{seat}:{order}')}])"
                        self._put(
                            f"const D comes = arrives(weight, {clock});",
                            f"at[{at}] = PICK(comes < passing, comes, at[{at}]);",
                        )
            self._put(f"B chosen[{count}] = {{{{0}}}};", f"D left = z[{program.capital[seat]}];")
            with self._block(f"for (int64_t more = a->orders_per_turn[{place}]; more > 0; more--)"):
                self._put("D first = ALL(FOREVER);", "M which = WHOLE(-1);")
                with self._block(f"for (int r = 0; r < {count}; r++)"):
                    self._put(
                        "const M earlier = at[r] < first;",
                        "first = PICK(earlier, at[r], first);",
                        "which = PICKM(earlier, WHOLE(r), which);",
                    )
                self._put("if (!some(which >= 0)) break;", "D paid = ALL(0.0);")
                with self._block(f"for (int r = 0; r < {count}; r++)"):
                    self._put(
                        "const M taken = which == r;",
                        "chosen[r] |= flags(taken);",
                        "at[r] = PICK(taken, ALL(FOREVER), at[r]);",
                        f"paid = PICK(taken, ALL(a->cost[r + {rows.start}]), paid);",
                    )
                self._put("left = left - paid;")
                with self._block(f"for (int r = 0; r < {count}; r++)"):
                    self._put(f"at[r] = PICK(ALL(a->cost[r + {rows.start}]) > left, ALL(FOREVER), at[r]);")
            self._put(
                f"for (int64_t r = 0; r < {count}; r++) OUT(BM, a->ordered_after + (r + {rows.start}) * w + o) = chosen[r];"
            )


    # --- Whole games --------------------------------------------------------------------------------------------------

    def _play(self) -> None:
        """Games of W worlds from turn to turn, with all they read beside one another in the processor's cache."""
        program = self.program
        plays, width = len(program.plays), "W"
        rows = {
            "numbers": ("double", len(program.targets)),
            "delayed": ("double", program.delay * len(program.delayed)),
            "times": ("int16_t", plays),
            "last": ("int16_t", plays),
            "came": ("int16_t", program.outcomes),
            "fired": ("int8_t", len(program.rules)),
            "released": ("int8_t", len(program.injects)),
            "ending": ("int64_t", 1),
        }
        read = {
            "draws": ("double", len(program.uncertainties)),
            "assumptions": ("double", len(program.assumptions)),
            "seeds": ("uint64_t", 1),
        }
        chosen = {
            "move": ("int64_t", 1),
            "ordered": ("int8_t", plays),
            "withheld": ("int8_t", len(program.withholdings)),
            "footnoted": ("int8_t", len(program.withholdings)),
        }
        with self._block("static void play_block(const struct arguments *a, int64_t o)"):
            self._put("const int64_t w = a->width;", "struct arguments b = *a;", "b.width = W;")
            for name, (kind, count) in (*rows.items(), *read.items(), *chosen.items()):
                pair = 2 if name in rows else 1
                self._put(f"{kind} {name}[{pair}][{max(1, count)} * {width}] __attribute__((aligned(64)));")
            for name, (kind, count) in (*rows.items(), *read.items()):
                self._put(
                    f"for (int64_t r = 0; r < {count}; r++)",
                    f"    for (int each = 0; each < W; each++) {name}[0][r * W + each] = a->{name}[r * w + o + each];",
                )
            for name in (*read, *chosen):
                self._put(f"b.{name} = {name}[0];")
            self._put("b.ordered_after = ordered[0];", "b.withheld_after = withheld[0];")
            self._put("b.footnoted_after = footnoted[0];", "b.move_after = move[0];", "b.by_chance = 1;")
            self._put(
                f"int8_t releasing[{max(1, len(program.injects))} * W] = {{0}};",
                f"int64_t outcomes[{max(1, len(program.chancy))} * W];",
                f"for (int64_t r = 0; r < {len(program.chancy)} * W; r++) outcomes[r] = -1;",
                "b.releasing = releasing;",
                "b.outcomes = outcomes;",
                "memset(ordered, 0, sizeof ordered);",
            )
            with self._block("for (int64_t turn = a->turn; turn <= a->turns; turn++)"):
                self._put("const int64_t t = turn - a->turn;", "b.turn = turn;", "b.year = a->years[t];")
                # The news is written beside the state before it; the turn back into its place.
                self._put(*(f"b.{name} = {name}[0];" for name in rows))
                self._put("b.numbers_after = numbers[1];", "b.came_after = came[1];", "news_block(&b, 0);")
                self._put("b.numbers = numbers[1];", "b.came = came[1];", "choose_block(&b, 0);")
                self._written("numbers_before", "double", "numbers[1]", rows["numbers"][1])
                self._written("came_before", "int16_t", "came[1]", rows["came"][1])
                for name, (kind, count) in chosen.items():
                    self._written(name, kind, f"{name}[0]", count)
                self._put(
                    *(f"b.{name}_after = {name}[{0 if name in ('numbers', 'came') else 1}];" for name in rows),
                    "advance_block(&b, 0);",
                )
                for name, (_, count) in rows.items():
                    if name not in ("numbers", "came"):
                        self._put(f"memcpy({name}[0], {name}[1], sizeof {name}[0]);" if count else "")
                for name, (kind, count) in rows.items():
                    self._written(name, kind, f"{name}[0]", count)
        self._all_blocks("play")

    def _written(self, name: str, kind: str, of: str, count: int) -> None:
        """What a turn has made, written where every turn's is kept, if it is asked for."""
        self._put(
            f"if (a->every_{name})",
            f"    for (int64_t r = 0; r < {count}; r++)",
            f"        memcpy(a->every_{name} + (t * {count} + r) * w + o, {of} + r * W, W * sizeof({kind}));",
        )
