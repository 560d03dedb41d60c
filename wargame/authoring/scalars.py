"""What a written value may be - text, number, word, expression - read from its letters by what its key calls for.

So `title: NO` is text and `value: NO` a fault, whatever YAML would make of `NO`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from wargame.authoring.expressions import LARGEST
from wargame.authoring.symbols import shown
from wargame.authoring.yaml_tree import Block, Items, Key, Scalar
from wargame.model.scenario import AGENCY_OVER, Month

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|nan)\Z", re.IGNORECASE)
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])\Z")
_ID_PATTERN = "^[a-z][a-z0-9_]*$"


def fault(code: str, message: str) -> PydanticCustomError:
    """A fault of one value: its code and message."""
    return PydanticCustomError("plain", "{message}", {"code": code, "message": message})


def _kind(raw: object) -> str:
    return "a block of keys" if isinstance(raw, Block) else "a list"


def _scalar(raw: object, wanted: str) -> Scalar:
    if not isinstance(raw, Scalar):
        raise fault("wrong-type", f"needs {wanted}, not {_kind(raw)}")
    if raw.plain and raw.text in ("", "null"):
        raise fault("no-value", f"needs {wanted}; write one, or leave the line out")
    return raw


def read_text(raw: object) -> object:
    """Text of any length; plain words, numbers and `true` are text here."""
    if isinstance(raw, str):
        return raw
    text = _scalar(raw, "text").text.strip()
    if not text:
        raise fault("no-value", "needs text; write some, or leave the line out")
    return text


def read_line(raw: object) -> object:
    """Text on one line."""
    if isinstance(raw, str):
        return raw
    text = read_text(raw)
    if isinstance(text, str) and ("\n" in text or len(text) > 200):
        raise fault("not-one-line", "must be one line of at most 200 characters")
    return text


def read_short(raw: object) -> object:
    """Text of at most five characters."""
    text = read_line(raw)
    if isinstance(text, str) and len(text) > 5:
        raise fault("too-long", f"may have at most 5 characters; `{shown(text)}` has {len(text)}")
    return text


def read_sign(raw: object) -> object:
    """One character as wide as a letter."""
    text = read_line(raw)
    if isinstance(text, str) and text and (len(text) != 1 or unicodedata.east_asian_width(text) in "WF"):
        raise fault("not-one-character", "must be one character as wide as a letter")
    return text


def read_number(raw: object) -> object:
    """A decimal number."""
    if isinstance(raw, float | int):
        return raw
    scalar = _scalar(raw, "a number")
    text = scalar.text
    if not scalar.plain:
        if _NUMBER.match(text):
            raise fault("wrong-type", "needs a number; take the quotation marks away")
    elif _NUMBER.match(text):
        value = float(text)
        if not math.isfinite(value) or abs(value) > LARGEST:
            raise fault("too-large", f"is out of bounds: `{shown(text)}`; numbers go from -1,000,000 to 1,000,000")
        return value
    if _NOT_FINITE.match(text):
        raise fault("not-finite", f"needs a number, and `{text}` is not one")
    hint = ""
    if re.match(r"[-+]?[0-9]+,[0-9]+\Z", text):
        hint = f"; write {text.replace(',', '.')}"
    elif re.match(r"[-+]?[0-9.]{1,15}%\Z", text) and _NUMBER.match(text[:-1]):
        hint = f"; write {float(text[:-1]) / 100:g}"
    elif re.match(r"[-+]?[0-9]+(_[0-9]+)+\Z", text):
        hint = f"; write {text.replace('_', '')}"
    raise fault("wrong-type", f"needs a number, not `{shown(text)}`{hint}")


def read_integer(raw: object) -> object:
    """A whole number."""
    if isinstance(raw, int):
        return raw
    value = read_number(raw)
    if isinstance(raw, Scalar) and isinstance(value, float):
        if not _INTEGER.match(raw.text):
            raise fault("wrong-type", f"needs a whole number, not `{shown(raw.text)}`")
        return int(value)
    return value


def read_format(raw: object) -> object:
    """The version of the format: 1."""
    value = read_integer(raw)
    if value != 1:
        raise fault("unknown-format", f"is {value}, and this program reads format 1")
    return value


def read_flag(raw: object) -> object:
    """`true` or `false`."""
    if isinstance(raw, bool):
        return raw
    scalar = _scalar(raw, "`true` or `false`")
    if scalar.plain and scalar.text in ("true", "false"):
        return scalar.text == "true"
    raise fault("wrong-type", f"needs `true` or `false`, not `{shown(scalar.text)}`")


def read_month(raw: object) -> Month:
    """A month such as 2026-01."""
    scalar = _scalar(raw, "a month such as 2026-01")
    found = _MONTH.match(scalar.text)
    if found is None or not 1000 <= int(found[1]) <= 9000:
        raise fault("wrong-type", f"needs a month such as 2026-01, not `{shown(scalar.text)}`")
    return Month(int(found[1]), int(found[2]))


class _Written:
    """A value kept with its place: an expression, or a word that names something."""

    def __init__(self, wanted: str, json: JsonSchemaValue) -> None:
        self.wanted = wanted
        self.json = json

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(raw: object) -> Scalar:
            if not isinstance(raw, Scalar) and "expression" in self.wanted:
                why = "an expression that begins with a bracket needs quotation marks"
                raise fault("wrong-type", f"needs {self.wanted}, not {_kind(raw)}; {why}")
            return _scalar(raw, self.wanted)

        return core_schema.no_info_plain_validator_function(check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return dict(self.json)


class _KeyKept:
    """A key kept with its place."""

    def __init__(self, pattern: str | None) -> None:
        self.pattern = pattern

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(Key)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string"} if self.pattern is None else {"type": "string", "pattern": self.pattern}


class Widened:
    """A block that may be written short, as the value of one of its keys alone."""

    def __init__(self, key: str, json: JsonSchemaValue) -> None:
        self.key = key
        self.json = json

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def widen(raw: object) -> object:
            if isinstance(raw, Block):
                return raw
            if isinstance(raw, Items):
                raise fault("wrong-type", f"needs its {self.key}, or a block of keys, not a list")
            return {self.key: raw}

        return core_schema.no_info_before_validator_function(widen, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [dict(self.json), handler(schema)]}


_JSON_TEXT = {"type": ["string", "number", "boolean"]}
_JSON_AMOUNT = {"type": ["number", "string"], "description": "An expression that gives a number."}
_JSON_CONDITION = {"type": ["boolean", "string"], "description": "A condition."}

Text = Annotated[str, BeforeValidator(read_text), Field(json_schema_extra=dict(_JSON_TEXT))]
Line = Annotated[str, BeforeValidator(read_line), Field(json_schema_extra=dict(_JSON_TEXT))]
Short = Annotated[
    str, BeforeValidator(read_short), Field(json_schema_extra={"type": ["string", "number"], "maxLength": 5})
]
Sign = Annotated[str, BeforeValidator(read_sign), Field(json_schema_extra={"type": ["string", "number", "null"]})]
Format = Annotated[int, BeforeValidator(read_format), Field(json_schema_extra={"const": 1})]
Number = Annotated[float, BeforeValidator(read_number)]
Integer = Annotated[int, BeforeValidator(read_integer)]
Flag = Annotated[bool, BeforeValidator(read_flag)]
Date = Annotated[
    Month,
    _Written("a month such as 2026-01", {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}),
    AfterValidator(read_month),
]
Amount = Annotated[Scalar, _Written("an expression that gives a number", _JSON_AMOUNT)]
Condition = Annotated[Scalar, _Written("a condition, an expression", _JSON_CONDITION)]
Word = Annotated[Scalar, _Written("a name", {"type": "string", "pattern": _ID_PATTERN})]
Over = Annotated[Scalar, _Written("the way of playing that is compared", {"enum": list(AGENCY_OVER)})]
Citation = Annotated[Scalar, _Written("the id of a source, or `judgement`", {"type": "string"})]
Id = Annotated[Key, _KeyKept(_ID_PATTERN)]
NumberName = Annotated[Key, _KeyKept(None)]
EFFECT = Widened("amount", _JSON_AMOUNT)
LEVEL = Widened("value", {"type": "number"})
