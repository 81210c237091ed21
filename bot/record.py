"""Values to JSON and back: the stored record of a value, and the contract that `gatewatch screen` prints."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Annotated, Any, TypeVar, cast

from pydantic import PlainSerializer, TypeAdapter

from bot.model import Claim, Evidence, Findings, Mention, Place, Presence, Span, Stated, Trip, When

T = TypeVar("T")
# A set whose record is sorted: the order of a set is another one in every process.
SetOf = Annotated[frozenset[T], PlainSerializer(sorted)]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def dump(value: object) -> str:
    """A value of `bot.model` as one line of JSON; the same value always gives the same bytes."""
    text: bytes = _adapter(cast(Hashable, type(value))).dump_json(value)
    return text.decode()


def load(kind: type[T], text: str) -> T:
    """The value that `dump` wrote. Raises pydantic.ValidationError when the text is not one of this kind."""
    value: T = _adapter(cast(Hashable, kind)).validate_json(text)
    return value


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two records part, and what stands there in each, as JSON."""

    path: str  # keys and places, from the outside in: ``0.alert.reason``; empty: the whole
    then: str
    now: str


def first_difference(then: str, now: str) -> Difference:
    """The first place, in the order of the earlier record, at which two records differ."""
    return _difference(json.loads(then), json.loads(now), ())


def _difference(then: Any, now: Any, path: tuple[str, ...]) -> Difference:
    pairs: Iterator[tuple[str, Any, Any]]
    if isinstance(then, dict) and isinstance(now, dict):
        keys = dict.fromkeys((*then, *now))
        pairs = ((key, then.get(key, _NOTHING), now.get(key, _NOTHING)) for key in keys)
    elif isinstance(then, list) and isinstance(now, list):
        pairs = ((str(n), a, b) for n, (a, b) in enumerate(zip_longest(then, now, fillvalue=_NOTHING)))
    else:
        return Difference(".".join(path), _shown(then), _shown(now))
    found = ((key, a, b) for key, a, b in pairs if _shown(a) != _shown(b))
    key, a, b = next(found, ("", then, now))  # written otherwise, and the same all the same
    return _difference(a, b, (*path, key)) if key else Difference(".".join(path), _shown(a), _shown(b))


_NOTHING = object()  # is not there


def _shown(value: Any) -> str:
    return "nothing" if value is _NOTHING else json.dumps(value, ensure_ascii=False)


# --- the contract: one JSON object per article ------------------------------------------------------------------------


def contract(findings: Findings, *, places: bool = False) -> dict[str, Any]:
    """What `gatewatch screen` prints for one article. Other programs rely on every key; not stated is None."""
    out: dict[str, Any] = {
        "id": findings.article,
        "lang": findings.lang,
        "mentions": [_mention(m) for m in findings.mentions],
        "trips": [_trip(t) for t in findings.trips],
        "presences": [_presence(p) for p in findings.presences],
    }
    if places:
        out["places"] = [_located(p) for p in findings.places]
    return out


def _mention(m: Mention) -> dict[str, Any]:
    return {
        "person": m.person,
        "name": m.name,
        "tier": m.tier.value,
        "score": round(m.score, 3),
        "listings": list(m.listings),
        "refs": list(m.refs),
        "spans": _spans(m.spans),
        "matched": m.matched,
        "evidence": [_evidence(e) for e in m.evidence],
        "confusables": [c.person for c in m.confusables],
    }


def _evidence(e: Evidence) -> dict[str, Any]:
    return {"kind": e.kind, "for": e.favours, "text": e.text, "span": _span(e.span)}


def _trip(t: Trip) -> dict[str, Any]:
    return {
        "person": t.person,
        "origin": _place(t.origin),
        "destination": _place(t.destination),
        "stops": [_place(p) for p in t.stops],
        "when": _when(t.when),
        "duration": _words(t.duration),
        "mode": _words(t.mode),
        "purpose": _words(t.purpose),
        "meets": [m.text for m in t.meets],
        "status": t.status.value,
        "claims": [_claim(c) for c in t.claims],
        "main": t.main,
        "ban": None
        if t.ban is None
        else {"applies": t.ban.applies.value, "listing": t.ban.listing, "basis": t.ban.basis},
        "evidence": _spans(t.evidence),
        "verified": t.verified,
    }


def _claim(c: Claim) -> dict[str, Any]:
    return {"status": c.status.value, "of": c.of.value, "by": _words(c.by), "span": _span(c.span)}


def _presence(p: Presence) -> dict[str, Any]:
    return {"person": p.person, "place": _place(p.place), "when": _when(p.when), "evidence": _spans(p.evidence)}


def _place(p: Place | None) -> dict[str, Any] | None:
    return None if p is None else {"text": p.text, "country": p.country, "span": _span(p.span)}


def _located(p: Place) -> dict[str, Any]:
    return {
        "text": p.text,
        "span": _span(p.span),
        "country": p.country,
        "lat": p.lat,
        "lon": p.lon,
        "geonameid": p.geonameid,
    }


def _when(w: When | None) -> dict[str, Any] | None:
    if w is None:
        return None
    return {
        "text": w.text,
        "from": w.first.isoformat() if w.first else None,
        "to": w.last.isoformat() if w.last else None,
        "span": _span(w.span),
    }


def _words(s: Stated | None) -> str | None:
    return None if s is None else s.text


def _span(s: Span | None) -> list[int] | None:
    return None if s is None else [s.start, s.end]


def _spans(spans: Sequence[Span]) -> list[list[int]]:
    return [[s.start, s.end] for s in spans]
