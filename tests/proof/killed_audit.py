"""Compares the trips that were reported with what stands in Slack: each is told once, in its channel, on one card with its thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields

from tests.proof.killed_site import name_of
from tests.proof.slack_audit import Standing

NEWS, MAP = "New in ", "Map of "


@dataclass(frozen=True, slots=True)
class Audit:
    """What is wrong, in the words of the messages."""

    lost: tuple[str, ...] = ()  # a trip without its card, or a second report that its thread was not told of
    doubled: tuple[str, ...] = ()  # told more than once
    astray: tuple[str, ...] = ()  # in a thread of somebody else, in another channel, or about nobody who travelled

    def __str__(self) -> str:
        return ", ".join(f"{len(getattr(self, each.name))} {each.name}" for each in fields(self))


def audit(travellers: int, channels: Sequence[str], standing: Sequence[Standing]) -> Audit:
    """Compare the trips that were reported with what stands in these channels."""
    wanted = {
        (kind, name_of(person)): channels[person % len(channels)]
        for person in range(travellers)
        for kind in ("card", NEWS)
    }
    cards = {each.ts: each for each in standing if each.thread is None}
    there: Counter[tuple[str, str]] = Counter()
    astray = []
    for each in standing:
        card = cards[each.thread or each.ts]
        who = next((name for _, name in wanted if name in card.text), None)
        kind = "card" if each.thread is None else each.text[: len(NEWS)]
        there[kind if kind != MAP else "map", who or each.text] += 1
        if (
            who is None
            or wanted["card", who] != each.channel
            or (each.thread and kind == NEWS and who not in each.text)
        ):
            astray.append(each.text)
    lost = [f"{kind} of {who}" for kind, who in wanted if not there[kind, who]]
    doubled = [f"{kind} of {who}" for (kind, who), times in there.items() if times > 1]
    return Audit(tuple(lost), tuple(doubled), tuple(astray))
