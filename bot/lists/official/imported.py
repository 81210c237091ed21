"""What an official list comes to, whatever its format: people, where they come from, and what was left out.

A format is a module of this folder with `read(parts) -> tuple[Imported, ...]`, where `parts` are the files of one list by
name. It raises `Refused` for what is damaged, so that the last good list stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import GatewatchError
from bot.model import Person


class Refused(GatewatchError):
    """A list file that cannot be trusted: damaged, cut short, or of another format. Says where, and what to do."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a list comes from and under which licence it may be used. Carried in the written list."""

    source: str  # public address of the list
    licence: str
    attribution: str  # the words that the licence asks for
    published: str | None = None  # partial date that the list itself gives


@dataclass(frozen=True, slots=True)
class Imported:
    """One list, read. Entry ids are made of a prefix of the authority and its own reference: ``un-IRi.039``."""

    list_id: str
    title: str
    origin: Origin
    people: tuple[Person, ...]
    left_out: Mapping[str, int] = field(
        default_factory=dict
    )  # what is no natural person, counted by kind: entity, vessel
    notes: tuple[str, ...] = ()  # what a person should know: rows without a name, dates that could not be read
