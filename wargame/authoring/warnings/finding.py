"""What the checks find, each with its place in the file by keys; and several of one cause as one warning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

MOST_NAMED = 60
"""How many names one warning lists."""


@dataclass(frozen=True)
class Finding:
    """One warning before it has a line."""

    code: str
    path: tuple[str, ...]
    """The keys that lead to its line."""
    message: str
    name: str = ""
    """What it is about, in a list of several: `france.leverage`. It can be silenced by this name too."""
    several: str = ""
    """The message for many of the same cause, `{count}` and `{names}` in it; empty where each is listed by itself."""

    @property
    def address(self) -> str:
        """The keys to its line, joined by dots."""
        return ".".join(map(tidy, self.path))

    @property
    def addresses(self) -> Iterator[str]:
        """Where it can be silenced: at its line, at any that it is below, and by its name."""
        yield from accumulate(self.address.split("."), "{}.{}".format)
        if self.name:
            yield tidy(self.name)


def tidy(address: str) -> str:
    """An address without blanks, which are free in `trust(a, b)`."""
    return "".join(address.split())


def together(findings: Iterable[Finding]) -> Iterator[tuple[Finding, tuple[Finding, ...]]]:
    """Findings as they are told: several of one cause as one, which stands for them all."""
    groups: dict[tuple[str, object], list[Finding]] = {}
    for number, finding in enumerate(findings):
        groups.setdefault((finding.code, finding.several or number), []).append(finding)
    for group in groups.values():
        first = group[0]
        if len(group) > 1:
            listed = [f"`{each.name}`" for each in group[:MOST_NAMED]]
            if len(group) > MOST_NAMED:
                listed.append(f"{len(group) - MOST_NAMED} more")
            names = f"{', '.join(listed[:-1])} and {listed[-1]}"
            first = replace(first, message=first.several.format(count=len(group), names=names))
        yield first, tuple(group)
