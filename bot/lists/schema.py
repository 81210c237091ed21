"""The contract of a watchlist file: every key a person may write, what it means and what it may hold.

The JSON Schema that editors complete and check with is generated from these models (`bot.schemas`). Texts come in as they
are written (`bot.marked`), so nothing is guessed from a value: dates stay texts and ``NO`` is Norway.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any

from babel import Locale
from pydantic import AfterValidator, Discriminator, Field, Tag

from bot.faults import UNION, Section, did_you_mean, wrong
from bot.text import days_of, one_line

KNOWN_MEASURES = (
    "travel_ban",
    "asset_freeze",
    "arms_embargo",
    "financial_restriction",
    "director_disqualification",
    "trust_services",
    "transport_restriction",
    "service_restriction",
)
# Territories of CLDR that are no countries: euro zone, EU, Outlying Oceania, UN, the two test locales, unknown.
_NO_COUNTRY = frozenset({"EZ", "EU", "QO", "UN", "XA", "XB", "ZZ"})
_ID = re.compile(r"[A-Za-z0-9._-]+")
_LIST_ID = re.compile(r"[a-z0-9-]+")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


# --- single values ----------------------------------------------------------------------------------------------------


def _text(value: str) -> str:
    cleaned = one_line(value)
    if not cleaned:
        raise wrong("there is an empty text here", "write something, or delete it")
    return cleaned


def _name(value: str) -> str:
    """A main name; what official lists keep among further names may be anything, and is passed over."""
    cleaned = _text(value)
    if not any(letter.isalpha() for letter in cleaned):
        raise wrong(f"`{cleaned}` has no letter in it", "write the name as the list prints it, or delete it")
    return cleaned


def _entry_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise wrong(f"`{value}` cannot be an id", "use letters, digits, dots, - and _ only, such as un-IRi.039")
    return value


def _list_id(value: str) -> str:
    if not _LIST_ID.fullmatch(value):
        raise wrong(f"`{value}` cannot name a list", "use small letters, digits and - only, such as iran-travel-ban")
    return value


def _partial_date(value: str) -> str:
    mend = "write year, month, day as 1957-03-11, or only 1957-03 or 1957"
    if not _DATE.fullmatch(value):
        raise wrong(f"`{value}` is no date", mend)
    try:
        days_of(value)
    except ValueError:
        raise wrong(f"the date `{value}` does not exist", mend) from None
    return value


def _country(value: str) -> str:
    code = value.strip().upper()
    if code in countries():
        return code
    named = {name.casefold(): known for known, name in countries().items()}
    near = named.get(value.strip().casefold()) or named.get(did_you_mean(value.casefold(), list(named)) or "")
    mend = f"did you mean {near} ({countries()[near]})?" if near else "write the two letters of ISO 3166, such as IR"
    raise wrong(f"`{value}` is no country code", mend)


def _measure_word(value: str) -> str:
    word = value.strip()
    if word in KNOWN_MEASURES:
        return word
    near = did_you_mean(word.replace(" ", "_").replace("-", "_"), list(KNOWN_MEASURES))
    if near or not _WORD.fullmatch(word):
        mend = f"did you mean {near}?" if near else "use small letters and _, such as travel_ban or asset_freeze"
        raise wrong(f"`{value}` is no measure", mend)
    return word


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise wrong(f"`{value}` is no web address", "write it whole, with https:// in front")
    return value


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-2 codes (and XK, which lists use for Kosovo) with their English names, from Unicode CLDR."""
    territories = Locale("en").territories
    return {
        code: name for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRY
    }


def _one_or_many(value: Any) -> str:
    return f"{UNION}list" if isinstance(value, list | tuple) else f"{UNION}one"


def _word_or_mapping(value: Any) -> str:
    return f"{UNION}mapping" if isinstance(value, dict | Section) else f"{UNION}word"


Text = Annotated[str, AfterValidator(_text)]
NameText = Annotated[str, AfterValidator(_name)]
EntryId = Annotated[str, AfterValidator(_entry_id), Field(json_schema_extra={"pattern": f"^{_ID.pattern}$"})]
ListId = Annotated[str, AfterValidator(_list_id), Field(json_schema_extra={"pattern": f"^{_LIST_ID.pattern}$"})]
Country = Annotated[str, AfterValidator(_country), Field(json_schema_extra={"pattern": "^[A-Za-z]{2}$"})]
Address = Annotated[str, AfterValidator(_address), Field(json_schema_extra={"pattern": "^https?://"})]
MeasureWord = Annotated[str, AfterValidator(_measure_word), Field(json_schema_extra={"examples": list(KNOWN_MEASURES)})]
# An editor's YAML reader takes a bare 1957 for a number; here it stays the text it is.
PartialDate = Annotated[
    str,
    AfterValidator(_partial_date),
    Field(json_schema_extra={"type": ["string", "integer"], "pattern": f"^{_DATE.pattern}$"}),
]
Dates = Annotated[
    Annotated[PartialDate, Tag(f"{UNION}one")] | Annotated[tuple[PartialDate, ...], Tag(f"{UNION}list")],
    Discriminator(_one_or_many),
]


# --- mappings ---------------------------------------------------------------------------------------------------------


class MeasureEntry(Section):
    """A measure with its own date and basis."""

    type: MeasureWord = Field(description="What is imposed: travel_ban, asset_freeze, …", examples=["travel_ban"])
    since: PartialDate | None = Field(default=None, description="In force since. This is not the date of the listing.")
    until: PartialDate | None = Field(default=None, description="In force until; leave out while it stands.")
    basis: Text | None = Field(default=None, description="The resolution and paragraph, or the act, that imposes it.")
    exemptions: tuple[Text, ...] = Field(
        default=(), description="Exemptions that the basis allows, or that were granted."
    )


MeasureOrWord = Annotated[
    Annotated[MeasureWord, Tag(f"{UNION}word")] | Annotated[MeasureEntry, Tag(f"{UNION}mapping")],
    Discriminator(_word_or_mapping),
]


class DefaultsEntry(Section):
    """What listings of this file have in common. Fills keys that a listing leaves out."""

    authority: Text | None = Field(default=None, description="Who lists: UN, EU, UK, OFAC, CH, …")
    regime: Text | None = Field(default=None, description="The sanctions regime or programme, such as Iran.")
    measures: tuple[MeasureOrWord, ...] = Field(
        default=(), description="What a listing imposes unless it says otherwise."
    )


class ListingEntry(Section):
    """One entry of one authority's list about the person."""

    authority: Text | None = Field(
        default=None, description="Who lists: UN, EU, UK, OFAC, CH, … Taken from `defaults` if absent."
    )
    regime: Text | None = Field(
        default=None, description="The sanctions regime or programme. Taken from `defaults` if absent."
    )
    ref: Text = Field(description="The authority's own reference, as it writes it.", examples=["IRi.039"])
    since: PartialDate | None = Field(default=None, description="Listed since: 2007-03-24, 2007-03 or 2007.")
    until: PartialDate | None = Field(default=None, description="Delisted on; leave out while the listing stands.")
    measures: tuple[MeasureOrWord, ...] | None = Field(
        default=None,
        description="What the listing imposes: plain words, or mappings with dates and basis. Default: `defaults`.",
    )


class NamesakeEntry(Section):
    """Somebody known to bear the same name who is not meant."""

    name: Text = Field(description="The namesake's name as the press writes it.", examples=["Qassem Soleimani"])
    about: Text | None = Field(default=None, description="What tells the namesake apart, such as footballer.")


class FileEntry(Section):
    """One file of the list as its authority published it."""

    name: Text = Field(description="Name of the file.")
    sha256: Text = Field(description="SHA-256 of its bytes, in hexadecimal digits.")
    etag: Text | None = Field(default=None, description="The server's mark of this version, for asking again.")
    modified: Text | None = Field(default=None, description="When the server says it was changed, for asking again.")


class OriginEntry(Section):
    """Where an official list comes from. Written by `gatewatch lists`; a file with it is replaced at the next import."""

    source: Address = Field(description="Public address of the list.")
    licence: Text = Field(description="Licence under which the list may be used.")
    attribution: Text = Field(description="The words that the licence asks for.")
    published: PartialDate | None = Field(default=None, description="The date that the list itself gives.")
    imported: PartialDate | None = Field(default=None, description="The day on which it was taken in.")
    files: tuple[FileEntry, ...] = Field(default=(), description="The files it was made from.")


class PersonEntry(Section):
    """Somebody to watch for. Needs a listing with a reference, or the address of a public source."""

    id: EntryId = Field(description="Names this entry for good; unique in all files.", examples=["un-IRi.039"])
    name: NameText = Field(description="The main name, as the list spells it.", examples=["Qasem Soleimani"])
    names: tuple[Text, ...] = Field(
        default=(), description="Other spellings that are enough to recognise the person by."
    )
    weak: tuple[Text, ...] = Field(
        default=(), description="Short or common names: they support a match and never alert alone."
    )
    native: tuple[Text, ...] = Field(default=(), description="The name in the person's own script.")
    born: Dates = Field(default=(), description="Date of birth, whole or in part, or a list of dates that are given.")
    nationality: tuple[Country, ...] = Field(
        default=(), description="Two-letter country codes (ISO 3166-1), such as [IR]."
    )
    roles: tuple[Text, ...] = Field(
        default=(), description="Offices, ranks and jobs; they tell the person from namesakes."
    )
    organisations: tuple[Text, ...] = Field(
        default=(), description="Bodies the person belongs to, long and short names."
    )
    died: PartialDate | None = Field(default=None, description="Date of death, whole or in part.")
    listings: tuple[ListingEntry, ...] = Field(
        default=(), description="The lists the person stands on, one entry for each."
    )
    source: Address | None = Field(default=None, description="Public address that says why the person is here.")
    namesakes: tuple[NamesakeEntry, ...] = Field(
        default=(), alias="not", description="Known namesakes who are not meant."
    )
    not_same_as: tuple[EntryId, ...] = Field(default=(), description="Ids of entries never to be merged with this one.")
    route: Text | None = Field(
        default=None, description="Name of a route in the configuration: the channel told about the person."
    )
    threshold: float | None = Field(
        default=None,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="Score from 0 to 1 below which a find is at most possible.",
    )


class WatchlistFile(Section):
    """A watchlist: the people to watch for, with the lists they stand on."""

    list_id: ListId = Field(
        alias="list", description="Id of this list: small letters, digits, -.", examples=["my-list"]
    )
    title: Text | None = Field(default=None, description="What the list is, in words.")
    origin: OriginEntry | None = Field(
        default=None, description="Where an official list comes from; never written by hand."
    )
    defaults: DefaultsEntry = Field(default=DefaultsEntry(), description="What listings of this file have in common.")
    people: tuple[PersonEntry, ...] = Field(description="The people, one entry each.", examples=["[]"])
