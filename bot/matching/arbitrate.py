"""When the same words can mean several listed people: who is meant, and in words why the others are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.matching.case import Case
from bot.model import Confusable, Evidence, Person
from bot.names.compare import compare

FULLER = 4.0  # log-odds within which a fuller entry about what seems the same human being is preferred
SURE = 1.39  # log-odds (a score of 0.8) that the fuller entry must come to by itself if the other one does
YEARS_APART = 1  # by which two lists' birth years, often estimates, may differ for one human being
ONE_NAME = 0.92  # likeness from which two names may be one person's
MARGIN = 0.45  # log-odds by which one person must lead to be taken alone


@dataclass(frozen=True, slots=True)
class Weighed:
    """A case with what it came to."""

    case: Case
    log_odds: float
    evidence: tuple[Evidence, ...]

    @property
    def person(self) -> Person:
        """Who may be meant."""
        return self.case.person


@dataclass(frozen=True, slots=True)
class Ruling:
    """Who is meant by some words, whether that is certain among the rivals, and who else was considered."""

    weighed: Weighed
    certain: bool
    rivals: tuple[Confusable, ...]


def rule(rivals: Sequence[Weighed]) -> tuple[Ruling, ...]:
    """Decide between people whom the same words can mean; the answer names one, or several where nothing decides."""
    rivals = [_with_shared(w, rivals) for w in rivals]
    ranked = sorted(rivals, key=lambda w: (-w.log_odds, -_facts(w.person), w.person.id))
    best = _fullest(ranked[0], ranked[1:])
    top = ranked[0].log_odds
    level = [w for w in ranked if w is not best and top - w.log_odds < MARGIN and not same_human(best.person, w.person)]
    if not level:
        return (Ruling(best, True, tuple(_perhaps(_against(w, best), w, best) for w in ranked if w is not best)),)
    named = [best, *level]
    return tuple(Ruling(w, False, tuple(_beside(w, o, named) for o in ranked if o is not w)) for w in named)


def _beside(one: Weighed, other: Weighed, named: Sequence[Weighed]) -> Confusable:
    """What is said of the other beside one of several who are named, the best first."""
    said = _undecided(other) if other in named else _against(other, named[0])
    return _perhaps(said, other, one)


def _perhaps(said: Confusable, other: Weighed, named: Weighed) -> Confusable:
    """Marked where entry and text leave it open that the other is the one who is named, on another list."""
    if not same_human(other.person, named.person) or _prints_another(other, named):
        return said
    against = {e.kind for e in other.evidence if not e.favours} - {e.kind for e in named.evidence if not e.favours}
    return said if against & _TELLING_APART else replace(said, same=True)


def _prints_another(other: Weighed, named: Weighed) -> bool:
    """Whether a word is printed that only the named one bears where the other bears one that is not printed: other fathers."""
    best, words = other.case.best, len(named.case.best.name.pairs)
    return len(best.name.pairs) < min(words, len(best.spelling.parts))


def _with_shared(one: Weighed, rivals: Sequence[Weighed]) -> Weighed:
    """What one entry of a human being says of role and birth holds for the others, where these say nothing themselves."""
    found: dict[str, Evidence] = {}
    for other in rivals:
        lines = _shared(other, {e.kind for e in one.evidence})
        if lines and other is not one and same_human(one.person, other.person):
            for line in lines:
                found[line.kind] = max(found.get(line.kind, line), line, key=lambda e: abs(e.weight))
    if not found:
        return one
    evidence = sorted((*one.evidence, *found.values()), key=lambda e: (-abs(e.weight), e.kind, e.text))
    return Weighed(one.case, one.log_odds + sum(e.weight for e in found.values()), tuple(evidence))


def _shared(other: Weighed, known: set[str]) -> list[Evidence]:
    """The evidence of an entry that holds for another one, with the listing that it comes from."""
    label = other.person.listings[0].label if other.person.listings else other.person.id
    lines = [e for e in other.evidence if (e.kind, e.favours) in _SHARED and e.kind not in known]
    return [replace(e, text=f"{e.text} ({label})") for e in lines]


# Kinds of evidence that entries about what seems one human being share, and whether for or against.
_SHARED = frozenset(
    (("role", True), ("organisation", True), ("age", True), ("age", False), ("gender", False), ("namesake", False))
)


def _fullest(best: Weighed, rest: Sequence[Weighed]) -> Weighed:
    """Of entries that may be one human being and fit about as well, the one that says most, so that a reader can check."""
    enough = max(best.log_odds - FULLER, min(best.log_odds, SURE))
    alike = [w for w in rest if w.log_odds >= enough and same_human(best.person, w.person)]
    # Nobody who is surely somebody else may fit better than the entry that is taken instead.
    alike = [w for w in alike if all(o.log_odds <= w.log_odds or same_human(o.person, w.person) for o in rest)]
    return max([best, *alike], key=lambda w: (_worth(w.person), w.log_odds))


def same_human(one: Person, other: Person) -> bool:
    """Whether two entries that could not be merged may well be one human being: a name in common, no list in common, no contradiction."""
    if set(one.lists) & set(other.lists) or {a.authority for a in one.listings} & {a.authority for a in other.listings}:
        return False
    if not _one_name(one, other):
        return False
    born = [[int(b[:4]) for b in p.born if b[:4].isdigit()] for p in (one, other)]
    if all(born) and min(abs(a - b) for a in born[0] for b in born[1]) > YEARS_APART:
        return False
    return not (one.nationality and other.nationality and not set(one.nationality) & set(other.nationality))


def _one_name(one: Person, other: Person) -> bool:
    """Whether a strong name of each is the same up to habits of spelling and left-out middle names."""
    return any(
        _same_name(a.text, b.text)
        for a in one.names
        for b in other.names
        if not (a.weak or b.weak or a.native or b.native)
    )


def _same_name(one: str, other: str) -> bool:
    """A son's name is his father's with one more in front: the word that opens either must be in the other."""
    agreed = compare(one, other)
    opens = [any(0 in ours for ours, _, _ in agreed.pairs), any(0 in theirs for _, theirs, _ in agreed.pairs)]
    return agreed.score >= ONE_NAME and all(opens)


def _worth(person: Person) -> tuple[bool, bool, int]:
    """How much an entry is worth to a reader: a travel ban first, then a birth date to check by, then the number of facts."""
    banned = any(m.type == "travel_ban" for listing in person.listings for m in listing.measures)
    return banned, bool(person.born), _facts(person)


def _facts(person: Person) -> int:
    return (
        len(person.refs)
        + bool(person.roles)
        + bool(person.nationality)
        + bool(person.born)
        + bool(person.organisations)
    )


def _against(loser: Weighed, winner: Weighed) -> Confusable:
    """Why the loser is not meant, in a few words: what speaks against it, or what the winner has and it lacks."""
    if same_human(loser.person, winner.person):
        return confusable(loser.person, "may be the same person on another list")
    fits = {e.kind for e in winner.evidence if e.favours} & {"role", "organisation"}
    if fits and loser.person.roles and not any(e.favours and e.kind in fits for e in loser.evidence):
        return confusable(loser.person, "role does not fit")
    against = {e.kind for e in winner.evidence if not e.favours}
    kind = next(
        (e.kind for e in loser.evidence if not e.favours and e.kind in _REASONS and e.kind not in against), None
    )
    if kind:
        return confusable(loser.person, _REASONS[kind])
    if fits:
        return confusable(
            loser.person, f"the {min(fits, key=('role', 'organisation').index)} fits {winner.person.name}"
        )
    return confusable(loser.person, f"the printed name is nearer to {winner.person.name}")


# Kinds of evidence by which a text says that somebody is not meant. How an entry orders its name says nothing of the kind
# (the short form of the UK list has "Lavrov Sergei Viktorovich", whose last word is taken for the surname), and its
# regime little: nationalities have been compared already.
_TELLING_APART = frozenset({"role", "age", "gender", "middle name", "other script", "namesake", "father", "profession"})

# What speaks against the loser, in words short enough for a line of an alert.
_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "role": "role does not fit",
        "country": "country does not fit",
        "age": "age does not fit",
        "gender": "gender does not fit",
        "middle name": "middle name differs",
        "other script": "name in the other script differs",
        "namesake": "the text fits a known namesake",
        "given name missing": "listed given name not printed",
        "surname missing": "listed surname not printed",
        "name goes on": "the printed name goes on",
        "father": "the text names another father",
        "profession": "profession does not fit",
        "weak name": "only a weak name fits",
    }
)


def _undecided(other: Weighed) -> Confusable:
    return confusable(other.person, "could be meant as well: nothing in the text decides")


def confusable(person: Person, why: str) -> Confusable:
    """A rival as an alert shows it."""
    label = person.listings[0].label if person.listings else person.id
    return Confusable(person.id, person.name, label, person.roles[0] if person.roles else None, why)
