"""A forecast in words: endings, expectations, which conclusions depend on the lens, percentile bands and scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from wargame.analysis.conclusions import (
    Conclusion,
    EndingConclusion,
    ExpectationConclusion,
    Findings,
    LikeliestConclusion,
    ScoreConclusion,
    conclusions,
)
from wargame.analysis.estimates import FEWEST, QUANTILES, Interval, Share
from wargame.analysis.paired_games import Beside, standing
from wargame.analysis.simulation import (
    FEWEST_RANKED,
    Atom,
    Band,
    EndingShare,
    ExpectationShare,
    LevelAtEnd,
    Simulation,
    Taken,
    key_levels,
)
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario, cited
from wargame.text.beginnings import begun_lines
from wargame.text.doubts import band_cell, bands_about
from wargame.text.intervals import mean_bounds, ranked, signed_bounds
from wargame.text.ledger import placed
from wargame.text.message import message, plural
from wargame.text.names import (
    lens_name,
    lens_names,
    mid_sentence,
    mover_name,
    number_title,
    order_words,
    plain,
    seat_name,
    short_number,
    side_name,
    source_words,
)
from wargame.text.words import WIDTH, and_more, cut, hung, listed, span_words, wrapped

DEFAULT = "doctrine"
"""The bot of a seat that none was named for."""
MOST_BANDS = 12
"""How many numbers' percentile bands are shown as lines; JSON has them all."""
MOST_NAMED = 6
"""How many conclusions of one kind are written out."""
_TITLE = 30
_SHORT = 18
_SIDE = 20
_NARROW = 12
FEWEST_HITS = 10
"""Of what came in fewer games than this the count is told, not a share in per cent."""
NO_ENDS: Mapping[str, LevelAtEnd] = {}


# --- Words ------------------------------------------------------------------------------------------------------------


def places(interval: Interval) -> int:
    """How many decimals a share in per cent deserves, by how wide its interval is."""
    half = 50 * (interval.high - interval.low)
    return 0 if half >= 1.5 else 1 if half >= 0.15 else 2


def share_words(interval: Interval) -> str:
    """A share in per cent with as many digits as its interval bears: `41 %`, `8.1 %`."""
    return message("{number} %", number=f"{100 * interval.middle:.{places(interval)}f}")


def counted_words(share: Share) -> str:
    """A share in per cent, or how many games where a per cent would say too much: `8.1 %`, `3 of 5`, `7 of 10,000`."""
    if share.of < FEWEST or share.hits < FEWEST_HITS:
        return message("{hits:,} of {of:,}", hits=share.hits, of=share.of)
    return share_words(share)


def bounds_words(share: Share) -> str:
    """The bounds of a share, with their unit where it is told as a count; nothing where there are too few games."""
    if share.of < FEWEST:
        return ""
    bounds = bare_bounds(share)
    return message("{bounds} %", bounds=bounds) if share.hits < FEWEST_HITS else bounds


def bracketed(share: Share) -> str:
    """A share with its bounds behind it: `8.1 % (7.6 to 8.7)`."""
    bounds = bounds_words(share)
    return message("{share} ({bounds})", share=counted_words(share), bounds=bounds) if bounds else counted_words(share)


def points_words(difference: Interval) -> str:
    """What is said of a difference in points, in a few words: `differs by +7.0 to +9.1`."""
    match standing(difference):
        case "differs":
            low, high = signed_bounds(difference)
            return message("differs by {low} to {high}", low=low, high=high)
        case "same":
            return message("within 1 point")
        case "unsure":
            return message("too few games")


def bare_bounds(interval: Interval) -> str:
    """The bounds of a share where per cent is said beside them: `7.6 to 8.7`."""
    low, high = _bounds(interval)
    return span_words(low, high)


def expectation_words(expected: ExpectationShare) -> str:
    """The share that an author expects: `5 to 10 %`."""
    low, high = short_number(100 * expected.low, 1), short_number(100 * expected.high, 1)
    return message("{low} to {high} %", low=low, high=high)


def verdict_code(holds: bool | None, over: bool = False, pending: bool = False, elsewhere: bool = False) -> str:
    """Whether the model gives what an expectation says, as documents have it in every language."""
    if over:
        return "its time is over"
    if elsewhere:
        return "of other games"
    if pending:
        return "not all games played"
    return "too few games" if holds is None else "holds" if holds else "fails"


def verdict_word(holds: bool | None) -> str:
    """Whether the model gives what its author expects, in a few words."""
    if holds is None:
        return message("too few games")
    return message("as expected") if holds else message("not as expected")


def expectation_verdict(came: ExpectationShare) -> str:
    """Whether the model gives what its source expects, and where too few games were played how many would do."""
    if came.over:
        return message("its time has passed")
    if came.pending:
        return message("no verdict yet")
    if came.holds is None:
        if came.share.of < FEWEST:
            return message("too few games")
        needed = came.needed
        if needed is None:
            return message("too few games: at the edge")
        return message("too few games: {games:,} would do", games=rounded_up(needed))
    if came.elsewhere:
        if came.holds:
            return message("in that range")
        return message("above that range") if came.share.middle > came.high else message("below that range")
    if came.holds:
        return message("as expected")
    return message("likelier than expected") if came.share.middle > came.high else message("less likely than expected")


def rounded_up(games: int) -> int:
    """A number of games, up to two digits that count: 45,618 are 46,000."""
    unit = int("1" + "0" * max(0, len(str(games)) - 2))
    return -(-games // unit) * unit


def turns_words(turns: Sequence[int]) -> str:
    """When an ending comes: the median turn, then the span of nine in ten games: `7 (4 to 10)`; empty for never."""
    if not turns:
        return ""
    first, middle, last = turns[0], turns[len(turns) // 2], turns[-1]
    if first == last:
        return f"{middle}"
    return message("{middle} ({first} to {last})", middle=middle, first=first, last=last)


# --- Which conclusions depend on the lens -----------------------------------------------------------------------------


def conclusion_words(scenario: Scenario, each: Conclusion) -> str:
    """A conclusion in a sentence."""
    match each:
        case ExpectationConclusion():
            return _expectation_words(scenario, each)
        case LikeliestConclusion():
            return _likeliest_words(scenario, each)
        case EndingConclusion():
            return _ending_words(scenario, each)
        case ScoreConclusion():
            return _score_words(scenario, each)


def conclusion_head(each: Conclusion) -> str:
    """The heading under which a conclusion is listed: `Differs between the lenses`."""
    match each:
        case ExpectationConclusion(verdict="holds"):
            return message("The model gives what the source expects, under every lens")
        case ExpectationConclusion(verdict="needs"):
            return message("The model gives what the source expects only under some lenses")
        case ExpectationConclusion(verdict="fails"):
            return message("The model does not give what the source expects, under any lens")
    match each.verdict:
        case "holds" | "fails":
            return message("The same under every lens")
        case "needs":
            return message("Depends on the lens")
        case "same":
            return message("Within 1 point under every lens")
        case "differs":
            return message("Differs between the lenses")
        case "unsure":
            return message("Too few games to say")


def conclusion_item(scenario: Scenario, each: Conclusion) -> str:
    """A conclusion in a sentence under its heading, which says what it comes to and need not be said again."""
    match each:
        case ExpectationConclusion():
            title = scenario.expectations[each.id].title
            expected = expectation_words(next(iter(each.shares.values())))
            if each.verdict == "holds":
                return message("“{title}” is expected in {expected} of games.", title=title, expected=expected)
            return message(
                "“{title}” is expected in {expected} of games and comes true in {shares}.",
                title=title,
                expected=expected,
                shares=_shares(scenario, each.shares),
            )
        case LikeliestConclusion(verdict="holds"):
            return message("The likeliest ending is “{ending}”.", ending=scenario.endings[each.id].title)
        case LikeliestConclusion():
            return _likeliest_words(scenario, each)
        case EndingConclusion(verdict="differs") | ScoreConclusion(verdict="differs"):
            return conclusion_words(scenario, each)
        case EndingConclusion():
            return message(
                "“{ending}” comes in {shares}.",
                ending=scenario.endings[each.id].title,
                shares=_shares(scenario, each.shares),
            )
        case ScoreConclusion():
            return message("The score of {side}.", side=mid_sentence(side_name(scenario, each.side)))


def conclusion_lines(scenario: Scenario, found: Sequence[Conclusion]) -> Iterator[str]:
    """Conclusions in sentences, those of one verdict under one heading."""
    by_head: dict[str, list[str]] = {}
    for each in found:
        by_head.setdefault(conclusion_head(each), []).append(conclusion_item(scenario, each))
    for head, several in by_head.items():
        yield f"  {head}"
        for words in several[:MOST_NAMED]:
            yield from hung("  - ", words)
        rest = len(several) - MOST_NAMED
        if rest > 0:
            yield from hung("  - ", and_more(rest))


def _expectation_words(scenario: Scenario, each: ExpectationConclusion) -> str:
    title = scenario.expectations[each.id].title
    expected = expectation_words(next(iter(each.shares.values())))
    shares = _shares(scenario, each.shares)
    match each.verdict:
        case "holds":
            return message(
                "“{title}” is expected in {expected} of games, and the model gives that under every lens.",
                title=title,
                expected=expected,
            )
        case "needs":
            return message(
                "“{title}” is expected in {expected} of games, and the model gives that only under {lenses}: it comes "
                "true in {shares}.",
                title=title,
                expected=expected,
                lenses=lens_names(scenario, each.lenses),
                shares=shares,
            )
        case "fails":
            return message(
                "“{title}” is expected in {expected} of games, and the model gives that under no lens: it comes true "
                "in {shares}.",
                title=title,
                expected=expected,
                shares=shares,
            )
        case _:
            return message(
                "“{title}” is expected in {expected} of games; it comes true in {shares}, and there are too few games "
                "to say whether the model gives what is expected.",
                title=title,
                expected=expected,
                shares=shares,
            )


def _likeliest_words(scenario: Scenario, each: LikeliestConclusion) -> str:
    others = {
        lens: message("“{ending}”", ending=scenario.endings[ending].title)
        for lens, ending in each.likeliest.items()
        if ending is not None and (each.verdict == "unsure" or lens not in each.lenses)
    }
    if each.verdict == "unsure":
        if not others:
            return message("There are too few games to say which ending is the likeliest.")
        return message(
            "There are too few games to say which ending is the likeliest under every lens; so far only {endings} is "
            "clear.",
            endings=_by_lens(scenario, others),
        )
    ending = scenario.endings[each.id].title
    if each.verdict == "holds":
        return message("The likeliest ending is “{ending}” under every lens.", ending=ending)
    return message(
        "The likeliest ending is “{ending}” only under {lenses}; otherwise it is {others}.",
        ending=ending,
        lenses=lens_names(scenario, each.lenses),
        others=_by_lens(scenario, others),
    )


def _ending_words(scenario: Scenario, each: EndingConclusion) -> str:
    ending, shares = scenario.endings[each.id].title, _shares(scenario, each.shares)
    first = next(iter(each.shares))
    match each.verdict:
        case "differs":
            return message(
                "“{ending}” comes {differences} than under {first}.",
                ending=ending,
                differences=listed([_more_often(scenario, lens, each.differences[lens]) for lens in each.lenses]),
                first=lens_name(scenario, first),
            )
        case "same":
            return message(
                "“{ending}” comes equally often under every lens, to within 1 point: in {shares}.",
                ending=ending,
                shares=shares,
            )
        case _:
            return message(
                "There are too few games to say whether “{ending}” depends on the lens: it comes in {shares}.",
                ending=ending,
                shares=shares,
            )


def _score_words(scenario: Scenario, each: ScoreConclusion) -> str:
    side = side_name(scenario, each.side)
    match each.verdict:
        case "differs":
            return message(
                "{side} scores {differences} than under {first}.",
                side=side,
                first=lens_name(scenario, each.first),
                differences=listed([_more(scenario, lens, each.differences[lens]) for lens in each.lenses]),
            )
        case "same":
            return message("{side} scores the same under every lens, to within 1 point.", side=side)
        case _:
            return message(
                "There are too few games to say whether the score of {side} depends on the lens.",
                side=mid_sentence(side),
            )


def _more_often(scenario: Scenario, lens: str, difference: Interval) -> str:
    low, high = ranked(difference)
    if difference.low > 0:
        return message(
            "{low} to {high} points more often under {lens}", low=low, high=high, lens=lens_name(scenario, lens)
        )
    return message("{low} to {high} points less often under {lens}", low=low, high=high, lens=lens_name(scenario, lens))


def _more(scenario: Scenario, lens: str, difference: Interval) -> str:
    low, high = ranked(difference)
    if difference.low > 0:
        return message("{low} to {high} points more under {lens}", low=low, high=high, lens=lens_name(scenario, lens))
    return message("{low} to {high} points less under {lens}", low=low, high=high, lens=lens_name(scenario, lens))


def _shares(scenario: Scenario, shares: Mapping[str, ExpectationShare] | Mapping[str, EndingShare]) -> str:
    """How often something comes under each lens."""
    return _by_lens(scenario, {lens: counted_words(each.share) for lens, each in shares.items()})


def _by_lens(scenario: Scenario, words: Mapping[str, str]) -> str:
    """What is so under each lens: `39 % under “Words work” and 41 % under “Only money works”`."""
    return listed(
        [message("{what} under {lens}", what=each, lens=lens_name(scenario, lens)) for lens, each in words.items()]
    )


# --- Lines ------------------------------------------------------------------------------------------------------------


def games_words(
    simulation: Simulation,
    games: int,
    lenses: int,
    save: str | None = None,
    node: int = 0,
    until_clear: bool = False,
    settled: bool = False,
    compared: bool = False,
) -> str:
    """How many games were simulated under each lens, from where, and who chose for the seats, in two sentences."""
    seed, turn = simulation.seed, simulation.first_turn
    begun = "" if simulation.position is not None else " ".join(begun_lines(simulation.scenario, simulation.beginning))
    if save is None and lenses == 1:
        from_where = plural(
            "{count:,} game from the beginning, seed {seed}.",
            "{count:,} games from the beginning, seed {seed}.",
            games,
            seed=seed,
        )
    elif save is None:
        from_where = plural(
            "{count:,} game from the beginning under each lens, seed {seed}.",
            "{count:,} games from the beginning under each lens, seed {seed}.",
            games,
            seed=seed,
        )
    elif lenses == 1:
        from_where = plural(
            "{count:,} game from turn {turn} on, after node {node} of “{save}”, seed {seed}.",
            "{count:,} games from turn {turn} on, after node {node} of “{save}”, seed {seed}.",
            games,
            turn=turn,
            node=node,
            save=save,
            seed=seed,
        )
    else:
        from_where = plural(
            "{count:,} game under each lens from turn {turn} on, after node {node} of “{save}”, seed {seed}.",
            "{count:,} games under each lens from turn {turn} on, after node {node} of “{save}”, seed {seed}.",
            games,
            turn=turn,
            node=node,
            save=save,
            seed=seed,
        )
    why = _until_words(settled, compared) if until_clear else ""
    shown = _shown_already(simulation)
    return " ".join(filter(None, (from_where, begun, shown, _bots_words(simulation), why)))


def _shown_already(simulation: Simulation) -> str:
    """That what a game has told of what the author is unsure of is not drawn anew; empty where it is not asked from
    a node, or nothing is unsure."""
    if simulation.position is None or not simulation.program.uncertainties:
        return ""
    return message("What the game has shown by then of what the author is unsure of stays as it is.")


def _until_words(settled: bool, compared: bool) -> str:
    """Why no more games were played, where they were played until all was clear."""
    if settled and compared:
        return message(
            "That was enough: every difference is told apart from none or known to half a point. The intervals allow "
            "for every look at which it might have been enough."
        )
    if settled:
        return message(
            "That was enough: every share is known to half a point. The intervals allow for every look at which it "
            "might have been enough."
        )
    return message(
        "That was the most that was asked for, and not all is clear yet. The intervals allow for every look at "
        "which it might have been."
    )


def _bots_words(simulation: Simulation) -> str:
    """Who chooses for the seats: `Bots: random for the Rival; doctrine for all others.`"""
    scenario, by_bot = simulation.scenario, dict[str, list[str]]()
    for seat in scenario.seats:
        by_bot.setdefault(simulation.bots.get(seat, DEFAULT), []).append(mid_sentence(seat_name(scenario, seat)))
    if len(by_bot) == 1:
        return message("Bots: {bot} for every seat.", bot=next(iter(by_bot)))
    named = listed(
        [message("{bot} for {seats}", bot=bot, seats=listed(seats)) for bot, seats in by_bot.items() if bot != DEFAULT]
    )
    if DEFAULT not in by_bot:
        return message("Bots: {named}.", named=named)
    return message("Bots: {named}; {bot} for all other seats.", named=named, bot=DEFAULT)


def forecast_lines(
    scenario: Scenario,
    found: Sequence[Findings],
    about: str,
    band_of: Mapping[str, Band],
    run: str = "",
    end_of: Mapping[str, LevelAtEnd] = NO_ENDS,
) -> Iterator[str]:
    """The whole forecast: the first lens in full, the others beside it.

    Args:
        about: what was simulated, in a sentence.
        band_of: percentile bands under the first lens by the name of the level, those that matter first.
        run: the command that plays an example, with N for its seed; empty where no seed gives that very game.
        end_of: by the same names, the values at which many games end.
    """
    first = found[0]
    yield scenario.title
    yield from wrapped(about)
    yield ""
    yield from ending_lines(scenario, first, run)
    for each in found[1:]:
        yield ""
        yield from lens_lines(scenario, first, each)
    if first.expectations:
        yield ""
        yield from expectation_lines(scenario, found)
    # What was scored stands in the tables.
    concluded = [each for each in conclusions(found) if not isinstance(each, ScoreConclusion)]
    if concluded:
        yield ""
        yield message("What depends on the lens")
        yield from conclusion_lines(scenario, concluded)
    if band_of:
        yield ""
        yield from band_lines(scenario, band_of, end_of)
    if first.scores:
        yield ""
        yield from score_lines(scenario, found)


def ending_lines(scenario: Scenario, found: Findings, run: str = "") -> Iterator[str]:
    """The table of endings under one lens: how often, within which bounds, in which turn, and a seed that shows it."""
    yield from wrapped(message("How the games end under {lens}", lens=lens_name(scenario, found.lens)))
    by_doubts = [found.by_doubts.get(each.ending) for each in found.endings]
    banded = any(band is not None and band.draws for band in by_doubts)
    rows = [
        (
            title_words(scenario, each.ending),
            counted_words(each.share),
            bounds_words(each.share),
            *((band_cell(band) if band is not None else "",) if banded else ()),
            turns_words(each.turns),
        )
        for each, band in zip(found.endings, by_doubts, strict=True)
    ]
    heads = ("", message("share"), message("95 % interval"), *((message("by doubts"),) if banded else ()))
    yield from columns((*heads, message("turn")), rows)
    yield from _notes(
        message("Turn: the median, and in brackets the range of nine in ten such games."),
        about_interval(),
        *bands_about([band for band in by_doubts if band is not None]),
    )
    seeds = _example_seeds(scenario, found.endings)
    if run and seeds:
        # A command that breaks between two lines could not be copied.
        if len(message("Examples: {command}", command=run)) + 4 < WIDTH:
            yield from _notes(message("Examples: {command}, where N is {seeds}.", command=run, seeds=seeds))
        else:
            yield from _notes(message("Examples, where N is {seeds}:", seeds=seeds))
            yield f"    {run}"


def about_interval() -> str:
    """What a 95 % interval speaks of, and what not."""
    return message(
        "95 % interval: how far off the share may be because no more games were played, and nothing else. How well the "
        "scenario describes the world it does not say."
    )


def columns(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table whose first and last columns are written from the left, the others from the right; the first is cut to
    what room there is."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    widths[0] = min(widths[0], max(_NARROW, WIDTH - sum(widths[1:]) - 2 * len(widths)))
    for row in (heads, *rows):
        first, *middle, last = row
        cells = [
            f"{cut(first, widths[0]) if first.strip() else '':<{widths[0]}}",
            *(f"{cell:>{width}}" for cell, width in zip(middle, widths[1:], strict=False)),
        ]
        yield ("  " + "  ".join((*cells, last))).rstrip()


def _example_seeds(scenario: Scenario, endings: Iterable[EndingShare]) -> str:
    """A seed for each ending that was seen: `8758923 for × and 57952689 for ~`; empty for none."""
    seeds = [
        message("{seed}\u00a0for\u00a0{sign}", seed=each.example, sign=scenario.endings[each.ending].sign)
        for each in endings
        if each.example is not None
    ]
    return listed(seeds) if seeds else ""


def lens_lines(scenario: Scenario, first: Findings, found: Findings) -> Iterator[str]:
    """The share of every ending under another lens, and how far it differs from the first."""
    yield from wrapped(
        message(
            "How they end under {lens}, beside {first}",
            lens=lens_name(scenario, found.lens),
            first=lens_name(scenario, first.lens),
        )
    )
    apart = [""] * len(found.endings) if found.beside is None else [*map(points_words, found.beside.endings)]
    rows = [
        (title_words(scenario, each.ending), counted_words(each.share), bounds_words(each.share), words)
        for each, words in zip(found.endings, apart, strict=True)
    ]
    yield from columns(("", message("share"), message("95 % interval"), message("in points")), rows)
    if found.beside is not None:
        yield from _notes(pairs_words(found.beside))


def pairs_words(found: Beside) -> str:
    """How games were compared in pairs, and how many of them changed."""
    if found.games == 1:
        return message("In points of 100, from a single pair of games under the same luck.")
    words = plural(
        "In points of 100, from {games:,} pairs of games under the same luck; {count:,} of them ends otherwise.",
        "In points of 100, from {games:,} pairs of games under the same luck; {count:,} of them end otherwise.",
        found.changed,
        games=found.games,
    )
    if found.games < FEWEST:
        return words
    together = message("The bounds of all these differences hold together 95 times in 100.")
    return f"{words} {together}"


def expectation_lines(scenario: Scenario, found: Sequence[Findings]) -> Iterator[str]:
    """What the author expects, how often it came true under each lens, and whether the model gives it; where other
    games than the usual ones were played, where these lie."""
    if found[0].expectations[0].elsewhere:
        yield message("What the author expects of the whole game, beside what these games show")
    else:
        yield message("What the author expects, and what the model gives")
    shown, width = "", max(len(_short_lens(each.lens)) for each in found)
    for place, expected in enumerate(found[0].expectations):
        each = scenario.expectations[expected.id]
        share = expectation_words(expected)
        yield from hung("  ", message("{title}: {share} of games", title=each.title, share=share))
        for findings in found:
            came = findings.expectations[place]
            lens = f"{_short_lens(findings.lens):<{width}}  " if len(found) > 1 else ""
            share = "" if came.over else f"{counted_words(came.share):>7}"
            if share and (bounds := bounds_words(came.share)):
                share = f"{share} ({bounds})"
            yield f"    {lens}{share:<22}  {expectation_verdict(came)}"
        source, place_in_it = cited(each.source)
        words = source_words(scenario, each.source)
        if words and source == shown:
            # A long title need not be read four times.
            if place_in_it:
                words = message("[the same source, {place}; line {line}]", place=place_in_it, line=each.line)
            else:
                words = message("[the same source; line {line}]", line=each.line)
        else:
            words = placed(words, each.line)
        yield from hung("    ", words)
        shown = source


def band_lines(
    scenario: Scenario, band_of: Mapping[str, Band], end_of: Mapping[str, LevelAtEnd] = NO_ENDS
) -> Iterator[str]:
    """The numbers that matter at the end: the levels at or below which 5, 25, 50, 75, 95 of 100 games end."""
    names = [name for name in key_levels(scenario) if name in band_of][:MOST_BANDS]
    if not names:
        return
    yield message("Levels at the end: how many games in 100 end at or below each level")
    yield f"  {'':34}" + "".join(f"{round(100 * part):>8}" for part in QUANTILES)
    for name in names:
        yield f"  {cut(number_title(scenario, name), 34):<34}" + "".join(f"{plain(at):>8}" for at in band_of[name][-1])
    for name in names:
        if name in end_of and end_of[name].atoms:
            yield from _notes(atoms_words(number_title(scenario, name), end_of[name].atoms))


def atoms_words(title: str, atoms: Sequence[Atom]) -> str:
    """At which single values many games end: `France: Treaty bond: of 100 games 4 at 0 and 78 at 100.`"""
    return message("{title}: of 100 games {atoms}.", title=title, atoms=_at_values(atoms))


def atoms_at_end(letter: str, atoms: Sequence[Atom]) -> str:
    """The same under the lens of a letter, where the number has been named."""
    return message("{letter}: of 100 games {atoms}.", letter=letter, atoms=_at_values(atoms))


def _at_values(atoms: Sequence[Atom]) -> str:
    return listed(
        [message("{games} at {at}", games=f"{100 * each.share.middle:.0f}", at=short_number(each.at)) for each in atoms]
    )


def score_lines(scenario: Scenario, found: Sequence[Findings]) -> Iterator[str]:
    """The final scores under each lens, of 100: the mean, its interval, the range of nine in ten games, and how far the
    mean differs from that under the first."""
    for place, findings in enumerate(found):
        if place:
            yield ""
        yield from _scores_of(scenario, findings)


def _scores_of(scenario: Scenario, found: Findings) -> Iterator[str]:
    yield from wrapped(message("Final scores out of 100, under {lens}", lens=lens_name(scenario, found.lens)))
    apart = {} if found.beside is None else {side: points_words(each) for side, each in found.beside.scores}
    rows = []
    for score in found.scores:
        spread = span_words(*(plain(score.quantiles[at], 0) for at in (0, -1))) if score.quantiles else ""
        name = cut(side_name(scenario, score.side), _SIDE)
        # The column of names is as wide as in the tables of other lenses.
        rows.append(
            (f"{name:<{_SIDE}}", plain(score.mean.middle), mean_bounds(score.mean), spread, apart.get(score.side, ""))
        )
    last = message("in points") if apart else ""
    heads = (" " * _SIDE, message("mean"), message("95 % interval"), message("nine in ten"), last)
    yield from columns(heads, rows)
    if found.beside is None:
        for score in found.scores:
            if score.atoms:
                yield from _notes(atoms_words(side_name(scenario, score.side), score.atoms))
        if found.games < FEWEST_RANKED:
            yield from _notes(few_ranked())


def few_ranked() -> str:
    """That of so few games no percentiles are told."""
    return message("Of fewer than {games} games no percentiles are shown.", games=FEWEST_RANKED)


def given_lines(scenario: Scenario, found: Sequence[Taken], games: int, as_given: int, file: str) -> Iterator[str]:
    """What was fixed, in how many of the games that reached its turn it took effect, and where it was left out."""
    yield from wrapped(
        message("What {file} fixes, and how often it takes effect in games that reach its turn", file=file)
    )
    for each in found:
        yield from hung("  ", _given_line(each, _given_words(scenario, each)))
    if as_given < games:
        yield from _notes(
            message(
                "In {left:,} of all {games:,} games something was not legal in its turn, and was left out.",
                left=games - as_given,
                games=games,
            )
        )


def _given_line(each: Taken, what: str) -> str:
    if not each.share.of:
        return message("turn {turn}: {what}: no game came to that turn", turn=each.turn, what=what)
    if each.left_out.hits == each.left_out.of:
        return message("turn {turn}: {what}: never, as it is not legal there", turn=each.turn, what=what)
    if each.share.hits == each.share.of:
        return message("turn {turn}: {what}: always", turn=each.turn, what=what)
    share = message("never") if not each.share.hits else message("in {share}", share=counted_words(each.share))
    if not each.left_out.hits:
        return message("turn {turn}: {what}: {share}", turn=each.turn, what=what, share=share)
    return message(
        "turn {turn}: {what}: {share}; not legal in {left}",
        turn=each.turn,
        what=what,
        share=share,
        left=counted_words(each.left_out),
    )


def _given_words(scenario: Scenario, each: Taken) -> str:
    if each.seat is not None:
        order = order_words(scenario, parse_decision(each.seat, each.what))
        return message("{side}: {order}", side=seat_name(scenario, each.seat), order=order)
    if each.what in scenario.injects:
        return message("inject “{title}”", title=scenario.injects[each.what].title)
    return message("{side}: {order}", side=mover_name(scenario), order=scenario.moves[each.what].title)


def _bounds(interval: Interval) -> tuple[str, str]:
    digits = places(interval)
    return f"{100 * interval.low:.{digits}f}", f"{100 * interval.high:.{digits}f}"


def title_words(scenario: Scenario, ending: str) -> str:
    found = scenario.endings[ending]
    return cut(f"{found.sign} {found.title}", _TITLE)


def _short_lens(lens: str) -> str:
    return cut(lens, _SHORT)


def _notes(*notes: str) -> Iterator[str]:
    for note in notes:
        yield from hung("  ", note)
