"""Tags and their attributes out of markup, however broken: one pass, no tree, no entities but those of characters.

Lists of feeds and web pages come from strangers. Half of them are no well-formed XML, and a tree of a hostile one costs more
than it is worth. What is wanted of both is a few tags with their attributes; a pass over the text finds them in any state.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

_TAG = re.compile(r"<(?:!--|!\[CDATA\[|(/?)([A-Za-z][\w:.-]{0,40}))")
_BLANKS = re.compile(r"\s*")
_BETWEEN = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(r"([^\s=<>\"'/]{1,100})\s*=\s*")
_BARE = re.compile(r"[^\s\"'<>]{1,4000}")
_LONE = re.compile(r"[^\s=<>\"'/]{1,4000}|[\"'=<>]")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_DECLARED = re.compile(
    rb"(?:<\?xml[^>]{0,200}encoding|<meta[^>]{0,200}charset)\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE
)
_TEXT_CODECS = re.compile(
    r"utf-?8|utf-?16|us-ascii|ascii|iso-?8859|latin|windows-|cp\d|koi8|gb|big5|euc|shift|s?jis|tis"
)
_HEAD = 4_096  # bytes in which a document names its encoding


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it was found. Name and names of attributes are in lower case; of two attributes of a name the first counts."""

    name: str
    closes: bool = False  # </name>
    empty: bool = False  # <name/>
    attributes: dict[str, str] = field(default_factory=dict)
    start: int = 0  # where it begins and ends in the text
    end: int = 0


def decoded(data: bytes) -> str:
    """The text of a document by its byte order mark, else as it declares itself, else as UTF-8. Never raises."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data.removeprefix(mark).decode(name, "replace")
    found = _DECLARED.search(data[:_HEAD])
    declared = found[1].decode("ascii").lower() if found else "utf-8"
    if declared.startswith("utf-16") or not _TEXT_CODECS.match(declared):  # without a mark a lie, or no text at all
        declared = "utf-8"
    try:
        return data.decode(declared, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def tags(text: str, names: Collection[str], *, only: bool = False) -> Iterator[Tag]:
    """The tags of these names, in order; comments and CDATA are passed over. Takes time in step with the text's length.

    `only`: the document holds no other tags and no text between them, so that markup which nobody escaped inside an
    attribute is told from the end of the tag.
    """
    at = 0
    unclosed: set[str] = set()  # looked for once and not found: nobody closes it further on either
    while found := _TAG.search(text, at):
        name = found[2]
        if name is None:
            closing = "-->" if found.group() == "<!--" else "]]>"
            close = -1 if closing in unclosed else text.find(closing, found.end())
            at = close + 3 if close >= 0 else found.end()
            unclosed |= {closing} if close < 0 else set()
        elif name.lower() not in names:
            at = found.end()
        else:
            tag = _tag(text, found, names, only=only)
            yield tag
            at = tag.end


def characters(raw: str) -> str:
    """The text with the references to characters in it resolved; a lone ``&`` and whatever it begins stay as they are."""
    return ENTITY.sub(lambda found: html.unescape(found.group()), raw)


def _tag(text: str, opening: re.Match[str], names: Collection[str], *, only: bool) -> Tag:
    attributes: dict[str, str] = {}
    at = _after(_BETWEEN, text, opening.end())
    while at < len(text) and not (text[at] in "<>" and (not only or _ends(text, at, names))):
        if found := _ATTRIBUTE.match(text, at):
            value, at = _value(text, found.end(), names)
            attributes.setdefault(found[1].lower(), characters(value))
        else:
            at = _after(_LONE, text, at)
        at = _after(_BETWEEN, text, at)
    empty = text[at - 1 : at] == "/"
    end = at + 1 if text[at : at + 1] == ">" else at
    return Tag(opening[2].lower(), bool(opening[1]), empty, attributes, opening.start(), end)


def _ends(text: str, at: int, names: Collection[str]) -> bool:
    """Whether this sharp bracket ends the tag: it begins one that is wanted, or closes with one behind it, or nothing."""
    following = at if text[at] == "<" else _after(_BLANKS, text, at + 1)
    found = _TAG.match(text, following)
    return following == len(text) or bool(found and (found[2] is None or found[2].lower() in names))


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where what begins here ends."""
    found = pattern.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, names: Collection[str]) -> tuple[str, int]:
    """The value that begins here and where it ends. A quote that is left open ends where the next tag that is wanted begins."""
    quote = text[at : at + 1]
    if quote not in ("'", '"'):
        bare = _BARE.match(text, at)
        return (bare.group(), bare.end()) if bare else ("", at)
    stop = text.find(quote, at + 1)
    stop = len(text) if stop < 0 else stop
    for found in _TAG.finditer(text, at + 1, stop):
        if found[2] and found[2].lower() in names:
            return "", found.start()
    return text[at + 1 : stop], min(stop + 1, len(text))
