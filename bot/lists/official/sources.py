"""Where the official lists are published: what `gatewatch lists pull` fetches, and under which names it keeps the files.

Addresses as the authorities give them on their pages. The token in the EU's is public: it is the same for everybody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.faults import did_you_mean

OPENSANCTIONS = "opensanctions"
CONSENT = frozenset({"CC-BY-NC-4.0"})  # licences that a person has to accept before a list under them is taken in

_DATASET = re.compile("[a-z0-9_]+")
_OFAC = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports"


@dataclass(frozen=True, slots=True)
class Source:
    """One official list on the web."""

    key: str  # as people name it
    list_id: str  # of the list it becomes
    files: Mapping[str, str] = field(hash=False)  # name -> address
    licence: str | None = None  # where it must be accepted first


_SOURCES = {
    source.key: source
    for source in (
        Source("un", "un", {"un.xml": "https://scsanctions.un.org/resources/xml/en/consolidated.xml"}),
        Source(
            "ofac",
            "ofac",
            {name: f"{_OFAC}/{name.upper()}" for name in ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")},
        ),
        Source("uk", "uk", {"uk.csv": "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv"}),
        Source(
            "eu",
            "eu",
            {
                "eu.xml": "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content"
                "?token=dG9rZW4tMjAxNw"
            },
        ),
        Source(
            "seco",
            "ch",
            {
                "ch.xml": "https://www.sesam.search.admin.ch/sesam-search-web/pages/downloadXmlGesamtliste.xhtml"
                "?lang=en&action=downloadXmlGesamtlisteAction"
            },
        ),
    )
}
KEYS = (*_SOURCES, f"{OPENSANCTIONS}:DATASET")


def source_of(key: str) -> Source:
    """The source that people name so: ``un``, or ``opensanctions:ua_war_sanctions``. Raises ValueError with the mend."""
    kind, _, dataset = key.partition(":")
    if kind == OPENSANCTIONS and _DATASET.fullmatch(dataset):
        address = f"https://data.opensanctions.org/datasets/latest/{dataset}/entities.ftm.json"
        return Source(key, f"os-{dataset.replace('_', '-')}", {f"{dataset}.ftm.json": address}, "CC-BY-NC-4.0")
    if key in _SOURCES:
        return _SOURCES[key]
    near = did_you_mean(key, list(_SOURCES))
    raise ValueError(f"did you mean {near}?" if near else f"known are {', '.join(KEYS)}")
