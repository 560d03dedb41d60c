"""What is wrong with a text that is not YAML: the slip an author made, at its own place, with the way out.

The YAML parser says where it could not go on, which is often far below the slip: at the next quotation mark, or at the
line after the key whose colon has no blank. So the lines around that place are looked at again here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from wargame.authoring.letters import named, strange, unseen
from wargame.authoring.problems import Faults, Spot

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORD = r"[A-Za-z_][A-Za-z0-9_-]*"
_NAME = rf"(?:trust|capital)\([^()]*\)|{_WORD}(?:\.{_WORD})?"
_KEY_LINE = re.compile(rf"\s*(?:- +)?(['\"]?)(?:{_NAME})\1 *:(?:\s|$)")
"""How a line begins that gives a key of a block."""
_NO_BLANK = re.compile(rf"({_NAME}):(?=[^ \t\r\n:/])")
_FULL_WIDTH_COLON = re.compile(rf"\s*(?:{_NAME})\s*[\uff1a\ufe55\u2236\ua789]")
_FIRST_WORD = re.compile(rf"\s*(?:{_NAME})")


def quoted(text: str) -> str:
    """A text in quotation marks as YAML wants it."""
    return f'"{text}"' if '"' not in text and "\\" not in text else "'" + text.replace("'", "''") + "'"


def blank_missing(text: str) -> tuple[int, str] | None:
    """Where a written value is a key and its value without a blank after the colon, and that it is.

    >>> blank_missing("title:North")
    (5, 'a blank is missing after the colon: write `title: North`')
    """
    found = _NO_BLANK.match(text)
    if found is None:
        return None
    after = text[found.end()]
    if unseen(after):
        return found.end(), f"after the colon comes {named(after)}, which is no blank; type a blank in its place"
    rest = text[found.end() :]
    mended = f"{found[1]}: {rest}" if len(rest) <= 60 else f"{found[1]}: ..."
    return found.end() - 1, f"a blank is missing after the colon: write `{mended}`"


def swallowing(lines: Sequence[str], first: int, last: int) -> bool:
    """Whether a text in quotation marks from one line to another (from 0) holds lines that were meant as keys."""
    margin = _margin(lines[first])
    return any(
        _margin(lines[place]) <= margin and _KEY_LINE.match(lines[place]) is not None
        for place in range(first + 1, min(last + 1, len(lines)))
    )


_SECOND_KEY = re.compile(r"([a-z_][a-z0-9_.]*):(?:\s+(\S)|$)")
_BLOCK_OF_TEXT = re.compile(r":\s+[|>][-+0-9]*\s*(?:#.*)?$")
_QUOTATION_MARKS = tuple("“”„‘’‚«»‹›")

OPEN_QUOTE = "a quotation mark is opened here and not closed on this line; close it where the text ends"


def explain(error: yaml.YAMLError, text: str, faults: Faults, too_deep: str) -> None:
    """Note why a text is not YAML."""
    _Slip(error, text, faults, too_deep).find()


# What the parser says of one place, and what an author can do about it. The first that the parser's words contain
# counts; what needs a look at other lines is in _Slip.
_EXPLAINED = (
    (
        "did not find expected '-'",
        "this line does not belong to the list above it; look at its indentation, and write parts that have keys of"
        " their own without dashes",
    ),
    ("found unexpected ':'", "a blank and a value are missing after this colon"),
    ("did not find expected node content", "a value is missing here; look for a comma too many"),
    ("unknown escape character", "a backslash in double quotes must be written twice, or use single quotes"),
    ("expected hexdecimal", "a backslash in double quotes must be written twice, or use single quotes"),
    ("invalid Unicode character", "a backslash in double quotes must be written twice, or use single quotes"),
    ("alphabetic or numeric character", "text that begins with `*` or `&` needs quotes"),
    (
        "block sequence entries are not allowed",
        "after a colon, a list begins on a line of its own, text that begins with `- ` needs quotes, and a negative"
        " number has no blank after its `-`",
    ),
    ("mapping keys are not allowed", "text that begins with `? ` needs quotes"),
    ("comment or line break", "text or a condition cannot begin with `>` or `|`; put text in quotes"),
    ("chomping or indentation", "text or a condition cannot begin with `>` or `|`; put text in quotes"),
    (
        "did not find expected <document start>",
        "the document has ended here; look at the indentation of this line",
    ),
    ("cannot start any token", "text that begins with this character needs quotes"),
    ("tag", "text that begins with `!` needs quotes"),
    ("directive", "text that begins with `%` needs quotes"),
)


# PyYAML without libyaml says the same in other words.
_OTHER_WORDS = (
    ("expected ',' or '}'", "did not find expected ',' or '}'"),
    ("expected ',' or ']'", "did not find expected ',' or ']'"),
    ("expected the node content", "did not find expected node content"),
    ("sequence entries are not allowed", "block sequence entries are not allowed"),
    ("expected a comment or a line break", "did not find expected comment or line break"),
    ("expected '<document start>'", "did not find expected <document start>"),
)


def _in_words_of_libyaml(said: str, context: str) -> str:
    if said.startswith("expected <block end>"):
        return "did not find expected '-'" if "collection" in context else "did not find expected key"
    return next((words for other, words in _OTHER_WORDS if said.startswith(other)), said)


class _Slip:
    """The search for the slip behind an error of the YAML parser."""

    def __init__(self, error: yaml.YAMLError, text: str, faults: Faults, too_deep: str) -> None:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        opened = getattr(error, "context_mark", None)
        self.text = text
        self.faults = faults
        self.too_deep = too_deep
        self.lines = re.split(r"\r\n|\r|\n", text)
        self.context = str(getattr(error, "context", None) or "")
        self.said = _in_words_of_libyaml(str(getattr(error, "problem", None) or ""), self.context)
        self.line: int = 0 if mark is None else mark.line
        self.column: int = 0 if mark is None else mark.column
        if self.line >= len(self.lines):
            self.line = len(self.lines) - 1
            self.column = len(self.lines[-1])
        self.opened: tuple[int, int] | None = (
            None if opened is None else (min(opened.line, len(self.lines) - 1), opened.column)
        )
        """Where what the parser was reading began; lines and columns from 0, as in `line` and `column`."""

    @property
    def here(self) -> str:
        """The line at which the parser could not go on."""
        return self.lines[self.line]

    def note(self, line: int, column: int, reason: str, code: str = "not-yaml") -> bool:
        """Note the slip; True, so that the search ends."""
        self.faults.error(Spot(line + 1, column + 1), code, reason)
        return True

    def find(self) -> None:
        if "maximum nesting depth" in self.said:
            # libyaml reads ahead, and from version 0.2.6 on gives up before the brackets it has met are counted.
            self.note(self.line, self.column, self.too_deep, "too-deep")
            return
        flow = "'}'" in self.said or "']'" in self.said or "flow" in self.context
        if (
            self._tab()
            or self._open_quote()
            or self._colon()
            or (flow and self._in_brackets())
            or ("mapping values" in self.said and self._second_colon())
            or self._after_the_end()
            or self._indentation()
        ):
            return
        if "node content" in self.said and self.here[self.column : self.column + 1] == ":":
            self.note(self.line, self.column, "there is no key before this colon", "key-empty")
            return
        reason = next((plain for words, plain in _EXPLAINED if words in self.said), "a line or bracket is out of place")
        if "cannot start any token" in self.said and self.column < len(self.here):
            reason = f"text that begins with `{self.here[self.column]}` needs quotes"
        line, column = self.line, self.column
        if self.opened is not None and "begin with `>`" in reason:
            line, column = self.opened
        self.note(line, column, f"this is not YAML: {reason}")

    def _tab(self) -> bool:
        margin = self.here[: len(self.here) - len(self.here.lstrip())]
        if "\t" not in margin:
            return False
        why = "this line is indented with a tab; YAML is indented with spaces only"
        return self.note(self.line, self.here.index("\t"), why, "tab")

    def _open_quote(self) -> bool:
        """A text in quotation marks that runs on over lines that were meant as keys, or to the end of the file."""
        try:
            for token in yaml.scan(self.text, Loader=LOADER):
                first, last = token.start_mark, token.end_mark
                if first.line > self.line:
                    break
                if (
                    isinstance(token, yaml.ScalarToken)
                    and token.style in ("'", '"')
                    and last.line > first.line
                    and swallowing(self.lines, first.line, last.line)
                ):
                    return self.note(first.line, first.column, OPEN_QUOTE, "open-quote")
        except yaml.YAMLError:
            pass
        if self.opened is None or not ("end of stream" in self.said or "document indicator" in self.said):
            return False
        return self.note(*self.opened, OPEN_QUOTE, "open-quote")

    def _colon(self) -> bool:
        """A key above without a colon, or without a blank after it."""
        if "mapping values" in self.said and _KEY_LINE.fullmatch(self.here[: self.column + 1] + " ") is not None:
            above = self._above(self.line)
        elif ("expected ':'" in self.said or "simple key" in self.said) and self.opened is not None:
            above = self.opened[0]
        else:
            return False
        if above is None:
            return False
        line = self.lines[above]
        margin = len(line) - len(line.lstrip())
        margin = next((place for place, each in enumerate(line) if not (each.isspace() or unseen(each))), margin)
        odd = strange(line[:margin])
        if odd is not None:
            why = f"this line is indented with {named(line[odd[0]])}, which is no blank; type blanks in its place"
            return self.note(above, odd[0], why, "not-a-blank")
        if line[margin : margin + 2] == "- ":
            margin += 2
        if (missing := blank_missing(line[margin:])) is not None:
            return self.note(above, margin + missing[0], missing[1], "blank-missing")
        if (wide := _FULL_WIDTH_COLON.match(line)) is not None:
            why = f"the colon here is {named(line[wide.end() - 1])}, which is none to YAML; type `:` and a blank"
            return self.note(above, wide.end() - 1, why, "colon-missing")
        if _KEY_LINE.match(line) is not None:
            return self._deeper(above)
        if self._goes_on(above):
            return False
        return self._without_colon(above)

    def _without_colon(self, above: int) -> bool:
        line = self.lines[above]
        over = self._above(above)
        if over is not None and _BLOCK_OF_TEXT.search(self.lines[over]) is not None:
            key = self.lines[over].strip().partition(":")[0]
            return self.note(
                above, _margin(line), f"indent this line further than `{key}`, whose text it is", "indentation"
            )
        word = _FIRST_WORD.match(line)
        if word is None:
            return False
        rest = line[word.end() :].lstrip()
        sign = re.match(r"\+=|-=|:=|=>|=|;|->|→", rest)
        name = word[0].strip()
        if sign is None:
            return self.note(above, word.end(), f"a colon is missing after `{name}`", "colon-missing")
        where = len(line) - len(rest)
        return self.note(above, where, f"after `{name}` write a colon and a blank, not `{sign[0]}`", "colon-missing")

    def _goes_on(self, above: int) -> bool:
        """Whether a line without a colon goes on with the text of a value above it."""
        margin = _margin(self.lines[above])
        place: int | None = above
        while (place := self._above(place)) is not None:
            if _margin(self.lines[place]) < margin:
                return re.search(r":\s*\S", self.lines[place]) is not None
        return False

    def _deeper(self, above: int) -> bool:
        """A line that is indented more than the one above it, which has a value already."""
        if "mapping values" not in self.said or _margin(self.here) <= _margin(self.lines[above]):
            return False
        key = self.lines[above].strip().partition(":")[0]
        why = (
            f"this line is indented more than `{key}` above it, which has its value already; keys of one block begin in"
            " the same column"
        )
        return self.note(self.line, _margin(self.here), why, "indentation")

    def _last_open(self) -> tuple[int, int] | None:
        """The last bracket that is open where the file ends."""
        stack: list[tuple[int, int]] = []
        try:
            for token in yaml.scan(self.text, Loader=LOADER):
                if isinstance(token, yaml.FlowMappingStartToken | yaml.FlowSequenceStartToken):
                    stack.append((token.start_mark.line, token.start_mark.column))
                elif isinstance(token, yaml.FlowMappingEndToken | yaml.FlowSequenceEndToken) and stack:
                    stack.pop()
        except yaml.YAMLError:
            pass
        return stack[-1] if stack else None

    def _in_brackets(self) -> bool:
        ended = not self.here[self.column :].strip() and not any(each.strip() for each in self.lines[self.line + 1 :])
        opened = self._last_open() if ended else self.opened
        if opened is None:
            return False
        line, column = opened
        opener = self.lines[line][column : column + 1]
        if opener not in ("{", "["):
            return False
        closer = "}" if opener == "{" else "]"
        margin = _margin(self.lines[line])
        for place in range(line if ended else line + 1, self.line + 1):
            below = _margin(self.lines[place]) <= margin and _KEY_LINE.match(self.lines[place]) is not None
            if ended or below:
                hidden = " #" in self.lines[line][column:]
                why = f"`{opener}` is opened here and not closed; write `{closer}` where it ends"
                more = "; what follows ` #` is a remark and does not count" if hidden else ""
                return self.note(line, column, why + more, "open-bracket")
        found = self.here[self.column : self.column + 1]
        before = self.here[: self.column].rstrip()
        if before.endswith(("'", '"')) and found not in ("", ":"):
            return self._after_quote(before)
        if found == ":":
            word = re.split(r"[\s{\[,]", before)[-1]
            why = (
                f"before `{word}` a comma is missing; or, if it belongs to the text, put the text in quotes, because of"
                " its colon"
            )
            return self.note(self.line, max(0, len(before) - len(word)), why)
        if found in ("]", "}") and found != closer:
            why = f"`{opener}` is open here, so `{closer}` closes it, not `{found}`"
            return self.note(self.line, self.column, why, "open-bracket")
        if found in ("[", "{"):
            why = f"text with `{found}` needs quotes inside braces and brackets"
            return self.note(self.line, self.column, why)
        why = f"a comma or the closing `{closer}` is missing; text with a comma or brackets needs quotes here"
        return self.note(self.line, self.column, f"this is not YAML: {why}")

    def _second_colon(self) -> bool:
        line = self.here
        key, _, value = line.partition(": ")
        if (second := _SECOND_KEY.match(value)) is not None and key:
            why = f"a key cannot follow another on one line: write `{second[1]}:` on the next line, indented further"
            more = "; if it is text, put it in quotes" if second[2] else ""
            return self.note(self.line, len(key) + 2, why + more, "second-colon")
        why = "this text has a colon in it, so it needs quotes"
        if value[:1] in _QUOTATION_MARKS:
            why = f"this text has a colon in it, so it needs quotes, and {named(value[0])} is none to YAML"
        if value.startswith("("):
            why = "a block on one line is written in braces, `{` and `}`, not in round brackets"
            return self.note(self.line, line.index("(", len(key)), why, "round-brackets")
        if key and value and ": " in f"{value} " and len(value) <= 80 and value[0] not in "'\"":
            why = f"{why}: write `{key.strip()}: {quoted(value.strip())}`"
        return self.note(self.line, self.column, why, "second-colon")

    def _after_the_end(self) -> bool:
        """Something on the line after a value that ended with its quotation mark or bracket."""
        before, found = self.here[: self.column].rstrip(), self.here[self.column : self.column + 1]
        if not before or "did not find expected" not in self.said:
            return False
        if found in ("}", "]"):
            return self.note(self.line, self.column, f"this `{found}` closes nothing; delete it", "open-bracket")
        if before.endswith(("'", '"')):
            return self._after_quote(before)
        if before.endswith(("}", "]")):
            value = self.here.partition(": ")[2].strip()
            why = "text that begins with a bracket needs quotes"
            more = f": write `{quoted(value)}`" if value and len(value) <= 80 else ""
            return self.note(self.line, self.column, why + more)
        return False

    def _after_quote(self, before: str) -> bool:
        why = f"the text goes on after its closing `{before[-1]}`; put the whole of it in quotes"
        if before.endswith("'"):
            why += ", and write `''` for an apostrophe inside single quotes"
        else:
            why += ", single ones if there are double ones in it"
        return self.note(self.line, self.column, why, "after-quote")

    def _indentation(self) -> bool:
        margin = _margin(self.here)
        if ("expected key" not in self.said and "block mapping" not in self.said) or self.column != margin:
            return False
        columns: list[int] = []
        place: int | None = self.line
        while margin not in columns and (not columns or columns[-1] > margin):
            place = self._above(place)
            if place is None:
                break
            if not columns or _margin(self.lines[place]) < columns[-1]:
                columns.append(_margin(self.lines[place]))
            if columns[-1] < margin and _BLOCK_OF_TEXT.search(self.lines[place]) is not None:
                why = f"this text begins in column {margin + 1}, and its first line further right; indent it as that is"
                return self.note(self.line, self.column, why, "indentation")
        near = sorted(columns[-2:])
        if not near or margin in near:
            return False
        several = f"in column {near[0] + 1}" if len(near) == 1 else f"in columns {near[0] + 1} and {near[1] + 1}"
        why = f"this line begins in column {margin + 1}, where no block above it begins; the nearest begin {several}"
        return self.note(self.line, self.column, why, "indentation")

    def _above(self, line: int | None) -> int | None:
        """The nearest line above that holds more than a remark."""
        place = -1 if line is None else line - 1
        while place >= 0 and (not self.lines[place].strip() or self.lines[place].lstrip().startswith("#")):
            place -= 1
        return None if place < 0 else place


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
