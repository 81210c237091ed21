"""The Slack channel makes every request once, says what became of it, and finds what it posted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from edges.slack_fake import TOKEN, FakeSlack, Fault, answers, closes, hangs

from bot.edges.clock import ShiftedClock
from bot.edges.slack.channel import MOST_PAGES, SlackChannel
from bot.ports import GiveUp, Message, Sent, TryAgain

T = TypeVar("T")

MESSAGE = Message("Reported trip", ({"type": "header", "text": {"type": "plain_text", "text": "x"}},), key="d1")
SINCE = datetime(2017, 1, 1, tzinfo=UTC)
HTML = "<html>Something is wrong</html>"


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def with_slack(slack: FakeSlack, work: Callable[[SlackChannel], Awaitable[T]], timeout: int = 5) -> T:
    """What the work comes to against this Slack."""

    async def run() -> T:
        async with slack.running() as base_url:
            return await work(SlackChannel(TOKEN, base_url, timeout))

    return asyncio.run(run())


def post(channel: SlackChannel) -> Awaitable[object]:
    """One post."""
    return channel.post("C1", MESSAGE)


@pytest.mark.parametrize(
    ("fault", "held", "uncertain"),
    [
        pytest.param(closes(accepting=True), 1, True, id="accepted, then closed"),
        pytest.param(closes(accepting=False), 0, True, id="closed before"),
        pytest.param(hangs(3), 1, True, id="accepted, then silence"),
        pytest.param(answers("{}", 500, accepting=True), 1, True, id="accepted, then 500"),
        pytest.param(answers(HTML, 503, "text/html"), 0, True, id="503 page"),
        pytest.param(answers(HTML, 200, "text/html", accepting=True), 1, True, id="200 page"),
        pytest.param(answers(HTML, 200, "text/plain"), 0, True, id="200 plain text"),
        pytest.param(answers('{"ok": tr', accepting=True), 1, True, id="truncated JSON"),
        pytest.param(answers('["ok"]'), 0, True, id="JSON, but no object"),
        pytest.param(answers("null"), 0, True, id="null"),
        pytest.param(answers('{"ok": true}'), 0, True, id="ok without ts"),
        pytest.param(answers('{"ok": false, "error": "internal_error"}', accepting=True), 1, True, id="internal_error"),
        pytest.param(answers("{}", 429, Retry_After="7"), 0, False, id="429"),
        pytest.param(answers('{"ok": false, "error": "ratelimited"}', 429, Retry_After="7"), 0, False, id="429 named"),
        pytest.param(answers('{"ok": false, "error": "ratelimited"'[:9], 429, Retry_After="7"), 0, False, id="429 cut"),
        pytest.param(answers('{"ok": false, "error": "unheard_of"}'), 0, False, id="unknown error"),
    ],
)
def test_every_end_is_classified_and_nothing_is_sent_twice(fault: Fault, held: int, uncertain: bool) -> None:
    """One post is one request, whatever becomes of it, and doubt is said where Slack may hold the message."""
    slack = FakeSlack(faults=[fault])
    outcome = with_slack(slack, post, timeout=1)
    assert isinstance(outcome, TryAgain)
    assert outcome.uncertain is uncertain
    assert (len(slack.messages), len(slack.calls)) == (held, 1)


def test_rate_limit_says_how_long() -> None:
    """HTTP 429 waits as long as Slack says."""
    outcome = with_slack(FakeSlack(faults=[answers("{}", 429, Retry_After="7")]), post)
    assert isinstance(outcome, TryAgain)
    assert outcome.after == 7


def test_refused_connection_is_certain() -> None:
    """Where nobody listens nothing was posted."""
    outcome = asyncio.run(SlackChannel(TOKEN, "http://127.0.0.1:9/api/").post("C1", MESSAGE))
    assert isinstance(outcome, TryAgain)
    assert not outcome.uncertain


@pytest.mark.parametrize("status", [200, 403])
def test_permanent_error_gives_up(status: int) -> None:
    """A channel the bot is not in takes no message, and the reason tells the mend."""
    slack = FakeSlack(faults=[answers('{"ok": false, "error": "not_in_channel"}', status)])
    outcome = with_slack(slack, post)
    assert isinstance(outcome, GiveUp)
    assert "/invite" in outcome.why


def test_post_carries_key_and_no_previews() -> None:
    """A post carries its key as metadata and a stable client id, and unfurls nothing."""
    slack = FakeSlack()

    async def twice(channel: SlackChannel) -> None:
        await channel.post("C1", MESSAGE)
        await channel.post("C1", MESSAGE)

    with_slack(slack, twice)
    (_, first), (_, second) = slack.calls
    assert first["metadata"] == {"event_type": "gatewatch_alert", "event_payload": {"id": "d1"}}
    assert first["client_msg_id"] == second["client_msg_id"]
    assert (first["unfurl_links"], first["unfurl_media"], first["mrkdwn"]) == (False, False, False)


@pytest.mark.parametrize(
    ("thread", "broadcast", "said"),
    [("1.2", True, True), ("1.2", False, None), (None, True, None), (None, False, None)],
)
def test_what_matters_in_a_thread_is_shown_in_the_channel(
    thread: str | None, broadcast: bool, said: bool | None
) -> None:
    """Only a reply can be broadcast; otherwise the word is left out."""
    slack = FakeSlack()
    with_slack(slack, lambda channel: channel.post("C1", replace(MESSAGE, broadcast=broadcast), thread))
    assert slack.calls[0][1].get("reply_broadcast") == said


def test_update_leaves_the_metadata_alone() -> None:
    """A changed card is still found by the key it was posted with."""
    slack = FakeSlack()

    async def work(channel: SlackChannel) -> object:
        sent = await channel.post("C1", MESSAGE)
        assert isinstance(sent, Sent)
        await channel.update("C1", sent.ts, Message("changed", key="d2"))
        return await channel.find("C1", "d1", SINCE), await channel.find("C1", "d2", SINCE)

    assert with_slack(slack, work) == (Sent("1500000000.000001"), None)
    assert slack.messages[0]["text"] == "changed"


def test_a_card_that_is_redrawn_as_plain_text_keeps_no_old_blocks() -> None:
    """Slack leaves a message's blocks as they are where an update brings none: people would go on reading the old card."""
    slack = FakeSlack()

    async def work(channel: SlackChannel) -> object:
        sent = await channel.post("C1", MESSAGE)
        assert isinstance(sent, Sent)
        return await channel.update("C1", sent.ts, replace(MESSAGE, text="changed", blocks=()))

    assert isinstance(with_slack(slack, work), Sent)
    assert not slack.messages[0]["blocks"]


def test_an_update_is_read_as_literally_as_a_post() -> None:
    """Slack looks for names of people and channels in the text of an update unless it is told not to."""
    slack = FakeSlack()
    with_slack(slack, lambda channel: channel.update("C1", "1.2", MESSAGE))
    assert (slack.calls[0][1]["parse"], slack.calls[0][1].get("link_names", False)) == ("none", False)


def test_find_reads_to_the_end() -> None:
    """A message on the last page is found; short pages don't end the search."""
    slack = FakeSlack(page=1)

    async def work(channel: SlackChannel) -> object:
        for number in range(5):
            await channel.post("C1", Message("m", key=f"d{number}"))
        return await channel.find("C1", "d0", SINCE)

    assert isinstance(with_slack(slack, work), Sent)
    assert sum(method == "conversations.history" for method, _ in slack.calls) == 5


def test_find_asks_from_a_minute_before() -> None:
    """The history is asked for from a minute before the first try, with metadata."""
    slack = FakeSlack()
    with_slack(slack, lambda channel: channel.find("C1", "d0", SINCE))
    _, asked = slack.calls[0]
    assert float(asked["oldest"]) == SINCE.timestamp() - 60
    assert str(asked["include_all_metadata"]) in ("True", "true", "1")


@pytest.mark.parametrize(
    "ahead", [timedelta(0), timedelta(hours=1), timedelta(days=365), -timedelta(days=365)], ids=str
)
def test_find_looks_by_the_time_of_slack(ahead: timedelta) -> None:
    """A message that was posted while our clock was wrong is looked for where it stands, also in the first question of all."""
    slack = FakeSlack()
    true = datetime.now(UTC)

    async def work() -> list[str]:
        async with slack.running() as base_url:
            channel = SlackChannel(TOKEN, base_url, clock=ShiftedClock(true + ahead))
            assert await channel.find("C1", "d0", true + ahead - timedelta(hours=1)) is None
            return [asked["oldest"] for _, asked in slack.calls]

    last = float(asyncio.run(work())[-1])
    assert last <= (true - timedelta(hours=1)).timestamp()
    if ahead >= timedelta(0):
        assert last >= (true - timedelta(hours=1, minutes=3)).timestamp()


def test_what_time_it_is_at_slack_is_heard() -> None:
    """Slack bears witness to the time with every answer, also one that refuses."""
    heard: list[tuple[str, datetime]] = []
    slack = FakeSlack(faults=[answers('{"ok": false, "error": "is_archived"}')])

    async def work() -> None:
        async with slack.running() as base_url:
            channel = SlackChannel(TOKEN, base_url, on_date=lambda *said: heard.append(said))
            await channel.post("C1", MESSAGE)
            await channel.post("C1", MESSAGE)

    asyncio.run(work())
    assert [host for host, _ in heard] == ["slack", "slack"]
    assert all(abs(datetime.now(UTC) - told) < timedelta(minutes=1) for _, told in heard)


def test_find_does_not_follow_a_circle() -> None:
    """A history without an end is left after as many pages as Slack gives in a minute: nothing is taken for absent."""
    page = answers('{"ok": true, "messages": [], "response_metadata": {"next_cursor": "again"}}')
    slack = FakeSlack(faults=[page] * 99)
    assert isinstance(with_slack(slack, lambda channel: channel.find("C1", "d0", SINCE)), GiveUp)
    assert len(slack.calls) == MOST_PAGES


def test_all_that_stands_is_read_to_the_end() -> None:
    """Every page counts; of two messages with one key the first one is named."""
    slack = FakeSlack(page=1)

    async def work(channel: SlackChannel) -> tuple[object, object]:
        sent = [await channel.post("C1", Message("m", key=f"d{number % 4}")) for number in range(5)]
        return await channel.standing("C1", SINCE), {f"d{n}": each.ts for n, each in enumerate(sent[:4])}

    found, wanted = with_slack(slack, work)
    assert found == wanted


def test_half_a_history_is_none() -> None:
    """Where a page cannot be had, or there is no end, nobody is told that the rest is not there."""
    page = answers('{"ok": true, "messages": [], "response_metadata": {"next_cursor": "again"}}')
    for faults, kind in (([page] * 99, GiveUp), ([page, answers("{}", 500)], TryAgain)):
        slack = FakeSlack(faults=list(faults))
        assert isinstance(with_slack(slack, lambda channel: channel.standing("C1", SINCE)), kind)


def test_find_takes_a_bounded_time() -> None:
    """A history that comes in drips is left, and nothing is taken for absent."""

    async def work() -> object:
        async with FakeSlack().running() as base_url:
            return await SlackChannel(TOKEN, base_url, look=0).find("C1", "d0", SINCE)

    outcome = asyncio.run(work())
    assert isinstance(outcome, TryAgain)
    assert outcome.uncertain


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(answers("{}", 500), TryAgain), (answers('{"ok": false, "error": "missing_scope"}'), GiveUp)],
)
def test_a_failed_search_is_never_absence(fault: Fault, kind: type) -> None:
    """A history that can't be read says so, and never *not there*."""
    slack = FakeSlack(faults=[fault])
    assert isinstance(with_slack(slack, lambda channel: channel.find("C1", "d0", SINCE)), kind)


@pytest.mark.parametrize(
    "metadata", [None, {}, {"event_type": "else", "event_payload": {"id": "d1"}}, {"event_payload": None}]
)
def test_other_apps_metadata_is_not_ours(metadata: object) -> None:
    """A message of another app with the same id is not taken for ours."""
    slack = FakeSlack(messages=[{"channel": "C1", "ts": "1.1", "metadata": metadata}])
    assert with_slack(slack, lambda channel: channel.find("C1", "d1", SINCE)) is None


def test_the_token_stays_inside(caplog: pytest.LogCaptureFixture) -> None:
    """No outcome, no log line and no representation holds the token, even at the lowest level."""
    faults = [closes(True), answers(HTML, 200, "text/html"), answers('{"ok": false, "error": "invalid_auth"}')]
    with caplog.at_level(logging.DEBUG):
        said = []
        for fault in faults:
            said.append(with_slack(FakeSlack(faults=[fault]), post))
    assert TOKEN not in caplog.text + repr(said) + repr(SlackChannel(TOKEN))
    assert len(said) == 3
