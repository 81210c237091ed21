"""What the forms of OpenSanctions data have in common: ids, names of data sets, licence, programmes and their authorities.

The data are for non-commercial use only (CC BY-NC 4.0): `Origin.licence` says so, and whoever imports must accept it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from bot.lists.official.imported import Imported, Origin, Refused
from bot.lists.official.regimes import regime_of
from bot.lists.official.tally import Tally
from bot.model import Listing, Measure, Person

LICENCE = "CC-BY-NC-4.0"

# Authorities whose own lists are read here too. Without the authority's own reference a listing is not said to be theirs:
# it would stand against the real one as if it were about somebody else.
_WITH_OWN_LIST = frozenset({"UN", "EU", "UK", "OFAC", "CH"})
# The first part of a programme's key, where it is not what our lists call the authority.
_AUTHORITIES = {"GB": "UK"}
# Ids that are made of the authority's own reference.
_IDS = (
    (re.compile(r"ofac-(\d+)"), "OFAC", "{}"),
    (re.compile(r"ch-seco-(\d+)"), "CH", "{}"),
    (re.compile(r"eu-fsf-eu-(\d+)-(\d+)"), "EU", "EU.{}.{}"),
)
# ua.entities.ftm.json, ua.targets.simple.csv; ua.ftm.json, as pulling names it
_FILE = re.compile(r"(?:^|/)(?!(?:targets|entities)\.)([a-z0-9_]+)\.(?:targets|entities|ftm)\.")


def kind_of(schema: str) -> str:
    """The name of a schema in words: ``LegalEntity`` is a legal entity."""
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", schema).lower() or "entry without a kind"


def address_of(given: str) -> str:
    """The public page of an entity."""
    return f"https://www.opensanctions.org/entities/{quote(given, errors='replace')}/"


def authority_of(programme: str) -> str:
    """Who is behind a programme by its key: ``UA-WS-MARE`` is of UA, ``GB-RUS`` of the UK. Empty where the key does not say."""
    head, dash, _ = programme.partition("-")
    return _AUTHORITIES.get(head, head) if dash and head.isupper() and len(head) == 2 else ""


def listing(
    entity: str,
    programme: str,
    authority: str = "",
    reference: str = "",
    since: str | None = None,
    until: str | None = None,
    measures: tuple[Measure, ...] = (),
) -> Listing:
    """What a programme, and perhaps the authority's own reference, comes to; measures not given are those of the regime.

    Where the authority's reference is nowhere, that of the entity stands for it; see `_WITH_OWN_LIST`.
    """
    authority = authority or authority_of(programme)
    own = None if reference else _reference_in(entity)
    if own and authority in ("", "US", own[0]):
        authority, reference = own
    regime = regime_of(authority, programme) or regime_of(authority, programme.partition("-")[2])
    named = authority and (reference or authority not in _WITH_OWN_LIST)
    return Listing(
        authority=authority if named else "OpenSanctions",
        ref=reference or entity,
        regime=regime.key if regime else programme or None,
        since=since,
        until=until,
        measures=measures or (regime.imposed_on(since) if regime else ()),
    )


def _reference_in(entity: str) -> tuple[str, str] | None:
    """Authority and reference that an id is made of; None where it is of OpenSanctions' own making."""
    found = ((who, form.format(*match.groups())) for each, who, form in _IDS if (match := each.fullmatch(entity)))
    return next(found, None)


def imported(name: str, people: Iterable[Person], datasets: Iterable[str], tally: Tally, left_out: Tally) -> Imported:
    """The list of a file. It is called after the file's name, or after the data set where all of it comes from one.

    Raises Refused where there is nobody in it.
    """
    found = tuple(people)
    if not found:
        raise Refused(f"{name}: lists no natural person under sanctions; import a data set of sanctions")
    titles = list(dict.fromkeys(datasets))
    in_name = _FILE.search(name.lower())
    dataset = in_name.group(1) if in_name else titles[0] if len(titles) == 1 else "collection"
    list_id = "os-" + re.sub(r"[^a-z0-9]+", "-", dataset.lower()).strip("-")
    title = f"OpenSanctions: {titles[0] if len(titles) == 1 else dataset}"
    address = (
        f"https://www.opensanctions.org/datasets/{dataset}/" if in_name else "https://www.opensanctions.org/datasets/"
    )
    origin = Origin(address, LICENCE, "OpenSanctions.org, CC BY-NC 4.0 (non-commercial use only)")
    placed = tuple(replace(person, lists=(list_id,)) for person in found)
    return Imported(list_id, title, origin, placed, left_out.counts, tally.notes())
