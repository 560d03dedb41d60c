"""Talking in lines: what is said is wrapped plain text, what is asked is answered by one line."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import TextIO

WIDTH = 78
COVER_LINES = 60
"""Enough empty lines to push what was said off a screen, without moving the cursor back."""


class InputEnded(Exception):
    """Nobody answers any more: the end of the input was reached."""


class Talk:
    """A conversation over two streams, without colour, drawing or cursor movement, fit for screen readers and pipes."""

    def __init__(self, answers: TextIO, words: TextIO) -> None:
        self._answers = answers
        self._words = words
        self._at_terminal = answers.isatty() and words.isatty()

    def line(self, text: str = "") -> None:
        """Say one line as it is."""
        self._words.write(printable(text) + "\n")

    def lines(self, texts: Iterable[str]) -> None:
        """Say several lines as they are."""
        for text in texts:
            self.line(text)

    def say(self, text: str, indent: int = 0, hang: int = 0) -> None:
        """Say a text of one or more paragraphs, wrapped; later lines of a paragraph hang by some more blanks."""
        for apart, paragraph in _paragraphs(text):
            if apart:
                self.line()
            head, under = " " * indent, " " * (indent + hang)
            self.lines(wrap(paragraph, WIDTH, initial_indent=head, subsequent_indent=under, break_on_hyphens=False))

    def ask(self, prompt: str) -> str:
        """The answer to a prompt, without blanks around it. Raises InputEnded."""
        self._words.write(printable(prompt) + " ")
        self._words.flush()
        answer = self._answers.readline()
        if not answer:
            self._words.write("\n")
            raise InputEnded
        if not self._at_terminal:
            # A terminal shows what is typed; a transcript would otherwise run on in the line of the prompt.
            self._words.write(printable(answer.strip()) + "\n")
        return answer.strip()

    def cover(self) -> None:
        """Push what was said off the screen; a pipe keeps it, for there nobody looks over a shoulder."""
        if self._at_terminal:
            self._words.write("\n" * COVER_LINES)

    def flush(self) -> None:
        """Hand on what was said."""
        self._words.flush()


def printable(text: str) -> str:
    """A line of text without control characters: an author's text must not steer the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def _paragraphs(text: str) -> list[tuple[bool, str]]:
    """The paragraphs of a text, each as one line, and whether an empty line comes before it.

    Items of a list, which begin with `- `, are lines of their own.
    """
    found: list[tuple[bool, str]] = []
    apart = True
    for line in text.strip().splitlines():
        bare = line.strip()
        if not bare:
            apart = True
        elif apart or not found or bare.startswith("- "):
            found.append((apart and bool(found), bare))
            apart = False
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]} {bare}")
    return found
