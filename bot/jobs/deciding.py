"""Decides what an article means, on the desk's terms and with the list in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.alerts.conclusion import Conclusion
from bot.alerts.occasion import Terms, concluded
from bot.alerts.past import Past, Standpoint
from bot.alerts.routes import Policy
from bot.edges.program import this_program
from bot.model import Article, Findings, Person, Watchlist
from bot.store.polls import Conclude


class Decider:
    """Gives the deciding function for a Watchlist and a moment. Remembers the people of the last list by id.

    `stands` says of a story and channel whether its card is known to be there (`bot.jobs.recollecting`).
    """

    def __init__(self, policy: Policy, stands: Callable[[str, str], bool] = lambda *_: False) -> None:
        self._terms = Terms(policy, this_program())
        self._stands = stands
        self._watchlist: Watchlist | None = None
        self._people: Mapping[str, Person] = {}

    def __call__(self, watchlist: Watchlist, now: datetime) -> Conclude:
        """The decider for articles screened with this list."""
        if watchlist is not self._watchlist:
            self._watchlist, self._people = watchlist, {person.id: person for person in watchlist.people}
        return _Deciding(self._terms, self._people, now, watchlist.fingerprint, self._stands)


@dataclass(frozen=True, slots=True)
class _Deciding:
    terms: Terms
    people: Mapping[str, Person]
    now: datetime
    fingerprint: str
    stands: Callable[[str, str], bool]

    def __call__(self, article: Article, findings: Findings, past: Past) -> tuple[Conclusion, ...]:
        standpoint = Standpoint(past, self.terms.policy, self.now, self.fingerprint)
        return concluded(article, findings, self.people, standpoint, self.stands)
