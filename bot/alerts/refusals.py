"""The words for a channel that does not take what is meant for it: the copy in the fallback channel, a word to the operator."""

from __future__ import annotations

from dataclasses import replace

from bot.alerts import words
from bot.alerts.blocks import literal
from bot.alerts.notices import notice
from bot.alerts.plain_text import in_plain_text
from bot.ports import Message

_ITSELF = (
    "The channel is asked again by itself, at longest after a quarter of an hour, and gets all of it once it works."
)


def copy_for_fallback(message: Message, channel: str, code: str) -> Message:
    """What a channel refused, as plain text for another one."""
    plain = in_plain_text(message)
    meant = literal(f"Meant for channel {channel}, which does not take it ({code}):")
    return replace(plain, text=f"{meant} {plain.text}", key="")


def channel_refuses(channel: str, why: str, fallback: str | None, days: int = 0) -> Message:
    """A channel takes nothing, and has not for so many days: what is wrong, where it is told instead, what comes by itself."""
    lasting = f", and has not for {words.count(days, 'day')}" if days else ""
    title = f"❗ Slack channel {channel} does not take our messages{lasting}"
    return notice(title, (_sentence(why), _instead(channel, fallback), _ITSELF))


def message_refused(channel: str, why: str, fallback: str | None) -> Message:
    """One message was refused, also as plain text; the channel takes others."""
    title = f"❗ Slack channel {channel} refused a message, also as plain text"
    last = "`gatewatch status` shows it; `gatewatch retry` sends it again."
    return notice(title, (_sentence(why), _instead(channel, fallback), last))


def no_answer(channel: str) -> Message:
    """A message has had no answer for long; this one has no blocks, for they may be what Slack chokes on."""
    title = f"❗ Slack gives no answer to a message for channel {channel}"
    lasting = "It is tried again, in the end as plain text, and then told elsewhere."
    return replace(notice(title, (lasting,)), blocks=())


def channel_works(channel: str, waiting: int) -> Message:
    """It takes messages again, and what follows."""
    rest = f"{words.count(waiting, 'message')} that waited for it {'follows' if waiting == 1 else 'follow'} now."
    return notice(f"✅ Slack channel {channel} takes our messages again", (rest,) if waiting else ())


def _instead(channel: str, fallback: str | None) -> str:
    if fallback is None or fallback == channel:
        return "No other channel is set (slack.fallback), so until then it is told nowhere."
    return f"Until then it is told as plain text in channel {fallback}."


def _sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:]}."
