"""What the reading of every part shares: the tree, the names, the faults, and how an expression or source is read."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from wargame.authoring.expressions import FARTHEST, parse_expression, parse_number_named
from wargame.authoring.intervals import Ranges
from wargame.authoring.letters import clause, latin, shown
from wargame.authoring.lexer import ExpressionError
from wargame.authoring.problems import Faults, Place, Spot
from wargame.authoring.schema import Shape
from wargame.authoring.schema_faults import A_LIST, validated
from wargame.authoring.scope import Scope
from wargame.authoring.symbols import Names, block, check_id
from wargame.authoring.yaml_tree import Block, Items, Key, Scalar
from wargame.model import expression as ex
from wargame.model.scenario import JUDGEMENT, cited

AnyShape = TypeVar("AnyShape", bound=Shape)

MOST_COMPUTED = 500_000
"""How many characters all conditions and amounts may have: `check` takes about five seconds for so many."""

_TARGET = re.compile(r"\btarget\b")


def _two_in_one(name: str, known: Iterable[str]) -> str:
    """A clause for several names that no comma parts."""
    parts = name.split()
    if len(parts) < 2 or not set(parts) <= set(known):
        return ""
    return f"; a comma is missing between `{parts[0]}` and `{parts[1]}`"


class Context:
    """One file being read."""

    def __init__(self, root: Block, names: Names, faults: Faults) -> None:
        self.root = root
        self.names = names
        self.faults = faults
        self.ranges: Ranges | None = None
        """Set once the parts that declare ranges are read."""
        self._counted: set[int] = set()
        self._total = 0
        """How many characters the conditions and amounts have that were read so far, each counted once."""
        self._read: dict[tuple[int, str | None], ex.Expression | None] = {}

    def parts(self, section: str, shape: type[AnyShape], what: str) -> Iterator[tuple[Key, AnyShape]]:
        """The parts of a section that have good shape and a good id, with their keys."""
        return self.parts_of(self.section(section), shape, what)

    def parts_of(self, several: Block, shape: type[AnyShape], what: str) -> Iterator[tuple[Key, AnyShape]]:
        """The parts of a block that have good shape and a good id, with their keys."""
        for key, raw in several.items():
            good = check_id(key, self.faults)
            part = validated(shape, raw, key, f"{what} `{shown(key)}`", self.faults)
            if good and part is not None:
                yield key, part

    def section(self, name: str) -> Block:
        """A section of the file; empty when it is left out, the fault noted when it is not a block."""
        key = self.root.keys_by_name.get(name)
        if key is None:
            return Block(1, 1)
        raw = self.root[key]
        if not isinstance(raw, Block):
            nothing = isinstance(raw, Scalar) and raw.plain and raw.text in ("", "~", "null")
            of = f"a block of keys, not {A_LIST}" if isinstance(raw, Items) else "a block of keys"
            self.faults.error(key, "wrong-type", f"`{name}` needs {'something under it' if nothing else of}")
        return block(raw)

    def place(self, *path: str) -> Place:
        """The place of a key by its path from the top; of the last key there is when the path goes on."""
        found: Place = Spot(1, 1)
        node: object = self.root
        for step in path:
            if not isinstance(node, Block) or step not in node.keys_by_name:
                break
            key = node.keys_by_name[step]
            found, node = key, node[key]
        return found

    def value_place(self, *path: str) -> Place:
        """The place of the value at a path, where it is a written one; of its key otherwise."""
        node: object = self.root
        for step in path:
            if not isinstance(node, Block) or step not in node.keys_by_name:
                break
            node = node[node.keys_by_name[step]]
        else:
            if isinstance(node, Scalar) and node.text:
                return node
        return self.place(*path)

    def known(self, place: Place, what: str, name: str, several: Iterable[str]) -> bool:
        """Whether a name is among those there are; the fault is noted when it is not."""
        listed = several if isinstance(several, frozenset | Mapping) else list(several)
        if name in listed:
            return True
        self.faults.error(
            place,
            "unknown-name",
            f"there is no {what} `{shown(name)}`{clause(name) or _two_in_one(name, listed)}",
            self.faults.nearest(latin(name), listed),
        )
        return False

    def good_id(self, key: Key) -> bool:
        """Whether a key can be an id; the fault is noted when it cannot."""
        return check_id(key, self.faults)

    def source(self, written: Scalar | None) -> str:
        """A citation whose source is known; empty when none is given."""
        if written is None:
            return ""
        text = " ".join(written.text.split())
        name = cited(text)[0]
        if name != JUDGEMENT and name not in self.names.sources:
            self.known(written, "source", name, self.names.sources | {JUDGEMENT})
        return text

    def number_named(self, key: Key, scope: Scope) -> ex.Target | None:
        """The number that a key names; None, with its faults noted, when it names none."""
        try:
            return parse_number_named(key, scope, self.faults.nearest)
        except ExpressionError as error:
            for fault in error.faults:
                place = Scalar(key, key.line, key.column, True, key.column).spot(fault.offset)
                self.faults.error(place, fault.code, fault.message, fault.suggestion)
            return None

    def condition(self, written: Scalar, scope: Scope) -> ex.Expression | None:
        """A condition; None, with its faults noted, when it cannot be read."""
        return self._expression(written, scope, True)

    def amount(self, written: Scalar, scope: Scope, plus_or_minus: float = 0.0) -> ex.Expression | None:
        """An amount that stays within bounds; None, with its faults noted, when it cannot be read."""
        return self._expression(written, scope, False, plus_or_minus)

    def _expression(
        self, written: Scalar, scope: Scope, condition: bool, plus_or_minus: float = 0.0
    ) -> ex.Expression | None:
        target = scope.target if scope.target is not None and _TARGET.search(written.text) else None
        memory = (id(written), target)
        if memory not in self._read:
            self._read[memory] = self._parsed(written, scope, condition, plus_or_minus)
        return self._read[memory]

    def _parsed(self, written: Scalar, scope: Scope, condition: bool, plus_or_minus: float) -> ex.Expression | None:
        if not self._room(written):
            return None
        if not condition and re.fullmatch(r"[-+]?\.(inf|nan)", written.text, re.IGNORECASE):
            self.faults.error(written, "not-finite", f"`{written.text}` is not a number an amount can be")
            return None
        try:
            parsed = parse_expression(written.text, scope, condition=condition, nearest=self.faults.nearest)
        except ExpressionError as error:
            for fault in error.faults:
                self.faults.error(written.spot(fault.offset), fault.code, fault.message, fault.suggestion)
            return None
        self._bounded(written, parsed, condition, plus_or_minus)
        return parsed

    def _room(self, written: Scalar) -> bool:
        """Whether a condition or amount is within what a scenario may have of them; noted at the first that is not."""
        if id(written) not in self._counted:
            before = self._total
            self._total += len(written.text)
            self._counted.add(id(written))
            if before <= MOST_COMPUTED < self._total:
                why = (
                    f"with this one the conditions and amounts of the scenario have more than {MOST_COMPUTED:,}"
                    " characters, the most they may have; write what several ask as one rule, and ask whether it"
                    " `fired`"
                )
                self.faults.error(written, "too-many", why)
        return self._total <= MOST_COMPUTED

    def _bounded(self, written: Scalar, parsed: ex.Expression, condition: bool, plus_or_minus: float) -> None:
        if self.ranges is None:
            return
        try:
            if condition:
                self.ranges.truth(parsed)
                return
            low, high = self.ranges.amount(parsed)
        except OverflowError:
            self.faults.error(written, "amount-too-large", "a part of this expression could exceed 1e12")
            return
        farthest = low - plus_or_minus if abs(low - plus_or_minus) > abs(high + plus_or_minus) else high + plus_or_minus
        if abs(farthest) > FARTHEST:
            how = f"come to {farthest:+.0f}" if math.isfinite(farthest) else "grow without limit"
            self.faults.error(
                written,
                "amount-too-large",
                f"this amount could {how}; amounts must stay between {-FARTHEST:+.0f} and {FARTHEST:+.0f}",
            )
