"""What an answer of Slack, or the lack of one, means for a message: a table, and nothing of the network.

The one question that matters is whether Slack may hold the message all the same. A refused connection, a rate limit and
a named error say no. A time-out, a broken connection, a server error and an answer that isn't Slack's say perhaps: then
the history has to be read before anything is sent again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp

from bot.ports import Busy, GiveUp, Refused, TryAgain

SETTLE = 70.0  # seconds: our time-out of 10 and a margin of 60 for requests that land late
CONNECT_AGAIN = 15.0  # seconds after a connection that was never made
ERROR_AGAIN = 60.0  # seconds after an error that Slack names and that we don't know
RATE_DEFAULT, RATE_FLOOR, RATE_CAP = 30.0, 1.0, 3600.0  # seconds for Retry-After: unreadable, least, most

# Slack's own words: "some aspect of the operation" may have succeeded before these were returned.
UNCERTAIN = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
# Who is to slow down: one channel, or, where Slack counts all that the workspace posts, everybody.
RATE_LIMITED: Mapping[str, Busy] = {
    "ratelimited": Busy.CHANNEL,
    "rate_limited": Busy.CHANNEL,
    "message_limit_exceeded": Busy.EVERYTHING,
}

# Errors that waiting doesn't mend: what is refused; what is wrong, and the mend.
PERMANENT: Mapping[Refused, Mapping[str, str]] = {
    Refused.MESSAGE: {
        "invalid_blocks": "Slack refuses the blocks of a message; please report it",
        "invalid_blocks_format": "Slack refuses the format of a message; please report it",
        "invalid_attachments": "Slack refuses the format of a message; please report it",
        "msg_blocks_too_long": "a message is too long for Slack; please report it",
        "msg_too_long": "a message is too long for Slack; please report it",
        "no_text": "a message is empty; please report it",
        "metadata_too_large": "a message's metadata is too large; please report it",
        "invalid_metadata_format": "Slack refuses a message's metadata; please report it",
        "invalid_metadata_schema": "Slack refuses a message's metadata; please report it",
        "slack_file_not_found": "a picture in a message is gone",
    },
    Refused.CHANGE: {
        "cant_update_message": "the message belongs to somebody else and cannot be changed",
        "edit_window_closed": "the workspace no longer lets this message be changed",
    },
    Refused.PLACE: {
        "message_not_found": "the message was deleted in Slack",
        "thread_not_found": "the thread was deleted in Slack",
        "cannot_reply_to_message": "the message takes no replies",
        "restricted_action_non_threadable_channel": "the channel has no threads",
        "restricted_action_thread_locked": "the thread is locked",
    },
    Refused.CHANNEL: {
        "channel_not_found": "Slack knows no such channel, or hides it from the bot; check the channel id and invite the bot",
        "is_archived": "the channel is archived; unarchive it or route to another one",
        "not_in_channel": "the bot is not a member of the channel; invite it with /invite",
        "restricted_action": "the workspace doesn't let the bot post there; ask an administrator",
        "restricted_action_read_only_channel": "the channel is read-only; let the bot post or route to another one",
        "restricted_action_thread_only_channel": "the channel takes replies only; route to another one",
        "access_denied": "Slack denies the app access there; ask an administrator of the workspace",
        "no_permission": "the app may not post there; invite the bot, or install the app again",
        "messages_tab_disabled": "that is an app's own page, and it takes no messages; route to a channel",
    },
    Refused.EVERYTHING: {
        "not_authed": "no token was sent; set SLACK_BOT_TOKEN",
        "invalid_auth": "Slack doesn't accept the token; set SLACK_BOT_TOKEN anew",
        "token_revoked": "the token was revoked; install the app again and set SLACK_BOT_TOKEN",
        "token_expired": "the token has expired; set SLACK_BOT_TOKEN anew",
        "account_inactive": "the bot's account or workspace is gone; install the app again and set SLACK_BOT_TOKEN",
        "missing_scope": "the token lacks a scope; add it to the app and install the app again",
        "not_allowed_token_type": "this is no bot token; set SLACK_BOT_TOKEN to one that begins with xoxb-",
        "ekm_access_denied": "the workspace's administrators suspended posting; ask them",
    },
}


_WORD = re.compile("[a-z][a-z0-9_]{1,59}")


def word_of(error: object) -> str:
    """Slack's own word for what is wrong; anything that is no such word may hold what we sent, and is not told."""
    return str(error) if _WORD.fullmatch(str(error)) else "nothing readable"


def of_error(error: str) -> TryAgain | GiveUp:
    """The meaning of ``ok: false`` with this error."""
    code = word_of(error)
    if code in UNCERTAIN:
        return TryAgain(SETTLE, f"Slack answered {code}; the message may have been posted", uncertain=True)
    if busy := RATE_LIMITED.get(code):
        return TryAgain(RATE_DEFAULT, "Slack asks us to slow down", busy=busy)
    for refused, meanings in PERMANENT.items():
        if code in meanings:
            return GiveUp(f"{meanings[code]} ({code})", refused, code)
    return TryAgain(ERROR_AGAIN, f"Slack answered {code}", code=code)


def of_status(status: int, headers: Mapping[str, str], now: datetime) -> TryAgain:
    """The meaning of an answer that isn't Slack's usual JSON, by its HTTP status."""
    if status == 429:
        after = retry_after(headers.get("Retry-After"), now)
        return TryAgain(after, "Slack asks us to slow down (HTTP 429)", busy=Busy.CHANNEL)
    return TryAgain(SETTLE, f"no readable answer from Slack (HTTP {status})", uncertain=True)


def of_failure(failure: Exception) -> TryAgain:
    """The meaning of a request that ended without an answer. Names the kind of failure and nothing it carries."""
    kind = type(failure).__name__
    if isinstance(failure, aiohttp.ClientConnectorError):  # no such host, refused, TLS: before anything was sent
        return TryAgain(CONNECT_AGAIN, f"no connection to Slack ({kind})")
    return TryAgain(SETTLE, f"the connection to Slack broke off ({kind})", uncertain=True)


def retry_after(value: str | None, now: datetime) -> float:
    """Seconds to wait as a Retry-After header says (RFC 9110: seconds or a date), between one second and one hour."""
    seconds = _seconds(value or "", now)
    if seconds is None or not math.isfinite(seconds):
        return RATE_DEFAULT
    return min(max(seconds, RATE_FLOOR), RATE_CAP)


def _seconds(value: str, now: datetime) -> float | None:
    try:
        return float(value)
    except ValueError:
        pass
    try:
        return (parsedate_to_datetime(value) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):  # no date, or one without a time zone
        return None
