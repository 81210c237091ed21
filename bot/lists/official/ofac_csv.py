"""OFAC's list as CSV: sdn.csv with alt.csv and sdn_comments.csv beside it.

No file has a header. ``alt.csv`` holds the strong aliases; the weak ones, dates of birth and nationalities stand in the remarks,
set apart by semicolons. Remarks too long for a cell go on in ``sdn_comments.csv``, in the middle of a word. ``add.csv``
holds addresses, of which a watchlist has no use.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from bot.lists.official import ofac
from bot.lists.official.dates import birth_dates
from bot.lists.official.ids import entry_id
from bot.lists.official.imported import Imported, Refused
from bot.lists.official.nations import nations
from bot.lists.official.roles import roles_of
from bot.lists.official.spellings import names_of, spelling, spellings, turned
from bot.lists.official.tables import Row, Table, of_width, table_of
from bot.lists.official.tally import Tally
from bot.model import Person
from bot.names.fold import tokens
from bot.names.lexicon import words

BESIDE = ("alt.csv", "sdn_comments.csv", "add.csv")
# number, "NAME", type, "PROGRAMME", …: ten more cells or so, and no header
_FIRST_ROW = re.compile(
    rb'\s*\d+,"[^"\r\n]+", ?(?:-0-|"(?:individual|vessel|aircraft)") ?,(?:"[^"\r\n]*"|-0-) ?,(?:[^\r\n]*,){7}'
)
_WIDTHS = {"sdn": 12, "add": 6, "alt": 5, "comments": 2}
_NUMBER, _NAME, _KIND, _PROGRAMMES, _TITLE, _REMARKS = 0, 1, 2, 3, 4, 11
_ALIAS_OF, _ALIAS = 0, 3

_BIRTH = re.compile(r"(?:alt\. )?DOB (.+)")
_NATION = re.compile(r"(?:alt\. )?(?:nationality|citizen) (.+)")
_WEAK = re.compile(r"(?:alt\. )?[afn]\.k\.a\. '(.+)'")
_LINKED = re.compile(r"Linked To: (.+)")
_OTHER = re.compile(
    r"^(?:alt\. )?POB\b|\b(?:wife|husband|son|daughter|brother|sister|father|mother|cousin|nephew|in-law)\b",
    re.IGNORECASE,
)
_PLACES = frozenset(("member", "deputy", "manager", "judge", "official"))  # that say something only with what follows
_OFFICE_WITHIN = 4  # words from the start of a remark within which an office is named


def is_sdn(name: str, head: bytes) -> bool:
    """Whether a file begins as ``sdn.csv`` does, and is not OFAC's other list (``cons_prim.csv``), which blocks nobody."""
    return name.endswith(".csv") and "cons" not in name and bool(_FIRST_ROW.match(head.lstrip(b"\xef\xbb\xbf")))


def read(parts: Mapping[str, bytes]) -> tuple[Imported, ...]:
    """The people of the list, with the aliases of those files that are beside it.

    Raises Refused when a file is damaged, has rows of another width, or holds no individual.
    """
    tables = _tables(parts)
    rows = of_width(tables["sdn"], _WIDTHS["sdn"])
    tally, left_out = Tally(), Tally()
    for note in dict.fromkeys(note for table in tables.values() for note in table.notes):
        tally.tell(note)
    kinds = {row[_NAME]: row[_KIND] for row in rows}
    aliases = _aliases(tables, tally)
    more = {row[0]: row[1] for row in of_width(tables["comments"], 2)} if "comments" in tables else {}
    people = []
    for row in rows:
        if row[_KIND] != "individual":
            left_out.add(row[_KIND] or "entity")
        elif person := _person(row, row[_REMARKS] + more.get(row[_NUMBER], ""), aliases[row[_NUMBER]], kinds, tally):
            people.append(person)
    if not people:
        raise Refused(f"{tables['sdn'].name}: holds no individual; download the list again")
    return (ofac.imported(people, left_out.counts, tally, None),)


def _tables(parts: Mapping[str, bytes]) -> dict[str, Table]:
    """The files of the set by what they are, which the number of their cells tells."""
    found: dict[str, Table] = {}
    for name, data in parts.items():
        table = table_of(data, name, ",", windows=True)
        width = len(table.rows[0])
        kind = next((kind for kind, cells in _WIDTHS.items() if cells == width), None)
        if kind is None or kind in found:
            raise Refused(f"{name}: is not one of sdn.csv, alt.csv, add.csv and sdn_comments.csv; leave it out")
        found[kind] = table
    if "sdn" not in found:
        raise Refused(f"{', '.join(parts)}: there is no sdn.csv among the files; name that one")
    return found


def _aliases(tables: Mapping[str, Table], tally: Tally) -> Mapping[str, list[str]]:
    """Number of an entry -> its strong aliases."""
    found: dict[str, list[str]] = defaultdict(list)
    if "alt" not in tables:
        tally.tell("alt.csv is not beside sdn.csv, so strong aliases are missing; put it there and import again")
        return found
    for row in of_width(tables["alt"], _WIDTHS["alt"]):
        found[row[_ALIAS_OF]].append(row[_ALIAS])
    return found


@dataclass(frozen=True, slots=True)
class _Remarks:
    """The pieces of the remarks that we use."""

    births: tuple[str, ...]
    nations: tuple[str, ...]
    weak: tuple[str, ...]
    linked: tuple[str, ...]
    offices: tuple[str, ...]


def _person(row: Row, remarks: str, aliases: Iterable[str], kinds: Mapping[str, str], tally: Tally) -> Person | None:
    number, main = row[_NUMBER], spelling(turned(row[_NAME]), tally)
    if not main:
        tally.add("individuals without a name left out", number)
        return None
    said = _read(remarks)
    strong = [turned(found) for alias in aliases for found in spellings(alias, tally)]
    weak = [turned(found) for alias in said.weak for found in spellings(alias, tally)]
    bodies = [linked for linked in said.linked if kinds.get(linked) != "individual"]
    return Person(
        id=entry_id("ofac", number),
        name=main,
        names=names_of(main, strong, weak=weak),
        refs=(entry_id("ofac", number),),
        listings=(ofac.listing_of(number, re.split(r"\]\s*\[", row[_PROGRAMMES].strip("[] "))),),
        born=birth_dates(said.births, tally),
        nationality=nations(said.nations, tally),
        roles=roles_of([row[_TITLE], *said.offices]),
        organisations=tuple(dict.fromkeys(bodies)),
        lists=(ofac.LIST_ID,),
    )


def _read(remarks: str) -> _Remarks:
    pieces = [piece.strip() for piece in remarks.strip().removesuffix(".").split(";")]
    return _Remarks(
        births=tuple(_matches(_BIRTH, pieces)),
        nations=tuple(_matches(_NATION, pieces)),
        weak=tuple(_matches(_WEAK, pieces)),
        linked=tuple(_matches(_LINKED, pieces)),
        offices=tuple(filter(_is_office, pieces)),
    )


def _matches(form: re.Pattern[str], pieces: Iterable[str]) -> Iterator[str]:
    return (found[1] for piece in pieces if (found := form.fullmatch(piece)))


def _is_office(piece: str) -> bool:
    """Whether a remark tells an office: it begins with one, has no number as papers have, and is about the person himself."""
    if re.search(r"[\d:]", piece) or _OTHER.search(piece):
        return False
    first = tokens(piece)[:_OFFICE_WITHIN]
    return not _offices().isdisjoint(first) or (len(first) > 1 and not _PLACES.isdisjoint(first))


@cache
def _offices() -> frozenset[str]:
    return words("posts.txt") | words("ranks.txt")
