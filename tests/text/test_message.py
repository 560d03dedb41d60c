"""Messages are whole templates with named fields, and can be gathered and translated."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path

import pytest

from wargame.text import message as messages
from wargame.text.message import message, plural

PACKAGE = Path(__file__).parents[2] / "wargame"


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call of `message` or `plural`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("message", "plural"):
            yield node, node.func.id


def faults(source: str) -> list[str]:
    """What keeps the messages of a source from being gathered and translated."""
    found = []
    for call, name in calls(ast.parse(source)):
        templates = call.args[: 1 if name == "message" else 2]
        given = {each.arg for each in call.keywords} | ({"count"} if name == "plural" else set())
        for template in templates:
            if not isinstance(template, ast.Constant) or not isinstance(template.value, str):
                found.append(f"line {call.lineno}: the template is not written out")
                continue
            fields = [field for _, field, _, _ in string.Formatter().parse(template.value) if field is not None]
            if not all(field.isidentifier() for field in fields):
                found.append(f"line {call.lineno}: a field has no plain name")
            elif None not in given and not set(fields) <= given:
                found.append(f"line {call.lineno}: {sorted(set(fields) - given)} not given")
        if None not in given and len(templates) == len([t for t in templates if isinstance(t, ast.Constant)]):
            used = {
                field
                for t in templates
                if isinstance(t, ast.Constant) and isinstance(t.value, str)
                for _, field, _, _ in string.Formatter().parse(t.value)
            }
            extra = given - used - {"count"}
            if extra:
                found.append(f"line {call.lineno}: {sorted(str(each) for each in extra)} not used")
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_message_can_be_gathered_and_has_its_fields(path: Path) -> None:
    if path != Path(messages.__file__):
        assert faults(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        'message(f"{seat} left")',
        'message("It was " + word)',
        "message(template)",
        'message("{} left", seat=seat)',
        'message("{seat.title} left", seat=seat)',
        'message("{seat} left")',
        'message("It left", seat=seat)',
        'plural("{count} turn", f"{n} turns", n)',
    ],
)
def test_a_message_that_cannot_be_translated_is_found(source: str) -> None:
    assert faults(source)


def test_a_translation_may_order_fields_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    class Turned(NullTranslations):
        def gettext(self, message: str) -> str:
            return {"{one} before {other}": "{other} after {one}"}.get(message, message)

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return "{count} tours" if n > 2 else msgid1 if n == 1 else msgid2

    monkeypatch.setattr(messages, "catalogue", Turned)
    assert message("{one} before {other}", one="A", other="B") == "B after A"
    assert [plural("{count} turn", "{count} turns", n) for n in (1, 2, 3)] == ["1 turn", "2 turns", "3 tours"]
