"""Slack as a Channel. Every request is made exactly once; what its end means is said by `bot.edges.slack.outcome`.

The client's own retries stay off: its default posts a second time when the connection drops after Slack accepted the
first, and reports success. A message carries its key as metadata, so that `find` can settle what became of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.edges.clock import SystemClock
from bot.edges.slack.outcome import of_error, of_failure, of_status
from bot.feeds.schedule import served_at
from bot.ports import Channel, Clock, GiveUp, Message, Outcome, Refused, Sent, TryAgain

TIMEOUT = 10  # seconds for a whole request
EVENT = "gatewatch_alert"  # metadata.event_type of our messages
PAGE = 200  # messages per page of history
LOOK = 30.0  # seconds for reading a whole history
MOST_PAGES = 50  # as many as Slack lets one ask for in a minute; an hour of a busy channel is a dozen
BEFORE = timedelta(seconds=60)  # our clock and Slack's may differ by so much

_MAY_NOT_READ = ("missing_scope", "not_allowed_token_type")

_Call = Callable[..., Awaitable[Any]]
_Page = Mapping[str, Any]


class SlackChannel(Channel):
    """Posts to Slack with a bot token (scopes: chat:write, channels:history, groups:history)."""

    def __init__(
        self,
        token: str,
        base_url: str = "https://slack.com/api/",
        timeout: int = TIMEOUT,
        look: float = LOOK,
        *,
        clock: Clock | None = None,
        on_date: Callable[[str, datetime], None] | None = None,
    ) -> None:
        """`clock` is the one that the program goes by; `on_date` hears what time it is at Slack."""
        self._look = look
        self._clock = clock or SystemClock()
        self._on_date = on_date
        self._ahead = timedelta(0)  # how far our clock is ahead of Slack's, where that matters
        # A connection per request: a kept one that Slack has closed would look like a post of unknown fate.
        self._client = AsyncWebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        """Post a message, or a reply in a thread; one that is broadcast shows in the channel as well."""
        keyed = {"metadata": _metadata(message.key), "client_msg_id": _message_id(message.key)} if message.key else {}
        return await self._write(
            self._client.chat_postMessage,
            channel=channel,
            text=message.text,
            blocks=_blocks(message),
            thread_ts=thread,
            reply_broadcast=True if thread and message.broadcast else None,
            unfurl_links=False,  # a feed's links must not draw previews of their own
            unfurl_media=False,
            mrkdwn=False,
            **keyed,
        )

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        """Replace a message. Its metadata stays: the message is still found by the key it was posted with."""
        return await self._write(
            self._client.chat_update,
            channel=channel,
            ts=ts,
            text=message.text,
            blocks=_blocks(message) or [],  # left out, the old ones would stay
            parse="none",  # as for a post; else Slack looks for names in the text
        )

    async def find(
        self, channel: str, key: str, since: datetime, thread: str | None = None
    ) -> Sent | TryAgain | GiveUp | None:
        """Read the channel's (or the thread's) history since then, to its end, for a message with this key.

        Slack counts by its own time. Where its answer shows only now that our clock is ahead, it is read once more.
        """
        try:
            async with asyncio.timeout(self._look):
                ahead = self._ahead
                found = await self._find(channel, key, since, thread)
                late = found is None and self._ahead > ahead + BEFORE
                return await self._find(channel, key, since, thread) if late else found
        except TimeoutError as failure:
            return of_failure(failure)

    async def ask(self) -> TryAgain | GiveUp | None:
        """Ask whether Slack is there and takes the token. None: both."""
        answer = await ask(self._client.auth_test)
        return None if isinstance(answer, Mapping) else answer

    async def standing(
        self, channel: str, since: datetime, thread: str | None = None
    ) -> Mapping[str, str] | TryAgain | GiveUp:
        """Read the channel's (or the thread's) history since then, to its end, for all messages of ours."""
        try:
            async with asyncio.timeout(self._look):
                return await self._standing(channel, since, thread)
        except TimeoutError as failure:
            return of_failure(failure)

    async def _standing(
        self, channel: str, since: datetime, thread: str | None
    ) -> Mapping[str, str] | TryAgain | GiveUp:
        found: dict[str, str] = {}
        async for page in self._history(channel, since, thread):
            if isinstance(page, TryAgain | GiveUp):
                return page
            found |= {key: str(each["ts"]) for each in page if (key := _key_of(each))}  # of doubles the first
        return found

    async def _find(
        self, channel: str, key: str, since: datetime, thread: str | None
    ) -> Sent | TryAgain | GiveUp | None:
        async for page in self._history(channel, since, thread):
            if isinstance(page, TryAgain | GiveUp):
                return page
            for each in page:
                if _key_of(each) == key:
                    return Sent(str(each["ts"]))
        return None

    async def _write(self, call: _Call, **arguments: Any) -> Outcome:
        answer = await ask(call, self._hear, **arguments)
        if not isinstance(answer, Mapping):
            return answer
        ts = answer.get("ts")
        return Sent(ts) if isinstance(ts, str) and ts else of_status(200, {}, datetime.now(UTC))

    async def _history(
        self, channel: str, since: datetime, thread: str | None
    ) -> AsyncIterator[Sequence[_Page] | TryAgain | GiveUp]:
        """The pages, newest first. Follows the cursor to the end: a short page doesn't mean that it was the last."""
        method = "conversations.replies" if thread else "conversations.history"
        oldest = since - self._ahead - BEFORE
        asked = {"channel": channel, "oldest": f"{oldest.timestamp():.6f}", "limit": str(PAGE)}
        asked |= {"include_all_metadata": "true", **({"ts": thread} if thread else {})}
        cursor = ""
        for _ in range(MOST_PAGES):
            # A form, not an address: Slack takes both, and what is asked stays out of the logs of proxies.
            answer = await ask(self._client.api_call, self._hear, api_method=method, data={**asked, "cursor": cursor})
            if not isinstance(answer, Mapping):
                yield _of_reading(answer)
                return
            yield answer.get("messages") or ()
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
        yield GiveUp("Slack's history comes to no end", code="endless_history")

    def _hear(self, headers: Mapping[str, str]) -> None:
        """What an answer says of the time at Slack."""
        if (told := served_at({name.lower(): value for name, value in headers.items()})) is None:
            return
        ahead = self._clock.now() - told
        self._ahead = ahead if ahead > BEFORE else timedelta(0)
        if self._on_date:
            self._on_date("slack", told)


async def ask(
    call: _Call, hear: Callable[[Mapping[str, str]], None] = lambda headers: None, **arguments: Any
) -> _Page | TryAgain | GiveUp:
    """One request: Slack's answer where it says ok, else what its end means. `hear` gets the headers of any answer."""
    try:
        answer = await call(**arguments)
        hear(answer.headers)
    except SlackApiError as error:
        hear(error.response.headers)
        return _of_api_error(error.response)
    except (aiohttp.ClientError, TimeoutError, OSError) as failure:
        return of_failure(failure)
    except (AttributeError, ValueError, TypeError):  # the client trips over answers that are no JSON object
        return of_status(200, {}, datetime.now(UTC))
    data = answer.data
    return data if isinstance(data, Mapping) else of_status(200, {}, datetime.now(UTC))


def _of_reading(failure: TryAgain | GiveUp) -> TryAgain | GiveUp:
    """A token that may not read here can still be one that may post."""
    if isinstance(failure, GiveUp) and failure.code in _MAY_NOT_READ:
        return replace(failure, refused=Refused.CHANNEL)
    return failure


def _of_api_error(response: Any) -> TryAgain | GiveUp:
    """`response` is the client's own, or aiohttp's where the body could not be read."""
    status: int = response.status_code if hasattr(response, "status_code") else response.status
    data = getattr(response, "data", None)
    if status < 500 and status != 429 and isinstance(data, Mapping) and data.get("ok") is False:
        return of_error(str(data.get("error") or ""))
    return of_status(status, response.headers, datetime.now(UTC))


def _blocks(message: Message) -> list[dict[str, object]] | None:
    return [dict(block) for block in message.blocks] or None


def _metadata(key: str) -> Mapping[str, object]:
    # The id and nothing more: every member of the workspace can read metadata.
    return {"event_type": EVENT, "event_payload": {"id": key}}


def _message_id(key: str) -> str:
    """The same for the same key: where Slack compares these it is a second fence, never the guarantee."""
    return str(uuid5(NAMESPACE_URL, f"gatewatch:{key}"))


def _key_of(message: _Page) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT:
        return None
    key = (metadata.get("event_payload") or {}).get("id")
    return key if isinstance(key, str) else None
