"""Places in the text of a language without a parser: behind a word of direction, in the forms the language gives names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.context.tongues import Tongue
from bot.model import Place, Span
from bot.ports import Gazetteer, GazetteerEntry

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LONGEST = 3  # words of a place name
_REACH = 60  # characters behind the word of direction
_BIG = 50_000  # inhabitants: smaller towns count only behind "town of", "province of"
# Endings of Russian place names to their nominative: Москву, Москве, Сирию, Дамаска, Тегераном.
_ENDINGS = (
    ("ию", "ия"), ("ии", "ия"), ("у", "а"), ("е", "а"), ("ы", "а"), ("е", ""), ("а", ""), ("у", ""), ("и", "ь"),
    ("ю", "я"), ("и", "я"), ("ом", ""), ("ой", "а"), ("ей", "я"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A place and where in the text the words that led to it begin."""

    place: Place
    start: int


def places_behind(body: str, folded: str, cue: re.Pattern[str], window: Span, know: Knowledge) -> Iterator[Found]:
    """Places right behind a word of direction inside a window, in order of the text."""
    for match in cue.finditer(folded, window.start, window.end):
        place = place_at(body, folded, match.end(), window.end, know)
        if place is not None:
            yield Found(place, match.start())


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is needed to read a place: the language, the gazetteer, and the countries the article names."""

    tongue: Tongue
    gazetteer: Gazetteer
    named: Sequence[str] = ()  # country codes, in order of the text


def place_at(body: str, folded: str, start: int, end: int, know: Knowledge) -> Place | None:
    """The place whose name begins at `start`, after nouns like "city of"; None where there is none."""
    end = min(end, start + _REACH)
    if capital := know.tongue.words["capital"].match(folded, start, end):
        code = _country_of(capital.group(1), know.tongue)
        named = place_at(body, folded, _skip(folded, capital.end(), end), end, know)
        entry = know.gazetteer.capital(code) if code else None
        if named is None and entry is not None:
            span = Span(start, capital.end())
            return entry.at(Place(body[span.start : span.end], span))
        if named is not None:
            return named
    explicit = False
    while site := know.tongue.words["site"].match(folded, start, end):
        start, explicit = site.end(), know.tongue.words["town"].search(site.group()) is not None
    return _named(body, folded, _words(folded, start, end), know, explicit=explicit)


def _skip(folded: str, start: int, end: int) -> int:
    while start < end and folded[start].isspace():
        start += 1
    return start


def _words(folded: str, start: int, end: int) -> list[re.Match[str]]:
    words: list[re.Match[str]] = []
    for match in _WORD.finditer(folded, start, end):
        if len(words) == _LONGEST or folded[words[-1].end() if words else start : match.start()].strip():
            break
        words.append(match)
    return words


def _named(body: str, folded: str, words: list[re.Match[str]], know: Knowledge, *, explicit: bool) -> Place | None:
    for count in range(len(words), 0, -1):
        span = Span(words[0].start(), words[count - 1].end())
        printed = Place(body[span.start : span.end], span)
        name = folded[span.start : span.end]
        if code := _short_name(name, know):
            return Place(printed.text, span, code, kind="country")
        for form in (*_forms(printed.text), *_forms(name)):
            meanings = [m for m in know.gazetteer.lookup(form) if explicit or _is_big(m)]
            if meanings:
                return meanings[0].at(printed)
    if explicit and words:
        span = Span(words[0].start(), words[0].end())
        return Place(body[span.start : span.end], span)
    return None


def _is_big(entry: GazetteerEntry) -> bool:
    return entry.kind in {"country", "capital"} or entry.population > _BIG


def _short_name(name: str, know: Knowledge) -> str | None:
    """ "السعودية", "США": names of countries that the gazetteer lacks; "the Kingdom" is one that the article names."""
    if name in know.tongue.kingdoms:
        return next((code for code in know.named if code in know.tongue.kingdoms[name]), None)
    forms = {name, name.removeprefix("ال")}
    return next((code for word, code in know.tongue.countries.items() if word in forms and len(word) > 2), None)


def _country_of(adjective: str, tongue: Tongue) -> str | None:
    stem = adjective.lower().removeprefix("ال")
    return next((code for begin, code in tongue.countries.items() if stem.startswith(begin)), None)


def _forms(printed: str) -> Iterator[str]:
    """The word as printed; in Arabic with its article; in Russian in the nominative."""
    yield printed
    if re.search("[\u0621-\u064a]$", printed):
        yield f"ال{printed}"
    if re.search("[а-я]$", printed):
        for ending, nominative in _ENDINGS:
            if printed.endswith(ending):
                yield printed.removesuffix(ending) + nominative


def countries_named(folded: str, know: Knowledge) -> tuple[str, ...]:
    """Codes of the countries that a text names by their full names, in order."""
    found = []
    for word in re.finditer(r"المملكة \S+ \S+|\w{4,}", folded):
        meanings = know.gazetteer.lookup(word.group())
        if meanings and meanings[0].kind == "country" and meanings[0].country:
            found.append(meanings[0].country)
    return tuple(found)
