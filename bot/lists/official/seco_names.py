"""Names in the Swiss list: parts with an order and a type, each with spellings in other scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.lists.official.printed import Printed, merged, printed
from bot.lists.official.xml import Element, children, text_at

MOST_SPELLINGS = 20  # of one name in one script
MOST_SCRIPTS = 10
# The order in which the news prints them; the file puts the family name first.
_RANKS = {
    "given-name": 0,
    "further-given-name": 1,
    "father-name": 2,
    "grand-father-name": 3,
    "family-name": 5,
    "tribal-name": 6,
}
_BETWEEN = 4  # whole-name, other
_APART = frozenset({"title", "suffix", "maiden-name"})  # no part of the name as the news prints it


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    value: str
    variants: tuple[tuple[str, str], ...]  # script, spelling


def names_of(identities: Iterable[Element]) -> Printed:
    """All names of the identities, the primary name first; those of low quality are weak."""
    given = [name for identity in identities for name in children(identity, "name")]
    given.sort(key=lambda name: name.get("name-type", "primary-name") != "primary-name")
    return merged(_name(each) for each in given)


def titles_of(identities: Iterable[Element]) -> tuple[str, ...]:
    """The titles among the parts of the names, such as ``Colonel``."""
    parts = (part for identity in identities for name in children(identity, "name") for part in _parts(name))
    return tuple(dict.fromkeys(part.value for part in parts if part.kind == "title"))


def _name(element: Element) -> Printed:
    parts = sorted(
        (part for part in _parts(element) if part.kind not in _APART), key=lambda part: _RANKS.get(part.kind, _BETWEEN)
    )
    found = merged(printed(text) for text in _spellings(parts))
    if element.get("quality") == "low":
        return Printed(weak=(*found.names, *found.native, *found.weak), roles=found.roles)
    return found


def _parts(name: Element) -> list[_Part]:
    ordered = sorted(children(name, "name-part"), key=lambda part: _number(part.get("order")))
    return [
        _Part(
            part.get("name-part-type", "other"),
            text_at(part, "value"),
            tuple(
                (each.get("script") or "LATN", (each.text or "").strip()) for each in children(part, "spelling-variant")
            ),
        )
        for part in ordered
        if text_at(part, "value")
    ]


def _number(order: str | None) -> int:
    return int(order) if order and order.isdecimal() and len(order) < 4 else 0


def _spellings(parts: Sequence[_Part]) -> Iterator[str]:
    """The name as listed, then for each script its first, second, … spelling; what has none stays as it is listed, in Latin."""
    yield " ".join(part.value for part in parts)
    scripts = dict.fromkeys(script for part in parts for script, _ in part.variants)
    for script in list(scripts)[:MOST_SCRIPTS]:
        in_script = [[text for each, text in part.variants if each == script and text] for part in parts]
        for number in range(min(MOST_SPELLINGS, max(map(len, in_script)))):
            yield " ".join(
                filter(None, (_nth(part, texts, number, script) for part, texts in zip(parts, in_script, strict=True)))
            )


def _nth(part: _Part, texts: Sequence[str], number: int, script: str) -> str:
    if texts:
        return texts[min(number, len(texts) - 1)]
    return part.value if script == "LATN" else ""
