"""What a text says beside its story: captions, credits and boilerplate, line by line.

Read as news, a caption tells of other people, another day, another place, and a link to another story of another trip. So
these lines leave the text before anything is read in it.
"""

from __future__ import annotations

from bot.feeds.boilerplate import boilerplate_sign
from bot.feeds.captions import caption_sign, without_credits


def without_asides(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without such lines, and those lines in order; of a sentence with a source only the source goes."""
    kept: list[str] = []
    asides: list[str] = []
    for line in text.split("\n"):
        rest = without_credits(line)
        if line and (not rest or caption_sign(rest) or boilerplate_sign(rest)):
            asides.append(line)
        else:
            kept.append(rest)
    return "\n".join(kept).strip(), tuple(asides)
