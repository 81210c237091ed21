"""Accounts of one person on one route in the same days are one story, and the story shows the best of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from alert_stories import (
    BAN,
    DAMASCUS,
    GENERAL,
    HERE,
    MENTION,
    MOSCOW,
    TEHRAN,
    THURSDAY,
    account,
    alert,
    founding,
    said,
    trip,
)

from bot.alerts.joining import joins, story_key
from bot.alerts.same import same_place, same_spot
from bot.alerts.story import tell
from bot.model import Account, BanApplies, Place, Presence, Trip, When

SEEN = datetime(2016, 4, 15, 10, 0, tzinfo=UTC)
KAZAN = Place("Kazan", HERE, "RU", "Kazan")


def on(first: int, last: int | None = None) -> When:
    return When(f"April {first}", HERE, date(2016, 4, first), date(2016, 4, last or first))


def published(of: Account, day: int) -> Account:
    return replace(of, source=replace(of.source, published=datetime(2016, 4, day, 12, tzinfo=UTC)))


FIRST = account(1, "Courier", trip(origin=TEHRAN, when=THURSDAY))
PRESENT = account(5, "Wire", None, presences=(Presence("un-IRi.039", MOSCOW, (HERE,), on(15)),))


@pytest.mark.parametrize(
    ("other", "joined"),
    [
        pytest.param(account(2, "Wire", trip(when=on(14))), True, id="same day"),
        pytest.param(account(2, "Wire", trip(when=on(18))), True, id="within the days of a story"),
        pytest.param(account(2, "Wire", trip(when=on(19))), False, id="beyond them"),
        pytest.param(account(2, "Wire", trip(when=on(1, 30))), True, id="overlapping interval"),
        pytest.param(account(2, "Wire", trip()), True, id="no day, published near"),
        pytest.param(published(account(2, "Wire", trip()), 25), False, id="no day, published later"),
        pytest.param(published(account(2, "Wire", trip(when=THURSDAY)), 25), True, id="same day, published later"),
        pytest.param(account(2, "Wire", trip(destination=DAMASCUS)), False, id="another country"),
        pytest.param(account(2, "Wire", trip(destination=KAZAN)), True, id="another city of the country"),
        pytest.param(account(2, "Wire", trip(destination=None)), True, id="destination not stated"),
        pytest.param(account(2, "Wire", None), False, id="no trip, no presence"),
        pytest.param(PRESENT, True, id="seen there"),
    ],
)
def test_joining(other: Account, joined: bool) -> None:
    """An account joins the story of the same route and days, and no other."""
    assert joins(other, SEEN, alert(FIRST), 4) is joined


@pytest.mark.parametrize(
    ("back", "joined"),
    [
        pytest.param(trip(origin=MOSCOW, destination=TEHRAN, when=on(16)), True, id="back where it began"),
        pytest.param(trip(origin=None, destination=TEHRAN, when=on(16)), True, id="from where is not stated"),
        pytest.param(trip(origin=MOSCOW, destination=TEHRAN), True, id="no day, published near"),
        pytest.param(trip(origin=MOSCOW, destination=TEHRAN, when=on(10)), False, id="before it"),
        pytest.param(trip(origin=MOSCOW, destination=TEHRAN, when=on(29)), False, id="long after it"),
        pytest.param(trip(origin=DAMASCUS, destination=TEHRAN, when=on(16)), False, id="from elsewhere"),
        pytest.param(trip(origin=MOSCOW, destination=DAMASCUS, when=on(16)), False, id="on to elsewhere"),
    ],
)
def test_the_way_back_belongs_to_the_story(back: Trip, joined: bool) -> None:
    """A return within the days of the story joins it and is its return; an onward journey is another story."""
    story = alert(FIRST)
    assert joins(account(2, "Wire", back), SEEN, story, 4) is joined
    if joined:
        told = tell([FIRST, account(2, "Wire", back)])
        assert (told.destination and told.destination.value, told.destination and told.destination.also) == (MOSCOW, ())
        assert len(told.back) == 1
        assert (told.returned and told.returned.value) == back.when


def test_home_is_where_the_person_is_from() -> None:
    """Where no origin was told, a flight from there to the person's own country is the way back."""
    story = replace(alert(account(1, "Courier", trip(when=THURSDAY))), person=replace(GENERAL, nationality=("IR",)))
    back = account(2, "Wire", trip(origin=MOSCOW, destination=TEHRAN, when=on(16)))
    assert joins(back, SEEN, story, 4)
    assert not joins(back, SEEN, alert(account(1, "Courier", trip(when=THURSDAY))), 4)


def test_the_more_precise_place_is_shown() -> None:
    """Whoever says Russia first: the card says Moscow, and the country is no other destination."""
    russia = Place("Russia", HERE, "RU", "Russia", kind="country")
    told = tell([account(1, "A", trip(destination=russia)), account(2, "B", trip(destination=MOSCOW))])
    assert told.destination
    assert (told.destination.value, told.destination.outlet, told.destination.also) == (MOSCOW, "B", ())


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        pytest.param(MOSCOW, replace(MOSCOW, text="موسكو", name=None), True, id="one entry in two scripts"),
        pytest.param(
            MOSCOW,
            replace(MOSCOW, text="Внуково", name="Vnukovo", lat=55.6, lon=37.28, geonameid=1),
            True,
            id="its airport",
        ),
        pytest.param(MOSCOW, KAZAN, False, id="another city"),
        pytest.param(MOSCOW, Place("Russia", HERE, "RU", "Russia", kind="country"), True, id="its country"),
        pytest.param(MOSCOW, DAMASCUS, False, id="another country"),
    ],
)
def test_same_spot(first: Place, second: Place, same: bool) -> None:
    """What is one place in other letters, near, or around it is no disagreement; another city is."""
    assert same_spot(first, second) is same


def test_people_join_by_any_reference() -> None:
    """After a merge the story goes on under either id; another person's never joins."""
    other = account(2, "Wire", trip(when=on(14)))
    merged = replace(other, mention=replace(MENTION, person="ofac-10481", refs=("ofac-10481",)))
    stranger = replace(other, mention=replace(MENTION, person="un-IRi.040", refs=("un-IRi.040",)))
    assert joins(merged, SEEN, alert(FIRST), 4)
    assert not joins(stranger, SEEN, alert(FIRST), 4)


def test_a_story_does_not_creep() -> None:
    """Each report moves the days on a little; the story stays with the days it opened with."""
    story = alert(FIRST, account(2, "Wire", trip(when=on(18))))
    assert not joins(account(3, "Herald", trip(when=on(21))), SEEN, story, 4)


def test_a_vague_account_does_not_bridge_two_countries() -> None:
    """A story that once lacked a destination takes one country, not two."""
    story = alert(account(1, "Courier", trip(destination=None)), account(2, "Wire", trip()))
    assert not joins(account(3, "Herald", trip(destination=DAMASCUS)), SEEN, story, 4)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (MOSCOW, KAZAN, True),
        (MOSCOW, DAMASCUS, False),
        (MOSCOW, None, True),
        (Place("Khmeimim", HERE), Place("khmeimim", HERE), True),
        (Place("Khmeimim", HERE), Place("Tartus", HERE), False),
        (Place("the capital", HERE), MOSCOW, True),
    ],
)
def test_same_place(first: Place, second: Place | None, same: bool) -> None:
    """Countries decide where both are known; names where neither is."""
    assert same_place(first, second) is same


def test_story_key_is_stable() -> None:
    """The key depends on person, destination country and first day, and on nothing else."""
    key = story_key(GENERAL, FIRST, SEEN)
    assert key == "6f5725851f1f"
    same = account(7, "Herald", trip(when=on(14, 16), destination=KAZAN))
    assert story_key(GENERAL, same, SEEN + timedelta(days=3)) == key
    others = [account(2, "W", trip(when=on(15))), account(2, "W", trip(when=on(14), destination=DAMASCUS))]
    assert key not in {story_key(GENERAL, each, SEEN) for each in others}


def test_first_statement_wins_and_others_are_kept() -> None:
    """A field shows who stated it first; a value that disagrees is kept with its outlet, one that agrees is not."""
    told = tell(
        [
            account(1, "Courier", trip(mode=said("private jet"))),
            account(2, "Wire", trip(mode=said("jet"), duration=said("48-hour"))),
            account(3, "Herald", trip(mode=said("scheduled flight"), duration=said("48 hours"))),
            account(4, "Post", trip(destination=DAMASCUS, origin=TEHRAN)),
        ]
    )
    assert told.mode
    assert (told.mode.value.text, told.mode.outlet) == ("private jet", "Courier")
    assert [(value.text, outlet) for value, outlet in told.mode.also] == [("scheduled flight", "Herald")]
    assert told.duration
    assert (told.duration.outlet, told.duration.also) == ("Wire", ())
    assert told.destination
    assert told.destination.also == ((DAMASCUS, "Post"),)
    assert told.origin
    assert told.origin.outlet == "Post"


@pytest.mark.parametrize(
    ("whens", "best", "also"),
    [
        ([When("soon", HERE), on(14)], on(14), []),
        ([on(10, 20), on(14)], on(14), []),
        ([on(14), on(10, 20)], on(14), []),
        ([on(14), on(16)], on(14), [on(16)]),
        ([When("soon", HERE)], When("soon", HERE), []),
        ([on(10, 12), on(10, 12), on(13), on(12, 13)], on(10, 12), [on(13)]),
    ],
)
def test_the_best_date(whens: list[When], best: When, also: list[When]) -> None:
    """A resolved time beats words, a narrower one inside it is better still, and one beside it is told as another."""
    told = tell([account(n, f"O{n}", trip(when=when)) for n, when in enumerate(whens)])
    assert told.when
    assert told.when.value == best
    assert [value for value, _ in told.when.also] == also


def test_gravest_ban_is_shown() -> None:
    """Where accounts differ, the ban that asks for most attention is shown."""
    clear = replace(BAN, applies=BanApplies.NONE_KNOWN)
    told = tell([account(1, "A", trip(ban=clear)), account(2, "B", trip())])
    assert told.ban == BAN


def test_background_is_kept_apart_and_told_once() -> None:
    """Earlier trips stand beside the story, each once; the story's own trip retold as background doesn't."""
    retold = trip(main=False, when=on(14))
    first, second = founding().accounts
    told = tell([first, replace(second, background=(*second.background, retold))])
    assert [each.value.when and each.value.when.text for each in told.background] == ["December", "last July"]


def test_without_a_trip_there_is_no_status() -> None:
    """A story of a presence alone tells of no trip."""
    told = tell([PRESENT])
    assert (told.status, told.destination, told.reports) == (None, None, ())
    assert [each.value.place for each in told.presences] == [MOSCOW]
