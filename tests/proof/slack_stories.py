"""What the weather proof tells: stories with cards, redrawn cards, replies and maps, and digests between them.

The script follows from its arguments alone, so that every process that sends knows it, and the audit as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from bot.ports import Message
from bot.store.deliveries import Kind, NewDelivery

# What is written down together, as that which one article tells.
Event = tuple[NewDelivery, ...]

SEED = 20_160_414
MOST_FOLLOW_UPS = 6  # of one story; half as many on average
APART = 20.0  # on average so many other stories open between two articles of one
DIGEST_EVERY, MAP_EVERY = 20, 4  # among the stories
_AS_OF = " as of "


def script(channels: Sequence[str], messages: int) -> tuple[Event, ...]:
    """Events in the order in which they are written down; together they tell so many messages, or a few more."""
    random, moments, number = Random(SEED), list[tuple[float, int, Event]](), 0
    left = messages
    while left > 0:
        events = tuple(_story(number, channels[number % len(channels)], random))
        moment = float(number)
        for event in events:
            moments.append((moment, len(moments), event))
            moment += random.expovariate(1 / APART)
        left -= sum(len(posts(event)) for event in events)
        number += 1
    return tuple(event for *_, event in sorted(moments, key=lambda each: each[:2]))


def posts(event: Event) -> tuple[NewDelivery, ...]:
    """What becomes a message of its own: a redrawn card does not."""
    return tuple(each for each in event if each.kind is not Kind.UPDATE)


def name_of(text: str) -> str:
    """What a message calls itself. A card keeps its name when it is redrawn."""
    return text.split(_AS_OF)[0]


def version_of(text: str) -> int:
    """Up to which version of the story a message tells it."""
    return int(text.split(_AS_OF)[1])


def _story(number: int, channel: str, random: Random) -> Iterator[Event]:
    if number % DIGEST_EVERY == DIGEST_EVERY - 1:
        yield (NewDelivery(channel, Kind.DIGEST, _message(f"digest {number}", 1), part=f"{number}"),)
        return
    key = f"story {number}"
    yield (NewDelivery(channel, Kind.CARD, _message(f"{key} card", 1), key),)
    if number % MAP_EVERY == 0:
        yield (NewDelivery(channel, Kind.MAP, _message(f"{key} map", 1), key),)
    for version in range(2, 2 + random.randint(0, MOST_FOLLOW_UPS)):
        redrawn = NewDelivery(channel, Kind.UPDATE, _message(f"{key} card", version), key, version, "0")
        told = NewDelivery(channel, Kind.REPLY, _message(f"{key} reply {version}", version), key, version, "1")
        yield redrawn, told


def _message(name: str, version: int) -> Message:
    text = f"{name}{_AS_OF}{version}"
    return Message(text, ({"type": "section", "text": {"type": "plain_text", "text": text}},))
