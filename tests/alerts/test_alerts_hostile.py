"""Whatever stands in an article, a feed or a list: what goes to Slack is valid and holds no markup, call or link but ours.

`make test` tries a few dozen alerts, `make proof` a thousand.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from alert_stories import founding, seen
from edges.slack_fake import TOKEN, FakeSlack
from harmless import CHECKS, PLAIN, Ours, addresses_of, assert_harmless, faults, ours_of
from hostile_alerts import AILMENTS, ANALYST, FEEDS, FINDS, GROUP, LISTS, NOON, TEXT, alerts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typical_cards import messages

from bot.alerts import words
from bot.alerts.ailments import Ailment
from bot.alerts.card import card, reply
from bot.alerts.compare import Change, Kind, compare
from bot.alerts.digest import MAX_ITEMS, DigestItem, digest
from bot.alerts.feed_news import FeedNews, daily, important_fails, important_is_back
from bot.alerts.list_news import ListNews, list_news
from bot.alerts.map import in_words, showing
from bot.alerts.map_route import route_of
from bot.alerts.notices import notice
from bot.alerts.plain_text import SHORT, in_plain_text, shorter
from bot.alerts.refusals import copy_for_fallback
from bot.alerts.repeat import marked_as_repeat
from bot.alerts.story import tell, tell_of
from bot.edges.slack.channel import SlackChannel
from bot.edges.without_buttons import without_buttons
from bot.model import Alert, Assignment, Triage
from bot.ports import Message, Picture, Sent

MANY = settings.default.max_examples if settings.get_current_profile_name() == "proof" else 40  # type: ignore[union-attr]
# The same in every run. Alerts of 10,000-character texts are slow to make, which is no fault of theirs.
_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)
thousand = settings(max_examples=MANY, deadline=None, derandomize=True, suppress_health_check=_SLOW)
hundred = settings(thousand, max_examples=max(MANY // 10, 10))


# --- the checks can fail --------------------------------------------------------------------------------------------------

GOOD = replace(founding(), mention=GROUP, triage=Triage(assigned=Assignment(ANALYST, NOON)))
OURS = ours_of(GOOD)
LINK = "https://gatecourier.example/news/1"


def _saying(text: str) -> Callable[[Message], Message]:
    return lambda message: replace(message, text=f"{message.text} {text}")


def _with(*blocks: Mapping[str, object]) -> Callable[[Message], Message]:
    return lambda message: replace(message, blocks=(*message.blocks, *blocks))


def _element(**element: object) -> Callable[[Message], Message]:
    return _with({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]})


def _run(text: str) -> Callable[[Message], Message]:
    return _element(type="text", text=text)


def _link(url: str) -> Callable[[Message], Message]:
    return _element(type="link", url=url, text="x")


def _headed(**text: object) -> Callable[[Message], Message]:
    said = {"type": "plain_text", "text": "x", "emoji": False} | text
    return _with({"type": "header", "text": said})


def _button(action: str = "a", **changed: object) -> Callable[[Message], Message]:
    label = {"type": "plain_text", "text": "Press", "emoji": False}
    held = {"type": "button", "text": label, "action_id": action, "value": "k1"} | changed
    return _with({"type": "actions", "block_id": action, "elements": [held]})


def _menu(*values: str) -> Callable[[Message], Message]:
    options = [{"text": {"type": "plain_text", "text": "Why?", "emoji": False}, "value": value} for value in values]
    return _with(
        {"type": "actions", "block_id": "m", "elements": [{"type": "overflow", "action_id": "m", "options": options}]}
    )


_DIVIDER: Mapping[str, object] = {"type": "divider"}

SPOILT: Sequence[tuple[str, Callable[[Message], Message]]] = (
    ("slack_sdk", _headed(text="x" * 151)),
    ("slack_sdk", _with({"type": "context", "elements": [_DIVIDER] * 11})),
    ("slackblocks", _with({"type": "rich_text", "elements": []})),
    ("slackblocks", _button(text={"type": "plain_text", "text": "x" * 76, "emoji": False})),
    ("keys", _with({"type": "divider", "colour": "red"})),
    ("keys", _element(type="broadcast", range="channel")),
    ("keys", _element(type="text", text="x", style={"blink": True})),
    ("plain text", _headed(type="mrkdwn")),
    ("plain text", _headed(emoji=True)),
    ("plain text", _with({"type": "context", "elements": [{"type": "mrkdwn", "text": "*x*"}]})),
    ("lengths", _headed(text="😀" * 76)),
    ("lengths", _headed(text="")),
    ("lengths", _run("x" * 601)),
    ("lengths", _run("")),
    ("lengths", _link(f"{LINK}?{'x' * 3_000}")),
    ("lengths", _button(value="x" * 2_001)),
    ("lengths", _menu("x" * 151)),
    ("lengths", _menu(*"123456")),
    ("lengths", _saying("x" * 4_000)),
    ("lengths", lambda message: replace(message, text=" ")),
    ("number of blocks", _with(*[_DIVIDER] * 50)),
    ("ids", lambda message: _button("a")(_button("a")(message))),
    ("UTF-8", _saying("\ud800")),
    ("UTF-8", _run("\udfff")),
    ("controls", _saying("\x1b[31m")),
    ("controls", _run("\u202egnp.exe")),
    ("controls", _run("a\nb")),
    ("controls", _headed(text="a\u200bb")),
    ("controls", _run("a\U000e0041b")),
    ("floods", _run("e" + "\u0301" * 50)),
    ("calls", _saying("<!channel>")),
    ("calls", _saying("<@U0STRANGER>")),
    ("calls", _saying("<!subteam^S0OTHER>")),
    ("calls", _run("<!here>")),
    ("calls", _headed(text="<#C1>")),
    ("calls", _run("<https://evil.test|x>")),
    ("calls", _element(type="user", user_id="U0STRANGER")),
    ("calls", _element(type="usergroup", usergroup_id="S0OTHER")),
    ("escapes", _saying("<b>")),
    ("escapes", _saying("Marks & Co")),
    ("escapes", _saying("&#60;!here&#62;")),
    ("links", _link("javascript:alert(1)")),
    ("links", _link("data:text/html,x")),
    ("links", _link("https://evil.test/news/1")),
    ("links", _link(f"{LINK}|x")),
    ("links", _link(f"{LINK}/<!here>")),
    ("links", _link("https://me@gatecourier.example/news/1")),
    ("links", _link("https://gatecourier.example/news/2?to=evil.test")),
    ("links", _saying(LINK)),
    ("says it", lambda message: replace(message, text="Something was reported.")),
    ("says it", lambda message: Message("– …")),
    ("concludes", _saying("He violated the ban.")),
    ("concludes", _run("caught in the act")),
)


@pytest.mark.parametrize(("check", "spoil"), SPOILT)
def test_every_planted_fault_is_found(check: str, spoil: Callable[[Message], Message]) -> None:
    """A card that is fine is told to be, and is not any more with one fault in it."""
    assert faults(card(GOOD), OURS) == ()
    assert check in faults(spoil(card(GOOD)), OURS)


def test_every_check_has_found_something() -> None:
    """A check that cannot fail is none."""
    assert {check for check, _ in SPOILT} == set(CHECKS)


def test_what_is_ours_passes() -> None:
    """The group that the settings name, whoever pressed a button, and addresses of articles are no faults."""
    called = _saying(f"<!subteam^{GROUP}> <@{ANALYST}>")(card(GOOD))
    assert faults(_link(f"{LINK}")(called), OURS) == ()
    assert faults(called) == ("calls", "links")


@pytest.mark.parametrize("name", messages())
def test_typical_messages_pass(name: str) -> None:
    """The checks leave ordinary cards, digests and replies alone."""
    assert set(faults(messages()[name])) <= {"links"}  # whose articles they tell of is not known here


# --- alerts ---------------------------------------------------------------------------------------------------------------


def _told(alert: Alert) -> Iterator[tuple[str, Message]]:
    """Everything with blocks that is made of an alert."""
    drawn = card(alert)
    yield "card", drawn
    yield "repeat", marked_as_repeat(without_buttons(drawn))
    if route := route_of(tell_of(alert)):
        yield "map", showing(Picture(b"", in_words(route), "map.png"), "F0123456789")
    *before, last = alert.basis
    news = [*compare(tell(before), tell_of(alert)), *(Change(Kind.WITHDRAWN, each) for each in _withdrawn(alert))]
    for changes in (news[:3], news[-3:]):
        if changes:
            yield "reply", reply(alert, changes, last.source)


def _withdrawn(alert: Alert) -> Iterator[str]:
    return (f"{each.source.outlet} {words.no_longer(each.said)}" for each in alert.withdrawn)


def _plainly(message: Message) -> Iterator[tuple[str, Message]]:
    """What is told where Slack takes no blocks, or the channel takes nothing."""
    plain = in_plain_text(message)
    yield "plain", plain
    yield "copy", copy_for_fallback(message, "C1", "is_archived")
    if short := shorter(plain):
        yield "short", short


def _assert_harmless(told: Iterator[tuple[str, Message]], ours: Ours) -> None:
    plain = replace(ours, longest=PLAIN)
    for name, message in told:
        assert not faults(message, ours), (name, faults(message, ours))
        for form, each in _plainly(message):
            assert not faults(each, plain), (name, form, faults(each, plain))
            assert form != "short" or len(each.text) <= SHORT


@thousand
@given(alerts())
def test_no_alert_becomes_markup(hostile: Alert) -> None:
    """Card, thread, plain text and the copy for another channel are valid, call nobody and lead nowhere else."""
    _assert_harmless(_told(hostile), ours_of(hostile))
    assert words.DISCLAIMER in str(card(hostile).blocks[-1])
    if hostile.mention:
        assert f"<!subteam^{hostile.mention}>" in in_plain_text(card(hostile), 100_000).text


@hundred
@given(alerts())
def test_no_alert_steers_the_console(hostile: Alert) -> None:
    """Where there is no Slack the same card is printed, without a sign that a terminal obeys."""
    shown = seen(card(hostile))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", shown)
    assert words.DISCLAIMER in shown


@hundred
@given(alerts(), FINDS, FEEDS, LISTS)
def test_the_longest_messages_keep_to_the_limits(
    hostile: Alert, finds: list[DigestItem], feeds: FeedNews, lists: ListNews
) -> None:
    """Thirty reports of one story, sixty finds, sixty feeds and a hundred people are within what Slack takes."""
    told = replace(hostile, accounts=(hostile.basis * 30)[:30])
    ailing = [replace(each, feed=number) for number, each in enumerate((feeds.ailing * 60)[:60])]
    full = {
        "card": card(told),
        "digest": digest((finds * MAX_ITEMS)[:MAX_ITEMS], "look_back"),
        "daily": daily(replace(feeds, ailing=tuple(ailing), back=(feeds.back * 30)[:30])),
        "list news": list_news(replace(lists, listed=(lists.listed * 100)[:100], changed=(lists.listed * 30)[:30])),
    }
    addresses = addresses_of(each.account.source for each in finds)
    ours = ours_of(told)
    _assert_harmless(iter(full.items()), replace(ours, addresses=ours.addresses | addresses))


# --- digests, lists, feeds ------------------------------------------------------------------------------------------------


@hundred
@given(FINDS)
def test_no_find_becomes_markup(finds: list[DigestItem]) -> None:
    """Nor does what waits for a digest, comes of a burst, or is found looking back."""
    ours = Ours(addresses=addresses_of(each.account.source for each in finds))
    kinds = [(kind, digest(finds, kind)) for kind in ("daily", "burst", "look_back")]  # type: ignore[arg-type]
    _assert_harmless(iter(kinds), ours)


@hundred
@given(LISTS)
def test_no_list_becomes_markup(news: ListNews) -> None:
    """Nor what lists say of people."""
    _assert_harmless(iter([("list news", list_news(news))]), Ours())


@hundred
@given(FEEDS, AILMENTS, TEXT, st.lists(TEXT, max_size=4))
def test_no_feed_becomes_markup(news: FeedNews, ailing: Ailment, name: str, lines: list[str]) -> None:
    """Nor what feeds are called, how they fail, and what else the operator hears."""
    told = {
        "daily": daily(news),
        "fails": important_fails(ailing, NOON),
        "back": important_is_back(name, NOON, NOON),
        "notice": notice(f"Title {name}", lines),
    }
    _assert_harmless(iter(told.items()), Ours())


# --- the request that goes out --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", autouse=True)
def _direct() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
            patch.delenv(name, raising=False)
        yield


@hundred
@given(alerts())
def test_what_goes_over_the_wire_is_what_was_drawn(hostile: Alert) -> None:
    """Posted and redrawn, with blocks and without: nothing is added that Slack would read, and nothing unfurls."""
    drawn = replace(card(hostile), key="d1")
    posted, plain, redrawn = asyncio.run(_sent(drawn))
    for said in (posted, redrawn):
        assert said["blocks"] == json.loads(json.dumps(list(drawn.blocks)))
        assert_harmless(Message(said["text"], said["blocks"]), ours_of(hostile))
    assert "blocks" not in plain
    assert_harmless(Message(plain["text"]), replace(ours_of(hostile), longest=PLAIN))
    for said in (posted, plain):
        assert (said["unfurl_links"], said["unfurl_media"], said["mrkdwn"]) == (False, False, False)
    for said in (posted, plain, redrawn):
        assert (said.get("parse", "none"), said.get("link_names", False)) == ("none", False)


async def _sent(message: Message) -> tuple[dict[str, Any], ...]:
    slack = FakeSlack()
    async with slack.running() as base_url:
        channel = SlackChannel(TOKEN, base_url, 5)
        first = await channel.post("C1", message)
        assert isinstance(first, Sent)
        await channel.post("C1", in_plain_text(message))
        await channel.update("C1", first.ts, message)
    return tuple(said for _, said in slack.calls)
