"""Texts of a list file, made harmless where they enter: on one line, and without what would steer a terminal or spoil a file."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, cast

from bot.lists.official.imported import Imported, Origin
from bot.marked import readable
from bot.model import Person
from bot.text import is_partial_date, one_line

T = TypeVar("T")


def cleaned_text(text: str) -> str:
    """The text on one line, of characters that a YAML file may hold."""
    return text if text.isascii() and text.isprintable() and "  " not in text else one_line(readable(text))


def cleaned(read: Imported) -> Imported:
    """The list with every text of it cleaned. Names that come to nothing or to one another are left out."""
    return replace(
        read,
        title=cleaned_text(read.title),
        origin=_origin(read.origin),
        people=tuple(map(_person, read.people)),
        left_out={cleaned_text(kind): count for kind, count in read.left_out.items()},
        notes=_all(read.notes),
    )


def _origin(given: Origin) -> Origin:
    """Where the list comes from; a day of publication that is none is not told."""
    origin = _all(given)
    return origin if is_partial_date(origin.published or "1990") else replace(origin, published=None)


def _person(given: Person) -> Person:
    person = _all(given)
    if person is given:
        return given
    names = {(name.weak, name.text): name for name in reversed(person.names) if name.text}
    return replace(person, names=tuple(reversed(names.values())))


def _all(value: T) -> T:
    """The value with all texts in it cleaned; the very same where there was nothing to clean, which is nearly always."""
    if isinstance(value, str):
        return cast(T, cleaned_text(value))
    if isinstance(value, tuple):
        items = [_all(each) for each in value]
        return value if all(map(_same, items, value)) else cast(T, tuple(items))
    if is_dataclass(value):
        changed = {
            key: new
            for key in _keys(cast(Hashable, type(value)))
            if not _same(new := _all(old := getattr(value, key)), old)
        }
        return cast(T, replace(cast(Any, value), **changed)) if changed else value
    return value


def _same(one: object, other: object) -> bool:
    return one is other or (isinstance(one, str) and one == other)


@cache
def _keys(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))
