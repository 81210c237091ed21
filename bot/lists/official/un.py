"""The UN Security Council's consolidated list (XML).

Names stand in up to four parts; an alias is ``Good`` or ``Low``, and several may be packed into one. What a listing imposes is
told by its regime (`bot/data/regimes.yml`); where the comments name the measures, as for Libya, they say which of them apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.lists.official.dates import birth_dates, one_date
from bot.lists.official.ids import entry_id
from bot.lists.official.imported import Imported, Origin, Refused
from bot.lists.official.nations import nations
from bot.lists.official.regimes import Regime, regime_of
from bot.lists.official.remarks import death_in
from bot.lists.official.roles import roles_of
from bot.lists.official.spellings import is_native, is_nothing, joined, names_of, spelling, spellings, turned
from bot.lists.official.tally import Tally
from bot.lists.official.xml import Element, children, local, stream_of, text_at, texts_at
from bot.model import Listing, Measure, Person
from bot.text import one_line

ROOT = "CONSOLIDATED_LIST"
LIST_ID = "un"
_SOURCE = "https://scsanctions.un.org/resources/xml/en/consolidated.xml"
_LICENCE = "public information of the United Nations, no licence stated"
_ATTRIBUTION = "Source: United Nations Security Council Consolidated List"

_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
# "Listed pursuant to paragraphs 15 and 17 of resolution 1970 (Travel Ban, Asset Freeze)"
_TOLD = {"travel_ban": re.compile(r"\btravel\s+ban\b", re.I), "asset_freeze": re.compile(r"\bassets?\s+freeze\b", re.I)}
_LISTED_UNDER = re.compile(
    r"\blisted\s+(?:on\s+[\w\s]{4,30}\s)?pursuant\s+to\s+paragraphs?\b.{0,80}?\(([^()]*)\)", re.I | re.S
)
_SAID_DEAD = re.compile(
    r"(?:^|[.;:]\s*)(?:\w+\s+)?(?:reportedly|reported|believed|confirmed)?\s*(?:to\s+have\s+)?(?:deceased|died|killed)\b",
    re.I,
)


def read(parts: Mapping[str, bytes]) -> tuple[Imported, ...]:
    """The people of a consolidated list; entities are counted as left out.

    Raises Refused when the file is damaged, cut short, or holds no individual at all.
    """
    name, data = next(iter(parts.items()))
    tally, left_out = Tally(), Tally()
    people = tuple(_people(stream_of(data, name, ROOT, "INDIVIDUAL", "ENTITY"), tally, left_out))
    if not people:
        raise Refused(f"{name}: holds no individual; download the list again")
    published = re.search(rb'\bdateGenerated="(\d{4}-\d\d-\d\d)', data[:2_000])
    origin = Origin(_SOURCE, _LICENCE, _ATTRIBUTION, published[1].decode() if published else None)
    title = "United Nations Security Council Consolidated List"
    return (Imported(LIST_ID, title, origin, people, left_out.counts, tally.notes()),)


def _people(entries: Iterable[Element], tally: Tally, left_out: Tally) -> Iterator[Person]:
    for entry in entries:
        if local(entry) == "ENTITY":
            left_out.add("entity")
            continue
        person = _person(entry, tally)
        if person is not None:
            yield person


def _person(entry: Element, tally: Tally) -> Person | None:
    ref = re.sub(r"\s+", "", text_at(entry, "REFERENCE_NUMBER"))
    main = spelling(turned(joined(text_at(entry, part) for part in _NAME_PARTS)), tally)
    if not ref or not main:
        tally.add("individuals without a reference or a name left out", ref or main or text_at(entry, "DATAID"))
        return None
    strong, weak = _aliases(entry, tally)
    native = [*spellings(text_at(entry, "NAME_ORIGINAL_SCRIPT"), tally), *filter(is_native, strong)]
    names = names_of(main, [alias for alias in strong if not is_native(alias)], native, weak)
    return Person(
        id=entry_id("un", ref),
        name=main,
        names=names,
        refs=(entry_id("un", ref),),
        listings=(_listing(entry, ref, tally),),
        born=birth_dates(_births(entry), tally),
        died=_died(_comments(entry), tally),
        nationality=nations(texts_at(entry, "NATIONALITY", "VALUE"), tally),
        roles=roles_of(texts_at(entry, "DESIGNATION", "VALUE"), texts_at(entry, "TITLE", "VALUE")),
        lists=(LIST_ID,),
    )


def _aliases(entry: Element, tally: Tally) -> tuple[list[str], list[str]]:
    """The strong and the weak ones. An alias without a mark of quality is a former or further name, and strong."""
    strong: list[str] = []
    weak: list[str] = []
    for alias in children(entry, "INDIVIDUAL_ALIAS"):
        low = text_at(alias, "QUALITY").casefold() == "low"
        found = (turned(each) for each in spellings(_alias_text(alias), tally))
        (weak if low else strong).extend(found)
    return strong, weak


def _alias_text(alias: Element) -> str:
    """The alias, with its note where that holds the same name in another script."""
    text, note = text_at(alias, "ALIAS_NAME"), text_at(alias, "NOTE")
    inner = (
        re.search(r"\(([^()]*)\)", note)
        if is_native(text)
        else re.search(r"(?:original script|In Arabic):([^.;]*)", note)
    )
    if inner:
        return f"{text} ({inner[1].strip()})"
    return f"{text} ({note})" if note and is_native(text) and not is_native(note) else text


def _births(entry: Element) -> Iterator[str]:
    """Texts of dates of birth. Those of aliases are dates of false papers and stay out."""
    for each in children(entry, "INDIVIDUAL_DATE_OF_BIRTH"):
        about = "circa " if text_at(each, "TYPE_OF_DATE") == "APPROXIMATELY" else ""
        first, last = text_at(each, "FROM_YEAR"), text_at(each, "TO_YEAR")
        date, year, note = text_at(each, "DATE"), text_at(each, "YEAR"), text_at(each, "NOTE")
        if first and last:
            yield f"{first} to {last}"
        elif date or year:
            yield about + (date or year)
        elif not is_nothing(note):
            yield about + note


def _comments(entry: Element) -> str:
    return one_line(text_at(entry, "COMMENTS1"))


def _died(comments: str, tally: Tally) -> str | None:
    if date := death_in([comments]):
        return date
    if _SAID_DEAD.search(comments):
        tally.add("people whom the list reports dead without a firm date, kept as living")
    return None


def _listing(entry: Element, ref: str, tally: Tally) -> Listing:
    name = text_at(entry, "UN_LIST_TYPE")
    regime = regime_of("UN", name)
    if regime is None:
        tally.add("listings of a regime whose measures we do not know", name)
    since = one_date(text_at(entry, "LISTED_ON"))
    measures = _measures(regime, since, _comments(entry)) if regime else ()
    return Listing("UN", ref, regime.key if regime else name or None, since, measures=measures)


def _measures(regime: Regime, since: str | None, comments: str) -> tuple[Measure, ...]:
    """Those of the regime; where the comments say under which a person was listed, only these."""
    told = " ".join(found[1] for found in _LISTED_UNDER.finditer(comments))
    named = {kind for kind, words in _TOLD.items() if words.search(told)}
    return tuple(each for each in regime.imposed_on(since) if not named or each.type in named)
