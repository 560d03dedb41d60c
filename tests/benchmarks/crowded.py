"""Scenario files near the bounds of what `check` takes, each crowded with one kind of thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

MOST_CHARACTERS = 900_000
"""So much of one kind of thing makes a file about as slow to check as any that is within the bounds."""

_HEAD = """\
format: 2
id: crowded
title: Crowded
summary: A scenario near the bounds.
briefing: Nobody reads this.
calendar: {start: 2026-01, months_per_turn: 1, turns: 200}
indicators:
  opinion: {title: Opinion, drift: 0.1}
  alarm: {title: Alarm}
mover: {actor: a2, title: Mover}
roles:
  s0:
    title: Seat
    short: S0
    actors: [a0]
    brief: Play.
    capital: {start: 6, income: 2, most: 9}
    goals: {good: {title: Good, points: 1, measure: a0.opinion, from: 0, to: 100}}
  s1:
    title: Other
    short: S1
    actors: [a1]
    brief: Play.
    capital: {start: 6, income: 2, most: 9}
    goals: {good: {title: Good, points: 1, when: a1.alarm > 50}}
"""
_ACTORS = 3


def _actors(count: int) -> Iterator[str]:
    yield "actors:\n"
    for n in range(count):
        levels = "{opinion: 50, alarm: 20}"
        yield f"  a{n}: {{title: Actor {n}, short: {n % 10_000}, stubbornness: 0.5, levels: {levels}}}\n"


def _ties(actors: int, each: int) -> Iterator[str]:
    yield "ties:\n  drift: 0.1\n  between:\n"
    for n in range(actors):
        yield f"    a{n}:\n"
        for step in range(1, each + 1):
            yield f"      a{(n + step) % actors}: {{trust: {(n + step) % 90}, attention: {1 / each:.4f}}}\n"


def _usual(actors: int = _ACTORS, ties: int = 1) -> Iterator[str]:
    yield _HEAD
    yield "spread:\n  opinion: {opinion: 0.5, alarm: 0.2}\n  alarm: {alarm: 0.5}\n"
    yield from _actors(actors)
    yield from _ties(actors, ties)


_MOVES = "moves:\n  wait: {title: Wait, weight: 1}\n"
_REACTIONS = """\
reactions:
  s0: {talk: {title: Talk, effects: {a0.opinion: 2}}}
  s1: {shout: {title: Shout, cost: 1, effects: {a1.alarm: 3}}}
"""
_ENDINGS = "endings:\n  end: {title: End, sign: e}\n"


def _filled(head: str, line: Callable[[int], str], tail: str, most: int | None = None) -> str:
    """A file with as many of these lines as there is room for."""
    parts, room, number = [head], MOST_CHARACTERS - len(head) - len(tail), 0
    while room > 0 and (most is None or number < most):
        parts.append(line(number))
        room -= len(parts[-1])
        number += 1
    return "".join(parts) + tail


def network() -> str:
    """A thousand actors, ten thousand ties, forty openings that set levels, twenty lenses."""
    lenses = "lenses:\n" + "".join(
        f"  l{n}: {{title: Lens {n}, spread: {{opinion: {{opinion: {0.3 + n / 100:.2f}}}}}}}\n" for n in range(20)
    )
    openings = "openings:\n" + "".join(
        f"  o{n}:\n    title: Opening {n}\n    turn: {n + 1}\n    levels: {{"
        + ", ".join(f"a{actor}.opinion: {actor % 100}" for actor in range(n, 1000, 4))
        + "}\n"
        for n in range(40)
    )
    return "".join(_usual(1000, 10)) + _MOVES + _REACTIONS + _ENDINGS + lenses + openings


def endings() -> str:
    """Endings without end, each with a long text, and moves they might speak of."""
    moves = _MOVES + "".join(
        f"  move{n}: {{title: The council of {n} villages meets by night{n % 7}, weight: 1}}\n" for n in range(2500)
    )
    head = "".join(_usual()) + moves + _REACTIONS + "endings:\n"
    openings = "openings:\n" + "".join(f"  o{n}: {{title: Opening, levels: {{a0.opinion: {n}}}}}\n" for n in range(40))
    text = "The council of the villages meets and the company of ferries leaves. " * 3

    def ending(n: int) -> str:
        return f"  e{n}: {{title: End {n}, sign: x, text: {text}, when: a0.opinion > {n % 90} and a1.alarm < 10}}\n"

    return _filled(head, ending, "  end: {title: End, sign: e}\n" + openings)


def rules() -> str:
    """Rules that each read whether another fired, and how one of many events came out."""
    head = "".join(_usual()) + _MOVES + _REACTIONS + "events:\n"
    head += "".join(
        f"  v{n}: {{title: Event, date: 2027-0{n % 9 + 1}, outcomes: {{yes: {{title: Yes, weight: 1, effects:"
        f" {{a0.opinion: 1}}}}, no: {{title: No, weight: 1}}}}}}\n"
        for n in range(2500)
    )
    head += "rules:\n"

    def rule(n: int) -> str:
        when = f"drawn(v{n % 2500}.yes) and turn < 30" + (f" and not fired(r{n - 1})" if n else "")
        return f"  r{n}: {{title: Rule, when: {when}, effects: {{a0.opinion: 1, a1.alarm: -1}}}}\n"

    return _filled(head, rule, _ENDINGS)


def effects() -> str:
    """One rule with a long condition and as many effects as there is room for, with blanks in their names."""
    when = " or ".join(f"(a0.opinion > {n % 90} and drawn(v.yes) and turn < {n % 190 + 2})" for n in range(70))
    head = "".join(_usual(1000, 10)) + _MOVES + _REACTIONS
    head += "events: {v: {title: Event, date: 2027-01, outcomes: {yes: {title: Yes, weight: 1}}}}\n"
    head += f"rules:\n  r:\n    title: Rule\n    when: {when}\n    effects:\n"

    def effect(n: int) -> str:
        actor = n // 10
        return f"      'trust(a{actor} ,  a{(actor + n % 10 + 1) % 1000})': 500 - a{actor}.opinion\n"

    return _filled(head, effect, _ENDINGS, 10_000)


def aimed() -> str:
    """A reaction at fifty targets, what it does a choice by the date and a condition of many cases."""
    head = "".join(_usual(1000, 1)) + _MOVES
    targets = ", ".join(f"a{n}" for n in range(50))
    cases = " and ".join(f"(target.opinion > {10 + n} or target.alarm < {20 + n})" for n in range(6))
    effects = "".join(
        f"        a{n}.opinion: {{amount: '{n} + 1 if turn < 7 and {cases} else 0'}}\n" for n in range(24)
    )
    act = f"    act:\n      title: Act\n      cost: 1\n      delay: 3\n      targets: [{targets}]\n"
    act += f"      when: drawn(v.yes)\n      effects:\n{effects}"
    events = "events: {v: {title: Event, date: 2027-01, outcomes: {yes: {title: Yes, weight: 1}}}}\n"
    return head + "reactions:\n  s0:\n" + act + "  s1: {shout: {title: Shout}}\n" + events + _ENDINGS


def aimed_wide() -> str:
    """Reactions at a thousand targets each, with as many short effects as there may be."""
    targets = ", ".join(f"a{n}" for n in range(1000))
    effects = "".join(f"        a{n}.opinion: {n % 9 + 1}\n" for n in range(12))
    acts = "".join(
        f"    act{n}:\n      title: Act\n      delay: 3\n      targets: [{targets}]\n"
        f"      when: target.opinion > {n}\n      effects:\n{effects}"
        for n in range(2)
    )
    return (
        "".join(_usual(1000, 1)) + _MOVES + "reactions:\n  s0:\n" + acts + "  s1: {shout: {title: Shout}}\n" + _ENDINGS
    )


def claims() -> str:
    """Five hundred claims over a thousand actors, each of other acts."""
    head = "".join(_usual(1000, 8)) + _MOVES
    head += "reactions:\n  s0:\n" + "".join(
        f"    act{n}: {{title: Act, cost: 1, effects: {{a{n % 1000}.opinion: 2}}}}\n" for n in range(2000)
    )
    head += "  s1: {shout: {title: Shout}}\n" + _ENDINGS
    sources = (
        "sources:\n  d:\n    title: Document\n    headings: [" + ", ".join(f"Part {n}" for n in range(200)) + "]\n"
    )

    def claim(n: int) -> str:
        return (
            f"  c{n}:\n    title: Claim {n}\n    source: d, Part {n}\n"
            f"    hold: {{orders: {{s0: {{{n % 150 + 1}: [act{n}], {n % 150 + 2}: [act{n + 1}]}}}}, endings: off}}\n"
            f"    against: {{orders: {{s0: {{{n % 150 + 1}: []}}}}}}\n"
            f"    then: {{number: a{(n * 7) % 1000}.opinion, lower: 1}}\n"
            f"    carried_by: [{{reaction: s0.act{n}}}, {{tie: 'trust(a{n}, a{n + 1})'}}]\n"
        )

    return _filled(head + sources + "claims:\n", claim, "", 500)


def silences() -> str:
    """A thousand actors without sources, and a thousand entries that silence what is said of them."""
    head = "".join(_usual(1000, 10)) + _MOVES + _REACTIONS + _ENDINGS + "silence:\n"

    def entry(n: int) -> str:
        several = ", ".join(f"ties.between.a{(n + step) % 1000}" for step in range(10))
        return f"  - {{code: no-source, at: [actors.a{n}, {several}], because: Meant.}}\n"

    return _filled(head, entry, "", 1000)


def large_network() -> str:
    """Two thousand actors with twenty thousand ties: nearly all keys and values that there may be."""
    one = "".join(_usual(2000, 10)).replace("  alarm: {alarm: 0.5}\n", "").replace("0.5, alarm: 0.2}", "0.5}")
    return one + _MOVES + _REACTIONS + _ENDINGS


def short_endings() -> str:
    """As many endings of one short condition each as there may be keys and values."""
    head = "".join(_usual()) + _MOVES + _REACTIONS + "endings:\n"
    return (
        head
        + "".join(f"  e{n}: {{title: E, sign: e, when: a0.opinion > {n % 90}}}\n" for n in range(19_000))
        + "  end: {title: End, sign: e}\n"
    )


def conditions() -> str:
    """As many long conditions as there may be characters of them."""
    head = "".join(_usual()) + _MOVES + _REACTIONS + _ENDINGS + "rules:\n"

    def when(n: int) -> str:
        cases = (f"(a0.opinion > {(7 * m + n) % 100} and a1.alarm < {(n + m) % 97} and turn > {m})" for m in range(58))
        return " or ".join(cases)

    return head + "".join(f"  r{n}: {{title: R, when: {when(n)}, effects: {{a0.opinion: 1}}}}\n" for n in range(160))


def texts() -> str:
    """Texts and remarks of nearly eight million characters, with moves whose titles they might name."""
    moves = _MOVES + "".join(
        f"  move{n}: {{title: The council of {n} villages meets by night{n % 7}, weight: 1}}\n" for n in range(2500)
    )
    head = "".join(_usual()) + moves + _REACTIONS + "endings:\n"
    text = "The council of the villages meets and the company of ferries leaves. " * 30
    endings = "".join(
        f"  e{n}: {{title: End {n}, sign: x, text: {text}, when: a0.opinion > {n % 90} and a1.alarm < 10}}\n"
        for n in range(2500)
    )
    return head + endings + "  end: {title: End, sign: e}\n" + "# A remark that says nothing, again.\n" * 65_000


CROWDED: Mapping[str, Callable[[], str]] = {
    each.__name__: each
    for each in (
        *(network, large_network, endings, short_endings, texts, rules, conditions, effects),
        *(aimed, aimed_wide, claims, silences),
    )
}
