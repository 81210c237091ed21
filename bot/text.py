"""Small truths about text that every stage shares: cleaning, cutting, sentences, likeness, partial dates.

Offsets always refer to the text as given; nothing here changes a length without saying so.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from bot.model import Span

# C0 and C1 controls except tab and newline; bidi controls; zero-width characters other than ZWNJ and ZWJ,
# which carry meaning in Persian and Indic scripts; the byte order mark; halves of characters, which no file can hold.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
)
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
# A row of stops is looked at from its beginning only: from each of them it would take the square of its length.
_SENTENCE_END = re.compile(
    r"(?:(?<![.!?…])[.!?…]+[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[^\Wa-z_])|[。！？]+[」』”]?|(?<![؟۔!])[؟۔!]+\s+|\n+)"
)
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Maj|Lt|Col|Brig|Adm|Capt|Sgt|Sen|Rep|Gov|St|Jr|Sr|vs|No|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\.\s+$"
)

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")
_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_COMPARED = 20_000  # characters of a text that are compared with another
# What is secret wherever it stands: Slack's tokens, and what follows the name of a setting that may be one.
_SECRET = re.compile(r"\b(?:xox[a-z]|xapp)-[\w.-]+|(?<=token: )[^\s,}]+|(?<=database: )[^\s,}]+|(?<=proxy: )[^\s,}]+")
_WITH_USER = re.compile(r"(?<!\S)[^\s@]*+@\S*+")  # a word with an @ in it


def clean(text: str) -> str:
    """Text without control, bidi and zero-width characters, in NFC, blanks folded within lines, at most one empty line.

    Changes lengths: call it once, before any span is taken.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _BLANKS.sub(" ", _UNWANTED.sub("", text).replace("\u00ad", ""))
    lines = [line.strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """Cleaned text on a single line."""
    plain = text.isascii() and text.isprintable()  # nothing to clean: most names of a long list
    return " ".join((text if plain else clean(text)).split())


def sound(text: str) -> str:
    """The text with question marks for halves of characters, so that it can be written in UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word and ended with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    blank = head.rfind(" ")
    return (head[:blank] if blank > limit // 2 else head).rstrip(" ,;:-–—") + "…"


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every three words in a row, without case; in scripts without blanks, three letters. Texts that share them share wording."""
    words = _WORD.findall(text[:_COMPARED].casefold())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def sentences(text: str) -> Iterator[Span]:
    """Spans of the sentences of a text, without surrounding white space. A line break always ends one."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if "\n" not in end.group() and _ABBREVIATION.search(text, max(start, end.start() - 8), end.end()):
            continue
        yield from _trimmed(text, start, end.end())
        start = end.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    if stripped := piece.strip():
        first = start + piece.index(stripped[0])
        yield Span(first, first + len(stripped))


def shown_address(address: str) -> str:
    """A web address as it may be shown and logged: without user, password, query and fragment, which may hold secrets."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "an address that cannot be read"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def is_partial_date(text: str) -> bool:
    """Whether a text is a partial ISO date of a day that there is."""
    try:
        return _PARTIAL_DATE.fullmatch(text) is not None and bool(days_of(text))
    except ValueError:
        return False


def without_secrets(text: str) -> str:
    """Text with Slack tokens, and the users and passwords of addresses, as dots of the same length."""
    return _WITH_USER.sub(_without_user, _SECRET.sub(lambda found: _dots(found.group()), text))


def _without_user(word: re.Match[str]) -> str:
    """An address without what stands before its host, also where somebody mistyped it: a password may hold any sign."""
    before, at, after = word.group().rpartition("@")
    start, slashes, user = before.partition("//")
    if not slashes:
        start, user = "", before
    secret = ":" in user or (slashes and "/" not in user)
    return f"{start}{slashes}{_dots(user)}{at}{after}" if secret else word.group()


def _dots(secret: str) -> str:
    return "•" * len(secret)


def days_of(partial: str) -> tuple[date, date]:
    """First and last day that a partial ISO date (``1957``, ``1957-03``, ``1957-03-11``) can mean.

    Raises ValueError when it is none.
    """
    parts = [int(p) for p in partial.split("-")]
    if not 1 <= len(parts) <= 3 or len(partial.split("-")[0]) != 4:
        raise ValueError(f"not a date: {partial}")
    if len(parts) == 3:
        day = date(*parts)
        return day, day
    if len(parts) == 2:
        year, month = parts
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(parts[0], 1, 1), date(parts[0], 12, 31)
