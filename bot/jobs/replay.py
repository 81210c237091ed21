"""Takes stored decisions anew, from what was stored with them, and compares byte for byte.

    article ─┬─► screened with the stored list ──► the same findings? ──► concluded on the stored occasion ──► the same conclusions?
    list ────┘                                                                                            ──► decided so on record?

`CHECKS` asks in this order, and the first that finds something speaks: what was changed is named rather than what follows from
it. Only reads, so that it can be done beside a running program.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from pydantic import ValidationError
from sqlalchemy import Connection

from bot import record
from bot.alerts.occasion import Occasion, Program, Way, decide
from bot.alerts.past import Version
from bot.alerts.routes import Policy
from bot.edges.worker import Screening
from bot.errors import GatewatchError
from bot.lists.load import fingerprint
from bot.model import Alert, Article, Decision, Findings, Person, Watchlist
from bot.record import Difference, first_difference
from bot.store import articles, decisions, occasions, watchlists
from bot.store.articles import StoredArticle
from bot.store.occasions import Kept, Unreadable, digest_of

_LISTS = 2  # held at a time: a list of 20,000 people and its index take much memory


class Outcome(StrEnum):
    """What came of a replay."""

    SAME = "same"
    DIFFERS = "differs"
    EXPIRED = "expired"  # something that it takes is kept no longer
    NOT_KEPT = "not_kept"  # taken by a program that kept no occasions


@dataclass(frozen=True, slots=True)
class Told:
    """What a check says."""

    outcome: Outcome
    why: str
    where: Difference | None = None


_UNREADABLE = Told(
    Outcome.DIFFERS, "something on record cannot be read: it was changed since, or this program knows other fields"
)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was decided about one article on one occasion, and what came of taking it anew."""

    article: Article
    decisions: tuple[Decision, ...]  # as they were taken
    told: Told
    at: datetime | None = None
    kept: Kept | None = None
    notes: tuple[str, ...] = ()  # what has become of them since


@dataclass(frozen=True, slots=True)
class Listed:
    """A stored list, ready to screen with."""

    watchlist: Watchlist
    people: Mapping[str, Person]
    screening: Screening


class Lists:
    """The stored lists, each taken up when it is asked for."""

    def __init__(self, screener_of: Callable[[Watchlist], Screening]) -> None:
        self._screener_of = screener_of
        self._held: OrderedDict[str, Listed | Told] = OrderedDict()

    def get(self, connection: Connection, name: str) -> Listed | Told:
        """The list of this fingerprint, or why there is none."""
        if name not in self._held:
            while len(self._held) >= _LISTS:
                self._held.popitem(last=False)
            self._held[name] = self._taken_up(connection, name)
        self._held.move_to_end(name)
        return self._held[name]

    def _taken_up(self, connection: Connection, name: str) -> Listed | Told:
        packed = watchlists.get(connection, name)
        if packed is None:
            return Told(Outcome.EXPIRED, f"list {name[:6]} is kept no longer")
        try:
            watchlist = watchlists.unpack(packed)
        except GatewatchError as error:
            return Told(Outcome.DIFFERS, str(error))
        if fingerprint(watchlist.people) != name:
            return Told(Outcome.DIFFERS, f"list {name[:6]} on record is not the one that spoke: it was changed since")
        people = {person.id: person for person in watchlist.people}
        return Listed(watchlist, people, self._screener_of(watchlist))


def replay(connection: Connection, lists: Lists, article_id: str) -> Iterator[Replayed]:
    """Every decision about an article taken anew, oldest first."""
    try:
        stored = articles.get(connection, article_id)
    except ValidationError:
        yield Replayed(Article(article_id, ""), (), _UNREADABLE)
        return
    if stored is None:
        raise GatewatchError(
            f"no article {article_id} is stored; `gatewatch misses --json` and `--json` here name them"
        )
    kept = occasions.of_article(connection, article_id)
    decided = decisions.in_article(connection, article_id)
    loose = tuple(_loose(decided, kept))
    if loose and not any(isinstance(each, Unreadable) for each in kept):
        yield Replayed(stored.article, loose, _without_occasion(stored))
    for number, each in enumerate(kept, 1):
        if isinstance(each, Unreadable):
            yield Replayed(stored.article, loose, _UNREADABLE, each.at)  # perhaps these
        else:
            later = tuple(other for other in kept[number:] if isinstance(other, Kept))
            yield _Replay(connection, lists, stored, each, later, decided).done()


def _loose(decided: Sequence[Decision], kept: Sequence[Kept | Unreadable]) -> Iterator[Decision]:
    """Decisions on record that were taken on no occasion that is kept."""
    taken = [decision for each in kept if isinstance(each, Kept) for decision in each.decisions]
    places = {(each.person, each.channel) for each in taken}
    for each in decided:
        if (each.person, each.channel) not in places and not any(_alike(each, other) for other in taken):
            yield each


def _without_occasion(stored: StoredArticle) -> Told:
    if stored.text_hash is not None:
        return Told(Outcome.EXPIRED, "text expired")
    return Told(Outcome.NOT_KEPT, "taken before Gatewatch kept what decisions are taken on, or written in since")


class _Replay:
    """One occasion, with what belongs to it; each thing is looked up when it is asked for."""

    def __init__(
        self,
        connection: Connection,
        lists: Lists,
        stored: StoredArticle,
        kept: Kept,
        later: Sequence[Kept],
        on_record: Sequence[Decision],
    ) -> None:
        self.connection, self.lists = connection, lists
        self.stored, self.kept = stored, kept
        self.later = later  # occasions of the same article
        self.on_record = on_record

    def done(self) -> Replayed:
        """All checks, the first that finds something."""
        try:
            told = next(
                (found for check in CHECKS if (found := check(self))), Told(Outcome.SAME, "same, byte for byte")
            )
        except ValidationError:
            told = _UNREADABLE
        notes = tuple(_become(self)) if told.outcome is Outcome.SAME else ()
        return Replayed(self.stored.article, self.kept.decisions, told, self.kept.bare.now, self.kept, notes)

    @cached_property
    def articles(self) -> Mapping[str, StoredArticle | None]:
        """The article and those of its past, as they are on record."""
        return {each: articles.get(self.connection, each) for each in self.kept.articles}

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """Ids of those that are not what was decided on."""
        now = {each: digest_of(stored.article) if stored else "" for each, stored in self.articles.items()}
        return tuple(each for each, digest in self.kept.articles.items() if now[each] != digest)

    @cached_property
    def found(self) -> Findings | None:
        """What was found, as it is on record."""
        return articles.findings_with(self.connection, self.stored.article.id, self.kept.found_with)

    @cached_property
    def policy(self) -> Policy | None:
        """What the desk wanted then; None also where that is gone."""
        return occasions.part(self.connection, Policy, self.kept.policy) if self.kept.policy else None

    @cached_property
    def alerts(self) -> tuple[Alert | None, ...]:
        """The alerts of the past as they were then."""
        return tuple(occasions.part(self.connection, Alert, each) for each in self.kept.alerts)

    @cached_property
    def occasion(self) -> Occasion:
        """What was decided on, whole again."""
        past = self.kept.bare.past
        alerts = tuple(each for each in self.alerts if each is not None)
        whole = replace(past, alerts=alerts, versions=self._whole(past.versions), apart=self._whole(past.apart))
        return replace(self.kept.bare, policy=self.policy, past=whole)

    def _whole(self, versions: Sequence[Version]) -> tuple[Version, ...]:
        """The versions with their texts."""
        stored = ((each, self.articles[each.article.id]) for each in versions)
        return tuple(replace(each, article=found.article) for each, found in stored if found)

    def listed(self, name: str) -> Listed:
        """A list that is there: `list_is_kept` has seen to that."""
        found = self.lists.get(self.connection, name)
        if isinstance(found, Told):
            raise GatewatchError(found.why)
        return found

    @cached_property
    def screened(self) -> str:
        """What is found in the article now, as a record."""
        return record.dump(self.listed(self.kept.found_with).screening.screen(self.stored.article))

    @cached_property
    def concluded(self) -> str:
        """What is concluded now, as a record."""
        spoke = self.listed(self.kept.fingerprint)
        found = record.load(Findings, self.screened)
        return record.dump(decide(self.occasion, self.stored.article, found, spoke.people, self.kept.fingerprint))

    def stands(self, decision: Decision) -> bool:
        """Whether a decision is on record as it was taken."""
        return decision in self.on_record

    def moved_to(self, decision: Decision) -> str | None:
        """The channel in which it is told by now."""
        return next((each.channel for each in self.on_record if _alike(decision, each)), None)

    def gave_way(self, decision: Decision) -> Occasion | None:
        """The later occasion on which it was decided otherwise."""
        return next(
            (each.bare for each in self.later if any(_alike(decision, other) for other in each.bare.earlier)), None
        )


def _alike(decision: Decision, other: Decision) -> bool:
    """Whether they are the same but for the channel."""
    return replace(decision, channel=other.channel) == other


# --- the checks, in the order in which they are asked ----------------------------------------------------------------------


def text_expired(replayed: _Replay) -> Told | None:
    """The text of the article, or of one in its past, was erased since."""
    gone = [each for each in replayed.changed if (stored := replayed.articles[each]) and stored.text_hash]
    if not gone:
        return None
    own = replayed.stored.article.id in gone
    return Told(
        Outcome.EXPIRED, "text expired" if own else "text expired: that of an earlier article it was held against"
    )


def article_changed(replayed: _Replay) -> Told | None:
    """The stored article, or one in its past, is not the one that was decided on."""
    if not replayed.changed:
        return None
    return Told(Outcome.DIFFERS, f"the article on record was changed since: {', '.join(replayed.changed)}")


def list_not_kept(replayed: _Replay) -> Told | None:
    """The list that spoke, or that found, is kept no longer, or was changed."""
    names = dict.fromkeys((replayed.kept.found_with, replayed.kept.fingerprint))
    found = (replayed.lists.get(replayed.connection, name) for name in names)
    return next((each for each in found if isinstance(each, Told)), None)


def past_changed(replayed: _Replay) -> Told | None:
    """The policy or an alert that it was held against is not what it was."""
    if replayed.kept.policy and replayed.policy is None:
        return Told(Outcome.DIFFERS, "the policy on record is not the one that held: it was changed since")
    if None in replayed.alerts:
        return Told(Outcome.DIFFERS, "an alert that it was held against was changed on record since")
    return None


def findings_changed(replayed: _Replay) -> Told | None:
    """The findings on record are not those that were decided on."""
    found = replayed.found
    if found is not None and digest_of(found) == replayed.kept.findings:
        return None
    why = "the findings on record were changed since"
    return Told(Outcome.DIFFERS, why, first_difference(record.dump(found), replayed.screened) if found else None)


def found_otherwise(replayed: _Replay) -> Told | None:
    """Screened anew, other things are found."""
    found = record.dump(replayed.found)
    if replayed.screened == found:
        return None
    return Told(Outcome.DIFFERS, "other things are found in the article", first_difference(found, replayed.screened))


def concluded_otherwise(replayed: _Replay) -> Told | None:
    """The same findings lead to something else."""
    then, now = replayed.kept.concluded, replayed.concluded
    if now == then:
        return None
    return Told(Outcome.DIFFERS, "something else is concluded from it", first_difference(then, now))


def decided_otherwise(replayed: _Replay) -> Told | None:
    """What stands on record is not what was concluded, and nothing since then accounts for it."""
    for each in replayed.kept.decisions:
        if replayed.stands(each) or replayed.moved_to(each) or replayed.gave_way(each):
            continue
        now = next((d for d in replayed.on_record if (d.person, d.channel) == (each.person, each.channel)), None)
        why = "the decision on record is not the one that was taken"
        return Told(
            Outcome.DIFFERS, why, first_difference(record.dump(each), "null" if now is None else record.dump(now))
        )
    return None


CHECKS: tuple[Callable[[_Replay], Told | None], ...] = (
    text_expired,
    article_changed,
    list_not_kept,
    past_changed,
    findings_changed,
    found_otherwise,
    concluded_otherwise,
    decided_otherwise,
)


def _become(replayed: _Replay) -> Iterator[str]:
    """What has become of decisions that do not stand as they were taken."""
    for each in replayed.kept.decisions:
        if replayed.stands(each):
            continue
        if later := replayed.gave_way(each):
            yield f"{each.action.value} gave way on {later.now:%Y-%m-%d %H:%M} UTC: {GAVE_WAY[later.way]}"
        elif channel := replayed.moved_to(each):
            yield f"{each.action.value} stands in {channel} since its story moved there"


GAVE_WAY: Mapping[Way, str] = {
    Way.LOOK_BACK: "a look-back found more",
    Way.BROUGHT_BACK: "the dismissal was taken back",
}


def another_program(kept: Kept, this: Program) -> str | None:
    """By what else it was taken, where that was not this program; then a difference may come of that."""
    then = kept.bare.program
    if then == this:
        return None
    pairs = ((then.version, this.version), (f"code {then.code}", f"code {this.code}"), (then.reader, this.reader))
    changed = [(before, now) for before, now in pairs if before != now]
    return f"taken by {', '.join(a for a, _ in changed)}; this is {', '.join(b for _, b in changed)}"
