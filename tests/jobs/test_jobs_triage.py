"""What people do about alerts is done once, whole, by those who may; and it decides what is told from then on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hand_clock import START
from news_desk import DAY, HOUR, PAT, Item, NewsDesk, open_desk
from toy_screening import person

from bot.jobs import triage
from bot.jobs.desk import TriageDesk
from bot.jobs.digest import Digesting, digest_due
from bot.jobs.permission import Permission
from bot.jobs.triage import Triaging
from bot.model import Judgement
from bot.ports import Answer, Command, Form, Message, Press
from bot.store import acts, alerts, mutes, verdicts

ONE = "https://one.test/rss"
FIRST = Item("g1", "Pat Doe flew to Oslo on Monday, two officials said.", START - HOUR, "Minister lands in Oslo")
SECOND = Item("g2", "Pat Doe flew to Oslo on Monday, Reuters reports.", START, "Oslo greets a guest")
THIRD = Item("g3", "Pat Doe flew to Oslo on Monday, police said.", START + HOUR, "Another report from Oslo")


@dataclass(frozen=True)
class Known:
    """Groups on paper; None: nobody can tell."""

    groups: dict[str, frozenset[str] | None]

    async def members(self, group: str) -> frozenset[str] | None:
        return self.groups.get(group)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    with open_desk(tmp_path) as opened:
        yield opened


def at(desk: NewsDesk, who: tuple[str, ...] = (), groups: dict[str, frozenset[str] | None] | None = None) -> Triaging:
    return Triaging(desk.db, desk.clock, desk.in_force, Permission(frozenset(who), Known(groups or {})))


def press(desk: NewsDesk, ident: str = "i1", by: str = "U1") -> Press:
    """Somebody presses something on the card as it is now."""
    alert = desk.alert()
    return Press(ident, alert.key, alert.channel, by, tuple(each.id for each in alert.triage.verdicts))


def sends(form: Answer, ident: str, by: str = "U1") -> Press:
    """Somebody sends the form that was opened."""
    assert isinstance(form, Form)
    ids = json.loads(str(form.view["private_metadata"]))
    return Press(ident, ids["alert"], ids["channel"], by, tuple(ids["seen"]))


async def serve(desk: NewsDesk, *items: Item) -> None:
    desk.paper.pages[ONE] = items
    await desk.poll(HOUR)


async def digested(desk: NewsDesk) -> None:
    desk.clock.at += DAY
    await digest_due(Digesting(desk.db, desk.clock, desk.in_force, time(8), ZoneInfo("UTC")))


def told(desk: NewsDesk) -> list[int]:
    """How many cards, redrawn cards, replies and digests."""
    return [len(desk.told(kind)) for kind in ("card", "update", "reply", "digest")]


def last_card(desk: NewsDesk) -> str:
    return str(desk.told("update")[-1].blocks)


def played(desk: NewsDesk, scene: Callable[[NewsDesk], Awaitable[None]]) -> None:
    desk.subscribe(ONE)
    desk.play(scene)


def test_a_dismissed_story_is_silent_and_the_digest_says_so(desk: NewsDesk) -> None:
    """Card redrawn with who, when and why; further reports silent, listed once in the digest as dismissed."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        assert await triage.judge(at(desk), press(desk), Judgement.NOT_THIS, None, "a striker", 180) is None
        await serve(desk, FIRST, SECOND)
        await digested(desk)
        await digested(desk)

    played(desk, scene)
    assert told(desk) == [1, 1, 0, 1]
    assert "a striker" in last_card(desk)
    assert "'user_id': 'U1'" in last_card(desk)
    assert "triage_undo" in last_card(desk)
    assert "⚪" in last_card(desk)
    assert "1 dismissed as not this person" in desk.told("digest")[0].text
    assert desk.decided()[-1] == ("silence", "not_this_person")


def test_undo_brings_back_what_was_kept_silent(desk: NewsDesk) -> None:
    """The story goes on as if nobody had dismissed it, and what was silent comes with the next digest."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        await triage.judge(at(desk), press(desk), Judgement.NOT_THIS, None, "a striker", 180)
        await serve(desk, FIRST, SECOND)
        await triage.undo(at(desk), press(desk, "i2", "U2"))
        await serve(desk, FIRST, SECOND, THIRD)
        await digested(desk)

    played(desk, scene)
    assert told(desk)[0] == 1
    assert "trips to which a travel ban may apply" in desk.told("digest")[0].text.lower().replace("1 trip ", "trips ")
    assert desk.alert().triage.verdicts == ()
    assert desk.decided()[1] == ("digest", "trip_ban_possible")
    with desk.real.snapshot() as c:
        assert verdicts.about(c, ["p1"]) == ()
        assert [act.what for act in acts.on(c, desk.alert().key, desk.alert().channel)] == ["judge", "undo"]


def test_the_right_person_takes_a_dismissal_back(desk: NewsDesk) -> None:
    """Whoever judges after somebody else has the last word, and nothing stays silent."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        await triage.judge(at(desk), press(desk), Judgement.NOT_THIS, None, "a striker", 180)
        await serve(desk, FIRST, SECOND)
        await triage.judge(at(desk), press(desk, "i2", "U2"), Judgement.RIGHT)

    played(desk, scene)
    (verdict,) = desk.alert().triage.verdicts
    assert (verdict.judgement, verdict.author) == (Judgement.RIGHT, "U2")
    assert desk.decided()[1] == ("digest", "trip_ban_possible")


def test_the_same_press_does_nothing_twice(desk: NewsDesk) -> None:
    """Retried and doubled payloads change nothing and redraw nothing; undoing nothing redraws nothing."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        same = press(desk)
        await asyncio.gather(*(triage.judge(at(desk), same, Judgement.RIGHT) for _ in range(5)))
        await triage.undo(at(desk), press(desk, "i2"))
        await triage.judge(at(desk), same, Judgement.RIGHT)
        await triage.undo(at(desk), press(desk, "i3"))

    played(desk, scene)
    assert told(desk) == [1, 2, 0, 0]
    assert desk.alert().version == 3


def test_snooze_wake_and_assign(desk: NewsDesk) -> None:
    """Each is shown on the card, and gone from it when it is over."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        await triage.snooze(at(desk), press(desk), 7)
        assert "Snoozed" in last_card(desk)
        assert "Wake now" in last_card(desk)
        await triage.assign(at(desk), press(desk, "i2", "U7"))
        await triage.assign(at(desk), press(desk, "i3", "U7"))
        assert "U7" in last_card(desk)
        await triage.wake(at(desk), press(desk, "i4"))

    played(desk, scene)
    assert desk.alert().triage.snoozed is None
    assert "Snooze 7 days" in last_card(desk)
    with desk.real.snapshot() as c:
        assert mutes.in_force(c, desk.clock.at) == ()


@pytest.mark.parametrize(
    ("who", "groups", "by", "may"),
    [
        ((), {}, "U1", True),
        (("U1",), {}, "U1", True),
        (("U2",), {}, "U1", False),
        (("S1",), {"S1": frozenset({"U1"})}, "U1", True),
        (("S1",), {"S1": frozenset({"U2"})}, "U1", False),
        (("S1",), {"S1": None}, "U1", False),  # in doubt nobody may
        (("S1", "U1"), {"S1": None}, "U1", True),
    ],
)
def test_only_those_who_may(desk: NewsDesk, who: Any, groups: Any, by: str, may: bool) -> None:
    """Others are refused with a word, and nothing changes. Everybody may take an alert on."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        triaging = at(desk, who, groups)
        assert isinstance(await triage.ask(triaging, press(desk, by=by)), Form) is may
        refused = [
            await triage.judge(triaging, press(desk, "i1", by), Judgement.NOT_THIS, None, "a striker", 30),
            await triage.snooze(triaging, press(desk, "i2", by), 1),
            await triage.undo(triaging, press(desk, "i3", by)),
        ]
        assert [each is None for each in refused] == [may] * 3
        await triage.assign(triaging, press(desk, "i4", by))

    played(desk, scene)
    assert told(desk)[1] == (4 if may else 1)
    assert desk.alert().triage.assigned


def test_a_dismissal_needs_a_reason_and_a_card_of_ours(desk: NewsDesk) -> None:
    """Blank reasons and unknown cards are answered with a word; hostile words are cut and stay words."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        blank = await triage.judge(at(desk), press(desk), Judgement.NOT_THIS, None, " \u200b\n ")
        unknown = await triage.judge(at(desk), Press("i2", "ffffff", "C0DESK", "U1"), Judgement.RIGHT)
        assert blank
        assert unknown
        assert "not of this Gatewatch" in unknown.text
        await triage.judge(at(desk), press(desk, "i3"), Judgement.NOT_THIS, None, "<!channel> \u202e" * 500, 30)

    played(desk, scene)
    (verdict,) = desk.alert().triage.verdicts
    assert len(verdict.reason) <= 300
    assert "\u202e" not in last_card(desk)
    assert "<!channel>" not in desk.told("update")[-1].text


@pytest.mark.every_engine
@pytest.mark.parametrize("after", [False, True])
def test_dying_at_every_write_loses_and_doubles_nothing(desk: NewsDesk, after: bool) -> None:
    """Wherever the program dies, Slack's repeated payloads lead to the same record, and each card is redrawn once."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        alert = desk.alert()
        presses = [Press(f"i{n}", alert.key, alert.channel, "U1", ("i0",)) for n in range(4)]
        await triage.judge(at(desk), presses[0], Judgement.NOT_THIS, None, "a striker", 180)
        await triage.snooze(at(desk), presses[1], 7)
        await triage.undo(at(desk), presses[2])
        await triage.assign(at(desk), presses[3])

    def record() -> tuple[Any, ...]:
        with desk.real.snapshot() as c:
            done = [act.what for act in acts.on(c, desk.alert().key, desk.alert().channel)]
            standing = len(verdicts.about(c, ["p1"])), len(mutes.in_force(c, desk.clock.at))
        shown = desk.alert().triage
        return told(desk), sorted(done), standing, shown.verdicts, bool(shown.snoozed), bool(shown.assigned)

    desk.subscribe(ONE)
    writes = desk.survive(scene, 1_000, HOUR, after=after)
    whole = record()
    assert whole[0] == [1, 4, 0, 0]
    assert writes > 6
    for step in range(writes):
        desk.clear()
        desk.clock.at = START
        desk.subscribe(ONE)
        desk.survive(scene, step, HOUR, after=after)
        assert record() == whole, step


def test_a_muted_person_is_told_in_the_digest_alone(desk: NewsDesk) -> None:
    """No card while the mute lasts, a line under its own heading; afterwards the next report opens one."""

    async def scene(desk: NewsDesk) -> None:
        await TriageDesk(at(desk)).answer(Command("c1", "mute Pat Doe 7d", "C0DESK", "U1"))
        await serve(desk, FIRST)
        await digested(desk)
        assert told(desk) == [0, 0, 0, 1]
        desk.clock.at += 7 * DAY
        await serve(desk, FIRST, replace(SECOND, published=desk.clock.at))

    played(desk, scene)
    assert "1 muted by you" in desk.told("digest")[0].text
    assert desk.decided() == [("digest", "muted"), ("alert", "trip_ban_possible")]
    assert told(desk) == [1, 0, 0, 1]


# --- commands -------------------------------------------------------------------------------------------------------------


def asked(desk: NewsDesk, *texts: str, channel: str = "C0DESK", who: tuple[str, ...] = ()) -> list[Message]:
    """What the commands are answered, one after the other."""
    answers: list[Message] = []

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        sits = TriageDesk(at(desk, who))
        for number, text in enumerate(texts):
            answers.append(await sits.answer(Command(f"c{number}", text, channel, "U1")))

    played(desk, scene)
    return answers


def test_commands_look_things_up(desk: NewsDesk) -> None:
    """How it is, who is listed, what an alert rests on, what can be asked."""

    async def first(desk: NewsDesk) -> None:
        await serve(desk, FIRST)

    played(desk, first)
    key = desk.alert().key
    how, who, nobody, why, feeds, helps, blank = asked(
        desk, "status", "find pat doe", "find Zzyzx Qqq", f"why {key[:8]}", "feeds", "help", " "
    )
    assert "1 of 1 feed ok" in how.text
    assert "Pat Doe [p1] (UN X.1)" in who.text
    assert "Nobody on the lists fits “Zzyzx Qqq”" in nobody.text
    assert "Reported trip: Pat Doe" in why.text
    assert "printed “Pat Doe”" in why.text
    assert "1 of 1 feed ok" in feeds.text
    assert helps == blank
    assert all(word in helps.text for word in ("status", "mute NAME 7d", "unmute", "why ALERT"))


def test_an_alert_is_explained_only_where_it_is_told(desk: NewsDesk) -> None:
    """Another channel's alerts are nobody's business there."""

    async def first(desk: NewsDesk) -> None:
        await serve(desk, FIRST)

    played(desk, first)
    (elsewhere,) = asked(desk, f"why {desk.alert().key}", channel="C0OTHER")
    assert "Pat Doe" not in elsewhere.text
    assert "has no alert" in elsewhere.text


def test_mute_and_unmute_by_name(desk: NewsDesk) -> None:
    """One person for a while, by all ids; listed; ended; the same command heard twice is done once."""
    muted, listed, ended, again = asked(desk, "mute PAT doe 2w", "mutes", "unmute Pat Doe", "unmute Pat Doe")
    assert "Pat Doe is muted" in muted.text
    assert "1 mute in force" in listed.text
    assert "told at once again" in ended.text
    assert "is not muted" in again.text

    async def twice(desk: NewsDesk) -> None:
        sits = TriageDesk(at(desk))
        same = Command("same", "mute p1 7d", "C0DESK", "U1")
        assert "is muted" in (await sits.answer(same)).text
        assert "has been done" in (await sits.answer(same)).text

    desk.play(twice)
    with desk.real.snapshot() as c:
        assert [(mute.refs, mute.story) for mute in mutes.in_force(c, desk.clock.at)] == [(("p1",), None)]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("mute Pat Doe", "for how long?"),
        ("mute Pat Doe 0d", "no length of quiet"),
        ("mute Pat Doe 9999w", "no length of quiet"),
        ("mute Pat Doe 400d", "ask for 1h to 365d"),
        ("mute Pat Doe 999999999w", "for how long?"),
        ("mute Pat Doe -1d", "for how long?"),
        ("mute Pat Doe a week", "for how long?"),
        ("unmute", "Whom?"),
        ("mute 7d", "for how long?"),
        ("mute Nobody Known 7d", "Nobody on the lists fits “Nobody Known”. Try"),
        ("find", "Whom?"),
        ("why", "Which alert?"),
        ("why '; drop table alerts", "Which alert?"),
        ("why ffffff", "has no alert"),
        ("launch", "“launch” is nothing that Gatewatch knows"),
        ("<!channel> <@U1>", "is nothing that Gatewatch knows"),
        ("&lt;!here&gt;", "is nothing that Gatewatch knows"),
        ("find \u0000\u202e", "Whom?"),
        ("find \u202e\u0000<!here> *x*", "Nobody on the lists fits"),
        ("find " + "x" * 150, "Nobody on the lists fits"),
        ("find " + "x" * 40_000, "too long: at most 200"),
        ("mute " + "a " * 20_000 + "7d", "too long: at most 200"),
        ("status; rm -rf", "is nothing that Gatewatch knows"),
    ],
)
def test_odd_commands_are_answered_and_harm_nothing(desk: NewsDesk, text: str, answer: str) -> None:
    """Whatever is typed comes back as words, short, without markup, and changes nothing."""
    (said,) = asked(desk, text)
    assert answer in said.text
    assert not any(mark in said.text for mark in ("<!", "<@", "\u202e", "\x00"))
    assert len(said.text) < 3_000
    assert len(str(said.blocks)) < 6_000
    with desk.real.snapshot() as c:
        assert mutes.in_force(c, desk.clock.at) == ()


@pytest.mark.parametrize("length", ["7d", "7D", "7 days", "for 1 week", "168h", "\t7d", "\u202e7d"])
def test_lengths_of_quiet(desk: NewsDesk, length: str) -> None:
    """As people write them; the quiet ends at that very moment."""
    (said,) = asked(desk, f"mute Pat Doe {length}")
    assert "Pat Doe is muted" in said.text
    with desk.real.snapshot() as c:
        assert mutes.in_force(c, desk.clock.at + 7 * DAY) == ()
        assert len(mutes.in_force(c, desk.clock.at + 7 * DAY - timedelta(microseconds=1))) == 1


def test_a_mute_says_what_it_takes_the_place_of(desk: NewsDesk) -> None:
    """Nobody shortens the quiet that somebody else asked for without knowing it."""
    first, second = asked(desk, "mute Pat Doe 30d", "mute Pat Doe 1h")
    assert "In place of" not in first.text
    assert "In place of the quiet until Wed 1 Apr 2026 09:00 UTC, asked for by <@U1>" in second.text


def test_one_of_several_is_chosen_by_id(desk: NewsDesk) -> None:
    """Nobody is muted by a name that several bear; each is offered with an id that does it."""
    desk.people = (PAT, person("p7", "Pat Doe"))
    several, near, one = asked(desk, "mute Pat Doe 7d", "mute Pat Do 7d", "mute p7 7d")
    assert "Several people fit “Pat Doe”" in several.text
    assert "[p1]" in several.text
    assert "[p7]" in several.text
    assert "Nothing was changed: write the id" in several.text
    assert "write the id" in near.text
    assert "is muted" in one.text
    with desk.real.snapshot() as c:
        assert [mute.refs for mute in mutes.in_force(c, desk.clock.at)] == [("p7",)]


def test_people_of_the_workspace_are_named_by_slack(desk: NewsDesk) -> None:
    """Whoever muted or judged is shown as a person, in the blocks and in the text beside them, never as an id."""
    said: list[Message] = []

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        await triage.judge(at(desk), press(desk, by="U0BOB"), Judgement.RIGHT)
        sits = TriageDesk(at(desk))
        for number, text in enumerate(("mute Pat Doe 7d", "mutes", f"why {desk.alert().key}")):
            said.append(await sits.answer(Command(f"c{number}", text, "C0DESK", "U0BOB")))

    played(desk, scene)
    for each in said[1:]:
        assert "{'type': 'user', 'user_id': 'U0BOB'}" in str(each.blocks)
        assert each.text.count("U0BOB") == each.text.count("<@U0BOB>") == 1


def test_answers_hold_nothing_of_other_channels(desk: NewsDesk) -> None:
    """Neither the story that sleeps there, nor that a key begins like one of theirs."""
    said: list[Message] = []

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        await triage.snooze(at(desk), press(desk), 7)
        theirs = replace(desk.alert(), key=f"{desk.alert().key[:8]}ffff", channel="C0OTHER")
        await desk.db.write(alerts.put, theirs)
        sits = TriageDesk(at(desk))
        for text, channel in (("mutes", "C0DESK"), ("mutes", "C0OTHER"), (f"why {theirs.key[:8]}", "C0OTHER")):
            said.append(await sits.answer(Command(text, text, channel, "U1")))

    played(desk, scene)
    here, there, why = said
    assert "1 mute in force" in here.text
    assert "0 mutes in force" in there.text
    assert "Pat Doe" not in there.text
    assert "Reported trip" in why.text


def test_only_some_may_mute(desk: NewsDesk) -> None:
    """The list of who may holds for commands, too; looking things up is for everybody."""
    refused, found = asked(desk, "mute Pat Doe 7d", "find Pat Doe", who=("U9",))
    assert "Only some people" in refused.text
    assert "[p1]" in found.text


# --- what others did meanwhile --------------------------------------------------------------------------------------------


def test_a_stale_form_overrules_nobody_unawares(desk: NewsDesk) -> None:
    """Who judged meanwhile is said in the form, however often Slack repeats what was sent; sent again it counts."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        asked = await triage.ask(at(desk), press(desk, "i1", "UANN"))
        await triage.judge(at(desk), press(desk, "i2", "UBOB"), Judgement.RIGHT)
        for _ in range(2):
            stale = sends(asked, "form", "UANN")
            again = await triage.judge(at(desk), stale, Judgement.NOT_THIS, None, "a striker", 365)
            assert [each.author for each in desk.alert().triage.verdicts] == ["UBOB"]
            assert isinstance(again, Form)
            assert "'user_id': 'UBOB'" in str(again.view["blocks"])
            assert "a striker" in str(again.view["blocks"])
        read = sends(again, "form", "UANN")
        assert await triage.judge(at(desk), read, Judgement.NOT_THIS, None, "a striker", 365) is None
        assert await triage.judge(at(desk), read, Judgement.NOT_THIS, None, "a striker", 365) is None

    played(desk, scene)
    (verdict,) = desk.alert().triage.verdicts
    assert (verdict.author, verdict.judgement) == ("UANN", Judgement.NOT_THIS)
    assert told(desk) == [1, 2, 0, 0]
    with desk.real.snapshot() as c:
        assert sorted(act.author for act in acts.on(c, desk.alert().key, "C0DESK")) == ["UANN", "UBOB"]


def test_a_verdict_that_is_gone_again_is_no_matter(desk: NewsDesk) -> None:
    """What was judged and taken back meanwhile, and what was seen when the form opened, is asked no further."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        fresh = press(desk, "i1", "UANN")
        await triage.judge(at(desk), press(desk, "i2", "UBOB"), Judgement.RIGHT)
        await triage.undo(at(desk), press(desk, "i3", "UBOB"))
        assert await triage.judge(at(desk), fresh, Judgement.RIGHT) is None
        asked = await triage.ask(at(desk), press(desk, "i4", "UBOB"))
        assert await triage.judge(at(desk), sends(asked, "i5"), Judgement.NOT_THIS, None, "a striker", 30) is None

    played(desk, scene)
    assert [each.id for each in desk.alert().triage.verdicts] == ["i5"]


@pytest.mark.parametrize("what", ["right", "undo"])
def test_a_stale_button_asks_before_it_overrules(desk: NewsDesk, what: str) -> None:
    """A press on a card that is not redrawn yet changes nothing; its form says what stands, and counts when it is sent."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        await triage.judge(at(desk), press(desk, "i1", "UANN"), Judgement.RIGHT)
        stale = press(desk, "i3", "UANN")
        await triage.judge(at(desk), press(desk, "i2", "UBOB"), Judgement.NOT_THIS, None, "a striker", 30)
        does = triage.undo if what == "undo" else lambda *to: triage.judge(*to, Judgement.RIGHT)
        asked = await does(at(desk), stale)
        assert "'user_id': 'UBOB'" in str(asked)
        assert [each.id for each in desk.alert().triage.verdicts] == ["i2"]
        assert await does(at(desk), sends(asked, "i4", "UANN")) is None

    played(desk, scene)
    assert [each.id for each in desk.alert().triage.verdicts] == ([] if what == "undo" else ["i4"])


def test_a_snooze_that_is_over_can_be_asked_for_anew(desk: NewsDesk) -> None:
    """Whatever is pressed after its last moment draws the card without it."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, FIRST)
        await triage.snooze(at(desk), press(desk), 1)
        desk.clock.at += DAY
        await triage.assign(at(desk), press(desk, "i2"))

    played(desk, scene)
    assert "Snoozed" not in last_card(desk)
    assert "Snooze 1 day" in last_card(desk)


# --- several people on one card -------------------------------------------------------------------------------------------

BOTH = Item("g1", "Pat Doe and Sam Roe flew to Oslo on Monday.", START - HOUR, "Two land in Oslo")
BOTH_AGAIN = Item("g2", "Pat Doe and Sam Roe flew to Oslo on Monday, police said.", START, "More on the two")


@pytest.mark.parametrize("who", [0, 1])
def test_a_verdict_is_about_the_person_who_was_chosen(desk: NewsDesk, who: int) -> None:
    """It is asked who is meant; of that one alone there is silence, the story of the other goes on; undone, it comes back."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, BOTH)
        asked = await triage.ask(at(desk), press(desk))
        assert "'Pat Doe (UN X.1)'" in str(asked)
        assert "'Sam Roe'" in str(asked)
        unclear = await triage.judge(at(desk), sends(asked, "f1"), Judgement.NOT_THIS, None, "a striker", 180)
        assert isinstance(unclear, Form)
        assert await triage.judge(at(desk), sends(asked, "f1"), Judgement.NOT_THIS, who, "a striker", 180) is None
        judged, other = desk.alert().people[who], desk.alert().people[1 - who]
        with desk.real.snapshot() as c:
            (given,) = verdicts.about(c, judged.ids)
            assert verdicts.about(c, other.ids) == ()
        assert given.facts.printed == (judged.name.casefold(),)
        await serve(desk, BOTH, BOTH_AGAIN)
        assert sorted(desk.decided()[-2:]) == [("silence", "not_this_person"), ("silence", "nothing_new")]
        assert await triage.undo(at(desk), press(desk, "i3")) is None
        await digested(desk)

    played(desk, scene)
    assert told(desk)[0] == 1
    assert desk.alert().triage.verdicts == ()
    assert len(desk.told("digest")) == 1


def test_a_snooze_is_listed_by_the_name_that_the_card_bears(desk: NewsDesk) -> None:
    """Never by that of somebody who was dismissed; the story wakes all the same, also when the dismissal is undone."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, BOTH)
        form = await triage.ask(at(desk), press(desk))
        await triage.judge(at(desk), sends(form, "f1"), Judgement.NOT_THIS, 0, "a striker", 180)
        await triage.snooze(at(desk), press(desk, "i1"), 7)
        with desk.real.snapshot() as c:
            assert [each.name for each in mutes.in_force(c, desk.clock.at)] == [desk.alert().people[1].name]
        await triage.undo(at(desk), press(desk, "i2"))
        await triage.wake(at(desk), press(desk, "i3"))
        with desk.real.snapshot() as c:
            assert mutes.in_force(c, desk.clock.at) == ()

    played(desk, scene)


def test_each_of_two_has_a_verdict_of_their_own(desk: NewsDesk) -> None:
    """Both stand on the card; undoing one brings back what was silent of that one and asks whose it is."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, BOTH)
        right = await triage.judge(at(desk), press(desk, "i1"), Judgement.RIGHT)
        assert isinstance(right, Form)
        for who in (0, 1):
            form = await triage.ask(at(desk), press(desk))
            await triage.judge(at(desk), sends(form, f"f{who}"), Judgement.NOT_THIS, who, "a striker", 180)
        assert last_card(desk).count("Not this person (") == 2
        await serve(desk, BOTH, BOTH_AGAIN)
        assert desk.decided()[-2:] == [("silence", "not_this_person")] * 2
        asked = await triage.undo(at(desk), press(desk, "i2"))
        assert isinstance(asked, Form)
        assert await triage.undo(at(desk), sends(asked, "f2"), 1) is None

    played(desk, scene)
    alert = desk.alert()
    assert [each.is_about(alert.people[0]) for each in alert.triage.verdicts] == [True]
    assert sorted(desk.decided()[-2:]) == [("digest", "trip_no_ban"), ("silence", "not_this_person")]


def test_two_who_turned_out_to_be_one_have_one_verdict(desk: NewsDesk) -> None:
    """Once the lists say that both are one person, the next word on either is the word on both."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, BOTH)
        form = await triage.ask(at(desk), press(desk))
        await triage.judge(at(desk), sends(form, "f1"), Judgement.NOT_THIS, 1, "a striker", 180)
        one = replace(PAT, refs=("p1", "p2"))
        desk.in_force.watchlist = replace(desk.in_force.watchlist, people=(one,))
        await triage.judge(at(desk), press(desk, "i2"), Judgement.RIGHT, 0)

    played(desk, scene)
    assert [each.id for each in desk.alert().triage.verdicts] == ["i2"]
    with desk.real.snapshot() as c:
        assert [each.id for each in verdicts.about(c, ["p1", "p2"])] == ["i2"]


@pytest.mark.parametrize("who", [-1, 2, 999])
def test_nobody_of_the_card_is_nobody(desk: NewsDesk, who: int) -> None:
    """A place that the form never offered is asked for again."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, BOTH)
        assert isinstance(await triage.judge(at(desk), press(desk), Judgement.RIGHT, who), Form)
        assert await triage.undo(at(desk), press(desk), who) is None

    played(desk, scene)
    assert desk.alert().triage.verdicts == ()
