"""What a text says beside its story: captions, credits and boilerplate, line by line.

Read as news, a caption tells of other people, another day, another place, and a link to another story of another trip. So
these lines leave the text before anything is read in it.
"""

from __future__ import annotations

from bot.feeds import boilerplate, captions
from bot.feeds.lines import sign_of

_SIGNS = captions.SIGNS + boilerplate.SIGNS


def without_asides(text: str) -> str:
    """The text without such lines; of a sentence with a source only the source goes."""
    rests = (captions.without_credits(line) for line in text.split("\n"))
    return "\n".join(rest for rest in rests if sign_of(rest, _SIGNS) is None).strip()
