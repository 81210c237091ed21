"""The front door: a `Matcher` made for a watchlist finds its people in articles.

article -> runs of name-like words -> spellings they may be -> a case per person, with later mentions
        -> evidence for and against -> rivals for the same words are decided -> mentions with a tier
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.matching.arbitrate import Ruling, Weighed, confusable, rule
from bot.matching.build import build
from bot.matching.candidates import Candidate, Finder
from bot.matching.case import Case
from bot.matching.described import Described
from bot.matching.evidence import KEPT, is_hopeless, score, weigh
from bot.matching.index import NameIndex
from bot.matching.later import Later
from bot.matching.profile import profile_of
from bot.matching.scene import Scene
from bot.model import Article, Confusable, Mention, Span, Tier, Watchlist

STRONG = 0.80  # score from which a mention may alert
POSSIBLE = 0.30  # score from which it goes to the digest
BEHIND = 0.13  # how much worse a name may fit than the best one at the same words to be considered at all
STRAY = 0.02  # how much better somebody else, and the person elsewhere, must fit for a place to be left out
MOST_RIVALS = 12  # people considered for the same words
MOST_PROFILES = 20_000  # people whose facts are remembered


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

    def find(self, article: Article) -> tuple[Mention, ...]:
        """The people the article may mean, by first span, then the better score, then id."""
        scene = Scene(article)
        candidates = self._finder.find(scene.body)
        if not candidates:
            return ()
        described = Described(scene.body)
        rulings = _rulings(self._weighed(candidates, scene))
        mentions = [self._mention(ruling, described) for ruling in rulings if not _mere_word(ruling)]
        kept = [m for m in _merged(mentions) if m.score >= KEPT]
        return tuple(sorted(kept, key=lambda m: (min(m.spans), -m.score, m.person)))

    def may_find(self, article: Article) -> bool:
        """Whether the article has words like any name of the list at all; much cheaper than `find`, and never No before a Yes."""
        return bool(self._finder.find(Scene(article).body))

    def _weighed(self, candidates: Sequence[Candidate], scene: Scene) -> list[tuple[Weighed, tuple[Candidate, ...]]]:
        places: defaultdict[int, list[Candidate]] = defaultdict(list)
        for candidate in _plausible(candidates):
            places[candidate.spelling.person].append(candidate)
        cases = self._cases(places, scene)
        company = _company(cases)
        full = {n: replace(case, company=company.get(n, ())) for n, case in cases.items()}
        return [(Weighed(case, *weigh(case)), tuple(places[n])) for n, case in full.items()]

    def _cases(self, places: Mapping[int, Sequence[Candidate]], scene: Scene) -> dict[int, Case]:
        """A case for everybody whose name is not out of the question, with the later mentions."""
        named = {n: self._case(n, found, scene) for n, found in sorted(places.items())}
        hopeful = {n: case for n, case in named.items() if not is_hopeless(case)}
        if not hopeful:
            return {}
        later = Later(scene.body)
        taken = sorted({c.span for found in places.values() for c in found})
        return {
            n: replace(case, spans=tuple(sorted({*case.spans, *later.of(places[n], taken)})))
            for n, case in hopeful.items()
        }

    def _case(self, number: int, found: Sequence[Candidate], scene: Scene) -> Case:
        best = max(found, key=lambda c: (not c.spelling.name.weak, c.name.score, not c.goes_on, -c.span.start))
        spans = tuple(sorted({c.span for c in found}))
        return Case(self._people[number], self._profile(number), best, spans, scene, self._term_bits)

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
    """Whether a name of one word stands there with no role or organisation beside it."""
    said = {e.kind for e in ruling.weighed.evidence if e.favours}
    return ruling.weighed.case.best.spelling.single and not said & {"role", "organisation"}


def _plausible(candidates: Sequence[Candidate]) -> list[Candidate]:
    """At each place the spellings that fit about as well as the best one there.

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
    return [c for c, top in kept if min(top, best[c.spelling.person]) - _fit(c) < STRAY]


def _fit(candidate: Candidate) -> float:
    """How well words and spelling cover each other: further words of a name at the edge count as much as missing ones."""
    return candidate.name.score - 0.08 * len(candidate.goes_on) + 0.02 * len(candidate.name.pairs)


def _overlapping(candidates: Sequence[Candidate]) -> Iterable[list[Candidate]]:
    group: list[Candidate] = []
    end = -1
    for candidate in sorted(candidates, key=lambda c: (c.span, c.row)):
        if group and candidate.span.start >= end:
            yield group
            group = []
        group.append(candidate)
        end = max(end, candidate.span.end)
    if group:
        yield group


def _rulings(weighed: Sequence[tuple[Weighed, tuple[Candidate, ...]]]) -> list[Ruling]:
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
