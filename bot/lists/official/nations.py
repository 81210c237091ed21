"""Countries and nationalities as lists print them, as ISO 3166-1 alpha-2 codes.

Names come from Unicode CLDR, adjectives and further names from `bot/data/places/countries.tsv`; the small table here holds what only
lists write. States that are gone have no code and no heir is guessed for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from babel.core import get_global

from bot.lists.country_codes import countries
from bot.lists.official.spellings import unpacked
from bot.lists.official.tally import Tally
from bot.names.country_table import country_table
from bot.names.fold import tokens

# Words of lists that neither CLDR nor countries.tsv has, folded.
_ALSO = {
    "bolivia plurinational state of": "BO",
    "bosnia herzegovina": "BA",
    "brunei darussalam": "BN",
    "burma": "MM",
    "cabo verde": "CV",
    "china peoples republic of": "CN",
    "congo": "CG",
    "congo brazzaville": "CG",
    "congo democratic republic": "CD",
    "congo democratic republic of": "CD",
    "congo democratic republic of the": "CD",
    "congo kinshasa": "CD",
    "congo republic of the": "CG",
    "congolese drc": "CD",
    "cote d ivoire": "CI",
    "czech republic": "CZ",
    "democratic people s republic of korea": "KP",
    "democratic peoples republic of korea": "KP",
    "democratic republic of congo": "CD",
    "democratic republic of the congo": "CD",
    "dprk": "KP",
    "dr congo": "CD",
    "drc": "CD",
    "eswatini": "SZ",
    "gaza": "PS",
    "gaza strip": "PS",
    "gambia the": "GM",
    "great britain": "GB",
    "holy see": "VA",
    "hong kong": "HK",
    "hong kong china": "HK",
    "iran islamic republic of": "IR",
    "islamic republic of iran": "IR",
    "ivory coast": "CI",
    "korea democratic people s republic of": "KP",
    "korea north": "KP",
    "korea republic of": "KR",
    "korea south": "KR",
    "kyrgyz republic": "KG",
    "lao people s democratic republic": "LA",
    "libyan arab jamahiriya": "LY",
    "macau": "MO",
    "former yugoslav republic of macedonia": "MK",
    "macedonia the former yugoslav republic of": "MK",
    "micronesia federated states of": "FM",
    "moldova republic of": "MD",
    "occupied palestinian territories": "PS",
    "occupied palestinian territory": "PS",
    "palestine": "PS",
    "palestine state of": "PS",
    "palestinian": "PS",
    "palestinian territories": "PS",
    "people s republic of china": "CN",
    "republic of congo": "CG",
    "republic of korea": "KR",
    "republic of moldova": "MD",
    "republic of north macedonia": "MK",
    "republic of the congo": "CG",
    "russian federation": "RU",
    "republic of belarus": "BY",
    "slovak republic": "SK",
    "state of palestine": "PS",
    "swaziland": "SZ",
    "syrian arab republic": "SY",
    "taiwan province of china": "TW",
    "tanzania united republic of": "TZ",
    "united republic of tanzania": "TZ",
    "timor leste": "TL",
    "turkey": "TR",
    "turkiye": "TR",
    "united kingdom of great britain northern ireland": "GB",
    "united states of america": "US",
    "venezuela bolivarian republic of": "VE",
    "bolivarian republic of venezuela": "VE",
    "viet nam": "VN",
    "west bank": "PS",
    "north macedonia republic of": "MK",
}
# Not counted as unknown: states that are gone, and people of none.
_NO_CODE = re.compile(
    r"\b(?:ussr|u s s r|soviet|yugoslav\w*|czechoslovak\w*|german democratic republic|stateless|no nationality|serbia montenegro)\b"
)
_UNSURE = re.compile(r"\b(?:possibly|probably|presumed|believed|allegedly|unconfirmed|perhaps|may be)\b")


def country_of(text: str | None) -> str | None:
    """The code for one country, nationality or code as a list prints it; None where there is none or we do not know it."""
    found = _key(text or "")
    return _known().get(found) or _known().get(_turned(text or ""))


def nations(texts: Iterable[str | None], tally: Tally) -> tuple[str, ...]:
    """The codes for the cells of a nationality, in the order given, each once.

    What a list only supposes is left out, since a wrong nationality forbids that entries be merged. Unknown ones are counted.
    """
    found: list[str] = []
    for piece in (piece for text in texts for piece in unpacked(text)):
        found += _read(piece, tally)
    return tuple(dict.fromkeys(found))


def _read(piece: str, tally: Tally) -> list[str]:
    whole = country_of(piece)
    if whole:
        return [whole]
    if _UNSURE.search(piece.casefold()):
        tally.add("nationalities that the list only supposes, left out", piece)
        return []
    if _NO_CODE.search(_key(piece)):
        tally.add("nationalities of states that are gone, left out", piece)
        return []
    bare = re.sub(r"\([^()]*\)", " ", piece)
    plain = country_of(bare.partition(":")[2] or bare)  # "Region: Gaza"
    if plain:
        return [plain]
    parts = [country_of(part) for part in re.split(r"[,/&|]|\band\b", piece)]
    if len(parts) > 1 and all(parts):
        return [code for code in parts if code]
    tally.add("nationalities unknown to us", piece)
    return []


@cache
def _known() -> Mapping[str, str]:
    """Folded name, adjective or code -> code. Hand-written words win over CLDR."""
    found: dict[str, str] = {}
    for alias, codes in get_global("territory_aliases").items():
        if re.fullmatch("[A-Z]{3}", alias) and len(codes) == 1 and codes[0] in countries():
            found[alias.casefold()] = codes[0]
    for code, name in countries().items():
        found[_key(name)] = found[code.casefold()] = code
    for row in country_table():
        found |= {_key(word): row.code for word in (*row.adjectives, *row.names)}
    return found | _ALSO


def _key(text: str) -> str:
    words = ("saint" if word == "st" else word for word in tokens(text) if word != "and")  # CLDR writes & and St.
    return " ".join(words).removeprefix("the ")


def _turned(text: str) -> str:
    """``Congo (Democratic Republic)`` and ``Korea, North`` the other way round."""
    head, *tail = re.split(r"[(,]", text, maxsplit=1)
    return _key(" ".join([*tail, head])).removesuffix(" the")
