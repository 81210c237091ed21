"""What is known already when an article comes in: the alerts about its people, its own earlier versions, what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerts.routes import Policy, quiet_until, route_of
from bot.model import Alert, Article, Decision, Findings, Mute, Verdict
from bot.record import SetOf
from bot.waits import passed


@dataclass(frozen=True, slots=True)
class Version:
    """The same article as it was read before, what was found in it and decided about it."""

    article: Article  # without text when that has expired
    findings: Findings
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """What a decision is taken against."""

    alerts: tuple[Alert, ...] = ()  # about anybody whom the article or an earlier version names, of any age
    versions: tuple[Version, ...] = ()  # of this article, the oldest first
    apart: tuple[Version, ...] = ()  # other articles of late that tell of a journey of its people and opened no card
    whole: bool = True  # false: we have its beginning alone, and had more of it before
    teaser: str | None = None  # id of the version that had its beginning alone; what that says stands in the feed still
    backlog: bool = False  # it came with a new feed and is too old to be news
    cards: int | None = None  # so many stories may be opened yet, by news that came with a new feed; None: all
    verdicts: tuple[Verdict, ...] = ()  # on anybody whom the article names; not undone
    mutes: tuple[Mute, ...] = ()  # of anybody whom the article names
    told: SetOf[tuple[str, str]] = frozenset()  # keys of those alerts, with channels that were ever told of them

    @property
    def ids(self) -> frozenset[str]:
        """By which the earlier versions go."""
        return frozenset(version.article.id for version in self.versions)

    def keys_in(self, channel: str) -> frozenset[str]:
        """The stories that this channel was ever told, those included that have moved elsewhere since."""
        alerts = ((each.key, each.channel) for each in self.alerts)
        return frozenset(key for key, where in (*alerts, *self.told) if where == channel)

    def unheard(self, alert: Alert) -> Alert:
        """An alert that changed where its channel was told nothing: it heard of it last when it had before."""
        before = (each for each in self.alerts if (each.key, each.channel) == (alert.key, alert.channel))
        return replace(alert, aloud=next((each.aloud for each in before), None))

    def with_alert(self, alert: Alert) -> Past:
        """The same, with this alert as it is now."""
        others = [each for each in self.alerts if (each.key, each.channel) != (alert.key, alert.channel)]
        return replace(self, alerts=(*others, alert))


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From where an article is judged: what is known, what the desk wants, when, and with which Watchlist."""

    past: Past
    policy: Policy
    now: datetime
    fingerprint: str

    def quiet_until(self, alert: Alert) -> datetime | None:
        """When the channel of this alert may hear of it; None: now."""
        route = route_of(alert.person, alert.reason, self.policy)
        return quiet_until(route, alert.reason, self.policy, self.now)

    def is_due_again(self, alert: Alert) -> bool:
        """Whether its channel has not heard of the story for so long that any news is told aloud."""
        wait = self.policy.repeat_after
        return wait is not None and passed(alert.aloud or alert.opened, self.now, wait)

    def heard(self, alert: Alert) -> Alert:
        """The alert, once its channel has heard of it."""
        return replace(alert, aloud=self.now)

    def after(self, changed: Iterable[Alert]) -> Standpoint:
        """The same, once these alerts are as they are now."""
        past = self.past
        for alert in changed:
            past = past.with_alert(alert)
        return replace(self, past=past)
