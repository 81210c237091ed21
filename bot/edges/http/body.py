"""The body of an answer as it was meant, also where a server compresses wrongly.

Some announce gzip and send plain text, some compress twice, some send deflate without its frame or gzip without a word, and
some leave rubbish behind the end. All of that is read. What breaks off is read as far as it goes, and marked, so that nobody
takes it for the whole.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

_GZIP = b"\x1f\x8b\x08"
_FRAMED, _BARE = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS  # gzip or zlib, whichever it is; deflate without a frame
_MEMBERS = 100  # pieces of a gzip body; more of them cost more than their bytes tell
_LAYERS = 2  # packed by a program and again by the server in front of it; more is a trick


@dataclass(frozen=True, slots=True)
class Body:
    """A decoded body; `whole` is false where compressed data broke off."""

    data: bytes
    whole: bool = True


class TooLargeError(Exception):
    """The decoded body is larger than it may be."""


def decoded(data: bytes, encoding: str, content_type: str, most: int) -> Body:
    """Undo the Content-Encoding `encoding`, which may be empty, for a body of at most `most` bytes.

    Raises TooLargeError, and ValueError for what nobody could read.
    """
    said = encoding.strip().lower()
    if said not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise ValueError("compressed in a way that was not asked for")
    body = Body(data)
    for _ in range(_LAYERS):
        frame = _frame(body.data, said, content_type) if body.data else None
        if frame is None:
            break
        body = _inflated(body.data, frame, most)
        said = said and "gzip"  # what is packed a second time has its frame
    if len(body.data) > most:
        raise TooLargeError
    return body


def _frame(data: bytes, said: str, content_type: str) -> int | None:
    """How data is packed, by its first bytes; None when it is not. A file that is meant to be gzip stays one."""
    if data.startswith(_GZIP):
        return _FRAMED if said or ("gzip" not in content_type and "octet-stream" not in content_type) else None
    if said != "deflate":
        return None
    zlib_head = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    if zlib_head:
        return _FRAMED
    return None if data.lstrip()[:1] in (b"<", b"{") else _BARE


def _inflated(data: bytes, frame: int, most: int) -> Body:
    """All gzip members one after the other; what follows the last one is no part of it."""
    out = bytearray()
    for _ in range(_MEMBERS):
        inflate = zlib.decompressobj(frame)
        try:
            out += inflate.decompress(data, most + 1 - len(out))
        except zlib.error:
            raise ValueError("the compressed data is damaged") from None
        if len(out) > most:
            raise TooLargeError
        data = inflate.unused_data
        if not inflate.eof or not data.startswith(_GZIP):
            return Body(bytes(out), inflate.eof)
    raise ValueError("the compressed data is in too many pieces")
