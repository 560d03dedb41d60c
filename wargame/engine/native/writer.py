"""Lines of C, and what a program's expressions are in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from wargame.engine.instructions import Instruction, Operation
from wargame.engine.native.numbers import Numbers
from wargame.engine.program import Program, Register

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


class Writer:
    """Puts down lines, and the values of expressions as they are needed, each once where it can be seen.

    Functions keep the state in `s`, the arguments in `a`, their table in `v`, the turn that expressions read in `turn`
    and the turn that `since` counts back from in `coming`.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.numbers = Numbers()
        self.lines: list[str] = []
        self._depth = 0
        self._scopes: list[dict[tuple[Register, int], str]] = [{}]
        self._played = False
        self._count = 0

    def put(self, *lines: str) -> None:
        """Put down lines."""
        self.lines += ["    " * self._depth + line for line in lines]

    @contextmanager
    def block(self, head: str = "") -> Iterator[None]:
        """Lines in braces; values computed there are not seen outside."""
        self.put(f"{head} {{".strip())
        self._depth += 1
        self._scopes.append({})
        yield
        self._scopes.pop()
        self._depth -= 1
        self.put("}")

    @contextmanager
    def moment(self, played: bool = False) -> Iterator[None]:
        """What expressions read from here on; `played` where something is played at that moment, in `now`."""
        before = self._played, self._scopes
        self._played, self._scopes = played, [{}]
        yield
        self._played, self._scopes = before

    def new(self, kind: str, value: str) -> str:
        """The name of a new value."""
        self._count += 1
        name = f"x{self._count}"
        self.put(f"const {kind} {name} = {value};")
        return name

    def variable(self, kind: str, value: str) -> str:
        """The name of a new variable."""
        self._count += 1
        name = f"y{self._count}"
        self.put(f"{kind} {name} = {value};")
        return name

    @cached_property
    def _kinds(self) -> list[tuple[bool, int, bool]]:
        """By register: whether it holds truths, how many lanes it has, and whether a constant is in it."""
        kinds: list[tuple[bool, int, bool]] = []
        for each in self.program.instructions.instructions:
            lanes = max(len(each.rows), len(each.values), *(kinds[of][1] for of in each.inputs), 1)
            true = each.operation in _TRUTHS
            if each.operation is Operation.CONSTANT:
                true = isinstance(each.values[0], bool)
            elif each.operation is Operation.CHOOSE:
                true = kinds[each.inputs[1]][0]
            written = each.operation is Operation.CONSTANT or any(kinds[of][2] for of in each.inputs)
            kinds.append((true, lanes, written))
        return kinds

    def value(self, register: Register, lane: int = 0) -> str:
        """The name of what a register holds at this moment."""
        true, lanes, written = self._kinds[register]
        key = register, lane if lanes > 1 else 0
        for scope in self._scopes:
            if key in scope:
                return scope[key]
        instruction = self.program.instructions.instructions[register]
        if instruction.operation is Operation.CONSTANT:
            return f"(ALL(v[{self.numbers.constant(register, lane)}]){' != 0.0' if true else ''})"
        if instruction.operation is Operation.NUMBER:
            return f"s->z[{self._rows(instruction, lane)[0]}]"
        inputs = [self.value(each, lane) for each in instruction.inputs]
        name = self.new("M" if true else "D", self._computed(instruction, true, inputs, lane))
        if not written:
            # What two places share only because they hold equal constants is not shared: one of these may change.
            self._scopes[-1][key] = name
        return name

    @staticmethod
    def _rows(instruction: Instruction, lane: int) -> tuple[int, ...]:
        return instruction.rows[lane if len(instruction.rows) > 1 else 0] if instruction.rows else ()

    def _computed(self, instruction: Instruction, true: bool, inputs: Sequence[str], lane: int) -> str:
        rows = self._rows(instruction, lane)
        match instruction.operation:
            case Operation.ASSUMPTION:
                return f"s->assumed[{rows[0]}]"
            case Operation.TURN:
                return "ALL(turn)"
            case Operation.TURNS:
                return "ALL(a->turns)"
            case Operation.YEAR:
                return "ALL(a->years[turn - 1])"
            case Operation.PLAYED:
                return " | ".join(f"now[{row}]" for row in rows) if self._played else "WHOLE(0)"
            case Operation.TIMES:
                return " + ".join(f"s->times[{row}]" for row in rows)
            case Operation.SINCE | Operation.SINCE_DRAWN:
                of = "last" if instruction.operation is Operation.SINCE else "came"
                latest = f"s->{of}[{rows[0]}]"
                for row in rows[1:]:
                    latest = f"LARGER({latest}, s->{of}[{row}])"
                return f"since({latest}, ALL(coming))"
            case Operation.DRAWN:
                return " | ".join(f"(s->came[{row}] > 0.0)" for row in rows)
            case Operation.FIRED:
                return f"s->fired[{rows[0]}]"
            case Operation.ENDED:
                return f"s->ending == {rows[0]}"
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
                return f"{'PICKM' if true else 'PICK'}({inputs[0]}, {inputs[1]}, {inputs[2]})"
            case sign:
                return f"{inputs[0]} {_SIGNS[sign]} {inputs[1]}"
