"""One part of a scenario held against its shape, and what does not fit said in plain sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from wargame.authoring.letters import clause, shown
from wargame.authoring.problems import Faults, Place, nearest
from wargame.authoring.scalars import read_number
from wargame.authoring.schema import Shape
from wargame.authoring.yaml_faults import blank_missing
from wargame.authoring.yaml_tree import Block, Items, Scalar

AnyShape = TypeVar("AnyShape", bound=Shape)


def validated(shape: type[AnyShape], raw: object, holder: Place, what: str, faults: Faults) -> AnyShape | None:
    """A part in its shape; None, with every fault noted, when it does not fit.

    `holder` is the place of the key the part is under, `what` the part in words: "move `grumble`".
    """
    if not isinstance(raw, Block):
        place = raw if isinstance(raw, Scalar | Items) and not _nothing(raw) else holder
        if not _slipped(raw, faults):
            faults.error(place, "wrong-type", f"{what} needs a block of keys{_not(raw)}{_such_as(shape, raw)}")
        return None
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _translate(detail, shape, raw, holder, what, faults)
        return None


def known_keys(shape: type[Shape]) -> Mapping[str, bool]:
    """The keys of a shape as they are written, each with whether it is required."""
    return {field.alias or name: field.is_required() for name, field in shape.model_fields.items()}


def _nothing(raw: object) -> bool:
    return isinstance(raw, Scalar) and raw.plain and raw.text in ("", "null", "~")


def _translate(detail: ErrorDetails, shape: type[Shape], raw: Block, holder: Place, what: str, faults: Faults) -> None:
    path = [step for step in detail["loc"] if step != "[key]"]
    kind = detail["type"]
    node, place, key = _follow(raw, path, holder)
    within = _within(path[:-1] if kind in ("missing", "extra_forbidden") else path, what)
    last = str(path[-1]) if path else ""
    if kind == "missing":
        owner, spot, _ = _follow(raw, path[:-1], holder)
        if not _misspelt(last, owner, _shape_at(shape, path[:-1])):
            faults.error(spot, "missing-key", f"{within} needs `{last}`")
    elif kind == "extra_forbidden":
        fields = _shape_at(shape, path[:-1])
        suggestion = faults.nearest(last, known_keys(fields)) if fields else ""
        why = clause(last)
        if not why and not suggestion and isinstance(node, Block):
            why = "; look at its indentation"
        elif not why and not suggestion and fields and "effects" in known_keys(fields) and re.search(r"[.(]", last):
            why = "; what changes is written under `effects`"
        faults.error(key or place, "unknown-key", f"`{shown(last)}` is not a key of {within}{why}", suggestion)
    elif kind in _NEEDS_BLOCK and _slipped(node, faults):
        return
    elif kind == "plain":
        context = detail.get("ctx", {})
        if context["code"] == "no-value" and _left_behind(raw, path, shape):
            why = f"nothing is indented under `{shown(str(path[-2]))}`; indent the lines below that belong to it"
            faults.error(place, "no-value", why)
            return
        faults.error(place, str(context["code"]), f"{within} {context['message']}")
    else:
        code, message = _plain(kind, detail.get("ctx", {}), node)
        if kind in _NEEDS_BLOCK:
            message += _such_as(_shape_at(shape, path), node)
        faults.error(place, code, f"{within} {message}")


def _plain(kind: str, context: Mapping[str, Any], node: object) -> tuple[str, str]:
    """The code and sentence for a fault of a value."""
    given = f", not {read_number(node):g}" if isinstance(node, Scalar) and kind in _BOUNDS else ""
    match kind:
        case "greater_than_equal":
            return "out-of-range", f"must be {context['ge']:g} or more{given}"
        case "greater_than":
            return "out-of-range", f"must be more than {context['gt']:g}{given}"
        case "less_than_equal":
            return "out-of-range", f"must be {context['le']:g} or less{given}"
        case "less_than":
            return "out-of-range", f"must be less than {context['lt']:g}{given}"
        case "too_short":
            return "no-value", "needs at least one entry"
        case "too_long":
            return "too-many-entries", f"may have at most {context['max_length']:,} entries"
        case "list_type":
            return "wrong-type", f"needs a list such as [a, b]{_not(node)}"
        case kind if kind in _NEEDS_BLOCK:
            return "wrong-type", f"needs a block of keys{_not(node)}"
        case _:
            return "wrong-type", "is not of the kind that is needed here"


def _left_behind(raw: Block, path: list[int | str], shape: type[Shape]) -> bool:
    """Whether a key has nothing under it, and the key after it is one that belongs there."""
    if len(path) < 2:
        return False
    owner, inner = _follow(raw, path[:-2], raw)[0], _shape_at(shape, path[:-1])
    if not isinstance(owner, Block) or inner is None:
        return False
    keys = [str(key) for key in owner]
    place = keys.index(str(path[-2])) if path[-2] in keys else len(keys)
    return place + 1 < len(keys) and _nothing(owner.under(keys[place])) and keys[place + 1] in known_keys(inner)


_NEEDS_BLOCK = ("dict_type", "model_type", "mapping_type", "model_attributes_type")
_BOUNDS = ("greater_than_equal", "greater_than", "less_than_equal", "less_than")


def _not(node: object) -> str:
    if _nothing(node):
        return ", and nothing follows it"
    if isinstance(node, Scalar):
        return f", not `{shown(node.text)}`{clause(node.text)}"
    return f", not {A_LIST}" if isinstance(node, Items) else ", not a block of keys"


A_LIST = "a list (leave out the dashes or square brackets)"

_SIGN_FOR_COLON = re.compile(r"\s*([\w.]+|trust\([^()]*\)|capital\(\w+\))\s*(\+=|-=|:=|=)\s*(\S+)\Z")


def _slipped(node: object, faults: Faults) -> bool:
    """Whether what should be a block of keys is its only key, without a colon and a blank; the fault is noted."""
    if not isinstance(node, Scalar) or not node.plain:
        return False
    missing = blank_missing(node.text)
    if missing is not None:
        faults.error(node.spot(missing[0]), "blank-missing", missing[1])
        return True
    found = _SIGN_FOR_COLON.match(node.text)
    if found is not None:
        amount = f"-{found[3]}" if found[2] == "-=" else found[3]
        why = f"after `{found[1]}` comes a colon, not `{found[2]}`: write `{found[1]}: {amount}`"
        faults.error(node.spot(found.start(2)), "colon-missing", why)
    return found is not None


def _such_as(shape: type[Shape] | None, node: object) -> str:
    """How a block that needs only one key is written, when only that key's value is there."""
    needed = [name for name, required in known_keys(shape).items() if required] if shape else []
    if len(needed) != 1 or not isinstance(node, Scalar) or _nothing(node) or len(node.text) > 40:
        return ""
    return f"; write `{{{needed[0]}: {shown(node.text)}}}`"


def _within(path: Iterable[object], what: str) -> str:
    inner = ""
    for step in path:
        if isinstance(step, int):
            inner += f"[{step + 1}]"
        else:
            inner += f".{step}" if inner else str(step)
    return f"`{shown(inner)}` of {what}" if inner else what


def _follow(raw: Block, path: Iterable[object], holder: Place) -> tuple[object, Place, Place | None]:
    """The node at a path, the place to show for it, and the place of its key."""
    node: Any = raw
    place = holder
    key: Place | None = None
    for step in path:
        if isinstance(node, Block) and str(step) in node:
            key = node.keys_by_name[str(step)]
            node = node[key]
            place = key
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            break
        if isinstance(node, Scalar) and not _nothing(node):
            place = node
    return node, place, key


def _shape_at(shape: type[Shape], path: Iterable[object]) -> type[Shape] | None:
    """The shape of the block at a path of a part."""
    current: Any = shape
    for step in path:
        if isinstance(current, type) and issubclass(current, Shape):
            fields = {field.alias or name: field.annotation for name, field in current.model_fields.items()}
            current = _block_of(fields.get(str(step)))
        else:
            current = _block_of(current)
    return current if isinstance(current, type) and issubclass(current, Shape) else None


def _block_of(annotation: Any) -> Any:
    """The shape, or mapping of shapes, inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return annotation
    if isinstance(annotation, _Inside):
        return annotation.value
    arguments: tuple[Any, ...] = getattr(annotation, "__args__", ())
    if getattr(annotation, "__origin__", None) is dict:
        return _Inside(_block_of(arguments[1]))
    for argument in arguments:
        found = _block_of(argument)
        if found is not None:
            return found
    return None


class _Inside:
    """A mapping by id whose values have a shape."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _misspelt(missing: str, owner: object, shape: type[Shape] | None) -> bool:
    """Whether a key that is missing is there under a wrong name; then that is said, and only that."""
    if not isinstance(owner, Block) or shape is None:
        return False
    known = known_keys(shape)
    unknown = [str(key) for key in owner if key not in known]
    return any(nearest(each, known) == missing for each in unknown[:20])
