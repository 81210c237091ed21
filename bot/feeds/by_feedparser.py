"""feedparser as it is used here: from bytes in memory only, and with two of its habits mended.

Given a string it may open files and addresses, so it is never given one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser
from feedparser.mixin import _FeedParserMixin

_REFERENCE = re.compile(rb"&#(x[0-9a-f]+|[0-9]+);?", re.IGNORECASE)
MEDIA_TEXT = "media_description"  # under this key stands what an entry says of its pictures and films


def fed(body: bytes, headers: Mapping[str, str]) -> Any:
    """What feedparser makes of a document; `headers` as served, in lower case.

    A document that names the number of a character that does not exist is read without that reference, where feedparser
    alone would raise. It raises for other oddities of documents: RecursionError, ValueError, TypeError, AttributeError,
    LookupError, AssertionError.
    """
    try:
        return _parsed(body, headers)
    except (ValueError, OverflowError):
        return _parsed(_REFERENCE.sub(_possible, body), headers)


def _parsed(body: bytes, headers: Mapping[str, str]) -> Any:
    return feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _possible(reference: re.Match[bytes]) -> bytes:
    digits = reference[1].lower()
    if len(digits) > 12:
        return b""
    code = int(digits[1:], 16) if digits.startswith(b"x") else int(digits)
    return b"" if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else reference[0]


# It takes a picture's caption (media:description) for the summary of the entry, and forgets the summary that it had. There is
# no other way in than its methods for elements; the caption is kept under a key of its own.


def _start_media_description(self: Any, _: dict[str, str]) -> None:
    self.push(MEDIA_TEXT, 1)


def _end_media_description(self: Any) -> None:
    self.pop(MEDIA_TEXT)


_FeedParserMixin._start_media_description = _start_media_description
_FeedParserMixin._end_media_description = _end_media_description
