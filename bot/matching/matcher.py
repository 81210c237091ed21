"""The front door: a `Matcher` made for a watchlist finds its people in articles.

article -> runs of name-like words -> spellings they may be -> a case per person, with later mentions
        -> evidence for and against -> rivals for the same words are decided -> mentions with a tier
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.matching.arbitrate import Ruling, Weighed, confusable, rule
from bot.matching.build import build
from bot.matching.candidates import Candidate, Finder
from bot.matching.case import Case
from bot.matching.described import Described
from bot.matching.evidence import KEPT, score, told_by_name, weigh
from bot.matching.index import NameIndex
from bot.matching.later import Later
from bot.matching.profile import profile_of
from bot.matching.scene import Scene
from bot.matching.tokens import stretches
from bot.model import Article, Confusable, Evidence, Mention, Span, Tier, Watchlist

STRONG = 0.80  # score from which a mention may alert
POSSIBLE = 0.30  # score from which it goes to the digest
BEHIND = 0.13  # how much worse a name may fit than the best one at the same words to be considered at all
STRAY = 0.02  # how much better somebody else, and the person elsewhere, must fit for a place to be left out
MOST_RIVALS = 12  # people considered for the same words
MOST_PROFILES = 20_000  # people whose facts are remembered
MOST_TOLD = 50_000  # printed names of which it is remembered what they tell by themselves


@dataclass(frozen=True, slots=True)
class _Reading:
    """The place where a person's name fits best, and what the name tells there by itself."""

    best: Candidate
    told: tuple[Evidence, ...]


class Matcher:
    """Finds the people of one watchlist. Learns words as it reads, so that the next article is quicker; answers never change."""

    def __init__(self, watchlist: Watchlist, index: NameIndex | None = None) -> None:
        """Match with this list; `index` is the one that `build` once made for the same people."""
        self._people = watchlist.people
        self._confusables = watchlist.confusables
        named = {i for ids in watchlist.confusables.values() for i in ids}
        self._by_id = {p.id: p for p in watchlist.people if p.id in named}
        index = index or build(watchlist.people)
        self._finder = Finder(index, watchlist.people)
        self._term_bits = index.term_bits
        self._profile = lru_cache(maxsize=MOST_PROFILES)(lambda number: profile_of(self._people[number]))
        self._told: dict[tuple[str, int, int, int, str | None], tuple[Evidence, ...] | None] = {}

    def find(self, article: Article) -> tuple[Mention, ...]:
        """The people the article may mean, by first span, then the better score, then id."""
        scene = Scene(article)
        spans = tuple(stretches(scene.body))
        places = _plausible(self._finder.find(scene.body, spans, article.lang))
        hopeful = self._hopeful(places, article.lang)
        if not hopeful:
            return ()
        taken = {c.span for found in places.values() for c in found}
        cases = self._cases(places, hopeful, scene, Later(scene.body, spans, taken))
        weighed = [(Weighed(case, *weigh(case, hopeful[n].told)), places[n]) for n, case in cases.items()]
        described = Described(scene.body)
        mentions = [self._mention(ruling, described) for ruling in _rulings(weighed) if not _mere_word(ruling)]
        kept = [m for m in _merged(mentions) if m.score >= KEPT]
        return tuple(sorted(kept, key=lambda m: (min(m.spans), -m.score, m.person)))

    def _hopeful(self, places: Mapping[int, Sequence[Candidate]], lang: str | None) -> dict[int, _Reading]:
        """Everybody whose name is not out of the question, with the place where it fits best and what it tells there."""
        found = {}
        for number, candidates in sorted(places.items()):
            told = self._told_by_name(best := max(candidates, key=_goodness), lang)
            if told is not None:
                found[number] = _Reading(best, told)
        return found

    def _told_by_name(self, candidate: Candidate, lang: str | None) -> tuple[Evidence, ...] | None:
        """What the name tells by itself, None when it is hopeless. Remembered, because names come again and again."""
        key = (*candidate.key, lang)
        if key not in self._told:
            if len(self._told) >= MOST_TOLD:
                self._told.clear()
            alone = candidate.at(0)
            number = candidate.spelling.person
            scene = Scene(Article("", candidate.stretch, lang=lang))
            case = Case(self._people[number], self._profile(number), alone, (alone.span,), scene, self._term_bits)
            self._told[key] = told_by_name(case)
        return self._told[key]

    def _cases(
        self, places: Mapping[int, Sequence[Candidate]], hopeful: Mapping[int, _Reading], scene: Scene, later: Later
    ) -> dict[int, Case]:
        """A case for everybody who may be meant, with the later mentions and the company."""
        cases = {}
        for number, reading in hopeful.items():
            spans = {c.span for c in places[number]} | set(later.of(places[number]))
            person, profile = self._people[number], self._profile(number)
            cases[number] = Case(person, profile, reading.best, tuple(sorted(spans)), scene, self._term_bits)
        company = _company(cases)
        return {n: replace(case, company=company[n]) for n, case in cases.items()}

    def _mention(self, ruling: Ruling, described: Described) -> Mention:
        case, log_odds = ruling.weighed.case, ruling.weighed.log_odds
        person = case.person
        points = score(log_odds)
        tier = _tier(points, ruling, person.threshold)
        later = () if tier is not Tier.STRONG else described.of(case.spans, case.profile.told)
        return Mention(
            person=person.id,
            name=person.name,
            tier=tier,
            score=points,
            spans=(case.best.span, *sorted(s for s in {*case.spans, *later} if not s.overlaps(case.best.span))),
            matched=case.scene.body[case.best.span.start : case.best.span.end],
            listings=tuple(listing.label for listing in person.listings),
            refs=person.refs,
            evidence=ruling.weighed.evidence,
            confusables=ruling.rivals + self._listed_confusables(person.id, ruling.rivals),
        )

    def _listed_confusables(self, person: str, named: Iterable[Confusable]) -> tuple[Confusable, ...]:
        """People the watchlist calls confusable whom the words of this text did not even fit."""
        known = {c.person for c in named}
        others = [self._by_id[i] for i in self._confusables.get(person, ()) if i not in known and i in self._by_id]
        return tuple(confusable(o, "the printed name fits less well") for o in others[:3])


def _company(cases: Mapping[int, Case]) -> dict[int, tuple[str, ...]]:
    """For each person, the well-named others of the same country or regime, in order of the text."""
    sure = [c for c in cases.values() if c.best.name.score >= 0.93 and c.best.rarity >= 13 and not c.best.goes_on]
    sure.sort(key=lambda c: (c.best.span, -c.best.name.score, c.person.id))
    return {n: _beside(case, sure) for n, case in cases.items()}


def _beside(case: Case, others: Sequence[Case]) -> tuple[str, ...]:
    """Names of those who belong where the person does, at other words; one at each place, whose name fits best."""
    found: dict[Span, str] = {}
    for other in others:
        shared = other.profile.countries & case.profile.countries or other.profile.regimes & case.profile.regimes
        if shared and not other.best.span.overlaps(case.best.span):
            found.setdefault(other.best.span, other.person.name)
    return tuple(found.values())


def _tier(points: float, ruling: Ruling, threshold: float | None) -> Tier:
    if ruling.weighed.case.best.spelling.name.weak:
        return Tier.WEAK
    if points >= max(STRONG, threshold or 0.0) and ruling.certain:
        return Tier.STRONG
    return Tier.POSSIBLE if points >= POSSIBLE else Tier.WEAK


def _mere_word(ruling: Ruling) -> bool:
    """Whether a name of one word stands there with no title, role or organisation beside it."""
    case, said = ruling.weighed.case, {e.kind for e in ruling.weighed.evidence if e.favours}
    return case.best.spelling.single and not any(case.best.spelling.titles) and not said & {"role", "organisation"}


def _goodness(candidate: Candidate) -> tuple[bool, float, bool, int]:
    """By which the place is chosen where a person's name fits best."""
    weak, further = candidate.spelling.name.weak, bool(candidate.goes_on)
    return not weak, candidate.name.score, not further, -candidate.span.start


def _plausible(candidates: Sequence[Candidate]) -> dict[int, list[Candidate]]:
    """For each person the places where a spelling fits about as well as the best one there.

    Left out is a place where somebody else fits better, of a person who fits better at another place.
    """
    kept: list[tuple[Candidate, float]] = []
    for group in _overlapping(candidates):
        top = max(_fit(c) for c in group)
        people: dict[int, Candidate] = {}
        for c in sorted(group, key=lambda c: (-_fit(c), c.row)):
            if _fit(c) >= top - BEHIND:
                people.setdefault(c.spelling.person, c)
        kept.extend((c, top) for c in list(people.values())[:MOST_RIVALS])
    best: dict[int, float] = {}
    for c, _ in kept:
        best[c.spelling.person] = max(best.get(c.spelling.person, 0.0), _fit(c))
    found: dict[int, list[Candidate]] = {}
    for c, top in kept:
        if min(top, best[c.spelling.person]) - _fit(c) < STRAY:
            found.setdefault(c.spelling.person, []).append(c)
    return found


def _fit(candidate: Candidate) -> float:
    """How well words and spelling cover each other: further words of a name at the edge count as much as missing ones."""
    return candidate.name.score - 0.08 * len(candidate.goes_on) + 0.02 * len(candidate.name.pairs)


def _overlapping(candidates: Sequence[Candidate]) -> Iterable[list[Candidate]]:
    group: list[Candidate] = []
    end = -1
    for candidate in sorted(candidates, key=lambda c: (c.span.start, c.span.end, c.row)):
        if group and candidate.span.start >= end:
            yield group
            group = []
        group.append(candidate)
        end = max(end, candidate.span.end)
    if group:
        yield group


def _rulings(weighed: Sequence[tuple[Weighed, Sequence[Candidate]]]) -> list[Ruling]:
    """One ruling for each set of people who lay claim to the same words."""
    left = sorted(weighed, key=lambda w: (w[0].case.best.span, -w[0].log_odds, w[0].person.id))
    answer: list[Ruling] = []
    while left:
        first = max(left, key=lambda w: (w[0].log_odds, w[0].person.id))
        claimed = {c.span for c in first[1]}
        rivals = [w for w in left if any(w[0].case.best.span.overlaps(s) for s in claimed)]
        answer.extend(rule([w for w, _ in rivals]))
        left = [w for w in left if w not in rivals]
    return answer


def _merged(mentions: Sequence[Mention]) -> Iterable[Mention]:
    seen: dict[str, Mention] = {}
    for mention in mentions:
        if mention.person not in seen or mention.score > seen[mention.person].score:
            seen[mention.person] = mention
    return seen.values()
