"""What word processors and web pages leave in a text that was copied out of them: curly quotes, blanks that are none."""

from __future__ import annotations

import re

# Blanks that neither part a key from its value nor indent a line, though they look it; and what cannot be seen at all.
BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = re.compile(f"[{BLANKS}\u200b\u200e\u200f\u2060]")
_BEFORE_A_VALUE = re.compile(rf"[ -]*(?:[a-z][a-z_]* *:? *)?(?={_UNSEEN.pattern})")
# A lone opening quote is one that a comma or a colon inside parted from its end. Inside a name the quotes are the name's.
_WHOLE = re.compile("[“„‟«»”][^“„‟«»”]*[“„‟«»”]?|[‘‚‹’][^‘‚‹]*[’‘›]")
_BEGUN = re.compile(r"(?:^[ -]*|: +|[\[{,] *)(?=[“„«‘‚‹])")
_QUOTES = "these are curly quotes of a word processor", "write straight ones, or none"


def wholly_in_curly_quotes(value: str) -> tuple[str, str] | None:
    """What is wrong and the mend, for a value that typographic quotes stand around; None for any other."""
    return _QUOTES if _WHOLE.fullmatch(value) else None


def unseen(text: str) -> tuple[int, str, str] | None:
    """Where in a text the first of the characters that look like a blank or like nothing is, what is wrong, the mend."""
    if text.isascii() or not (found := _UNSEEN.search(text)):
        return None
    what = f"an invisible character (U+{ord(found.group()):04X}), pasted from elsewhere, stands here"
    return found.start(), what, "replace it by an ordinary blank" if found.group() in BLANKS else "delete it"


def pasted_into(line: str) -> tuple[int, str, str] | None:
    """The same of a line that cannot be read: where it is indented, right behind its key, or around a value."""
    if line.isascii():
        return None
    if found := _BEFORE_A_VALUE.match(line):
        return unseen(line[: found.end() + 1])
    begun = _BEGUN.search(line)
    return (begun.end(), *_QUOTES) if begun else None
