"""How often a channel is posted to: about one message a second, a few at once after a rest, none while Slack asks for quiet."""

from __future__ import annotations

import asyncio

# So many messages a channel takes at once when it was quiet before: Slack allows short bursts.
BURST = 4
# The whole workspace, among the names of channels.
EVERYWHERE = "*"


class Pace:
    """Spaces the posts to each channel, and leaves a channel (or all of them) alone for as long as it asks."""

    def __init__(self, seconds: float, burst: int = BURST) -> None:
        self._seconds = seconds
        self._ahead = (burst - 1) * seconds
        self._free_at: dict[str, float] = {}
        self._held_until: dict[str, float] = {}

    async def turn(self, channel: str) -> None:
        """Wait until this channel may be posted to again."""
        now = asyncio.get_running_loop().time()
        at = max(now - self._ahead, self._free_at.get(channel, 0.0))
        self._free_at[channel] = at + self._seconds
        if at > now:
            await asyncio.sleep(at - now)

    def hold(self, channel: str, seconds: float) -> None:
        """Leave a channel alone for a while; `EVERYWHERE`: all of them."""
        until = asyncio.get_running_loop().time() + seconds
        self._held_until[channel] = max(until, self._held_until.get(channel, until))

    def held(self, channel: str) -> bool:
        """Whether a channel is to be left alone."""
        return self.left(channel) > 0

    def left(self, channel: str) -> float:
        """For how many seconds a channel is still to be left alone."""
        now = asyncio.get_running_loop().time()
        return max(0.0, *(self._held_until.get(name, 0.0) - now for name in (channel, EVERYWHERE)))
