"""The formats of official lists, told by name and first bytes. A new format is a module beside this one and a row here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.lists.official import (
    eu_journal,
    fsf_csv,
    fsf_xml,
    ofac_advanced,
    ofac_csv,
    opensanctions_csv,
    opensanctions_ftm,
    seco,
    uk,
    un,
)
from bot.lists.official.cleaned import cleaned, cleaned_text
from bot.lists.official.imported import Imported, Refused
from bot.model import Person

Parts = Mapping[str, bytes]  # the files of one list, by name
HEAD = 4_096  # bytes that `detect` looks at


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how it is called, how its main file is known, and how it is read."""

    key: str  # for commands and notes: un-xml
    title: str  # for people: UN consolidated list (XML)
    matches: Callable[[str, bytes], bool]  # file name in lower case, first bytes of the file
    read: Callable[[Parts], tuple[Imported, ...]]  # is given the main file first
    beside: tuple[str, ...] = ()  # names of further files of the set, found next to the main one


def _has_root(root: str) -> Callable[[str, bytes], bool]:
    """Whether a file begins as XML with that root element, after declaration and comments."""
    form = re.compile(rb"(?>(?:<\?[^>]*\?>|(?><!--.*?-->)|\s)*)<(?:\w+:)?" + root.encode() + rb"[\s>/]", re.DOTALL)

    def matches(_: str, head: bytes) -> bool:
        return bool(form.match(head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")))

    return matches


FORMATS: tuple[Format, ...] = (
    Format("un-xml", "UN consolidated list (XML)", _has_root(un.ROOT), un.read),
    Format(
        "ofac-csv", "OFAC sdn.csv, with alt.csv and sdn_comments.csv", ofac_csv.is_sdn, ofac_csv.read, ofac_csv.BESIDE
    ),
    Format("ofac-advanced-xml", "OFAC advanced list (XML)", _has_root(ofac_advanced.ROOT), ofac_advanced.read),
    Format("uk-csv", "UK sanctions list (CSV)", uk.is_csv, uk.read),
    Format("uk-ods", "UK sanctions list (ODS)", uk.is_ods, uk.read),
    Format("eu-fsf-xml", "EU consolidated list (XML)", fsf_xml.matches, fsf_xml.read),
    Format("eu-fsf-csv", "EU consolidated list (CSV)", fsf_csv.matches, fsf_csv.read),
    Format("eu-journal", "EU Official Journal, one act (CSV)", eu_journal.matches, eu_journal.read),
    Format("seco-xml", "Swiss SECO list (XML)", seco.matches, seco.read),
    Format("os-csv", "OpenSanctions targets.simple.csv", opensanctions_csv.matches, opensanctions_csv.read),
    Format("os-ftm", "OpenSanctions FollowTheMoney (JSON lines)", opensanctions_ftm.matches, opensanctions_ftm.read),
)


def detect(name: str, head: bytes) -> Format:
    """The format of a file by its name and first bytes (`HEAD` of them are enough). Raises Refused where it is none we know."""
    found = next((each for each in FORMATS if each.matches(name.lower(), head[:HEAD])), None)
    if found is None:
        raise Refused(
            f"{name}: is {'no list in a known format; docs/lists.md names them' if head else 'empty; download it again'}"
        )
    return found


def format_of(parts: Parts) -> tuple[Format, str]:
    """The format of a set of files, and the name of its main file. Raises Refused where none of them is one we know."""
    refused: Refused | None = None
    for name, data in parts.items():
        try:
            return detect(name, data[:HEAD]), name
        except Refused as error:
            refused = refused or error
    raise refused or Refused("no file was given; name a list file")


def read_list(parts: Parts) -> tuple[Imported, ...]:
    """The lists that a set of files holds; one of them must be the main file of a format.

    Every text is on one line and without control characters, whatever the files hold. Raises Refused where there is no main
    file, or the files are damaged.
    """
    found, main = format_of(parts)
    try:
        lists = found.read({main: parts[main], **parts})  # the main file first
    except Refused as refused:
        raise Refused(cleaned_text(str(refused))) from None
    return tuple(_each_once(cleaned(each)) for each in lists)


def _each_once(read: Imported) -> Imported:
    """The list without entries whose id came before: a watchlist holds an id once."""
    people: dict[str, Person] = {}
    for person in read.people:
        people.setdefault(person.id, person)
    doubled = len(read.people) - len(people)
    if not doubled:
        return read
    notes = (*read.notes, f"entries that give a reference again, left out: {doubled}")
    return replace(read, people=tuple(people.values()), notes=notes)
