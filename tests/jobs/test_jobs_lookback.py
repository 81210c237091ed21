"""Whom a list gains is looked for in stored articles: told once, in one digest, whatever happens in between."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dying_database import DyingDatabase
from memory_channel import Killed
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from store.engines import open_store
from store.on_record import assert_on_record
from store.owner import wipe
from toy_screening import BANNED, person, toy_of

from bot import record
from bot.alerts.conclude import conclude
from bot.alerts.past import Past
from bot.alerts.routes import Policy, Route
from bot.edges.worker import WorkerFailed
from bot.edges.workers import InlineWorkers
from bot.feeds.entry import EntryKeys
from bot.jobs.digest import Digesting, digest_due
from bot.jobs.in_force import InForce
from bot.jobs.lookback import LookingBack, look_back_further
from bot.jobs.new_list import MOST_LOOKED_FOR, Noting, catch_up, note_in_force
from bot.lists.load import fingerprint
from bot.model import Action, Article, Findings, Person, Reason, Watchlist
from bot.ports import Message
from bot.store import alerts, articles, decisions, feeds, lookbacks, polls, schema, watchlists
from bot.store.database import Database

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
POLICY = Policy("C0DESK", {"north": Route("C0NORTH")})
STEP = 4  # articles
PAT, SAM = person("p1", "Pat Doe"), person("p2", "Sam Roe", BANNED)


@dataclass
class Clock:
    at: datetime = NOW

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class Watched(InlineWorkers):
    """Real workers; something may happen at each screening, and some articles no worker survives."""

    at_screening: Callable[[Article], Any] | None = None
    deadly: str = "no such article"
    screened = 0

    async def screen(self, article: Article) -> Findings | WorkerFailed:
        self.screened += 1
        if self.at_screening:
            self.at_screening(article)
        return WorkerFailed("died") if self.deadly in article.text else await super().screen(article)


def watchlist(*people: Person) -> Watchlist:
    return Watchlist(people, fingerprint(people))


@dataclass
class Desk:
    db: Database
    clock: Clock = field(default_factory=Clock)
    in_force: InForce = field(default_factory=lambda: InForce(watchlist()))
    workers: Watched = field(default_factory=lambda: Watched(toy_of(watchlist())))

    async def edit(self, *people: Person, days: int = 30, db: Any = None) -> None:
        """Another list comes into force, as the reload job does it."""
        listed = watchlist(*people)
        assert await self.workers.replace(toy_of(listed)) is None
        self.in_force.watchlist = listed
        await note_in_force(Noting(db or self.db, self.clock, "C0OPS", "C0DESK", days), listed)

    async def look_back(self, db: Any = None) -> int:
        """Steps until nothing is left to do; how many."""
        looking = LookingBack(db or self.db, self.clock, self.workers, self.in_force, POLICY, STEP)
        steps = 0
        while await look_back_further(looking):
            steps += 1
            assert steps < 500
        return steps

    def store(self, *texts: str, days_ago: float = 1.0, prefix: str = "a") -> None:
        """Articles polled and decided with the list in force, then."""
        at = self.clock.now() - timedelta(days=days_ago)
        screener = toy_of(self.in_force.watchlist)()
        people = {each.id: each for each in self.in_force.watchlist.people}
        with self.db.transaction() as c:
            feeds.sync_feeds(c, [feeds.FeedSpec("https://n.test/")], NOW)
            for n, text in enumerate(texts):
                article = Article(f"{prefix}{days_ago}-{n}", text, f"Title {n}", "en", at, "Daily")
                articles.add(c, article, 1, EntryKeys(article.id, None, "d"), at)
                found = screener.screen(article)
                articles.add_findings(c, found, self.in_force.watchlist.fingerprint, at)
                refs = {ref for mention in found.mentions for ref in mention.refs}
                open_alerts = alerts.open_for(c, refs) if refs else ()
                for each in conclude(article, found, people, Past(open_alerts), POLICY, at, "f"):
                    polls.enact(c, each, self.in_force.watchlist.fingerprint, at)

    def told(self, kind: str = "digest", channel: str = "C0DESK") -> list[Message]:
        d = schema.deliveries.c
        query = select(d.payload).where(d.kind == kind, d.channel == channel).order_by(d.seq)
        with self.db.snapshot() as c:
            return [record.load(Message, payload) for payload in c.scalars(query)]

    def found(self, channel: str = "C0DESK") -> list[Message]:
        return [message for message in self.told(channel=channel) if message.text.startswith("Look-back")]

    def decided(self) -> list[tuple[str, str, str, str]]:
        d = schema.decisions.c
        with self.db.snapshot() as c:
            return [
                tuple(row) for row in c.execute(select(d.article, d.person, d.action, d.reason).order_by(d.article))
            ]

    def clear(self) -> None:
        with self.db.transaction() as c:
            wipe(c)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    db = open_store(tmp_path)
    desk = Desk(db)
    yield desk
    asyncio.run(desk.workers.close())
    try:
        assert_on_record(db)
    finally:
        db.close()


def play(scene: Callable[[], Any]) -> None:
    asyncio.run(scene())


TEXTS = ("Sam Roe flew to Oslo.", "Nobody did anything.", "Pat Doe and Sam Roe met.", "Sam Roe flew to Oslo again.")


def test_a_gained_person_is_found_in_stored_articles(desk: Desk) -> None:
    """One digest, marked, gravest first, with the day of each article; no card; nobody else is told of again."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store(*TEXTS)
        await desk.edit(PAT, SAM)
        await desk.look_back()

    play(scene)
    (message,) = desk.found()
    assert message.text.startswith(
        "Look-back: 3 findings in earlier articles: 2 trips to which a travel ban may apply; 1 named"
    )
    drawn = str(message.blocks)
    assert "Daily: " in drawn
    assert " · Sun 1 Mar 2026" in drawn
    assert "Found in stored articles because a list gained" in drawn
    assert "Pat Doe" not in drawn.replace("Pat Doe and", "")
    assert desk.told("card") == []
    assert desk.decided() == [
        ("a1.0-0", "p2", "digest", "look_back"),
        ("a1.0-2", "p1", "digest", "mere_mention"),
        ("a1.0-2", "p2", "digest", "look_back"),
        ("a1.0-3", "p2", "digest", "look_back"),
    ]


def test_an_edited_article_is_looked_back_on_as_it_reads_now(desk: Desk) -> None:
    """Not once for each version, and not for what an edit took out."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store("Sam Roe flew to Oslo.", "Sam Roe flew to Oslo, too.", days_ago=2)
        at = desk.clock.now() - timedelta(days=1)
        later = {"Corrected: somebody else did.": 0, "Sam Roe flew to Oslo, too, we hear.": 1}
        with desk.db.transaction() as c:
            for text, number in later.items():
                article = Article(f"v2-{number}", text, f"Title {number}", "en", at, "Daily")
                articles.add(c, article, 1, EntryKeys(f"a2-{number}", None, "d2"), at)
        await desk.edit(PAT, SAM)
        await desk.look_back()

    play(scene)
    assert [(article, reason) for article, _, _, reason in desk.decided()] == [("v2-1", "look_back")]


def test_the_daily_digest_leaves_finds_to_the_look_back(desk: Desk) -> None:
    """Half way through, what is found so far is not told by the digest of the day, nor a second time afterwards."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store(*(["Sam Roe met Pat Doe."] * (STEP + 5)))
        await desk.edit(PAT, SAM)
        looking = LookingBack(desk.db, desk.clock, desk.workers, desk.in_force, POLICY, STEP)
        assert await look_back_further(looking)
        digesting = Digesting(desk.db, desk.clock, desk.in_force, time(8), ZoneInfo("UTC"))
        assert await digest_due(digesting) == 1
        await desk.look_back()
        desk.clock.at += timedelta(days=1)
        assert await digest_due(digesting) == 0

    play(scene)
    daily = [message.text for message in desk.told() if message.text.startswith("Digest")]
    assert [text.split(" not")[0] for text in daily] == [f"Digest: {STEP + 5} findings"]
    assert [message.text.split(" in ")[0] for message in desk.found()] == [f"Look-back: {STEP + 5} findings"]


def test_many_finds_come_in_pages(desk: Desk) -> None:
    """Every one is told."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store(*(["Sam Roe was seen."] * 130))
        await desk.edit(PAT, SAM)
        await desk.look_back()

    play(scene)
    assert [message.text.split(" findings")[0] for message in desk.found()] == [
        "Look-back: 60",
        "Look-back: 60",
        "Look-back: 10",
    ]


def test_only_the_days_that_are_asked_for_are_searched(desk: Desk) -> None:
    """Older articles stay unread, and 0 days means none at all."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store("Sam Roe was seen.", days_ago=8)
        desk.store("Sam Roe was seen.", days_ago=6)
        await desk.edit(PAT, SAM, days=7)
        await desk.look_back()
        assert desk.workers.screened == 1
        await desk.edit(PAT, SAM, person("p3", "Ada Poe"), days=0)
        assert await desk.look_back() == 0

    play(scene)
    assert [each[0] for each in desk.decided()] == ["a6-0"]


def test_a_whole_list_that_is_new_is_not_searched_for(desk: Desk) -> None:
    """Its first day would tell a month of news; the message about the list says so."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store("Sam Roe was seen.")
        await desk.edit(PAT, SAM, *(person(f"q{n}", f"Quinn {n}X") for n in range(MOST_LOOKED_FOR)))
        assert await desk.look_back() == 0

    play(scene)
    assert f"not searched for {MOST_LOOKED_FOR + 1} people at once" in str(desk.told()[0].blocks)


def test_nothing_found_is_not_told(desk: Desk) -> None:
    """A look-back without finds ends quietly."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store("Nobody was seen.")
        await desk.edit(PAT, SAM)
        assert await desk.look_back() == 2
        assert await desk.look_back() == 0

    play(scene)
    assert (desk.found(), desk.decided()) == ([], [])


def test_edits_that_find_nothing_more_ask_for_nothing(desk: Desk) -> None:
    """A role, a weak name, a lost name, a delisting; and the first list of all."""

    async def scene() -> None:
        await desk.edit(PAT, SAM)
        desk.store(*TEXTS)
        await desk.edit(replace(PAT, roles=("Minister",)), SAM)
        await desk.edit(person("p1", "Pat Doe", weak=("Paddy",)), SAM)
        await desk.edit(PAT)
        assert await desk.look_back() == 0

    play(scene)


@pytest.mark.every_engine
def test_what_another_program_screened_with_the_list_before_is_looked_at_again(desk: Desk) -> None:
    """For whom the edit gained, although the look-back for it is over; once, and only the articles that came since."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store("Sam Roe was seen last year.", days_ago=40)
        other = desk.in_force.watchlist
        await desk.edit(PAT, SAM)
        await desk.look_back()
        desk.in_force.watchlist, newer = other, desk.in_force.watchlist
        first = desk.clock.now()
        desk.store(*TEXTS, days_ago=0)
        with desk.db.transaction() as c:
            watchlists.note_screened(c, other.fingerprint, first)
        noting = Noting(desk.db, desk.clock, None)
        await catch_up(noting, other)
        assert await desk.look_back() == 0  # the program that is behind itself leaves it to others
        desk.in_force.watchlist = newer
        await catch_up(noting, newer)
        assert await desk.look_back() == 2
        await catch_up(noting, newer)
        assert await desk.look_back() == 0

    play(scene)
    assert [each[0] for each in desk.decided() if each[3] == "look_back"] == ["a0-0", "a0-2", "a0-3"]
    assert [message.text.split(" in ")[0] for message in desk.found()] == ["Look-back: 3 findings"]


# --- what was decided before ------------------------------------------------------------------------------------------


def test_a_gained_name_finds_what_the_old_ones_missed(desk: Desk) -> None:
    """Articles that the person was told of are not told again."""

    async def scene() -> None:
        await desk.edit(SAM)
        desk.store("Sam Roe was seen.", "Samuel R. was seen.", "Sam Roe, called Samuel R., was seen.")
        before = desk.decided()
        await desk.edit(replace(SAM, names=(*SAM.names, *person("x", "Samuel R.").names)))
        await desk.look_back()
        assert set(before) < set(desk.decided())

    play(scene)
    assert len(desk.found()) == 1
    assert [each for each in desk.decided() if each[3] == "look_back"] == [("a1.0-1", "p2", "digest", "look_back")]


def test_a_near_miss_that_nobody_heard_of_may_be_told(desk: Desk) -> None:
    """A weak name that became enough: the decision gives way to one that tells, so that there is one still."""
    weak = person("p2", "Samuel Roe", weak=("Sam",))

    async def scene() -> None:
        await desk.edit(weak)
        desk.store("Sam was seen.")
        assert [each[3] for each in desk.decided()] == ["near_miss"]
        await desk.edit(replace(weak, names=person("p2", "Samuel Roe").names + person("p2", "Sam").names))
        await desk.look_back()

    play(scene)
    assert desk.decided() == [("a1.0-0", "p2", "digest", "look_back")]
    assert len(desk.found()) == 1


def test_a_weak_find_is_kept_in_the_journal_and_told_to_nobody(desk: Desk) -> None:
    """A look-back rings for no near miss."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store("Sam was seen.")
        await desk.edit(PAT, person("p2", "Samuel Roe", weak=("Sam",)))
        await desk.look_back()

    play(scene)
    assert (desk.found(), desk.decided()) == ([], [("a1.0-0", "p2", "silence", "near_miss")])


def test_a_gained_ban_tells_trips_that_were_told_as_free(desk: Desk) -> None:
    """Told anew under the ban that may apply; what is no trip, or was a card, is not told again."""
    free = person("p2", "Sam Roe")

    async def scene() -> None:
        await desk.edit(free)
        desk.store("Sam Roe flew to Oslo.", "Sam Roe was seen.")
        assert [each[3] for each in desk.decided()] == ["trip_no_ban", "mere_mention"]
        await desk.edit(SAM)
        await desk.look_back()

    play(scene)
    assert [each[2:] for each in desk.decided()] == [("digest", "look_back"), ("digest", "mere_mention")]
    (message,) = desk.found()
    assert "1 trip to which a travel ban may apply" in message.text


def test_a_person_under_another_id_is_not_told_again(desk: Desk) -> None:
    """Entries that merge carry the ids that were decided about."""
    merged = replace(
        person("un-2", "Sam Roe", BANNED, refs=("un-2", "p2")), names=(*SAM.names, *person("x", "S. Roe").names)
    )

    async def scene() -> None:
        await desk.edit(SAM)
        desk.store("Sam Roe was seen.", "S. Roe was seen.")
        await desk.edit(merged)
        await desk.look_back()

    play(scene)
    assert [each[:2] for each in desk.decided()] == [("a1.0-0", "p2"), ("a1.0-1", "un-2")]


def test_a_later_article_opens_its_card_as_a_first_report(desk: Desk) -> None:
    """A look-back opens no story; what is told live is told as ever, in the channel of the person's route."""
    routed = replace(SAM, route="north")

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store("Sam Roe flew to Oslo.")
        await desk.edit(PAT, routed)
        await desk.look_back()
        desk.store("Sam Roe flew to Oslo, others say.", days_ago=0, prefix="live")

    play(scene)
    assert len(desk.found("C0NORTH")) == 1
    assert len(desk.told("card", "C0NORTH")) == 1
    assert [each[2:] for each in desk.decided()] == [("digest", "look_back"), ("alert", "trip_ban_possible")]


def test_a_story_under_way_is_left_alone(desk: Desk) -> None:
    """An article found by a new name belongs to a card that stands: told in the digest, the card stays as it is."""

    async def scene() -> None:
        await desk.edit(SAM)
        desk.store("Sam Roe flew to Oslo.", "Samuel R. flew to Oslo.")
        await desk.edit(replace(SAM, names=(*SAM.names, *person("x", "Samuel R.").names)))
        await desk.look_back()

    play(scene)
    assert (len(desk.told("card")), len(desk.told("update")), len(desk.found())) == (1, 0, 1)
    assert [each[3] for each in desk.decided()] == [Reason.TRIP_BAN_POSSIBLE, Reason.LOOK_BACK]


# --- lists that change meanwhile --------------------------------------------------------------------------------------


def test_whoever_is_delisted_meanwhile_is_not_told(desk: Desk) -> None:
    """Neither looked for any further, nor told when found before."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store(*(["Sam Roe was seen."] * (STEP + 1)))
        await desk.edit(PAT, SAM)
        assert await look_back_further(LookingBack(desk.db, desk.clock, desk.workers, desk.in_force, POLICY, STEP))
        await desk.edit(PAT)
        await desk.look_back()

    play(scene)
    assert desk.found() == []
    assert len(desk.decided()) == STEP


def test_a_list_that_changes_during_a_step_screens_it_again(desk: Desk) -> None:
    """All of a step is decided with one list, the one in force."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store("Sam Roe was seen.", "Sam Roe was seen again.")
        await desk.edit(PAT, SAM)
        newest = watchlist(PAT, replace(SAM, roles=("Minister",)))

        def flip(article: Article) -> None:
            if article.id == "a1.0-1":
                desk.in_force.watchlist = newest

        desk.workers.at_screening = flip
        await desk.look_back()
        assert desk.workers.screened == 4
        with desk.db.snapshot() as c:
            assert set(c.scalars(select(schema.decisions.c.fingerprint))) == {newest.fingerprint}

    play(scene)


def test_edits_in_a_row_are_looked_back_for_together(desk: Desk) -> None:
    """Somebody who saves after every line does not make the program search thirty days for each."""
    people = [person(f"q{n}", f"Quinn {n}X") for n in range(6)]

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store(*(f"{each.name} was seen." for each in people))
        for n in range(1, len(people) + 1):
            await desk.edit(PAT, *people[:n])
        assert await desk.look_back() == 3, "two steps, and the digest"

    play(scene)
    assert "6 findings" in desk.found()[0].text


def test_whoever_is_gained_during_a_look_back_gets_one_of_their_own(desk: Desk) -> None:
    """From the beginning, since the first has come further by then."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store(*(["Sam Roe and Ada Poe were seen."] * (STEP + 1)))
        await desk.edit(PAT, SAM)
        assert await look_back_further(LookingBack(desk.db, desk.clock, desk.workers, desk.in_force, POLICY, STEP))
        await desk.edit(PAT, SAM, person("p3", "Ada Poe"))
        await desk.look_back()

    play(scene)
    assert [message.text.split(" in ")[0] for message in desk.found()] == [f"Look-back: {STEP + 1} findings"] * 2


def test_a_step_that_somebody_else_did_is_not_done_twice(desk: Desk) -> None:
    """Two processes with the same look-back: the later record is thrown away."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store("Sam Roe was seen.")
        await desk.edit(PAT, SAM)
        with desk.db.snapshot() as c:
            first = lookbacks.current(c)
        assert first
        with desk.db.transaction() as c:
            assert lookbacks.advance(c, first, (NOW, "a"), 1)
            assert not lookbacks.advance(c, first, (NOW, "a"), 1)
            assert not lookbacks.finish(c, first)

    play(scene)


def test_an_article_that_could_not_be_read_when_it_came_is_told_now(desk: Desk) -> None:
    """What an earlier reading with the same list did not find stands in nobody's way."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store("Sam Roe was seen.")
        await desk.edit(PAT, SAM)
        with desk.db.transaction() as c:
            unread = Findings("a1.0-0", "en", note="could not be screened: no memory")
            articles.add_findings(c, unread, desk.in_force.watchlist.fingerprint, NOW)
        await desk.look_back()

    play(scene)
    assert "1 finding " in desk.found()[0].text


def test_an_article_that_no_worker_survives_holds_nothing_up(desk: Desk) -> None:
    """It is passed over; the others are found."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store("Sam Roe was seen with a bomb.", "Sam Roe was seen.")
        await desk.edit(PAT, SAM)
        desk.workers.deadly = "bomb"
        await desk.look_back()

    play(scene)
    assert "1 finding " in desk.found()[0].text


# --- crashes ----------------------------------------------------------------------------------------------------------

CROWD = ["Sam Roe flew to Oslo.", "Pat Doe met Sam Roe."] * (STEP + 3)


async def life(desk: Desk, db: DyingDatabase) -> None:
    """One life of the program: the list at its start, then steps until all is done, or until it dies."""
    with suppress(Killed):
        await desk.edit(PAT, SAM, db=db)
        await desk.look_back(db)


def outcome(desk: Desk) -> tuple[list[str], Counter[tuple[str, str]], Sequence[str]]:
    """What is told of finds and of the list, and how often each article was decided for whom."""
    each = Counter((article, who) for article, who, _, _ in desk.decided())
    return [m.text for m in desk.found()], each, [m.text for m in desk.told() if m.text.startswith("Watchlist")]


@pytest.mark.every_engine
def test_dying_at_every_write_loses_and_doubles_nothing(desk: Desk) -> None:
    """Before and after each, from the list coming into force to the digest."""

    async def scene() -> None:
        undisturbed = DyingDatabase(desk.db)
        await desk.edit(PAT)
        desk.store(*CROWD)
        await life(desk, undisturbed)
        expected = outcome(desk)
        assert len(expected[0]) == 1
        assert set(expected[1].values()) == {1}
        assert undisturbed.writes >= 5
        for step in range(undisturbed.writes):
            for after in (False, True):
                desk.clear()
                desk.clock.at = NOW
                await desk.edit(PAT)
                desk.store(*CROWD)
                await life(desk, DyingDatabase(desk.db, step, after))
                await life(desk, DyingDatabase(desk.db))
                assert outcome(desk) == expected, f"write {step}, after: {after}"

    play(scene)


def test_without_the_mark_of_how_far_it_came_finds_would_double(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: digest and end of the look-back in two transactions tell twice when the program dies between."""

    async def scene() -> None:
        await desk.edit(PAT)
        desk.store("Sam Roe was seen.")
        await desk.edit(PAT, SAM)
        monkeypatch.setattr(lookbacks, "finish", lambda *_: True)
        monkeypatch.setattr(decisions, "mark_digested", lambda *_: None)
        looking = LookingBack(desk.db, desk.clock, desk.workers, desk.in_force, POLICY, STEP)
        assert await look_back_further(looking)
        assert await look_back_further(looking)
        with pytest.raises(IntegrityError):
            await look_back_further(looking)

    play(scene)


def test_decisions_of_a_look_back_are_actions_of_the_digest() -> None:
    """Whatever the policy says is told at once."""
    from bot.alerts.decide import action_of

    assert action_of(Reason.LOOK_BACK, Policy("C1", at_once=frozenset(Reason))) is Action.DIGEST
