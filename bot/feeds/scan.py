"""One quick look over an XML document before anything reads it: where its items lie, and whether it is made to hurt.

expat goes through the document once, in time that grows with its length. It opens nothing and fetches nothing. A document
that it cannot read to the end may still be read by a reader that forgives; then nothing is known of its items.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from xml.parsers import expat

# What no feed needs. feedparser's time grows with the square of an element's attributes (40,000 take a minute), with elements
# times namespaces, and by ten microseconds with every element, twice that where it has to forgive.
MOST_ATTRIBUTES = 200  # of one element
MOST_NAMESPACES = 300
MOST_DEPTH = 500
MOST_ELEMENTS = 300_000

_XHTML = "http://www.w3.org/1999/xhtml"
_ATOM = frozenset({"", "http://www.w3.org/2005/atom", "http://purl.org/atom/ns#"})
_RSS = frozenset({
    "", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://backend.userland.com/rss2",
})  # fmt: skip
# Where items lie, and which namespaces make them items.
_ITEMS: Mapping[tuple[str, ...], frozenset[str]] = {
    ("rss", "channel", "item"): _RSS,
    ("rss", "item"): _RSS,
    ("rdf", "item"): _RSS,
    ("rdf", "channel", "item"): _RSS,
    ("feed", "entry"): _ATOM,
}


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the document: where it lies in the bytes, and a digest of it and of all it inherits."""

    start: int
    end: int
    digest: bytes  # 8 bytes


@dataclass(frozen=True, slots=True)
class Scan:
    """What was seen. Without `exact` there is no item that could be taken out for certain."""

    exact: bool
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Hurtful:
    """The document would burn whoever reads it."""

    why: str  # for people


class _HurtfulError(Exception):
    """Stops the look."""


def scan(body: bytes, content_type: str | None) -> Scan | Hurtful:
    """Look over a document; `content_type` is the header as served. Never raises for what a document holds."""
    look = _Look(body, content_type)
    try:
        look.run()
    except _HurtfulError as error:
        return Hurtful(str(error))
    except (expat.ExpatError, ValueError, LookupError):
        if body.count(b"<") > 2 * MOST_ELEMENTS:
            return Hurtful(f"it is broken and has more than {MOST_ELEMENTS:,} elements")
        return Scan(exact=False)
    return Scan(look.exact, tuple(look.items) if look.exact else ())


class _Look:
    """The state of one look."""

    def __init__(self, body: bytes, content_type: str | None) -> None:
        self.items: list[Item] = []
        self.exact = True
        self._body = body
        self._type = content_type
        self._declared = "utf-8" if body.startswith(codecs.BOM_UTF8) else ""
        self._path: list[str] = []  # local names of the open elements
        self._inherits: list[
            bytes
        ] = []  # digest of what each open element above items says for all within, and those above it
        self._namespaces: list[tuple[str | None, str]] = []  # declared by the element that comes next
        self._seen: set[str] = set()  # every namespace
        self._start_of_item = -1
        self._plain = True  # this item declares nothing that could reach beyond it
        self._elements = 0
        self._parser = expat.ParserCreate(None, " ")

    def run(self) -> None:
        parser = self._parser
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.Parse(self._body, True)
        self.exact = self.exact and self._encoding_is_certain()

    def _declaration(self, _: str, encoding: str | None, __: int) -> None:
        self._declared = encoding or self._declared

    def _doctype(self, *_: object) -> None:
        self.exact = False  # entities: what an item says may be written elsewhere

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        self._namespaces.append((prefix, uri or ""))
        self._seen.add(uri or "")
        if len(self._seen) > MOST_NAMESPACES:
            raise _HurtfulError(f"it names more than {MOST_NAMESPACES} namespaces")

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(attributes) > MOST_ATTRIBUTES:
            raise _HurtfulError(f"an element has {len(attributes):,} attributes")
        if self._elements > MOST_ELEMENTS:
            raise _HurtfulError(f"it has more than {MOST_ELEMENTS:,} elements")
        if len(self._path) >= MOST_DEPTH:
            raise _HurtfulError(f"its elements are nested more than {MOST_DEPTH} deep")
        if self._start_of_item >= 0:
            self._path.append("")
            self._plain = self._plain and not (attributes and self._moves_the_base(attributes))
        else:
            self._open_above(name, attributes)
        if self._namespaces:
            self._plain = self._plain and self._namespaces == [(None, _XHTML)]
            self._namespaces.clear()

    def _open_above(self, name: str, attributes: dict[str, str]) -> None:
        """An element outside any item: an item begins, or something that items lie in."""
        uri, _, local = name.rpartition(" ")
        self._path.append(local.lower())
        if len(self._path) <= 3 and uri.lower() in _ITEMS.get(tuple(self._path), ()):
            self._start_of_item = self._parser.CurrentByteIndex
            self._plain = not self._moves_the_base(attributes)
        else:
            above = self._inherits[-1] if self._inherits else repr((self._type, self._declared)).encode()
            said = repr((name, sorted(attributes.items()), self._namespaces)).encode("utf-8", "surrogatepass")
            self._inherits.append(blake2b(above + said, digest_size=32).digest())
            self._namespaces.clear()

    def _moves_the_base(self, attributes: dict[str, str]) -> bool:
        """Whether addresses after this element may be resolved against its base: outside Atom, feedparser forgets to go back."""
        return self._path[0] != "feed" and any(name.lower().endswith("base") for name in attributes)

    def _close(self, _: str) -> None:
        depth = len(self._path)
        self._path.pop()
        if depth == len(self._inherits) + 1:
            self._close_item()
        elif self._start_of_item < 0:
            self._inherits.pop()

    def _close_item(self) -> None:
        start, close = self._start_of_item, self._parser.CurrentByteIndex
        self._start_of_item = -1
        if self._plain and close > start:  # `<item/>` begins and ends at once
            end = self._body.index(b">", close) + 1
            digest = blake2b(self._body[start:end], digest_size=8, key=self._inherits[-1])
            self.items.append(Item(start, end, digest.digest()))

    def _encoding_is_certain(self) -> bool:
        """Whether every reader takes the same encoding, whichever part of the document is before it.

        Where neither document nor header names one, or they differ, readers guess from what they see.
        """
        named = {codecs.lookup(name).name for name in (self._declared, _charset(self._type)) if name}
        return len(named) == 1 or (not named and self._body.isascii())


def _charset(content_type: str | None) -> str:
    for part in (content_type or "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")
    return ""
