"""Every decision can be taken anew from what is stored, byte for byte, by whatever way it came; what was changed since is named."""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from everybody import EVERYBODY
from hand_clock import START
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from news_desk import DAY, HOUR, PAT, SAM, Item, NewsDesk, open_desk
from real_screening import ADA, LIST, listed, reading, relist
from sqlalchemy import Table, select, update
from test_jobs_burst import CROWD, burst, settle
from toy_screening import BANNED, Toy, person

from bot import record
from bot.alerts.bounds import MOST_POSTS
from bot.alerts.occasion import Occasion, Program, Way
from bot.alerts.past import Past
from bot.context.reader import Reader
from bot.edges.gazetteer import SqliteGazetteer
from bot.edges.program import this_program
from bot.jobs import triage
from bot.jobs.desk import TriageDesk
from bot.jobs.replay import Outcome, Told, another_program
from bot.jobs.retention import Keep, expire_old
from bot.jobs.triage import Triaging
from bot.lists.load import fingerprint
from bot.model import Article, Findings, Judgement, Reason, Watchlist
from bot.ports import Command, FetchFailed, Press
from bot.record import Difference
from bot.store import alerts as stories
from bot.store import articles, moving, schema
from bot.store.feeds import FeedSettings, FeedSpec
from bot.store.occasions import Kept

EN, RU = "https://en.test/rss", "https://ru.test/rss"
SETTINGS = FeedSettings(min_interval=300, max_interval=3_600, full_text="never")
FIRST = "Energy minister Viktor Lazarenko flew from Minsk to Havana on Sunday, two officials said."


def triaging(desk: NewsDesk) -> Triaging:
    return Triaging(desk.db, desk.clock, desk.in_force, EVERYBODY)


def item(ident: str, text: str, title: str, hours: float = 0.0) -> Item:
    return Item(ident, text, START + hours * HOUR, title)


async def serve(desk: NewsDesk, url: str, *items: Item) -> None:
    desk.paper.pages[url] = [*items, *(desk.paper.pages.get(url) or ())][:9]
    await desk.poll(HOUR)


async def judged(desk: NewsDesk, ident: str, judgement: Judgement) -> None:
    alert = desk.alert()
    press = Press(ident, alert.key, alert.channel, "U1", tuple(each.id for each in alert.triage.verdicts))
    assert await triage.judge(triaging(desk), press, judgement, None, "a striker", 180) is None


async def undone(desk: NewsDesk, ident: str) -> None:
    alert = desk.alert()
    press = Press(ident, alert.key, alert.channel, "U1", tuple(each.id for each in alert.triage.verdicts))
    assert await triage.undo(triaging(desk), press) is None


async def life(desk: NewsDesk) -> None:
    """A story of many chapters: told, told in another language, denied, edited, muted, dismissed, taken back, looked back for."""
    desk.paper.pages = {EN: [item("calm", "Nobody went anywhere.", "Calm")], RU: []}
    desk.subscribe_to(FeedSpec(EN, "Daily", "en", SETTINGS), FeedSpec(RU, "Вести", "ru", SETTINGS))
    await relist(desk, listed())
    await desk.poll()
    general = item("g", "General Adaeze Okonjo flew to Nairobi on Sunday, Radio Delta reported.", "General abroad")
    await serve(desk, EN, item("g1", FIRST, "Minister on the road"), general)
    await serve(
        desk, RU, item("r1", "Министр энергетики Виктор Лазаренко прилетел в Гавану в воскресенье.", "Министр в Гаване")
    )
    denial = "The energy ministry denied on Monday that minister Viktor Lazarenko had flown to Havana on Sunday."
    await serve(desk, EN, item("g2", denial, "Ministry denies trip"))
    desk.paper.pages[EN] = [item("g1", f"{FIRST} He met Raul Castro there.", "Minister on the road")]
    await desk.poll(HOUR)
    await TriageDesk(triaging(desk)).answer(Command("c1", "mute Viktor Lazarenko 3h", "C0DESK", "U1"))
    muted = "Energy minister Viktor Lazarenko left Havana for Caracas on Monday, Radio Delta reported."
    await serve(desk, EN, item("g3", muted, "From Havana to Caracas"))
    desk.clock.at += 4 * HOUR
    await judged(desk, "i1", Judgement.NOT_THIS)
    again = "Energy minister Viktor Lazarenko flew to Havana on Sunday, Reuters reported, citing airport staff."
    await serve(desk, EN, item("g4", again, "Havana greets a guest"))
    await undone(desk, "i2")
    await serve(desk, EN, item("g5", "Victor Lazarenko, a pop singer from Canada, sang on Monday.", "A singer sang"))
    await relist(desk, listed(LIST + ADA))
    await desk.look_back()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    with open_desk(tmp_path) as opened:
        opened.people = listed().people
        yield opened


@pytest.fixture(params=["model", "patterns"])
def read_by(request: pytest.FixtureRequest, gazetteer: SqliteGazetteer) -> Reader:
    if request.param == "patterns":
        return Reader(None, gazetteer)
    found: Reader = request.getfixturevalue("reader")
    return found


def test_every_decision_is_taken_anew_byte_for_byte(desk: NewsDesk, read_by: Reader) -> None:
    """Whichever way it came, and whatever became of the story since."""
    desk.screener_of = reading(read_by)
    desk.play(life)
    came = desk.replayed()
    assert [(each.article.title, each.told) for each in came if each.told.outcome is not Outcome.SAME] == []
    ways = Counter(each.kept.bare.way for each in came if each.kept)
    assert ways.keys() >= {Way.POLL, Way.LOOK_BACK, Way.BROUGHT_BACK}
    reasons = {decision.reason for each in came for decision in each.decisions}
    assert reasons >= {Reason.TRIP_BAN_POSSIBLE, Reason.NEWS_IN_STORY, Reason.NEAR_MISS, Reason.NOT_THIS_PERSON}


async def unread_page(desk: NewsDesk) -> None:
    """A page that is down when its article comes, and tells of a trip an hour later."""
    words = "".join(f"<p>On day {n} the ministry said little, as {n} reporters wrote.</p>" for n in range(16))
    teaser = Item("g1", "The minister travels …", START - HOUR, "Minister lands this morning", "https://one.test/1")
    desk.paper.pages = {ONE: [teaser], teaser.link: FetchFailed("answered 503", 503)}
    desk.subscribe(ONE, full_text="auto")
    await desk.poll()
    text = f"<html><body><article><h1>{teaser.title}</h1><p>{PLAIN.text}</p>{words}</article></body></html>"
    desk.paper.pages[teaser.link] = text.encode()
    assert await desk.read_pages(HOUR) == 1


async def too_many(desk: NewsDesk) -> None:
    """More stories in a minute than a channel is told one by one."""
    await settle(desk)
    desk.clock.at += HOUR
    burst(desk, range(MOST_POSTS + 8))
    await desk.poll()


async def of_long_ago(desk: NewsDesk) -> None:
    """A new feed that holds what is no news any more."""
    desk.paper.pages[ONE] = [replace(PLAIN, published=START - 9 * DAY)]
    desk.subscribe(ONE)
    await desk.poll()


@pytest.mark.parametrize(
    ("scene", "way", "reason"),
    [
        (unread_page, Way.PAGE, Reason.TRIP_BAN_POSSIBLE),
        (too_many, Way.POLL, Reason.BURST),
        (of_long_ago, Way.POLL, Reason.LOOK_BACK),
    ],
)
def test_whatever_holds_a_decision_up_is_taken_anew_too(
    desk: NewsDesk, scene: Callable[[NewsDesk], Awaitable[None]], way: Way, reason: Reason
) -> None:
    """A page that comes later, a channel that is told enough, a backlog."""
    desk.people = CROWD if scene is too_many else (PAT, SAM)
    desk.play(scene)
    came = desk.replayed()
    assert {each.told.outcome for each in came} == {Outcome.SAME}
    taken = {(each.kept.bare.way, decision.reason) for each in came if each.kept for decision in each.decisions}
    assert (way, reason) in taken


# --- what was changed since is named -------------------------------------------------------------------------------------

PLAIN = Item("g1", "Pat Doe flew to Oslo on Monday, two officials said.", START - HOUR, "Minister lands in Oslo")
DENIED = Item("g2", "Pat Doe flew to Oslo on Monday, Reuters reports. Sam Roe came too.", START, "Oslo greets a guest")
EDITED = replace(PLAIN, text="An earlier version of this report was wrong and has been corrected by the editors.")
ONE = "https://one.test/rss"
NEVER_TAKEN = "taken before Gatewatch kept what decisions are taken on, or written in since"


@pytest.fixture
def told(tmp_path: Path) -> Iterator[NewsDesk]:
    """A desk that has told a story: a report, another one, an edit of the first."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE)
        for items in ([PLAIN], [PLAIN, DENIED], [EDITED, DENIED]):
            desk.paper.pages[ONE] = items
            await desk.poll(HOUR)

    with open_desk(tmp_path) as opened:
        opened.play(scene)
        assert outcomes(opened) == [Outcome.SAME] * 3
        yield opened


def outcomes(desk: NewsDesk) -> list[Outcome]:
    return [each.told.outcome for each in desk.replayed()]


def second(desk: NewsDesk) -> Told:
    """What is said of the second report, which was held against the card of the first."""
    return desk.replayed()[1].told


def change(desk: NewsDesk, statement: str, *values: object) -> None:
    """Somebody writes into the database."""
    desk.tampered = True
    with desk.real.transaction() as c:
        assert c.exec_driver_sql(statement, values).rowcount > 0


def kept(desk: NewsDesk, alter: Callable[[Kept], Kept], number: int = 1) -> None:
    """Somebody writes into what the second report, or another, was decided on."""
    with desk.real.transaction() as c:
        row = c.execute(select(schema.occasions).order_by(schema.occasions.c.seq)).all()[number]
        text = record.dump(alter(record.load(Kept, zlib.decompress(row.record).decode())))
        this = update(schema.occasions).where(schema.occasions.c.seq == row.seq)
        c.execute(this.values(record=zlib.compress(text.encode())))


def repacked(desk: NewsDesk, table: Table, old: str, new: str) -> None:
    """Somebody writes into what is kept compressed."""
    key = next(iter(table.primary_key.columns))
    changed = 0
    with desk.real.transaction() as c:
        for row in c.execute(select(key, table.c.record)).all():
            text = zlib.decompress(row.record).decode()
            if old in text:
                packed = zlib.compress(text.replace(old, new).encode())
                changed += c.execute(update(table).where(key == row[0]).values(record=packed)).rowcount
    assert changed


def test_a_changed_article_is_named(told: NewsDesk) -> None:
    """Also where it is an earlier version that a decision was held against."""
    change(told, "UPDATE articles SET record = replace(record, 'two officials', 'ten officials')")
    first, *_, edit = told.replayed()
    assert [each.told.outcome for each in (first, edit)] == [Outcome.DIFFERS] * 2
    assert first.told.why == edit.told.why == f"the article on record was changed since: {first.article.id}"


def test_changed_findings_are_named_with_the_place(told: NewsDesk) -> None:
    """Then and now, so that one sees what was written there."""
    change(told, """UPDATE findings SET record = replace(record, '"score":1.0', '"score":0.9')""")
    found = second(told)
    assert (found.outcome, found.why) == (Outcome.DIFFERS, "the findings on record were changed since")
    assert found.where == Difference("mentions.0.score", "0.9", "1.0")


def test_a_changed_list_is_named(told: NewsDesk) -> None:
    """By its fingerprint, which is over what its people say."""
    repacked(told, schema.watchlists, "travel_ban", "asset_freeze")
    assert "on record is not the one that spoke: it was changed since" in second(told).why
    assert second(told).outcome is Outcome.DIFFERS


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"story_days":4', '"story_days":9', "the policy on record is not the one that held"),
        ('"version":1', '"version":7', "an alert that it was held against was changed"),
    ],
)
def test_a_changed_policy_or_alert_is_named(told: NewsDesk, old: str, new: str, said: str) -> None:
    """Both are kept by their digest."""
    repacked(told, schema.occasion_parts, old, new)
    assert said in second(told).why
    assert second(told).outcome is Outcome.DIFFERS


def test_a_changed_decision_is_named(told: NewsDesk) -> None:
    """A silence that was written in afterwards is not what was concluded."""
    change(told, "UPDATE decisions SET action = 'silence' WHERE action = 'alert'")
    found = told.replayed()[0].told
    assert (found.outcome, found.why) == (Outcome.DIFFERS, "the decision on record is not the one that was taken")
    assert found.where == Difference("action", '"alert"', '"silence"')


def test_a_removed_decision_is_named(told: NewsDesk) -> None:
    """What was concluded must stand on record."""
    change(told, "DELETE FROM decisions WHERE action = 'alert'")
    assert told.replayed()[0].told.why == "the decision on record is not the one that was taken"


def test_conclusions_that_were_changed_cannot_be_read(told: NewsDesk) -> None:
    """Their hash stands beside them."""
    kept(told, lambda each: replace(each, concluded=each.concluded.replace("Oslo", "Rome")))
    assert second(told).outcome is Outcome.DIFFERS
    assert "cannot be read: it was changed since" in second(told).why


@pytest.mark.parametrize("table", ["articles", "findings"])
def test_what_cannot_be_read_stops_nothing(told: NewsDesk, table: str) -> None:
    """It is told of each decision that rests on it, and the others are taken anew."""
    first = told.replayed()[0].article.id
    column = "id" if table == "articles" else "article"
    change(told, f"UPDATE {table} SET record = 'nothing' WHERE {column} = ?", first)
    came = told.replayed()
    assert "cannot be read: it was changed since" in came[0].told.why
    assert came[1].told.outcome is Outcome.SAME


def test_without_its_past_a_decision_comes_out_otherwise(told: NewsDesk) -> None:
    """What is kept of the past is needed: without it the second report opens a card of its own."""
    kept(told, lambda each: replace(each, alerts=(), bare=replace(each.bare, past=Past())))
    found = second(told)
    assert (found.outcome, found.why) == (Outcome.DIFFERS, "something else is concluded from it")
    assert found.where is not None
    assert found.where.path.startswith("0.decision")


@pytest.mark.parametrize(
    ("number", "alter"),
    [
        (1, lambda o: replace(o, now=o.now + DAY)),
        (1, lambda o: replace(o, room={"C0DESK": 0})),
        (2, lambda o: replace(o, past=replace(o.past, whole=not o.past.whole))),
        (2, lambda o: replace(o, past=replace(o.past, versions=()))),
    ],
    ids=["now", "room", "whole", "versions"],
)
def test_everything_that_is_kept_is_needed(told: NewsDesk, number: int, alter: Callable[[Occasion], Occasion]) -> None:
    """Another moment, no room in the channel, only the beginning of the article or none: each leads to something else."""
    kept(told, lambda each: replace(each, bare=alter(each.bare)), number)
    assert told.replayed()[number].told.why == "something else is concluded from it"


def test_a_screener_that_finds_otherwise_is_named(told: NewsDesk) -> None:
    """Another program, or the model that was not there: the first finding that differs is shown."""

    class Deaf(Toy):
        def screen(self, article: Article) -> Findings:
            return replace(super().screen(article), trips=())

    told.screener_of = lambda watchlist: partial(Deaf, watchlist.people)
    assert (second(told).outcome, second(told).why) == (Outcome.DIFFERS, "other things are found in the article")
    assert second(told).where is not None


def test_another_program_is_named(told: NewsDesk) -> None:
    """It is tried all the same, and may come out the same."""
    this = this_program()
    kept(
        told, lambda each: replace(each, bare=replace(each.bare, program=Program("0.0.9", this.code, "patterns alone")))
    )
    came = told.replayed()[1]
    assert came.told.outcome is Outcome.SAME
    assert came.kept is not None
    said = another_program(came.kept, this)
    assert said == f"taken by 0.0.9, patterns alone; this is {this.version}, {this.reader}"
    assert another_program(came.kept, came.kept.bare.program) is None


# --- what is kept no longer ----------------------------------------------------------------------------------------------


async def pass_days(desk: NewsDesk, days: int) -> None:
    desk.clock.at += days * DAY
    await expire_old(desk.real, desk.clock, Keep(90 * DAY, 365 * DAY), lambda: True)


def test_when_the_text_has_expired_it_says_so(told: NewsDesk) -> None:
    """And nothing of what the decisions were taken on is left."""
    asyncio.run(pass_days(told, 95))
    assert [each.told for each in told.replayed()] == [Told(Outcome.EXPIRED, "text expired")] * 3
    with told.real.snapshot() as c:
        assert c.execute(select(schema.occasions)).all() == c.execute(select(schema.occasion_parts)).all() == []


def test_when_the_text_of_an_earlier_version_has_expired_it_says_so(told: NewsDesk) -> None:
    """The edit was decided against what the article had said before."""
    with told.real.transaction() as c:
        assert articles.expire(c, START + HOUR + HOUR / 2, 9) == 1
    first, *_, edit = told.replayed()
    assert first.told.why == "text expired"
    assert edit.told == Told(Outcome.EXPIRED, "text expired: that of an earlier article it was held against")


def test_when_its_list_is_kept_no_longer_it_says_so(told: NewsDesk) -> None:
    """Lists that nothing speaks of any more are let go of."""
    change(told, "DELETE FROM watchlists")
    assert second(told).outcome is Outcome.EXPIRED
    assert "is kept no longer" in second(told).why


def test_a_list_is_kept_for_decisions_that_gave_way(desk: NewsDesk) -> None:
    """What a look-back has replaced can be taken anew as well, with the list of its time, and says what became of it."""
    nearly, now = (person("p1", "Patricia Doe", BANNED, weak=("Pat",)),), (person("p1", "Pat", BANNED),)

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe(ONE)
        await relist(desk, Watchlist(nearly, fingerprint(nearly)))
        desk.paper.pages[ONE] = [replace(PLAIN, text="Pat flew to Oslo on Monday.")]
        await desk.poll(HOUR)
        await relist(desk, Watchlist(now, fingerprint(now)))
        await desk.look_back()
        await expire_old(desk.real, desk.clock, Keep(90 * DAY, 365 * DAY), lambda: True)

    desk.play(scene)
    first, then = desk.replayed()
    assert [each.reason for each in (*first.decisions, *then.decisions)] == [Reason.NEAR_MISS, Reason.LOOK_BACK]
    assert (first.told.outcome, then.told.outcome) == (Outcome.SAME, Outcome.SAME)
    assert [note.split(": ")[1] for note in first.notes] == ["a look-back found more"]


def test_what_was_decided_before_occasions_were_kept_says_so(told: NewsDesk) -> None:
    """After an upgrade the old decisions are there, and nothing to take them anew from."""
    change(told, "DELETE FROM occasions")
    assert second(told) == Told(Outcome.NOT_KEPT, NEVER_TAKEN)


def test_a_decision_that_was_written_in_is_named(told: NewsDesk) -> None:
    """It was taken on no occasion; those that were come out the same."""
    columns = "article, person, channel, action, reason, story, fingerprint, decided_at"
    values = "article, 'p9', channel, action, reason, story, fingerprint, decided_at"
    change(told, f"INSERT INTO decisions ({columns}) SELECT {values} FROM decisions WHERE action = 'alert'")
    first, *others = told.replayed()
    assert (first.told, [each.person for each in first.decisions]) == (Told(Outcome.NOT_KEPT, NEVER_TAKEN), ["p9"])
    assert {each.told.outcome for each in others} == {Outcome.SAME}


def test_parts_go_with_the_last_occasion_that_has_them(told: NewsDesk) -> None:
    """A policy that is in force for years stays; an alert of long ago goes."""

    async def scene(desk: NewsDesk) -> None:
        for number in range(3):
            text = f"Kim Poe was in town {number}."
            again = replace(PLAIN, guid=f"n{number}", title=f"Guest number {number} in town", text=text)
            desk.paper.pages[ONE] = [replace(again, published=desk.clock.at)]
            await desk.poll(60 * DAY)
            await expire_old(desk.real, desk.clock, Keep(90 * DAY, 365 * DAY), lambda: True)

    told.people = (PAT, SAM, person("p3", "Kim Poe"))
    told.play(scene)
    with told.real.snapshot() as c:
        parts = [zlib.decompress(each).decode() for each in c.scalars(select(schema.occasion_parts.c.record))]
    assert len(parts) == 1
    assert '"story_days"' in parts[0]


# --- lives at random -------------------------------------------------------------------------------------------------------

Step = Callable[[NewsDesk, int], Awaitable[None]]


async def report(desk: NewsDesk, number: int) -> None:
    who = ("Pat Doe", "Sam Roe", "Pat Doe and Sam Roe")[number % 3]
    text = f"{who} flew to Oslo on Monday, source {number} said."
    await serve(desk, ONE, Item(f"n{number}", text, desk.clock.at, f"News number {number} of the day"))


async def edit(desk: NewsDesk, number: int) -> None:
    first, *rest = desk.paper.pages[ONE]  # type: ignore[misc]
    desk.paper.pages[ONE] = [replace(first, text=f"{first.text[: 40 + number]} Sam Roe was told."), *rest]
    await desk.poll(HOUR)


async def quiet(desk: NewsDesk, number: int) -> None:
    await TriageDesk(triaging(desk)).answer(Command(f"c{number}", f"mute Pat Doe {number + 1}h", "C0DESK", "U1"))


async def verdict(desk: NewsDesk, number: int) -> None:
    with desk.real.snapshot() as c:
        alert = next(iter(stories.latest(c, 1)), None)
    if alert is None:
        return
    press = Press(f"i{number}", alert.key, alert.channel, "U1", tuple(each.id for each in alert.triage.verdicts))
    who = number % len(alert.people)
    if number % 2:
        await triage.judge(triaging(desk), press, Judgement.NOT_THIS, who, "a striker", 9)
    else:
        await triage.undo(triaging(desk), press, who)


async def more_listed(desk: NewsDesk, number: int) -> None:
    people = (PAT, SAM) if number % 2 else (PAT,)
    await relist(desk, Watchlist(people, fingerprint(people)))
    await desk.look_back()


async def moved(desk: NewsDesk, number: int) -> None:
    desk.policy = replace(desk.policy, channel=f"C0DESK{number % 2}")
    with desk.real.transaction() as c:
        moving.move(c, f"C0DESK{1 - number % 2}", f"C0DESK{number % 2}", desk.clock.at)


STEPS: Sequence[Step] = (report, report, report, edit, quiet, verdict, verdict, more_listed, moved)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), min_size=3, max_size=9))
def test_whatever_happens_every_decision_can_be_taken_anew(tmp_path: Path, life: list[tuple[Step, int]]) -> None:
    """Reports, edits, mutes, verdicts and their undoing, other lists, other channels, in any order."""

    async def scene(desk: NewsDesk) -> None:
        desk.paper.pages[ONE] = []
        desk.subscribe(ONE)
        await report(desk, 0)
        for number, (step, value) in enumerate(life):
            await step(desk, 10 * (number + 1) + value)

    with open_desk(tmp_path) as desk:
        desk.clear()
        desk.play(scene)
        assert {each.told.outcome for each in desk.replayed()} == {Outcome.SAME}
