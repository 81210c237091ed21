"""Every group of words in the lexicon does what it says, shown by its own sentence."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest
import yaml
from reading import listed, read

from bot.context.lexicon import claims, motion
from bot.context.reader import Reader

PERSON = listed("Viktor Lazarenko")
_MOVES = {**{name: group["case"] for name, group in motion()["verbs"].items()}, "nouns": motion()["nouns"]["case"]}
_CLAIMS = {name: (group["case"], group["status"]) for name, group in claims()["verbs"].items()}


@pytest.mark.parametrize("group", sorted(_MOVES))
def test_words_of_movement_tell_a_trip(reader: Reader, group: str) -> None:
    """The case of each group of movement words is read as a trip to Cairo (or from it, for leaving)."""
    _, findings = read(reader, _MOVES[group].format(Person="Viktor Lazarenko"), PERSON)
    (trip,) = findings.trips[:1]
    place = trip.origin if group == "leaves" else trip.destination
    assert place is not None
    assert place.name == "Cairo"


_THERE = {
    "presence": motion()["presence"]["case"],
    "deeds": motion()["deeds"]["case"],
    "undergone": motion()["undergone"]["case"],
    "attacks": motion()["attacks"]["case"],
    "gatherings": motion()["gatherings"]["case"],
}


@pytest.mark.parametrize("group", sorted(_THERE))
def test_words_of_presence_tell_no_trip(reader: Reader, group: str) -> None:
    """Living, being arrested, or speaking at a ceremony somewhere is a presence, not a journey."""
    _, findings = read(reader, _THERE[group].format(Person="Viktor Lazarenko"), PERSON)
    assert findings.trips == ()
    assert [p.place.name for p in findings.presences] == ["Cairo"]


@pytest.mark.parametrize("group", ["invitation", "permits"])
def test_words_that_make_a_plan(reader: Reader, group: str) -> None:
    """An invitation accepted and a leave given are journeys ahead."""
    _, findings = read(reader, motion()[group]["case"].format(Person="Viktor Lazarenko"), PERSON)
    (trip,) = findings.trips
    assert trip.destination is not None
    assert (trip.destination.name, trip.status.value) == ("Cairo", "planned")


@pytest.mark.parametrize("word", motion()["habit"]["words"][:5])
def test_a_habit_is_no_trip(reader: Reader, word: str) -> None:
    """Who often goes somewhere is told to make no journey that could be dated."""
    _, findings = read(reader, f"Viktor Lazarenko {word} travels to Cairo.", PERSON)
    assert findings.trips == ()


_SITES = yaml.safe_load((files("bot.data") / "context" / "sites.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("group", "country"), [("houses", "US"), ("nouns", "EG"), ("unnamed", None)])
def test_words_that_stand_for_a_place(reader: Reader, group: str, country: str | None) -> None:
    """A house, a building beside a name, and a site without one are destinations, each as far as it is known."""
    _, findings = read(reader, _SITES[group]["case"].format(Person="Viktor Lazarenko"), PERSON)
    (trip,) = findings.trips
    assert trip.destination is not None
    assert trip.destination.country == country


@pytest.mark.parametrize("group", sorted(_CLAIMS))
def test_words_of_saying_make_the_claim(reader: Reader, group: str) -> None:
    """The case of each group of claim words gives the claim that the group names; after a failure there is no trip."""
    sentence, status = _CLAIMS[group]
    _, findings = read(reader, sentence.format(Person="Viktor Lazarenko"), PERSON)
    if status == "none":
        assert findings.trips == ()
    else:
        assert status in {claim.status.value for claim in findings.trips[0].claims}


_TABLES = ["claims.yml", "motion.yml", "patterns.yml", "people.yml", "places.yml", "sites.yml"]


@pytest.mark.parametrize("name", _TABLES)
def test_every_word_is_a_word(name: str) -> None:
    """YAML reads a bare off, no (also Norway's code), false or 7 as something else; every entry of the tables is text."""
    table = yaml.safe_load((files("bot.data") / "context" / name).read_text(encoding="utf-8"))
    assert [odd for odd in _leaves(table) if not isinstance(odd, str)] == []


def _leaves(table: object) -> Iterator[object]:
    """Words of all lists and keys of all mappings of a table; `days` counts in numbers, and `verb_last` is a yes."""
    if isinstance(table, dict):
        for key, value in table.items():
            yield key
            yield from _leaves(list(value) if key == "days" else [] if key == "verb_last" else value)
    elif isinstance(table, list):
        for value in table:
            yield from _leaves(value)
    else:
        yield table


def test_setting_off_is_a_journey(reader: Reader) -> None:
    """ "Set off" leads somewhere, "set up" nowhere."""
    _, off = read(reader, "Viktor Lazarenko set off for Cairo on Monday.", PERSON)
    _, up = read(reader, "Viktor Lazarenko set up an office in Cairo on Monday.", PERSON)
    assert ([t.destination.name for t in off.trips if t.destination], up.trips) == (["Cairo"], ())
