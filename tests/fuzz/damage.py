"""Documents of our own, damaged as strangers damage theirs: by the byte, by the word, by the tag, by the encoding.

A fuzz target draws from `damaged`: it begins with a document that is well and does up to six things to it, so that most of
what is drawn is nearly right. What it does is drawn by hypothesis, which takes away again what plays no part in a failure.

Every target is the same in every run. To look further: `pytest tests/fuzz --hypothesis-profile=explore`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)


def examples(few: int, many: int) -> settings:
    """As many examples as `make test` tries, or `make proof`; as many as there are where somebody explores."""
    profile = settings.get_current_profile_name()
    if profile == "explore":
        return settings()
    tried = many if profile == "proof" else few
    return settings(max_examples=tried, deadline=None, derandomize=True, database=None, suppress_health_check=_SLOW)


# Pieces that readers have tripped over: whatever the format, they stand in a text, a tag, an attribute, a number or a date.
NASTY: Sequence[bytes] = tuple(
    piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogatepass")
    for piece in (
        b"", b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1b[2J", b"\x85",
        "\u2028", "\u202e", "\u2066", "\u200b", "\u00ad", "\ufffe", "\U000e0041", "Ѕоlеіmаnі", "İ", "ﷺ", "e" + "\u0301" * 40,
        "\r", "\r\n", "\n", "\n\n\n", "\t", " ", " " * 300, ",", ";", ":", "-", "- ", "#", "'", '"', "`", "\\", "/", "|", ">", "<",
        "&", "&amp;", "&lt;b&gt;", "&#0;", "&#x110000;", "&#55296;", "&e;", "&nbsp;", "<![CDATA[", "]]>", "<!--", "-->", "<?x", "?>",
        "<script>alert(1)</script>", "<br>", "</p>", "</item>", "</channel>", "<item>", "<style>", "<a href='javascript:x'>",
        '<!DOCTYPE x [<!ENTITY e "eee">]>', '<?xml version="1.0" encoding="utf-16"?>', ' encoding="idna"', ' xml:base="//["',
        "{", "}", "[", "]", "{}", "[]", "null", "true", "NaN", "-0", "1e999", "9" * 30, "9" * 5_000, "-1", "0", "0x7f", "1_000",
        "٣", "²", "0000-00-00", "9999-12-31T23:59:59-23:59", "31 Feb 2026 25:61:61 +9999", "1970-01-01", "Mon, 99 Foo 0000",
        "http://[", "http://[::1", "https://a:b@c/", "http://x:99999/", "//x", "javascript:x", "data:,x", "file:///etc/passwd",
        "x" * 3_000, "*a", "&a", "!!python/object/apply:os.system", "!", "%YAML 9.9", "---", "...", "<<: *a", "? ", "@", "=1+1",
        "<!channel>", "<@U1>", "<!subteam^S1>", "*bold*",
    )
)  # fmt: skip

_TOKEN = re.compile(rb"<[^<>]{0,120}>|\"[^\"]{0,120}\"|'[^']{0,120}'|[\w.-]{1,60}|[^\w\s]")

Damage = Callable[[bytes, int, int, bytes], bytes]  # document, place, length, piece


def _flip(data: bytes, at: int, length: int, _: bytes) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << length % 8)]) + data[at + 1 :]


def _cut_out(data: bytes, at: int, length: int, _: bytes) -> bytes:
    return data[:at] + data[at + length :]


def _cut_off(data: bytes, at: int, _: int, __: bytes) -> bytes:
    return data[:at]


def _set_in(data: bytes, at: int, _: int, piece: bytes) -> bytes:
    return data[:at] + piece + data[at:]


def _double(data: bytes, at: int, length: int, _: bytes) -> bytes:
    return data[:at] + data[at : at + length] * (2 + length % 40) + data[at + length :]


def _nest(data: bytes, at: int, length: int, piece: bytes) -> bytes:
    return data[:at] + (piece[:40] or b"<p>") * (length * 3) + data[at:]


def _token(data: bytes, at: int) -> tuple[int, int]:
    found = _TOKEN.search(data, at) or _TOKEN.search(data)
    return found.span() if found else (at, at)


def _replace_token(data: bytes, at: int, _: int, piece: bytes) -> bytes:
    start, end = _token(data, at)
    return data[:start] + piece + data[end:]


def _inside_token(data: bytes, at: int, _: int, piece: bytes) -> bytes:
    """In the place of what quotes or angle brackets hold."""
    start, end = _token(data, at)
    return data[: start + 1] + piece + data[max(start + 1, end - 1) :]


def _swap_tokens(data: bytes, at: int, length: int, _: bytes) -> bytes:
    start, end = _token(data, at)
    then, last = _token(data, min(end + length, len(data)))
    return data if then < end else data[:start] + data[then:last] + data[end:then] + data[start:end] + data[last:]


def _other_lines(data: bytes, at: int, _: int, __: bytes) -> bytes:
    return data[:at] + data[at:].replace(b"\n", b"\r\n")


def _other_encoding(data: bytes, _: int, length: int, __: bytes) -> bytes:
    kind = ("utf-16", "utf-16-be", "latin-1", "cp1251", "utf-8-sig", "utf-32", "utf-7", "shift_jis")[length % 8]
    return data.decode("utf-8", "replace").encode(kind, "replace")


DAMAGES: Sequence[Damage] = (
    _flip, _cut_out, _cut_off, _set_in, _set_in, _double, _nest, _replace_token, _replace_token, _inside_token, _inside_token,
    _swap_tokens, _other_lines, _other_encoding,
)  # fmt: skip
MOST = 300_000  # bytes: further damage to what has grown to that is left out


@st.composite
def damaged(draw: st.DrawFn, documents: Sequence[bytes], most: int = 6) -> bytes:
    """One of the documents, as it is or damaged; seldom bytes that never were one."""
    data = draw(st.sampled_from(documents))
    if draw(st.integers(0, 30)) == 30:
        return draw(st.binary(max_size=400))
    for _ in range(draw(st.integers(0, most))):
        damage = draw(st.sampled_from(DAMAGES))
        at, length = draw(st.integers(0, 1 << 16)), draw(st.integers(1, 400))
        piece = draw(st.sampled_from(NASTY))
        if data and len(data) < MOST:
            data = damage(data, at % len(data), length, piece)
    return data
