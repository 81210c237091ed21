"""What a text says beside its story: captions, credits and boilerplate, line by line.

Read as news, a caption tells of other people, another day, another place, and a link to another story of another trip. So
these lines leave the text before anything is read in it.
"""

from __future__ import annotations

from bot.feeds import boilerplate, captions
from bot.feeds.lines import sign_of

_SIGNS = captions.SIGNS + boilerplate.SIGNS


def without_asides(text: str) -> str:
    """The text without such lines."""
    return "\n".join(line for line in text.split("\n") if sign_of(line, _SIGNS) is None).strip()
