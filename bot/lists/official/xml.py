"""XML of an official list, read safely: nothing is fetched, no entity is expanded, a document type is refused, size has a cap.

A document that breaks off or is not well formed is `Refused` with line and column, so that the last good list stays.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Protocol

from lxml import etree

from bot.lists.official.imported import Refused
from bot.text import cut

LARGEST = 500_000_000  # bytes; OFAC's advanced list, the largest, has about 120 million
LARGEST_TREE = 100_000_000  # bytes of a document that is held whole
_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
    "huge_tree": False,
}
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_AGAIN = "download the list again"

Element = Any  # lxml has no types


class Readable(Protocol):
    """An open file, as far as it is needed here."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


def tree_of(data: bytes, name: str, root: str) -> Element:
    """The root element of a document, which must be `root` (without namespace).

    Raises Refused when the document is too large, not well formed, has a document type, or another root.
    """
    _check(data, name, LARGEST_TREE)
    try:
        found = etree.fromstring(data, etree.XMLParser(**_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged(name, error) from None
    _check_root(found, name, root)
    return found


def stream_of(data: bytes | Readable, name: str, root: str, *tags: str) -> Iterator[Element]:
    """The elements of the given tags, one after another as they end, each freed when the next is asked for.

    Memory stays bounded by the largest of them. Raises Refused as `tree_of` does, at the place of the damage. Whoever gives
    an open file sees to its size.
    """
    if isinstance(data, bytes):
        _check(data, name, LARGEST)
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    events = etree.iterparse(source, events=("start", "end"), **_OPTIONS)
    opened = 0  # wanted elements around the current one: their content must not be freed
    try:
        for number, (event, element) in enumerate(events):
            if number == 0:
                _check_root(element, name, root)
            wanted = local(element) in tags
            if event == "start":
                opened += wanted
                continue
            opened -= wanted
            if wanted and not opened:
                yield element
            if not opened:
                _free(element)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged(name, error) from None


def local(element: Element) -> str:
    """The tag of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Element, *tags: str) -> Element | None:
    """The first child reached by the tags, whatever their namespace; None where there is none."""
    found: Element | None = element
    for tag in tags:
        found = next(children(found, tag), None) if found is not None else None
    return found


def children(element: Element, tag: str) -> Iterator[Element]:
    """The children of a tag, whatever their namespace."""
    return (each for each in element if local(each) == tag)


def text_at(element: Element, *tags: str) -> str:
    """The text of the first child reached by the tags, without surrounding blanks; empty where there is none."""
    found = child(element, *tags)
    return (found.text or "").strip() if found is not None else ""


def texts_at(element: Element, *tags: str) -> tuple[str, ...]:
    """The texts that are not empty of all elements of the last tag below the children of the tags before it."""
    level = [element]
    for tag in tags:
        level = [each for parent in level for each in children(parent, tag)]
    return tuple(text for each in level if (text := (each.text or "").strip()))


def _check(data: bytes, name: str, largest: int) -> None:
    if len(data) > largest:
        raise Refused(f"{name}: has more than {largest // 1_000_000} MB; no list is that large, {_AGAIN}")
    if not data.strip():
        raise Refused(f"{name}: is empty; {_AGAIN}")
    if any(doctype in data for doctype in _DOCTYPES):
        raise Refused(f"{name}: declares a document type, which no official list does; {_AGAIN} from its publisher")


def _check_root(element: Element, name: str, root: str) -> None:
    if element.getroottree().docinfo.doctype:  # in an encoding that `_check` does not know
        raise Refused(f"{name}: declares a document type, which no official list does; {_AGAIN} from its publisher")
    if local(element) != root:
        raise Refused(f"{name}: starts with <{local(element)[:50]}> where <{root}> should stand; is it another list?")


def _damaged(name: str, error: Exception) -> Refused:
    line, column = getattr(error, "position", (1, 1))
    what = cut(str(getattr(error, "msg", error)).partition(", line ")[0], 120)
    return Refused(f"{name}:{line}:{column}: is damaged or cut short ({what}); {_AGAIN}")


def _free(element: Element) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
