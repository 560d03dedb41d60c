"""What a written value may be - text, number, word, expression - read from its letters by what its key calls for.

So `title: NO` is text and `value: NO` a fault, whatever YAML would make of `NO`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from wargame.authoring.codes import SILENCEABLE
from wargame.authoring.expressions import FARTHEST, LARGEST
from wargame.authoring.letters import clause, named, shown, unseen
from wargame.authoring.lexer import LONGEST
from wargame.authoring.symbols import ID, RESERVED, SCENARIO_ID, WORDS
from wargame.authoring.yaml_tree import Block, Items, Key, Scalar
from wargame.model.claim import EXPECTED, SEATED
from wargame.model.scenario import AGENCY_OVER, Month

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|nan)\Z", re.IGNORECASE)
MONTH = "([1-8][0-9]{3}|9000)-(0[1-9]|1[0-2])"
"""A month as it is written: from the year 1000 to the year 9000."""
LONGEST_LINE = 200
"""The most characters of a text on one line."""
LONGEST_SHORT = 5
"""The most characters of a short name."""
FORMATS = (1, 2)
"""The versions of the format that are read; the last is the one to write."""


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
    scalar = _scalar(raw, "text")
    if scalar.plain and scalar.text == "~":
        raise fault("no-value", "needs text, and `~` alone means none; put it in quotes")
    text = scalar.text.strip()
    if not text:
        raise fault("no-value", "needs text; write some, or leave the line out")
    return text


def read_line(raw: object) -> object:
    """Text on one line."""
    if isinstance(raw, str):
        return raw
    text = read_text(raw)
    if isinstance(text, str) and ("\n" in text or len(text) > LONGEST_LINE):
        raise fault("not-one-line", f"must be one line of at most {LONGEST_LINE} characters")
    return text


def _odd_number(raw: object) -> bool:
    """Whether a value without quotes is a number that is not written as a whole one is: another to who reads values."""
    plain = isinstance(raw, Scalar) and raw.plain and _NUMBER.match(raw.text) is not None
    return plain and isinstance(raw, Scalar) and re.fullmatch(r"-?(0|[1-9][0-9]*)", raw.text) is None


def _number_for_text(raw: object) -> PydanticCustomError:
    text = shown(raw.text) if isinstance(raw, Scalar) else ""
    return fault("number-for-text", f'is a number, `{text}`; put text in quotes: write `"{text}"`')


def read_short(raw: object) -> object:
    """Text of at most five characters."""
    if _odd_number(raw) and not (isinstance(raw, Scalar) and raw.text.isdigit() and len(raw.text) <= LONGEST_SHORT):
        raise _number_for_text(raw)
    text = read_line(raw)
    if isinstance(text, str) and len(text) > LONGEST_SHORT:
        why = f"may have at most {LONGEST_SHORT} characters; `{shown(text)}` has {len(text)}"
        raise fault("short-too-long", why)
    return text


def read_sign(raw: object) -> object:
    """One character as wide as a letter."""
    if isinstance(raw, Scalar) and raw.plain and raw.text in ("", "null", "~"):
        if raw.text == "~":
            return raw.text
        # The JSON Schema cannot tell it from `~`.
        raise fault("no-sign", "needs one character")
    if _odd_number(raw):
        raise _number_for_text(raw)
    text = read_line(raw)
    if isinstance(text, str) and text and len(text) != 1:
        raise fault("not-one-character", "must be one character as wide as a letter")
    if isinstance(text, str) and text and (unseen(text) or unicodedata.combining(text)):
        raise fault("odd-width", f"must be one character that can be seen, not {named(text)}")
    if isinstance(text, str) and text and unicodedata.east_asian_width(text) in "WF":
        raise fault("odd-width", "must be one character as wide as a letter")
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
            why = f"is out of bounds: `{shown(text)}`; numbers go from {-LARGEST:,.0f} to {LARGEST:,.0f}"
            raise fault("out-of-bounds", why)
        return value
    if _NOT_FINITE.match(text):
        raise fault("not-finite", f"needs a number, and `{text}` is not one")
    hint = ""
    if text.strip("“”„‘’«»‹›") != text:
        hint = "; take the quotation marks away"
    elif text[:1] in "−–" and _NUMBER.match(text[1:]):
        hint = f"; write -{text[1:]} with a plain minus, not {named(text[0])}"
    elif re.match(r"[-+]?[0-9]+,[0-9]+\Z", text):
        hint = f"; write {text.replace(',', '.')}"
    elif re.match(r"[-+]?[0-9.]{1,15}%\Z", text) and _NUMBER.match(text[:-1]):
        hint = f"; write {float(text[:-1]) / 100:g}"
    elif re.match(r"[-+]?[0-9]+(_[0-9]+)+\Z", text):
        hint = f"; write {text.replace('_', '')}"
    # To YAML these are numbers too, and so to the JSON Schema.
    spelled = scalar.plain and re.fullmatch(r"0o[0-7]+|0x[0-9a-fA-F]+", text) is not None
    raise fault("spelling" if spelled else "wrong-type", f"needs a number, not `{shown(text)}`{hint or clause(text)}")


def read_integer(raw: object) -> object:
    """A whole number."""
    if isinstance(raw, int):
        return raw
    value = read_number(raw)
    if isinstance(raw, Scalar) and isinstance(value, float):
        if not value.is_integer():
            raise fault("wrong-type", f"needs a whole number, not `{shown(raw.text)}`")
        return int(value)
    return value


def read_format(raw: object) -> object:
    """The version of the format: 2, or 1 as files were written before."""
    value = read_integer(raw)
    if value not in FORMATS:
        known = " and ".join(str(each) for each in FORMATS)
        raise fault("unknown-format", f"is {value}, and this program reads formats {known}")
    return value


def read_flag(raw: object) -> object:
    """`true` or `false`."""
    if isinstance(raw, bool):
        return raw
    scalar = _scalar(raw, "`true` or `false`")
    if scalar.plain and scalar.text in ("true", "false"):
        return scalar.text == "true"
    word = scalar.text.strip("“”„‘’«»‹› ").lower()
    meant = _TRUTHS.get(word)
    if not scalar.plain and scalar.text in ("true", "false"):
        why = "text is not a truth value; leave out the quotation marks"
        raise fault("wrong-type", f'needs `true` or `false`, not `"{scalar.text}"`: {why}')
    hint = f"; write {meant}" if meant else clause(scalar.text)
    spelled = scalar.plain and scalar.text in ("True", "TRUE", "False", "FALSE")
    raise fault("spelling" if spelled else "wrong-type", f"needs `true` or `false`, not `{shown(scalar.text)}`{hint}")


_TRUTHS = {
    **dict.fromkeys(("true", "yes", "on", "y", "1"), "true"),
    **dict.fromkeys(("false", "no", "off", "n", "0"), "false"),
}


def read_switch(raw: object) -> object:
    """`on` or `off`; or the truth value that other readers of YAML make of these words."""
    if isinstance(raw, bool):
        return raw
    scalar = _scalar(raw, "`on` or `off`")
    if scalar.text in ("on", "true", "off", "false"):
        return scalar.text in ("on", "true")
    raise fault("wrong-type", f"needs `on` or `off`, not `{shown(scalar.text)}`")


def read_month(raw: object) -> Month:
    """A month such as 2026-01."""
    scalar = _scalar(raw, "a month such as 2026-01")
    found = re.fullmatch(MONTH, scalar.text)
    if found is None:
        why = _month_hint(scalar.text) or clause(scalar.text)
        raise fault("wrong-type", f"needs a month such as 2026-01, not `{shown(scalar.text)}`{why}")
    return Month(int(found[1]), int(found[2]))


def _month_hint(text: str) -> str:
    parts = [int(each) for each in re.split(r"[-/. ]", text) if re.fullmatch(r"[0-9]{1,4}", each)]
    if re.fullmatch(r"[0-9]{4}", text):
        return f"; write {text}-01 for its January"
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text) and not 1 <= parts[1] <= 12:
        return "; months go from 01 to 12"
    year = next((each for each in parts if 1000 <= each <= 9000), None)
    if year is None or not re.fullmatch(r"[0-9]{4}([-/.][0-9]{1,2}){1,2}|[0-9]{1,2}[-/.][0-9]{4}", text):
        return ""
    month = parts[1] if parts[0] == year else parts[0]
    return f"; write {year}-{month:02}" if 1 <= month <= 12 else ""


_BOUNDS = (("minimum", max), ("maximum", min))


class Described:
    """What the JSON Schema says of a type besides what its kind says: bounds, patterns, the kinds it may be written as.

    The reader holds a value to the same by its own hand, for a sentence that helps.
    """

    def __init__(self, **said: Any) -> None:
        self.said = said

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        made = handler(schema)
        both = made.keys() & self.said.keys()
        return {**made, **self.said, **{key: each(made[key], self.said[key]) for key, each in _BOUNDS if key in both}}


class _Written:
    """A value kept with its place: an expression, or a word that names something."""

    def __init__(self, wanted: str, json: JsonSchemaValue) -> None:
        self.wanted = wanted
        self.json = json

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(raw: object) -> Scalar:
            if not isinstance(raw, Scalar) and ("expression" in self.wanted or "condition" in self.wanted):
                why = "an expression that begins with a bracket needs quotation marks"
                raise fault("wrong-type", f"needs {self.wanted}, not {_kind(raw)}; {why}")
            return _scalar(raw, self.wanted)

        return core_schema.no_info_plain_validator_function(check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return dict(self.json)


class _Address(_Written):
    """The keys to a line, kept with their place."""

    def __init__(self) -> None:
        super().__init__("the keys to a line, joined by dots", {"type": _ANY_TEXT, "pattern": r"[^\s]"})

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(raw: object) -> Scalar:
            scalar = _scalar(raw, self.wanted)
            read_text(scalar)
            return scalar

        return core_schema.no_info_plain_validator_function(check)


class _KeyKept:
    """A key kept with its place."""

    def __init__(self, **json: Any) -> None:
        self.json = json

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(Key)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", **self.json}


class _Raw:
    """A part kept as it is written, to be held against its shape by whoever reads it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(lambda raw, _: raw, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema)


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


class _OneOrSeveral:
    """A list that may be written as its one entry alone."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def widen(raw: object) -> object:
            if not isinstance(raw, Scalar):
                return raw
            several = Items(raw.line, raw.column)
            several.append(raw)
            return several

        return core_schema.no_info_before_validator_function(widen, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        several = handler(schema)
        return {"anyOf": [dict(several["items"]), several]}


def whole(pattern: str) -> str:
    """A pattern for JSON Schema that the whole of a text must match."""
    return f"^(?:{pattern})$"


def _lines(most: int) -> str:
    """The pattern of a text of one line and at most so many characters, blanks around it not counted."""
    return whole(rf"\s*[^\s](?:[^\n]{{0,{most - 2}}}[^\s])?\s*")


_ANY_TEXT = ["string", "number", "boolean"]
_JSON_AMOUNT = {
    "type": ["number", "string"],
    "minimum": -FARTHEST,
    "maximum": FARTHEST,
    "pattern": r"[^\s]",
    "maxLength": LONGEST,
    "description": "An expression that gives a number.",
}
_JSON_CONDITION = {
    "type": ["boolean", "string"],
    "pattern": r"[^\s]",
    "maxLength": LONGEST,
    "description": "A condition.",
}
_JSON_NUMBER = {"minimum": -LARGEST, "maximum": LARGEST}

Text = Annotated[str, BeforeValidator(read_text), Described(type=_ANY_TEXT, pattern=r"[^\s]")]
Line = Annotated[str, BeforeValidator(read_line), Described(type=_ANY_TEXT, pattern=_lines(LONGEST_LINE))]
ScenarioId = Annotated[
    # `true` is a word too.
    str, BeforeValidator(read_line), Described(type=["string", "boolean"], pattern=whole(rf"\s*{SCENARIO_ID}\s*"))
]
# A number is text here as it is written: with so many figures at most.
Short = Annotated[
    str,
    BeforeValidator(read_short),
    Described(
        type=["string", "integer", "boolean"],
        pattern=_lines(LONGEST_SHORT),
        minimum=-(10 ** (LONGEST_SHORT - 1)) + 1,
        maximum=10**LONGEST_SHORT - 1,
    ),
]
# `~`, a sign of many, is nothing to who reads YAML as JSON.
Sign = Annotated[
    str,
    BeforeValidator(read_sign),
    Described(type=["string", "integer", "null"], pattern=whole(r"\s*[^\s]\s*"), minimum=0, maximum=9),
]
Format = Annotated[
    int,
    BeforeValidator(read_format),
    Described(enum=list(FORMATS)),
]
Number = Annotated[float, BeforeValidator(read_number), Described(**_JSON_NUMBER)]
Integer = Annotated[int, BeforeValidator(read_integer), Described(**_JSON_NUMBER)]
Flag = Annotated[bool, BeforeValidator(read_flag)]
Date = Annotated[
    Month,
    _Written("a month such as 2026-01", {"type": "string", "pattern": whole(MONTH)}),
    AfterValidator(read_month),
]
OnOff = Annotated[
    bool,
    BeforeValidator(read_switch),
    Described(type=["string", "boolean"], pattern="^(on|off)$"),
]
Amount = Annotated[Scalar, _Written("an expression that gives a number", _JSON_AMOUNT)]
Condition = Annotated[Scalar, _Written("a condition", _JSON_CONDITION)]
Word = Annotated[Scalar, _Written("a name", {"type": "string", "pattern": whole(ID)})]
Words = Annotated[list[Word], Described(uniqueItems=True)]
"""Names in a list, each once."""
Address = Annotated[Scalar, _Address()]
WarningCode = Annotated[Scalar, _Written("the code of a warning", {"enum": list(SILENCEABLE)})]
Over = Annotated[Scalar, _Written("the way of playing that is compared", {"enum": list(AGENCY_OVER)})]
Citation = Annotated[Scalar, _Written("the id of a source, or `judgement`", {"type": "string"})]
Id = Annotated[Key, _KeyKept(pattern=whole(rf"(?!(?:{'|'.join(sorted(RESERVED))})$){ID}"))]
# Whose consent is asked: a seat's, or the mover's.
Asked = Annotated[Key, _KeyKept(pattern=whole(rf"(?!(?:{'|'.join(sorted(WORDS))})$){ID}"))]
NumberName = Annotated[Key, _KeyKept(minLength=1, maxLength=LONGEST)]
OrderText = Annotated[Scalar, _Written("a name, perhaps with brackets", {"type": "string"})]
Times = Annotated[
    Scalar,
    _Written("`never`, `always` or a multiple such as x3", {"type": "string", "pattern": r"^(never|always|x[0-9.]+)$"}),
]
Played = Annotated[Scalar, _Written("one of doctrine, random and passive", {"enum": list(SEATED)})]
ExpectedWord = Annotated[Scalar, _Written("one of holds, fails, turns and any", {"enum": list(EXPECTED)})]
TurnOrRest = Annotated[Key, _KeyKept(pattern="^([1-9][0-9]*|rest)$")]
TurnOrAgain = Annotated[Key, _KeyKept(pattern="^([1-9][0-9]*|each|odd)$")]
RAW = _Raw()
EFFECT = Widened("amount", _JSON_AMOUNT)
LEVEL = Widened("value", {"type": "number", **_JSON_NUMBER})
WEIGHT = Widened("amount", _JSON_AMOUNT)
ANSWER = Widened("withhold", _JSON_CONDITION)
SEVERAL = _OneOrSeveral()
