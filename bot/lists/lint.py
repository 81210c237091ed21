"""What is allowed in a watchlist and yet makes bad alerts: warnings, each with a mend.

`RULES` is the whole of it: a rule looks at one entry, knows all others through `World`, and yields warnings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import Mistake
from bot.lists.entry import Entry
from bot.lists.parts import Parts, spelt
from bot.lists.schema import KNOWN_MEASURES
from bot.marked import Path
from bot.model import Name, Person, Watchlist

# OFAC calls an alias weak when it is generic; a name this short, of one word, hits everywhere.
SHORT_NAME = 6  # letters
TOO_MANY_TO_NAME = 3  # people named in one warning


@dataclass(frozen=True, slots=True)
class World:
    """What a rule may know beyond its entry."""

    merged: Mapping[str, Person]  # entry id -> the Person it went into
    bearers: Mapping[Parts, frozenset[str]]  # parts of a strong name -> ids of the merged people who bear it
    confusables: Mapping[str, tuple[str, ...]]


def lint(entries: Sequence[Entry], watchlist: Watchlist) -> Iterator[Mistake]:
    """Every warning about the entries of a loaded Watchlist."""
    world = _world(watchlist)
    for entry in entries:
        for rule in RULES:
            yield from rule(entry, world)


def _world(watchlist: Watchlist) -> World:
    bearers: dict[Parts, set[str]] = defaultdict(set)
    for person in watchlist.people:
        for name in person.names:
            if not name.weak:
                bearers[spelt(name.text)].add(person.id)
    merged = {ref: person for person in watchlist.people for ref in person.refs}
    return World(merged, {parts: frozenset(ids) for parts, ids in bearers.items()}, watchlist.confusables)


def _strong(entry: Entry) -> Iterator[tuple[Path, Name]]:
    """The strong spellings in Latin script that the entry adds to its main name, with where they may stand."""
    written = {name.text: name for name in entry.person.names if not name.weak and not name.native}
    listed = entry.marked.data
    for step in entry.path:
        listed = listed[step]  # type: ignore[index]
    given = listed.get("names") if isinstance(listed, dict) else None
    for number, text in enumerate(given or ()):
        if name := written.get(" ".join(str(text).split())):
            yield ("names", number), name


# --- rules ------------------------------------------------------------------------------------------------------------


def short_alias(entry: Entry, _: World) -> Iterator[Mistake]:
    """A strong spelling of one short word."""
    for path, name in _strong(entry):
        if len(name.text.split()) == 1 and len(name.text) < SHORT_NAME:
            what = f"`{name.text}` is one short word and will be found in many places"
            yield entry.mistake(path, what, "move it from `names` to `weak`", warning=True)


def digits_in_alias(entry: Entry, _: World) -> Iterator[Mistake]:
    """A strong spelling with digits: a number of a document or a house, or a nickname."""
    for path, name in _strong(entry):
        if any(character.isdigit() for character in name.text):
            what = f"`{name.text}` holds digits, which names of people seldom do"
            yield entry.mistake(path, what, "move it from `names` to `weak`, or delete it", warning=True)


def packed_aliases(entry: Entry, _: World) -> Iterator[Mistake]:
    """Several spellings in one text, as some lists export them."""
    for path, name in _strong(entry):
        if ";" in name.text:
            what = f"`{name.text}` looks like several names in one"
            yield entry.mistake(path, what, "write each as a name of its own, with commas between", warning=True)


def name_of_another(entry: Entry, world: World) -> Iterator[Mistake]:
    """A strong spelling that is also a strong name of somebody else."""
    own = world.merged[entry.person.id].id
    for path, name in _strong(entry):
        others = sorted(world.bearers.get(spelt(name.text), frozenset()) - {own})
        if others:
            what = f"`{name.text}` is also a name of {_some(others)}"
            mend = "move it to `weak`, or add `roles`, `born` and `nationality` that tell the people apart"
            yield entry.mistake(path, what, mend, warning=True)


def nothing_to_tell_apart(entry: Entry, world: World) -> Iterator[Mistake]:
    """Somebody with a similar name is listed, and this person has nothing an article could be checked against."""
    person = world.merged[entry.person.id]
    others = world.confusables.get(person.id, ())
    if others and not (person.roles or person.organisations or person.born or person.nationality):
        what = f"{person.name} is easily taken for {_some(others)}, and nothing here tells them apart"
        yield entry.mistake((), what, "add `roles`, `organisations`, `born` or `nationality`", warning=True)


def no_role_or_nationality(entry: Entry, world: World) -> Iterator[Mistake]:
    """Without a role or a nationality, namesakes in the news cannot be told from the person."""
    person = world.merged[entry.person.id]
    lacking = [
        words
        for words, given in (
            ("role or organisation", person.roles or person.organisations),
            ("nationality", person.nationality),
        )
        if not given
    ]
    if lacking:
        mend = "add `roles: […]` and `nationality: […]`; they tell the person from namesakes"
        yield entry.mistake((), f"{person.name} has no {' and no '.join(lacking)}", mend, warning=True)


def travel_ban_without_date(entry: Entry, _: World) -> Iterator[Mistake]:
    """A travel ban without a date of its own: a trip before it was imposed would look like one under it."""
    for number, listing in enumerate(entry.person.listings):
        for measure in listing.measures:
            if measure.type == "travel_ban" and measure.since is None:
                what = f"the travel ban of {listing.label} has no `since`, which need not be the date of the listing"
                mend = "write {type: travel_ban, since: …, basis: …} in its place"
                yield entry.mistake(("listings", number), what, mend, warning=True)


def unknown_measure(entry: Entry, _: World) -> Iterator[Mistake]:
    """A measure of a type that nothing here reads."""
    for number, listing in enumerate(entry.person.listings):
        for measure in listing.measures:
            if measure.type not in KNOWN_MEASURES:
                what = f"the measure `{measure.type}` is not one that Gatewatch knows"
                yield entry.mistake(("listings", number), what, f"known are {', '.join(KNOWN_MEASURES)}", warning=True)


def not_same_as_nobody(entry: Entry, world: World) -> Iterator[Mistake]:
    """`not_same_as` names an id that no list has."""
    for number, other in enumerate(entry.not_same_as):
        if other not in world.merged:
            mend = "correct the id, or delete it"
            yield entry.mistake(("not_same_as", number), f"no entry has the id `{other}`", mend, warning=True)


def _some(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:TOO_MANY_TO_NAME])
    return f"{shown} and {len(ids) - TOO_MANY_TO_NAME} more" if len(ids) > TOO_MANY_TO_NAME else shown


Rule = Callable[[Entry, World], Iterator[Mistake]]
RULES: tuple[Rule, ...] = (
    short_alias,
    digits_in_alias,
    packed_aliases,
    name_of_another,
    nothing_to_tell_apart,
    no_role_or_nationality,
    travel_ban_without_date,
    unknown_measure,
    not_same_as_nobody,
)
