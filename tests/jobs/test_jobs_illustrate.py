"""A story's thread is shown its map; whatever becomes of the map, nothing else is late, lost or told twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from alerts.alert_stories import DAMASCUS, MOSCOW, account, founding, trip
from hand_clock import HandClock
from memory_channel import MemoryChannel, Weather
from store.engines import open_store
from structlog.testing import capture_logs

from bot.alerts.card import card
from bot.jobs.deliver import Delivering, Patience, deliver_due
from bot.jobs.illustrate import LATELY, TRIES, Illustrating, illustrate_due
from bot.model import Alert
from bot.ports import GiveUp, Message, Picture, Refused, TryAgain, Uploaded
from bot.store import alerts, deliveries
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery, State
from bot.store.paces import Pace
from bot.store.status import status

ALT = "Map of the reported trip: Tehran, Iran → Moscow, Russia"
Result = Uploaded | TryAgain | GiveUp


@dataclass
class Gallery:
    """Takes pictures; `answers` are given first."""

    answers: list[Result] = field(default_factory=list)
    taken: list[Picture] = field(default_factory=list)
    asked: int = 0
    meanwhile: Callable[[], None] = lambda: None  # what happens while the next picture is taken

    async def upload(self, picture: Picture) -> Result:
        self.asked += 1
        happens, self.meanwhile = self.meanwhile, lambda: None
        happens()
        if self.answers and not isinstance(answer := self.answers.pop(0), Uploaded):
            return answer
        self.taken.append(picture)
        return Uploaded(f"F{len(self.taken):09}")


class Desk:
    """A store, a channel, a gallery and a clock moved by hand."""

    def __init__(self, db: Database) -> None:
        self.db, self.clock, self.gallery = db, HandClock(), Gallery()
        self.channel = MemoryChannel(self.clock.now)
        self.delivering = Delivering(db, self.clock, self.channel, "w1", Patience(timedelta(seconds=70)), Pace(0.0))
        self.restart()

    def restart(self) -> None:
        """Another process begins: what the last one remembered is gone."""
        self.illustrating = Illustrating(self.db, self.clock, self.gallery, ready=0.0)

    def tell(self, alert: Alert, kind: Kind = Kind.CARD) -> None:
        with self.db.transaction() as c:
            alerts.put(c, alert)
            deliveries.put(c, NewDelivery(alert.channel, kind, card(alert), alert.key, alert.version), self.clock.at)

    def reply(self, text: str, alert: Alert) -> None:
        with self.db.transaction() as c:
            new = NewDelivery(alert.channel, Kind.REPLY, Message(text), alert.key, alert.version, text)
            deliveries.put(c, new, self.clock.at)

    def deliver(self, minutes: float = 0) -> dict[State, int]:
        self.clock.at += timedelta(minutes=minutes)
        return dict(asyncio.run(deliver_due(self.delivering, asyncio.Event())))

    def illustrate(self, minutes: float = 0) -> int:
        self.clock.at += timedelta(minutes=minutes)
        return asyncio.run(illustrate_due(self.illustrating))

    def maps(self) -> list[tuple[str, str | None]]:
        """Text and thread of every map in the channel."""
        shown = [post for post in self.channel.posts if any(each["type"] == "image" for each in post.message.blocks)]
        return [(post.message.text, post.thread) for post in shown]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = open_store(tmp_path)
    yield Desk(database)
    database.close()


def test_the_thread_is_shown_the_map(desk: Desk) -> None:
    """First the card alone; then, in its thread, a picture that is a file in Slack and says its route."""
    desk.tell(founding())
    assert desk.illustrate() == 0  # no card stands yet
    assert desk.deliver() == {State.SENT: 1}
    assert desk.illustrate() == 1
    assert desk.deliver() == {State.SENT: 1}
    assert desk.maps() == [(ALT, "ts1")]
    assert list(desk.channel.posts[1].message.blocks) == [
        {"type": "image", "slack_file": {"id": "F000000001"}, "alt_text": ALT},
    ]
    assert desk.gallery.taken[0].png.startswith(b"\x89PNG")


def test_a_map_is_shown_once(desk: Desk) -> None:
    """Neither another look, nor another process, nor an update of the same journey shows it again."""
    desk.tell(founding())
    desk.deliver()
    assert [desk.illustrate(), desk.illustrate()] == [1, 0]
    desk.restart()
    assert desk.illustrate() == 0
    desk.deliver()
    desk.tell(replace(founding(), version=3), Kind.UPDATE)
    desk.deliver()
    assert desk.illustrate() == 0
    desk.deliver()
    assert len(desk.maps()) == 1


def test_a_map_that_may_be_a_repeat_is_not_followed_by_another(desk: Desk) -> None:
    """That its message is marked does not make it a map of another journey."""
    desk.tell(founding())
    desk.deliver()
    desk.illustrate()
    desk.channel.readable, desk.channel.weather = False, [Weather.LOST]
    desk.deliver()
    while not desk.maps():
        desk.deliver(minutes=5)
    desk.tell(replace(founding(), version=3, updated=desk.clock.at), Kind.UPDATE)
    desk.deliver()
    assert desk.illustrate() == 0


def test_another_journey_has_another_map(desk: Desk) -> None:
    """A stop that comes to be known is shown."""
    first = founding()
    desk.tell(first)
    desk.deliver()
    desk.illustrate()
    stop = account(3, "Harbour Post", trip(stops=(DAMASCUS,), destination=MOSCOW))
    desk.tell(replace(first, accounts=(*first.accounts, stop), version=3), Kind.UPDATE)
    desk.deliver()
    desk.illustrate()
    desk.deliver()
    assert [text for text, _ in desk.maps()] == [
        ALT,
        "Map of the reported trip: Tehran, Iran → Damascus, Syria → Moscow, Russia",
    ]


def test_a_story_that_goes_on_during_the_upload_is_shown_its_new_map_only(desk: Desk) -> None:
    """The map of a journey that the card no longer tells is not shown, and does not stand for the new one."""
    first = founding()
    stop = account(3, "Harbour Post", trip(stops=(DAMASCUS,), destination=MOSCOW))
    later = replace(first, accounts=(*first.accounts, stop), version=first.version + 1)

    def goes_on() -> None:
        desk.tell(later, Kind.UPDATE)

    desk.tell(first)
    desk.deliver()
    desk.gallery.meanwhile = goes_on
    assert desk.illustrate() == 0
    desk.deliver()
    assert desk.illustrate() == 1
    desk.deliver()
    assert [text for text, _ in desk.maps()] == [
        "Map of the reported trip: Tehran, Iran → Damascus, Syria → Moscow, Russia"
    ]


def test_a_story_withdrawn_during_the_upload_has_no_map(desk: Desk) -> None:
    first = founding()
    desk.tell(first)
    desk.deliver()
    desk.gallery.meanwhile = lambda: desk.tell(replace(first, accounts=(), version=2), Kind.UPDATE)
    for _ in range(3):
        assert desk.illustrate() == 0
        desk.deliver()
    assert desk.maps() == []


def test_two_processes_show_one_map(desk: Desk) -> None:
    """Both drew and uploaded it before either queued it."""
    desk.tell(founding())
    desk.deliver()
    other = Illustrating(desk.db, desk.clock, Gallery(), ready=0.0)

    async def both() -> list[int]:
        return await asyncio.gather(illustrate_due(desk.illustrating), illustrate_due(other))

    assert sorted(asyncio.run(both())) == [0, 1]
    desk.deliver()
    assert len(desk.maps()) == 1


def test_a_map_that_breaks_the_drawing_costs_no_other_alert_its_map(desk: Desk) -> None:
    """A mistake of ours is logged once, with the alert's name, and not tried for ever."""
    draw = desk.illustrating.draw

    def breaks(alert: Alert) -> Picture | None:
        if alert.key == "k1":
            raise ZeroDivisionError
        return draw(alert)

    desk.illustrating.draw = breaks
    for key in ("k0", "k1", "k2"):
        desk.tell(replace(founding(), key=key))
    desk.deliver()
    with capture_logs() as logs:
        assert [desk.illustrate(), desk.illustrate()] == [2, 0]
    assert [(each["event"], each["alert"]) for each in logs] == [("a map could not be made", "k1")]


def test_what_is_remembered_of_tries_is_bounded(desk: Desk) -> None:
    """A program that runs for years forgets the cards that are too old for a map."""
    desk.illustrating.draw = lambda alert: None
    for number in range(5):
        desk.tell(replace(founding(), key=f"k{number}"))
        desk.deliver()
        desk.illustrate(minutes=20)
    assert len(desk.illustrating.tries) == 2


def test_a_crash_between_upload_and_queue_shows_one_map(desk: Desk) -> None:
    """A file that no message shows is seen by nobody: it is uploaded again."""
    desk.tell(founding())
    desk.deliver()
    picture = desk.illustrating.draw(founding())
    assert picture is not None
    asyncio.run(desk.gallery.upload(picture))  # and then the process died
    desk.restart()
    assert desk.illustrate() == 1
    desk.deliver()
    assert desk.maps() == [(ALT, "ts1")]
    assert len(desk.gallery.taken) == 2


def test_a_story_without_positions_has_no_map(desk: Desk) -> None:
    """Nothing is uploaded, and nothing said."""
    nowhere = replace(MOSCOW, lat=None, lon=None)
    first = founding()
    accounts = tuple(
        replace(each, trip=replace(each.trip, destination=nowhere)) for each in first.accounts if each.trip
    )
    desk.tell(replace(first, accounts=accounts))
    desk.deliver()
    assert [desk.illustrate(), desk.illustrate(), desk.gallery.asked] == [0, 0, 0]


def test_an_upload_that_fails_is_tried_again_and_then_left(desk: Desk) -> None:
    """The card, and what follows it, do not wait; after some tries the alert goes without."""
    desk.gallery.answers = [TryAgain(1.0, "no connection")] * TRIES
    desk.tell(founding())
    desk.deliver()
    with capture_logs() as logs:
        for _ in range(2 * TRIES):
            assert desk.illustrate(minutes=1) == 0
    assert desk.gallery.asked == TRIES
    assert [each["event"] for each in logs] == ["an alert goes without its map"]
    desk.reply("news", founding())
    assert desk.deliver() == {State.SENT: 1}
    assert desk.channel.texts()[1:] == ["news"]


def test_an_upload_that_fails_once_is_made_good(desk: Desk) -> None:
    desk.gallery.answers = [TryAgain(1.0, "no connection")]
    desk.tell(founding())
    desk.deliver()
    assert [desk.illustrate(), desk.illustrate(), desk.illustrate(minutes=1)] == [0, 0, 1]


def test_without_the_scope_the_log_says_so_once(desk: Desk) -> None:
    """Alerts go without maps; once an hour it is asked again, for the scope may have been given."""
    desk.gallery.answers = [GiveUp("the token lacks a scope", Refused.EVERYTHING, "missing_scope")] * 2
    with capture_logs() as logs:
        for number in range(4):
            desk.tell(replace(founding(), key=f"k{number}"))
            desk.deliver()
            assert desk.illustrate(minutes=20) == 0
    assert [each["event"] for each in logs if "maps" in each["event"]] == ["alerts go without maps"]
    assert desk.gallery.asked == 2
    assert len(desk.channel.posts) == 4
    with desk.db.snapshot() as c:
        assert status(c, desk.clock.at).unsent == 0


def test_an_old_story_gets_no_map(desk: Desk) -> None:
    """After an outage of the upload nobody is shown the maps of yesterday."""
    desk.tell(founding())
    desk.deliver()
    assert desk.illustrate(minutes=LATELY / timedelta(minutes=1) + 1) == 0
    assert desk.gallery.asked == 0


def test_a_story_goes_on_while_its_map_is_in_doubt(desk: Desk) -> None:
    """A map of unknown fate is looked for later; a reply is told at once, and the map is not doubled."""
    desk.tell(founding())
    desk.deliver()
    desk.illustrate()
    desk.channel.weather = [Weather.ARRIVED]
    assert desk.deliver() == {State.UNCERTAIN: 1}
    desk.reply("news", founding())
    assert desk.deliver() == {State.SENT: 1}
    desk.deliver(minutes=2)
    assert desk.maps() == [(ALT, "ts1")]
    assert desk.channel.texts()[2:] == ["news"]


@pytest.mark.parametrize("refused", [Refused.MESSAGE, Refused.PLACE, Refused.CHANNEL])
def test_a_map_that_is_refused_bothers_nobody(desk: Desk, refused: Refused) -> None:
    """No plain text in its place, no copy elsewhere, no notice, nothing in the status: the card says it all."""
    desk.tell(founding())
    desk.deliver()
    desk.illustrate()
    desk.channel.refusing = {"blocks" if refused is Refused.MESSAGE else "C1": GiveUp("refused", refused)}
    for _ in range(6):
        desk.deliver(minutes=1)
    assert len(desk.channel.posts) == 1
    with desk.db.snapshot() as c:
        seen = status(c, desk.clock.at)
    assert (seen.unsent, seen.troubled) == (0, ())


def test_a_file_that_is_not_ready_is_shown_a_little_later(desk: Desk) -> None:
    """Slack may refuse to show what was uploaded a moment ago."""
    desk.tell(founding())
    desk.deliver()
    desk.illustrate()
    desk.channel.refusing = {"blocks": GiveUp("invalid_blocks", Refused.MESSAGE, "invalid_blocks")}
    assert desk.deliver() == {State.PENDING: 1}
    desk.channel.refusing = {}
    assert desk.deliver(minutes=1) == {State.SENT: 1}
    assert desk.maps() == [(ALT, "ts1")]


def test_many_stories_at_once_all_get_their_maps(desk: Desk) -> None:
    for number in range(12):
        desk.tell(replace(founding(), key=f"k{number}", channel=f"C{number % 3}"))
    while desk.deliver():
        pass
    while desk.illustrate():
        pass
    while desk.deliver():
        pass
    assert len(desk.maps()) == 12
    assert len({thread for _, thread in desk.maps()}) == 12
