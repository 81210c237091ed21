"""Slack's answers are classified by whether Slack may hold the message all the same."""

from __future__ import annotations

from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from bot.edges.slack.outcome import PERMANENT, RATE_LIMITED, UNCERTAIN, of_error, of_failure, of_status, retry_after
from bot.ports import Busy, GiveUp, Refused, TryAgain

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
KEY = ConnectionKey("slack.test", 443, True, True, None, None, None)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        ("0", 1.0),
        ("1.5", 1.5),
        ("86400", 3600.0),
        ("-5", 1.0),
        ("Sun, 01 Mar 2026 12:02:00 GMT", 120.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 1.0),
        ("Sun, 01 Mar 2026 12:02:00", 30.0),
        ("soon", 30.0),
        ("nan", 30.0),
        ("inf", 30.0),
        ("", 30.0),
        (None, 30.0),
    ],
)
def test_retry_after_is_bounded(header: str | None, seconds: float) -> None:
    """Whatever Retry-After says, we wait at least a second and at most an hour."""
    assert retry_after(header, NOW) == seconds


@pytest.mark.parametrize("error", sorted(UNCERTAIN))
def test_ambiguous_errors_are_uncertain(error: str) -> None:
    """Errors after which Slack may have posted ask for a look into the history."""
    outcome = of_error(error)
    assert isinstance(outcome, TryAgain)
    assert outcome.uncertain


@pytest.mark.parametrize(("refused", "error"), [(r, error) for r in PERMANENT for error in sorted(PERMANENT[r])])
def test_permanent_errors_give_up_with_a_mend(refused: Refused, error: str) -> None:
    """An error that waiting doesn't mend gives up in plain words, and names Slack's word for it and what is refused."""
    outcome = of_error(error)
    assert isinstance(outcome, GiveUp)
    assert (outcome.refused, outcome.code) == (refused, error)
    assert outcome.why.endswith(f"({error})")
    assert len(outcome.why) > len(error) + 20


@pytest.mark.parametrize("error", ["access_denied", "no_permission"])
def test_what_may_be_about_one_channel_stops_no_other(error: str) -> None:
    """Slack says these also of a channel that the app may not write to; the token is good for others."""
    outcome = of_error(error)
    assert isinstance(outcome, GiveUp)
    assert outcome.refused is Refused.CHANNEL
    assert "there" in outcome.why


@pytest.mark.parametrize(
    ("error", "refused"),
    [
        ("edit_window_closed", Refused.CHANGE),
        ("cant_update_message", Refused.CHANGE),
        ("message_not_found", Refused.PLACE),
    ],
)
def test_a_card_that_may_not_be_changed_is_not_gone(error: str, refused: Refused) -> None:
    """Only a card that is gone is posted anew."""
    outcome = of_error(error)
    assert isinstance(outcome, GiveUp)
    assert outcome.refused is refused


def test_an_error_means_one_thing() -> None:
    """No error stands in the table twice."""
    told = [error for meanings in PERMANENT.values() for error in meanings]
    assert len(told) == len(set(told))
    assert not {*told} & {*UNCERTAIN, *RATE_LIMITED}


@pytest.mark.parametrize(
    ("outcome", "busy"),
    [
        (of_error("rate_limited"), Busy.CHANNEL),
        (of_error("message_limit_exceeded"), Busy.EVERYTHING),
        (of_status(429, {}, NOW), Busy.CHANNEL),
        (of_status(500, {}, NOW), None),
        (of_error("unheard_of"), None),
    ],
)
def test_a_rate_limit_says_whose_it_is(outcome: TryAgain, busy: Busy | None) -> None:
    """A channel's limit holds that channel; the workspace's own holds everything."""
    assert outcome.busy is busy


@pytest.mark.parametrize("error", ["ratelimited", "team_added_to_org", "", "x" * 500])
def test_other_errors_were_not_accepted(error: str) -> None:
    """A named error that we don't know is tried again, without doubt about the first try."""
    outcome = of_error(error)
    assert isinstance(outcome, TryAgain)
    assert not outcome.uncertain
    assert outcome.busy or outcome.code
    assert len(outcome.why) < 150


@pytest.mark.parametrize(("status", "uncertain"), [(429, False), (500, True), (503, True), (504, True), (200, True)])
def test_only_a_rate_limit_is_certain_without_an_answer(status: int, uncertain: bool) -> None:
    """An unreadable answer leaves the message's fate open, except for HTTP 429."""
    assert of_status(status, {"Retry-After": "5"}, NOW).uncertain is uncertain


@pytest.mark.parametrize(
    ("failure", "uncertain"),
    [
        (aiohttp.ClientConnectorError(KEY, ConnectionRefusedError()), False),
        (aiohttp.ClientConnectorDNSError(KEY, OSError()), False),
        (aiohttp.ServerDisconnectedError(), True),
        (aiohttp.ClientPayloadError(), True),
        (aiohttp.ClientOSError(104, "reset"), True),
        (TimeoutError(), True),
        (ConnectionResetError(), True),
    ],
)
def test_only_a_connection_never_made_is_certain(failure: Exception, uncertain: bool) -> None:
    """A request that broke off may have arrived; one that found no connection has not."""
    assert of_failure(failure).uncertain is uncertain


@pytest.mark.parametrize("error", ["invalid_auth Bearer xoxb-1-hunter2", "xoxb-1-hunter2", "", "Fatal error: hunter2"])
def test_what_is_no_word_of_slacks_is_not_told(error: str) -> None:
    """An answer that says our own request again, token and all, goes into no log and no database."""
    outcome = of_error(error)
    assert isinstance(outcome, TryAgain)
    assert "hunter2" not in repr(outcome)
