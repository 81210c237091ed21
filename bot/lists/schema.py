"""The contract of a watchlist file: every key a person may write, what it means and what it may hold.

The JSON Schema that editors complete and check with is generated from these models (`bot.schemas`). Texts come in as they
are written (`bot.marked`), so nothing is guessed from a value: dates stay texts and ``NO`` is Norway.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from bot.faults import UNION, Section, did_you_mean, wrong
from bot.lists import slips
from bot.lists.country_codes import code_meant, codes_in, countries
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
    if len(several := codes_in(value)) > 1:
        raise wrong(f"`{value}` is no country code", f"put a comma between the codes: [{', '.join(several)}]")
    near = code_meant(value)
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


def _one_or_many(value: Any) -> str:
    return f"{UNION}list" if isinstance(value, list | tuple) else f"{UNION}one"


def _word_or_mapping(value: Any) -> str:
    return f"{UNION}mapping" if isinstance(value, dict | Section) else f"{UNION}word"


Text = Annotated[str, AfterValidator(_text)]
# An editor's YAML reader takes 10481 and 1957 for numbers; here they stay the texts that they are.
_ALSO_DIGITS = {"type": ["string", "integer"]}
Reference = Annotated[str, AfterValidator(_text), Field(json_schema_extra=_ALSO_DIGITS)]
NameText = Annotated[str, AfterValidator(_name)]
EntryId = Annotated[str, AfterValidator(_entry_id), Field(json_schema_extra={"pattern": f"^{_ID.pattern}$"})]
ListId = Annotated[str, AfterValidator(_list_id), Field(json_schema_extra={"pattern": f"^{_LIST_ID.pattern}$"})]
Country = Annotated[str, AfterValidator(_country), Field(json_schema_extra={"pattern": "^[A-Za-z]{2}$"})]
Address = Annotated[str, AfterValidator(_address), Field(json_schema_extra={"pattern": "^https?://"})]
MeasureWord = Annotated[str, AfterValidator(_measure_word), Field(json_schema_extra={"examples": list(KNOWN_MEASURES)})]
PartialDate = Annotated[
    str,
    AfterValidator(_partial_date),
    Field(json_schema_extra={**_ALSO_DIGITS, "pattern": f"^{_DATE.pattern}$"}),
]
Dates = Annotated[
    Annotated[PartialDate, Tag(f"{UNION}one")] | Annotated[tuple[PartialDate, ...], Tag(f"{UNION}list")],
    Discriminator(_one_or_many),
]


Countries = Annotated[tuple[Country, ...], BeforeValidator(slips.countries_listed)]


# --- mappings ---------------------------------------------------------------------------------------------------------


class MeasureEntry(Section):
    """A measure may have its own date and basis."""

    type: MeasureWord = Field(
        description="This says what is imposed: travel_ban, asset_freeze and so on.", examples=["travel_ban"]
    )
    since: PartialDate | None = Field(
        default=None, description="The measure is in force since this date, which need not be the date of the listing."
    )
    until: PartialDate | None = Field(
        default=None, description="The measure was in force until this date; leave it out while it stands."
    )
    basis: Text | None = Field(
        default=None, description="This is the resolution and paragraph, or the act, that imposes the measure."
    )
    exemptions: tuple[Text, ...] = Field(
        default=(), description="These are exemptions that the basis allows, or that were granted."
    )


MeasureOrWord = Annotated[
    Annotated[MeasureWord, Tag(f"{UNION}word")] | Annotated[MeasureEntry, Tag(f"{UNION}mapping")],
    Discriminator(_word_or_mapping),
]


class DefaultsEntry(Section):
    """What listings of this file have in common fills the keys that a listing leaves out."""

    authority: Text | None = Field(
        default=None, description="This says who lists: UN, EU, UK, OFAC, CH or another authority."
    )
    regime: Text | None = Field(default=None, description="This is the sanctions regime or programme, such as Iran.")
    measures: tuple[MeasureOrWord, ...] = Field(
        default=(), description="A listing imposes these measures unless it says otherwise."
    )


class ListingEntry(Section):
    """A listing is one entry of one authority's list about the person."""

    authority: Text | None = Field(
        default=None,
        description="This says who lists: UN, EU, UK, OFAC, CH or another; without it, that of `defaults` is taken.",
    )
    regime: Text | None = Field(
        default=None, description="This is the sanctions regime or programme; without it, that of `defaults` is taken."
    )
    ref: Reference = Field(
        description="This is the authority's own reference, as the authority writes it.", examples=["IRi.039"]
    )
    since: PartialDate | None = Field(
        default=None, description="The person is listed since this date: 2007-03-24, 2007-03 or 2007."
    )
    until: PartialDate | None = Field(
        default=None, description="The person was delisted on this date; leave it out while the listing stands."
    )
    measures: tuple[MeasureOrWord, ...] | None = Field(
        default=None,
        description="The listing imposes these: plain words, or mappings with dates and basis; without them, those of `defaults` are taken.",
    )


class NamesakeEntry(Section):
    """Somebody who bears the same name is not meant."""

    name: Text = Field(description="This is the namesake's name as the press writes it.", examples=["Qassem Soleimani"])
    about: Text | None = Field(
        default=None, description="This tells the namesake apart from the person, such as footballer."
    )


Listings = Annotated[
    tuple[Annotated[ListingEntry, slips.one_entry("a listing", slips.listing)], ...],
    slips.entries("listings", slips.listing),
]
Namesakes = Annotated[
    tuple[Annotated[NamesakeEntry, slips.one_entry("a namesake", slips.namesake)], ...],
    slips.entries("not", slips.namesake),
]


class FileEntry(Section):
    """An official list is made of files as its authority published them."""

    name: Text = Field(description="This is the name of the file.")
    sha256: Text = Field(description="This is the SHA-256 of its bytes, in hexadecimal digits.")
    etag: Text | None = Field(default=None, description="The server marks this version so, and is asked again with it.")
    modified: Text | None = Field(default=None, description="The server says that the file was last changed then.")


class MostEntry(Section):
    """A list that has much less than this all at once is not taken in."""

    day: PartialDate = Field(description="This is the day on which the counting began.")
    people: int = Field(ge=0, description="This is the largest number of people that it had.")
    names: int = Field(ge=0, description="This is the largest number of names that it had.")
    travel_bans: int = Field(ge=0, description="This is the largest number of people under a travel ban.")


class OriginEntry(Section):
    """Where an official list comes from is written by `gatewatch lists`; the file is replaced at the next import."""

    source: Address = Field(description="The list is published at this public address.")
    licence: Text = Field(description="The list may be used under this licence.")
    attribution: Text = Field(description="The licence asks for these words wherever the list is passed on.")
    published: PartialDate | None = Field(default=None, description="The list itself says that it is of this date.")
    imported: PartialDate | None = Field(default=None, description="The list was taken in on this day.")
    most: MostEntry | None = Field(
        default=None, description="This is the most that the list had lately; a new version is compared with it."
    )
    files: tuple[FileEntry, ...] = Field(default=(), description="The list was made from these files.")


class PersonEntry(Section):
    """Whoever is watched for needs a listing with a reference, or the address of a public source."""

    id: EntryId = Field(
        description="The id names this entry for good, and no other entry of any file has it.", examples=["un-IRi.039"]
    )
    name: NameText = Field(description="This is the main name, as the list spells it.", examples=["Qasem Soleimani"])
    names: tuple[Text, ...] = Field(
        default=(), description="These are other spellings that are enough to recognise the person by."
    )
    weak: tuple[Text, ...] = Field(
        default=(), description="These are short or common names: they support a match and never alert alone."
    )
    native: tuple[Text, ...] = Field(default=(), description="This is the name in the person's own script.")
    born: Dates = Field(
        default=(), description="This is the date of birth, whole or in part, or a list of all dates that are given."
    )
    nationality: Countries = Field(
        default=(), description="These are two-letter country codes (ISO 3166-1), such as [IR]."
    )
    roles: tuple[Text, ...] = Field(default=(), description="Offices, ranks and jobs tell the person from namesakes.")
    organisations: tuple[Text, ...] = Field(
        default=(), description="These are bodies that the person belongs to, with long and short names."
    )
    died: PartialDate | None = Field(default=None, description="This is the date of death, whole or in part.")
    listings: Listings = Field(default=(), description="The person stands on these lists; write one entry for each.")
    source: Address | None = Field(default=None, description="This public web address says why the person is here.")
    namesakes: Namesakes = Field(default=(), alias="not", description="These are known namesakes who are not meant.")
    not_same_as: tuple[EntryId, ...] = Field(
        default=(), description="Entries with these ids are never merged with this one."
    )
    route: Text | None = Field(
        default=None,
        description="The configuration names a channel for this route, and that channel is told about the person.",
    )
    threshold: float | None = Field(
        default=None,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="A find that scores less than this, from 0 to 1, is at most possible.",
    )


People = Annotated[
    tuple[Annotated[PersonEntry, slips.one_entry("an entry", slips.person)], ...],
    slips.entries("people", slips.person),
]


class WatchlistFile(Section):
    """A watchlist says whom to watch for, and on which lists they stand."""

    list_id: ListId = Field(
        alias="list", description="This is the id of the list, of small letters, digits and -.", examples=["my-list"]
    )
    title: Text | None = Field(default=None, description="This says in words what the list is.")
    origin: OriginEntry | None = Field(
        default=None, description="An official list says here where it comes from; it is never written by hand."
    )
    defaults: DefaultsEntry = Field(
        default=DefaultsEntry(), description="Listings of this file have this in common and need not repeat it."
    )
    people: People = Field(description="These are the people to watch for, one entry each.")
