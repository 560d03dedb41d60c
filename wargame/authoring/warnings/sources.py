"""Numbers that do not say where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from wargame.authoring.possible import Keys
from wargame.authoring.symbols import block
from wargame.authoring.warnings.conditions import weights
from wargame.authoring.warnings.finding import Finding
from wargame.authoring.yaml_tree import Block, Scalar
from wargame.model.scenario import Effect, Outcome, Scenario, Weight

_MEND = "name one, or write `source: judgement`"


class _Sourced(Protocol):
    @property
    def source(self) -> str: ...


class _Stated(_Sourced, Protocol):
    @property
    def id(self) -> str: ...


def unsourced(scenario: Scenario, root: Block) -> Iterator[Finding]:
    """Warnings of levels, ties, assumptions, expectations, claims, effects, weights and doctrines without a source.

    `root` is the file's tree: whether a weight has a source is read there.
    """
    for actor in scenario.actors.values():
        yield from _of(f"actor `{actor.id}`", ("actors", actor.id), actor.levels.values(), "level", "actors")
    by_listener: dict[str, list[_Sourced]] = {}
    for tie in scenario.ties.between:
        by_listener.setdefault(tie.listener, []).append(tie.trust)
    for listener, starts in by_listener.items():
        yield from _of(f"`{listener}`", ("ties", "between", listener), starts, "tie", "listeners")
    stated: list[tuple[str, str, list[_Stated]]] = [
        ("assumptions", "assumption", [*scenario.assumptions.values()]),
        ("expectations", "expectation", [*scenario.expectations.values(), *scenario.agency.values()]),
        ("claims", "claim", [*scenario.claims.values()]),
    ]
    for section, word, several in stated:
        for each in several:
            if not each.source:
                yield Finding(
                    "no-source",
                    (section, each.id),
                    f"{word} `{each.id}` names no source; {_MEND}",
                    each.id,
                    f"{{count}} {section} name no source: {{names}}; {_MEND}",
                )
    for what, path, effects in _effects_by_part(scenario):
        yield from _of(what, path, effects, "effect", "parts")
    if weights_have_sources(root):
        yield from _weights(scenario, root)


def weights_have_sources(root: Block) -> bool:
    """Whether weights and doctrines may name a source in this file: `{amount, because, source, plus_or_minus}`, from
    format 2 on."""
    written = root.under("format")
    return isinstance(written, Scalar) and written.text.isdigit() and int(written.text) >= 2


def _of(what: str, path: Keys, several: Iterable[_Sourced], one: str, wholes: str) -> Iterator[Finding]:
    """What of one part is without a source; told together with the same of other parts."""
    count = sum(1 for each in several if not each.source)
    if count:
        names = f"1 {one}" if count == 1 else f"{count} {one}s"
        verb = "names" if count == 1 else "name"
        yield Finding(
            "no-source",
            path,
            f"{names} of {what} {verb} no source; {_MEND}",
            ".".join(path),
            f"{one}s of {{count}} {wholes} name no source: {{names}}; {_MEND}",
        )


def _effects_by_part(scenario: Scenario) -> Iterator[tuple[str, Keys, tuple[Effect, ...]]]:
    outcomes: list[tuple[str, Keys, tuple[Outcome, ...]]] = []
    for move in scenario.moves.values():
        path: Keys = ("moves", move.id)
        yield f"move `{move.id}`", path, move.effects
        outcomes.append((move.id, path, move.outcomes))
    for seat, several in scenario.reactions.items():
        for reaction in several.values():
            path, option = ("reactions", seat, reaction.id), reaction.options[0]
            yield f"reaction `{seat}.{reaction.id}`", path, option.effects
            outcomes.append((f"{seat}.{reaction.id}", path, option.outcomes))
    for rule in scenario.rules.values():
        yield f"rule `{rule.id}`", ("rules", rule.id), rule.effects
    outcomes += [(event.id, ("events", event.id), event.outcomes) for event in scenario.events.values()]
    for name, path, ways in outcomes:
        for outcome in ways:
            yield f"outcome `{name}.{outcome.id}`", (*path, "outcomes", outcome.id), outcome.effects
    for inject in scenario.injects.values():
        yield f"inject `{inject.id}`", ("injects", inject.id), inject.effects


def _weights(scenario: Scenario, root: Block) -> Iterator[Finding]:
    """Weights and doctrines without a source, one warning for each kind; a doctrine left out is no number."""
    kinds = {"moves": ("weight", "moves"), "outcomes": ("weight", "outcomes"), "doctrine": ("doctrine", "reactions")}
    by_kind: dict[str, dict[Keys, Weight]] = {kind: {} for kind in kinds}
    for weighed in weights(scenario):
        path, (weight, _) = weighed.path, weighed.forms[0]
        kind = "doctrine" if path[-1] == "doctrine" else "outcomes" if "outcomes" in path else "moves"
        by_kind[kind].setdefault(path, weight)
    for kind, several in by_kind.items():
        word, what = kinds[kind]
        for path, weight in several.items():
            if not weight.source and _written(root, path):
                name = ".".join(path[:-1])
                yield Finding(
                    "no-source",
                    path,
                    f"the {word} of `{name}` names no source; write `{{amount, because, source}}`",
                    name,
                    f"the {word}s of {{count}} {what} name no source: {{names}}; write `{{{{amount, because,"
                    " source}}`",
                )


def _written(root: Block, path: Keys) -> bool:
    node: object = root
    for step in path:
        node = block(node).under(step)
    return node is not None
