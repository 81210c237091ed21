"""When the same words can mean several listed people: who is meant, and in words why the others are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.matching.case import Case
from bot.model import Confusable, Evidence, Person
from bot.names.compare import compare

FULLER = 2.5  # log-odds within which a fuller entry about what seems the same human being is preferred
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
    ranked = sorted(rivals, key=lambda w: (-w.log_odds, -_facts(w.person), w.person.id))
    best = _fullest(ranked[0], ranked[1:])
    top = ranked[0].log_odds
    level = [w for w in ranked if w is not best and top - w.log_odds < MARGIN and not same_human(best.person, w.person)]
    if not level:
        return (Ruling(best, True, tuple(_against(w, best) for w in ranked if w is not best)),)
    named = [best, *level]
    return tuple(
        Ruling(w, False, tuple(_undecided(o) if o in named else _against(o, best) for o in ranked if o is not w))
        for w in named
    )


def _fullest(best: Weighed, rest: Sequence[Weighed]) -> Weighed:
    """Of entries that may be one human being and fit about as well, the one that says most, so that a reader can check."""
    alike = [w for w in rest if best.log_odds - w.log_odds < FULLER and same_human(best.person, w.person)]
    return max([best, *alike], key=lambda w: (_facts(w.person), w.log_odds))


def same_human(one: Person, other: Person) -> bool:
    """Whether two entries that could not be merged may well be one human being: a name in common, no list in common, no contradiction."""
    if set(one.lists) & set(other.lists) or {a.authority for a in one.listings} & {a.authority for a in other.listings}:
        return False
    if not _one_name(one, other):
        return False
    born = [{b[:4] for b in p.born} for p in (one, other)]
    if all(born) and not born[0] & born[1]:
        return False
    return not (one.nationality and other.nationality and not set(one.nationality) & set(other.nationality))


def _one_name(one: Person, other: Person) -> bool:
    """Whether a strong name of each is the same up to habits of spelling and left-out middle names."""
    return any(
        compare(a.text, b.text).score >= 0.92
        for a in one.names
        for b in other.names
        if not (a.weak or b.weak or a.native or b.native)
    )


def _facts(person: Person) -> int:
    return (
        len(person.refs)
        + bool(person.roles)
        + bool(person.nationality)
        + bool(person.born)
        + bool(person.organisations)
    )


def _against(loser: Weighed, winner: Weighed) -> Confusable:
    """Why the loser is not meant: what speaks against it, or what it lacks that the winner has."""
    if same_human(loser.person, winner.person):
        return confusable(
            loser.person, "may be the same person on another list; the lists do not say enough to be sure"
        )
    against = next((e for e in loser.evidence if not e.favours and e.kind not in ("name", "common name")), None)
    fits = next((e for e in winner.evidence if e.favours and e.kind in ("role", "organisation", "country")), None)
    if fits and fits.kind == "role" and loser.person.roles:
        return confusable(
            loser.person, f"role does not fit: {loser.person.name} is {_role(loser.person)}, and {fits.text}"
        )
    if against:
        return confusable(loser.person, f"{against.kind} speaks against it: {against.text}")
    if fits and fits.text not in {e.text for e in loser.evidence}:
        return confusable(loser.person, f"fits less well: {fits.text}")
    return confusable(loser.person, f"the printed name is nearer to {winner.person.name}")


def _undecided(other: Weighed) -> Confusable:
    return confusable(other.person, "could be meant as well: nothing in the text decides between them")


def _role(person: Person) -> str:
    text = person.roles[0]
    return text if len(text) <= 80 else text[:79].rstrip() + "…"


def confusable(person: Person, why: str) -> Confusable:
    """A rival as an alert shows it."""
    label = person.listings[0].label if person.listings else person.id
    return Confusable(person.id, person.name, label, person.roles[0] if person.roles else None, why)
