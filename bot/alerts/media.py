"""Media that other media quote, and houses that speak for states, as the languages of the feeds call them: one each.

    "Reuters", "رويترز", "агентству Рейтер", "Reuters World News"  ->  Reuters
    "الكرملين", "в Кремле"                                         ->  Kremlin, of RU

The names stand in `bot/data/media.yml`. They are looked for in the first `LOOKED_AT` characters alone: who is printed as saying
something is named there, and a text of any length costs no more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from bot.names.fold import fold
from bot.text import one_line

LOOKED_AT = 300  # characters

# "The Guardian Council", "Fars province": not the medium.
_NOT_BEFORE = r"(?!\W+(?:council|province|governor|gulf|plain)\b)"
# "Al Arabiya, citing Reuters": the claim goes back to whom it cites.
CITES = r"\b(?i:citing|cites|cited|quoting|quotes|quoted|with reference to|со ссылкой на|ссылаясь на|نقلا عن|نقلاً عن|به نقل از)\b"
_CITING = re.compile(rf"(?:{CITES}|\b(?i:via)\b)\s*(.+)", re.DOTALL)
_ENDING = r"(?:[аеиоуыюя]|ом|ем|ой|ами?|ах)?"  # what declension adds to a Cyrillic name
_NOT_SPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def medium_in(words: str) -> str | None:
    """The medium of the table that the words name, by the name alerts print; of several the one that is cited."""
    words = words[:LOOKED_AT]
    cited = _CITING.search(words)
    if cited and (found := _first_in(cited[1])):
        return found
    return _first_in(words)


def medium_of(outlet: str) -> str | None:
    """The medium of the table that an outlet is, such as "Reuters World" or "вид агентства Рейтер"; None for another one.

    A name that only holds one ("Gulf Guardian", "Nigerian Tribune") is another medium.
    """
    folded = fold(_begin(outlet)).strip()
    host = re.fullmatch(r"(?:www\.)?([\w-]+)\.(?:com|org|net|info|ru|ir|co\.uk)", folded)
    bare = host[1] if host else folded
    match = _names("media").search(bare)
    if match is None:
        return None
    left = re.findall(r"[^\W_]+", bare[: match.start()] + " " + bare[match.end() :])
    return _canonical("media", match) if _words("plain").issuperset(left) else None


def house_in(words: str) -> tuple[str, str] | None:
    """The seat of government that the words name in another language than English, and the state it speaks for."""
    match = _names("houses").search(fold(_begin(words)))
    if match is None:
        return None
    house = _canonical("houses", match)
    return house, str(_table()["states"][house])


def _begin(text: str) -> str:
    return one_line(text[:LOOKED_AT])


@lru_cache(maxsize=10_000)  # a story is told anew with every report, and each time asks for all who said so before
def _first_in(words: str) -> str | None:
    folded = fold(one_line(words)).strip(' .,:«»"“”')
    if (alone := _common().get(folded)) is not None:
        return alone
    match = _names("media").search(folded)
    return _canonical("media", match) if match else None


def _canonical(kind: str, match: re.Match[str]) -> str:
    return _rows(kind)[int((match.lastgroup or "m0")[1:])][0]


@cache
def _table() -> Mapping[str, Any]:
    return yaml.load((files("bot.data") / "media.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)  # type: ignore[no-any-return]


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in _table()[kind])


@cache
def _rows(kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows: Mapping[str, Sequence[str]] = _table()[kind]
    return tuple((name, (name, *map(str, others))) for name, others in rows.items())


@cache
def _common() -> dict[str, str]:
    """Names that are common words, folded, to the medium that each is when nothing stands beside it."""
    return {fold(each[1:].strip()): name for name, names in _rows("media") for each in names if each.startswith("+")}


@cache
def _names(kind: str) -> re.Pattern[str]:
    """One group per row; longer names are tried first, so that RIA Novosti is not RIA."""
    groups = (f"(?P<m{number}>{_alternatives(names)})" for number, (_, names) in enumerate(_rows(kind)))
    return re.compile("|".join(groups))


def _alternatives(names: tuple[str, ...]) -> str:
    return "|".join(_written(name) for name in sorted(names, key=len, reverse=True))


def _written(name: str) -> str:
    common, bare = name.startswith("+"), fold(name.removeprefix("+").strip())
    text = r"\W{1,3}".join(map(re.escape, re.findall(r"[^\W_]+", bare)))
    if _NOT_SPACED.search(bare):
        return text
    text += _ENDING if _CYRILLIC.search(bare) else ""
    before = r"(?<!\w)[وفبلك]?" if _ARABIC.search(bare) else r"\b"  # "and", "to", "by" stand in one word with the name
    if common:
        beside = "|".join(map(re.escape, sorted(_words("beside"))))
        return rf"\b(?:{beside})\w*\s+{text}\b"
    return rf"{before}{text}\b{_NOT_BEFORE}"
