"""`silence:` in a scenario file: warnings that its author has seen and does not want to see again, each with why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wargame.authoring import schema
from wargame.authoring.codes import SILENCEABLE, SILENCES_NOTHING
from wargame.authoring.context import Context
from wargame.authoring.letters import shown
from wargame.authoring.problems import Place
from wargame.authoring.schema_faults import validated
from wargame.authoring.warnings.finding import Finding, tidy
from wargame.authoring.yaml_tree import Block, Items, Scalar


@dataclass(frozen=True)
class Silence:
    """One kind of warning silenced at one address."""

    code: str
    address: str
    place: Place


def read_silences(reading: Context) -> tuple[Silence, ...]:
    """What a file silences, its faults noted."""
    key = reading.root.keys_by_name.get("silence")
    if key is None:
        return ()
    raw = reading.root[key]
    if not isinstance(raw, Items):
        reading.faults.error(key, "wrong-type", "`silence` needs a list: `- {code: ..., at: ..., because: ...}`")
        return ()
    found: list[Silence] = []
    for item in raw:
        holder = item if isinstance(item, Block | Scalar | Items) else key
        read = validated(schema.SilenceShape, item, holder, "an entry of `silence`", reading.faults)
        if read is None:
            continue
        code = read.code.text
        if code == SILENCES_NOTHING:
            reading.faults.error(read.code, "unknown-name", f"`{code}` cannot be silenced; take the entry out")
        elif code not in SILENCEABLE:
            reading.faults.error(
                read.code,
                "unknown-name",
                f"there is no warning `{shown(code)}`",
                reading.faults.nearest(code, SILENCEABLE),
            )
        else:
            found += (Silence(code, tidy(each.text), each) for each in read.at)
    return tuple(found)


def unsilenced(findings: Iterable[Finding], silences: Iterable[Silence], reading: Context) -> list[Finding]:
    """The findings that no entry silences; a warning is noted for every entry that silences nothing."""
    several = tuple(silences)
    written = {(silence.code, silence.address) for silence in several}
    left: list[Finding] = []
    met: set[tuple[str, str]] = set()
    for finding in findings:
        matching = written.intersection((finding.code, address) for address in finding.addresses)
        met |= matching
        if not matching:
            left.append(finding)
    for silence in several:
        if (silence.code, silence.address) not in met:
            reading.faults.warn(
                silence.place,
                SILENCES_NOTHING,
                f"there is no warning `{silence.code}` at `{shown(silence.address)}` to silence; take this out",
            )
    return left
