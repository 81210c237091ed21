"""Warnings about whole entries: people who cannot be told from others, facts that are missing, words nobody reads."""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Mistake
from bot.lists.apart import FACTS, told_apart_by
from bot.lists.entry import Entry
from bot.lists.parts import sounding
from bot.lists.schema import KNOWN_MEASURES
from bot.lists.world import World, some
from bot.model import Person
from bot.names.compare import compare
from bot.names.lexicon import sounds

LEAST_LIKE = 0.5  # of two names of one person: a surname alone scores 0.6, one with another first name 0.4


def nothing_to_tell_apart(entry: Entry, world: World) -> Iterator[Mistake]:
    """Somebody with a similar name is listed, and the two entries differ in no fact that an article could tell."""
    person = world.merged[entry.person.id]
    if world.speakers[person.id] is not entry:
        return
    twice = {world.merged[each.entry.person.id].id for ref in person.refs for each in world.duplicates.get(ref, ())}
    others = [id_ for id_ in world.confusables.get(person.id, ()) if id_ not in twice]
    alike = [id_ for id_ in others if not told_apart_by(person, world.people[id_])]
    if alike:
        what = f"{person.name} is easily taken for {some(alike)}, and nothing here tells them apart"
        mend = f"add to both what differs: {_missing(person)}; or, if they are one, the other's listing to this entry"
        yield entry.warning((), what, mend)


def _missing(person: Person) -> str:
    return ", ".join(f"`{key}`" for key in FACTS if not getattr(person, key)) or "a more exact role or birth date"


def common_name_alone(entry: Entry, world: World) -> Iterator[Mistake]:
    """A name made of very common names, without a role or a nationality that tells the person from namesakes."""
    person = world.merged[entry.person.id]
    if world.speakers[person.id] is not entry or not _common(person.name):
        return
    given = {"roles": person.roles or person.organisations, "nationality": person.nationality}
    lacking = [key for key, value in given.items() if not value]
    if lacking:
        said = " and no ".join("role or organisation" if key == "roles" else key for key in lacking)
        mend = f"add {' and '.join(f'`{key}: […]`' for key in lacking)}, to tell the person from namesakes"
        yield entry.warning((), f"{person.name} is a common name, and there is no {said}", mend)


def _common(name: str) -> bool:
    parts = sounding(name)
    return bool(parts) and all(part in sounds("common.txt") for part in parts)


def duplicate_person(entry: Entry, world: World) -> Iterator[Mistake]:
    """Two entries of one list that look like the same human being."""
    for other in world.duplicates.get(entry.person.id, ()):
        what = f"{entry.person.name} looks like {other.entry.person.id} ({other.entry.place}): both have {other.why}"
        mend = f"make one entry of the two, or write `not_same_as: [{other.entry.person.id}]`"
        yield entry.warning((), what, mend)


def travel_ban_without_date(entry: Entry, _: World) -> Iterator[Mistake]:
    """A travel ban without a date of its own: a trip before it was imposed would look like one under it."""
    for number, listing in enumerate(entry.person.listings):
        for measure in listing.measures:
            if measure.type == "travel_ban" and measure.since is None:
                what = f"the travel ban of {listing.label} has no `since`, which need not be the date of the listing"
                mend = "write {type: travel_ban, since: …, basis: …} in its place"
                yield entry.warning(("listings", number), what, mend)


def unknown_measure(entry: Entry, _: World) -> Iterator[Mistake]:
    """A measure of a type that nothing here reads."""
    for number, listing in enumerate(entry.person.listings):
        for measure in listing.measures:
            if measure.type not in KNOWN_MEASURES:
                what = f"the measure `{measure.type}` is not one that Gatewatch knows"
                yield entry.warning(("listings", number), what, f"known are {', '.join(KNOWN_MEASURES)}")


def not_same_as_nobody(entry: Entry, world: World) -> Iterator[Mistake]:
    """`not_same_as` names an id that no list has."""
    for number, other in enumerate(entry.not_same_as):
        if other not in world.merged:
            yield entry.warning(
                ("not_same_as", number), f"no entry has the id `{other}`", "correct the id, or delete it"
            )


def other_name_than_official(entry: Entry, world: World) -> Iterator[Mistake]:
    """An entry under the id of an official one, with a name that fits none of that person's: it renames somebody."""
    there = world.official.get(entry.person.id)
    if entry.official or there is None:
        return
    if all(compare(entry.person.name, name.text).score < LEAST_LIKE for name in there.names):
        what = f"{entry.person.name} fits no name of {entry.person.id}, who is {there.name} on the imported list"
        yield entry.warning(
            ("name",), what, "correct the id, or write a `name` that the list has and this one in `names`"
        )
