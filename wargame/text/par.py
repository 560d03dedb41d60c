"""A seat's score beside par, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wargame.analysis.par import GAMES, Par
from wargame.model.scenario import Scenario
from wargame.text.message import message
from wargame.text.names import plain, seat_name
from wargame.text.words import sentences

SMALL_ERROR = 0.95
"""An error below this has a decimal also where there is little room."""
ALL_KEPT = 0.995
"""From this share on the mover's moves count as all repeated."""


def par_words(each: Par) -> str:
    """A par with its error: `par 58.2 ± 3.1`."""
    return message("par {par} ± {error}", par=plain(each.par.middle), error=plain(each.error))


def short_par_words(each: Par | None) -> str:
    """The same in little room, and what stands there while it is computed: `par 58 ± 3`, `par 97 ± 0.4`, `par ...`."""
    if each is None:
        return message("par ...")
    error = f"{each.error:.0f}" if each.error >= SMALL_ERROR else plain(each.error)
    return message("par {par:.0f} ± {error}", par=each.par.middle, error=error)


def score_beside_par(each: Par) -> str:
    """A score beside par: `63.1, par 58.2 ± 3.1`."""
    return message("{score}, {par}", score=plain(each.score), par=par_words(each))


def about_par(found: Iterable[Par]) -> str:
    """What par is, and what keeps it from being quite that; empty where there is none."""
    several = tuple(found)
    if not several:
        return ""
    about = message(
        "Par is what doctrine scores with the same news and the same moves: the mean of {games} games, with its 95 % "
        "error.",
        games=several[0].games,
    )
    kept = min(each.kept for each in several)
    if kept >= ALL_KEPT:
        return about
    return sentences(
        about,
        message("In {share} % of their turns the mover could not make the same move.", share=f"{100 * (1 - kept):.0f}"),
    )


def par_lines(scenario: Scenario, found: Sequence[Par]) -> Iterator[str]:
    """Each seat's score beside par, a line each."""
    for each in found:
        yield message("{seat}: {score}", seat=seat_name(scenario, each.seat), score=score_beside_par(each))


def compared_par_lines(scenario: Scenario, one: Sequence[Par], other: Sequence[Par]) -> Iterator[str]:
    """The scores beside par at two nodes, a seat a line; only one node's where the other is the beginning."""
    in_a, in_b = ({each.seat: each for each in several} for several in (one, other))
    for seat in dict.fromkeys((*in_a, *in_b)):
        name = seat_name(scenario, seat)
        match in_a.get(seat), in_b.get(seat):
            case Par() as left, Par() as right:
                yield message(
                    "{seat}: A {one}; B {other}",
                    seat=name,
                    one=score_beside_par(left),
                    other=score_beside_par(right),
                )
            case Par() as left, None:
                yield message("{seat}: A {one}", seat=name, one=score_beside_par(left))
            case None, Par() as right:
                yield message("{seat}: B {other}", seat=name, other=score_beside_par(right))


def compared_par_heading() -> str:
    """The heading of two nodes' scores beside par."""
    return message("Scores out of 100, beside par")


def computing_par() -> str:
    """That the par is still being computed."""
    return message("Par is being computed from {games} games of doctrine ...", games=GAMES)
